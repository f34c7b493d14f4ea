"""Who is to be placed, and what the rules need to know about them: read from the database, a few queries."""

from collections import defaultdict
from itertools import combinations

from django.db.models import Exists, OuterRef

from matching.exclusions import Facts, Person, reasons_among
from matching.models import Match, MatchSeat
from participants.models import NotToBePaired, Participant, Pause, name_shown
from partnerships.models import LearningPartner


def to_place(cohorts):
    """Accepted people without a partner and without a seat in a proposed match.

    Those whose partnership has ended come first (`had_partner`), then by name.
    """
    places = LearningPartner.objects.filter(participant=OuterRef("pk"))
    seats = MatchSeat.objects.standing().filter(participant=OuterRef("pk"))
    return (
        Participant.objects.accepted()
        .filter(cohort__in=cohorts)
        .exclude(Exists(places.current()))
        .exclude(Exists(seats))
        .annotate(had_partner=Exists(places))
        .select_related("user", "profile")
        .order_by("-had_partner", name_shown(), "pk")
    )


def rules_for(cohort, participants, today):
    """A function (one, other) or (one, other, third) -> what stands against them; the same few queries always."""
    persons, facts = as_persons(participants, today), facts_about(cohort, participants)
    return lambda *group: reasons_among([persons[one.pk] for one in group], facts)


def as_persons(participants, today):
    """{participant's key: Person}, for `exclusions`. Wants user and profile selected with them."""
    pauses = Pause.objects.on(today).filter(participant__in=participants)
    with_profiles = [(participant, getattr(participant, "profile", None)) for participant in participants]
    back_on = dict(pauses.order_by("until").values_list("participant", "until"))
    return {
        participant.pk: Person(
            key=participant.pk,
            account=participant.user_id,
            name=str(participant),
            side=participant.side,
            takes_part=participant.state == Participant.State.ACCEPTED,
            email=participant.user.email.casefold(),
            directorate=participant.directorate,
            mode=profile.mode if profile else "",
            days=frozenset(profile.days if profile else ()),
            paused_until=back_on.get(participant.pk),
        )
        for participant, profile in with_profiles
    }


def facts_about(cohort, participants):
    """What the cohort and the past say about these people. Words of a wish are never read."""
    keys = [participant.pk for participant in participants]
    addresses = Participant.objects.filter(cohort=cohort).exclude(line_manager_email="")
    wishes = NotToBePaired.objects.filter(participant__cohort=cohort).values_list(
        "participant", "other", "resolved_at"
    )
    return Facts(
        managers={
            email.casefold(): manager.casefold()
            for email, manager in addresses.values_list("user__email", "line_manager_email")
        },
        asked=frozenset(frozenset([one, other]) for one, other, _ in wishes if other),
        unsettled=frozenset(one for one, _, resolved_at in wishes if resolved_at is None),
        has_partner=frozenset(
            LearningPartner.objects.current()
            .filter(participant__in=keys)
            .values_list("participant", flat=True)
        ),
        declined=_together(
            MatchSeat.objects.filter(participant__in=keys, match__state=Match.State.DECLINED).values_list(
                "match", "participant"
            )
        ),
        partnered=_together(
            LearningPartner.objects.filter(
                participant__user__in=[participant.user_id for participant in participants]
            ).values_list("partnership", "participant__user")
        ),
    )


def _together(rows):
    """Every two who share a match or a partnership, from (where, who) rows."""
    groups = defaultdict(set)
    for where, who in rows:
        groups[where].add(who)
    return frozenset(frozenset(two) for group in groups.values() for two in combinations(group, 2))
