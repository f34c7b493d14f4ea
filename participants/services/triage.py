"""What facilitators decide about people who sent a profile: it is them, a place, the waiting list, not this time."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from audit.services import record
from notifications.services import notify
from participants.models import Cohort, NotToBePaired, Participant

State = Participant.State


@transaction.atomic
def check_identity(participant, *, by):
    """A facilitator knows that it is them. A known domain is a hint on the page, never the check itself."""
    (participant,) = _locked([participant], by)
    _require(participant.state not in (State.STARTED, State.WITHDRAWN), "There is no sent profile to check.")
    if participant.checked_at is None:
        participant.checked_by = by
        participant.checked_at = timezone.now()
        participant.save(update_fields=["checked_by", "checked_at"])
        record(by=by, verb="checked that it is them", thing=participant, cohort=participant.cohort)
    return participant


@transaction.atomic
def accept_participant(participant, side="", *, by):
    """Give a place on a side the person ticked; `side` may be left out when they ticked only one.

    `ValidationError` when nobody has checked that it is them, when the side is not theirs to take, or
    when its places are full.
    """
    (participant,) = _locked([participant], by)
    _accept(participant, side, by)
    return participant


@transaction.atomic
def put_on_waiting_list(participant, *, by):
    """Keep somebody for a place that becomes free. Also takes an accepted place back while nobody is paired."""
    (participant,) = _locked([participant], by)
    _decide(participant, State.WAITING, by, verb="put on the waiting list", kind="waiting_list")
    return participant


@transaction.atomic
def decline_participant(participant, *, by):
    """Say "not this time"."""
    (participant,) = _locked([participant], by)
    _decide(participant, State.DECLINED, by, verb="said not this time to", kind="not_this_time")
    return participant


@transaction.atomic
def decide_for_many(participants, decision, *, by, side=""):
    """One decision for several people of a cohort, all of them or none.

    decision: "check", "accept", "wait" or "decline". side: for "accept", when they ticked both. Returns
    how many. A `ValidationError` names whoever
    it does not fit. The rows are locked in the order of their keys.
    """
    services = {
        "check": check_identity,
        "accept": accept_participant,
        "wait": put_on_waiting_list,
        "decline": decline_participant,
    }
    participants = _locked(participants, by)
    wrong = []
    for participant in participants:
        try:
            services[decision](participant, by=by, **({"side": side} if decision == "accept" else {}))
        except ValidationError as problem:
            wrong += [f"{participant}: {words}" for words in problem.messages]
    if wrong:
        raise ValidationError(wrong)
    return len(participants)


@transaction.atomic
def settle_not_to_be_paired(asked, other, *, by):
    """Say whom somebody means by "not to be paired with": a participant of the cohort, or None for nobody here."""
    cohort = asked.participant.cohort
    if not cohort.is_facilitated_by(by) or not NotToBePaired.objects.visible_to(by).filter(pk=asked.pk):
        raise PermissionDenied
    if other is not None and (other.cohort_id != cohort.pk or other.pk == asked.participant_id):
        raise ValidationError("Choose somebody else of the same cohort.")
    asked.other = other
    asked.resolved_at = timezone.now()
    asked.save(update_fields=["other", "resolved_at"])
    record(by=by, verb="settled who is meant", thing=asked, cohort=cohort)
    return asked


def _accept(participant, side, by):
    side = side or participant.side or (participant.could_be[0] if len(participant.could_be) == 1 else "")
    _require(
        participant.state not in (State.STARTED, State.WITHDRAWN), "There is no sent profile to decide on."
    )
    _require(participant.checked_at is not None, "First check that it is them.")
    _require(bool(side), "They ticked both sides: choose one with them first.")
    _require(side in participant.could_be, "They did not tick this side.")
    if participant.state == State.ACCEPTED and participant.side == side:
        return
    if participant.state == State.ACCEPTED:
        _require_free(participant)
    _require_room(participant.cohort, side)
    participant.side = side
    _settle(participant, State.ACCEPTED, by, verb="accepted", kind="place_confirmed")


def _decide(participant, state, by, *, verb, kind):
    if participant.state == state:
        return
    _require(
        participant.state not in (State.STARTED, State.WITHDRAWN), "There is no sent profile to decide on."
    )
    if participant.state == State.ACCEPTED:
        _require_free(participant)
    _settle(participant, state, by, verb=verb, kind=kind)


def _settle(participant, state, by, *, verb, kind):
    participant.state = state
    participant.state_since = timezone.now()
    participant.save()
    record(by=by, verb=verb, thing=participant, cohort=participant.cohort)
    # The moment is the message's version: a second decision of the same kind is told again.
    notify(
        participant.user,
        kind,
        key=f"{kind}:{participant.pk}:{participant.user_id}:{participant.state_since.timestamp():.0f}",
        about=participant,
        cohort=participant.cohort,
    )


def _locked(participants, by):
    """The rows, locked in key order, if all belong to cohorts that `by` facilitates and none is their own."""
    keys = [participant.pk for participant in participants]
    rows = list(
        Participant.objects.select_for_update(of=["self"])
        .select_related("cohort__programme", "user")
        .filter(pk__in=keys)
        .order_by("pk")
    )
    cohorts = {row.cohort_id for row in rows}
    if Cohort.objects.facilitated_by(by).filter(pk__in=cohorts).count() != len(cohorts):
        raise PermissionDenied
    if any(row.user_id == by.pk for row in rows):
        raise PermissionDenied("Nobody decides about themselves: ask another facilitator.")
    return rows


def _require(fine, words):
    if not fine:
        raise ValidationError(words)


def _require_free(participant):
    _require(not participant.is_placed, "They have, or had, a partner: their place stays.")
    _require(
        not participant.seats.filter(vacated_at__isnull=True).exists(),
        "Their place cannot change while matching is under way.",
    )


def _require_room(cohort, side):
    if cohort.places is None:
        return
    # Locking the cohort lets one facilitator after the other count.
    Cohort.objects.select_for_update(no_key=True).get(pk=cohort.pk)
    taken = Participant.objects.accepted().filter(cohort=cohort, side=side).count()
    _require(
        taken < cohort.places,
        f"All places for {cohort.programme.side_name_plural(side)} are taken: use the waiting list.",
    )
