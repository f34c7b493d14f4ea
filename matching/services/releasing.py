"""The release: partners are made and told in one transaction. And how one is taken back before its first meeting."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from audit.services import record
from matching.mails import messages_of
from matching.models import Match, MatchSeat
from matching.services.proposing import trio_unasked
from matching.services.rounds import (
    facilitates_matching,
    hold_round,
    may_release,
    people_of,
    what_stands_against,
)
from notifications.services import queue_messages
from partnerships.models import Meeting, Partnership
from partnerships.services.ending import close_partnership
from partnerships.services.forming import form_partnerships, lock_participants
from partnerships.services.guide import give_guide
from partnerships.wording import names_in_words


@transaction.atomic
def release_round(round, *, by):
    """Make partners of every agreed pair and tell each of them, all in one transaction. Returns the partnerships.

    Doing it again changes nothing and tells nobody twice. Drafts that nobody proposed are dropped. Raises
    ValidationError when a pair still waits for its second person or something has come to stand against one.
    """
    if not may_release(round, by):
        raise PermissionDenied("A facilitator who does not take part releases a round.")
    round = hold_round(round)
    if round.is_released:
        return list(Partnership.objects.filter(match__round=round))
    matches, groups = _ready_matches(round)
    Match.objects.drafts().filter(round=round).delete()
    partnerships = form_partnerships(round.cohort, groups, by=by)
    give_guide(round.cohort.programme, by=by)
    for match, partnership in zip(matches, partnerships, strict=True):
        match.state, match.partnership = Match.State.RELEASED, partnership
    Match.objects.bulk_update(matches, ["state", "partnership"])
    now = timezone.now()
    MatchSeat.objects.filter(match__in=matches).update(vacated_at=now)
    round.released_at, round.released_by, round.changes = now, by, round.changes + 1
    round.save(update_fields=["released_at", "released_by", "changes"])
    queue_messages(messages_of(partnerships, groups, now))
    record(by=by, verb="released", thing=round, cohort=round.cohort)
    return partnerships


@transaction.atomic
def withdraw_partnership(partnership, *, by):
    """Take back a partnership before its first meeting is logged, and tell all its partners the same, kindly.

    They come first in the next round. Nobody reads who did it or why. Raises PermissionDenied unless `by` is a
    facilitator who does not take part, ValidationError once a meeting is logged or it has ended.
    """
    if not may_withdraw_partnership(partnership, by):
        raise PermissionDenied("A facilitator who does not take part takes a partnership back.")
    lock_participants(list(partnership.partners.values_list("participant", flat=True)))
    # Whoever logs a meeting holds the partnership too: so the one of the two comes before the other.
    Partnership.objects.select_for_update(no_key=True).get(pk=partnership.pk)
    if Meeting.objects.filter(partnership=partnership).exists():
        raise ValidationError(
            "They have logged a meeting, so this is theirs by now. It can be closed on its own page.",
            code="met",
        )
    close_partnership(partnership, by=by, told_by="partnership_withdrawn")


def may_withdraw_partnership(partnership, user):
    """Whether somebody may take a partnership back while nothing is logged."""
    return facilitates_matching(partnership.cohort, user)


def _ready_matches(round):
    """The round's matches and the people of each, once nothing stands against releasing them."""
    matches = list(Match.objects.to_release().filter(round=round).prefetch_related("seats"))
    if not matches:
        raise ValidationError("There is no agreed pair to release yet.", code="nothing")
    if any(match.state == Match.State.PROPOSED for match in matches):
        raise ValidationError("A pair still waits for a second person.", code="proposed")
    keys = [[seat.participant_id for seat in match.seats.all()] for match in matches]
    lock_participants([key for group in keys for key in group])
    people = {
        person.pk: person for person in people_of(round.cohort, [key for group in keys for key in group])
    }
    groups = [[people[key] for key in group] for group in keys]
    for group, against in zip(groups, what_stands_against(round.cohort, groups), strict=True):
        names = names_in_words(sorted(map(str, group)))
        for reason in against:
            if not reason.is_caution:
                raise ValidationError(
                    f"{names}: {reason.weight.value.lower()}. {reason.words}", code=reason.code
                )
    for words in trio_unasked([match for match in matches if len(match.seats.all()) == 3]).values():
        if words:
            raise ValidationError(words[0], code="trio")
    return matches, groups
