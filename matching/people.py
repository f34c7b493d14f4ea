"""Who is to be placed, and what the rules need to know about them: read from the database, a few queries."""

from collections import defaultdict
from itertools import combinations

from django.db.models import Exists, F, Func, OuterRef, TextField, UUIDField, Value
from django.db.models.functions import Cast, Concat

from matching.exclusions import Facts, Person, reasons_among
from matching.models import Match, MatcherNote, MatchingRules, MatchSeat, Override
from matching.models.notes import Flag
from participants.models import NotToBePaired, Participant, Pause, Role, TeamRole, name_shown
from partnerships.models import LearningPartner

WISH, HAS, DECLINED, PARTNERED, EVALUATES, NOTE, ASIDE, RULES, MANAGER = range(9)


def to_place(cohorts):
    """Accepted people without a partner and without a seat in a draft or a proposal.

    Those whose partnership has ended come first (`had_partner`), then by name.
    """
    seats = MatchSeat.objects.standing().filter(participant=OuterRef("pk"))
    return (
        without_partner(cohorts)
        .exclude(Exists(seats))
        .select_related("user", "profile")
        .order_by("-had_partner", name_shown(), "pk")
    )


def without_partner(cohorts):
    """Accepted people who have no partner now, seated in a round or not; `had_partner` if they once had one."""
    places = LearningPartner.objects.filter(participant=OuterRef("pk"))
    return (
        Participant.objects.accepted()
        .filter(cohort__in=cohorts)
        .exclude(Exists(places.current()))
        .annotate(had_partner=Exists(places))
    )


def rules_for(cohort, participants, today):
    """A function (one, other) or (one, other, third) -> what stands against them; two queries in all."""
    persons, facts = as_persons(participants, today), facts_about(cohort)
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


def facts_about(cohort):
    """What the cohort and the past say about its people, in one query. Words of a wish or a note are never read."""
    rows = defaultdict(list)
    for kind, one, other, words, more in _facts_query(cohort):
        rows[kind].append((one, other, words, more))
    notes = [(one, other, set(flags.split())) for one, other, flags, _ in rows[NOTE]]
    on_two = [(frozenset([one, other]), flags) for one, other, flags in notes if other]
    rules = rows[RULES][0][2].split() if rows[RULES] else ["true", "false", "true"]
    set_aside = defaultdict(set)
    for one, other, code, _ in rows[ASIDE]:
        set_aside[frozenset([one, other])].add(code)
    return Facts(
        managers={email.casefold(): manager.casefold() for _, _, email, manager in rows[MANAGER]},
        asked=frozenset(frozenset([one, other]) for one, other, _, _ in rows[WISH] if other),
        unsettled=frozenset(one for one, _, open_still, _ in rows[WISH] if open_still),
        has_partner=frozenset(one for one, *_ in rows[HAS]),
        declined=_together(rows[DECLINED]),
        partnered=_together(rows[PARTNERED]),
        evaluating=_together(rows[EVALUATES]),
        disputes=frozenset(pair for pair, flags in on_two if Flag.DISPUTE in flags),
        words_first=frozenset(pair for pair, flags in on_two if Flag.WORD in flags),
        words_about=frozenset(one for one, other, flags in notes if other is None and Flag.WORD in flags),
        flagged=frozenset(pair for pair, flags in on_two if flags - {Flag.DISPUTE, Flag.WORD}),
        set_aside=dict(set_aside),
        bar_same_team=rules[0] == "true",
        bar_same_directorate=rules[1] == "true",
        bar_evaluation_team=rules[2] == "true",
    )


def _facts_query(cohort):
    """(kind, key, key, words, words) of everything `Facts` wants, in one statement."""
    here = Participant.objects.filter(cohort=cohort).values("user")
    wishes = NotToBePaired.objects.filter(participant__cohort=cohort)
    declined = MatchSeat.objects.filter(match__round__cohort=cohort, match__state=Match.State.DECLINED)
    evaluators = TeamRole.objects.current().filter(role=Role.EVALUATOR, user__in=here)
    reports = Participant.objects.filter(cohort=cohort).exclude(line_manager_email="")
    bars = ("bar_same_team", "bar_same_directorate", "bar_evaluation_team")
    parts = [
        _part(reports, MANAGER, words=F("user__email"), more=F("line_manager_email")),
        _part(wishes.filter(resolved_at__isnull=True), WISH, "participant_id", "other_id", Value("open")),
        _part(wishes.filter(resolved_at__isnull=False), WISH, "participant_id", "other_id"),
        _part(LearningPartner.objects.current().filter(participant__cohort=cohort), HAS, "participant_id"),
        _part(declined, DECLINED, "match_id", "participant_id"),
        _part(
            LearningPartner.objects.filter(participant__user__in=here),
            PARTNERED,
            "partnership_id",
            "participant__user_id",
        ),
        _part(evaluators, EVALUATES, "cohort_id", "user_id"),
        _part(
            MatcherNote.objects.filter(cohort=cohort).exclude(flags=[]),
            NOTE,
            "about_id",
            "other_id",
            Func(F("flags"), Value(" "), function="array_to_string"),
        ),
        _part(Override.objects.filter(cohort=cohort), ASIDE, "one_id", "other_id", F("code")),
        _part(
            MatchingRules.objects.filter(programme=cohort.programme_id),
            RULES,
            words=Concat(
                *[part for name in bars for part in (Cast(name, TextField()), Value(" "))],
                output_field=TextField(),
            ),
        ),
    ]
    return parts[0].union(*parts[1:], all=True)


def _part(queryset, kind, one=None, other=None, words=None, more=None):
    def key(name):
        return Cast(F(name) if name else Value(None), UUIDField())

    def text(expression):
        return Cast(Value("") if expression is None else expression, TextField())

    return (
        queryset.order_by()
        .annotate(kind=Value(kind), key_1=key(one), key_2=key(other), words_1=text(words), words_2=text(more))
        .values_list("kind", "key_1", "key_2", "words_1", "words_2")
    )


def _together(rows):
    """Every two who share a match, a partnership or a team, from (where, who, ...) rows."""
    groups = defaultdict(set)
    for where, who, *_ in rows:
        groups[where].add(who)
    return frozenset(frozenset(two) for group in groups.values() for two in combinations(group, 2))
