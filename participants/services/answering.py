"""What somebody answers to an offered place, or when asked to take the other side. Nobody answers for another."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from audit.services import record
from notifications.services import notify
from participants.door import full_sides
from participants.models import Cohort, Participant
from participants.services.writing import locked

State = Participant.State
TOOK_PLACE = "took the offered place"
TURNED_DOWN = "turned down the offered place"
TOOK_SIDE = "said yes to the other side"
KEPT_SIDE = "kept their side"
TOO_LATE = "This comes too late: the places there have been taken meanwhile. Yours stays as it is."


@transaction.atomic
def take_place(participant, *, by):
    """Say yes to the place that is offered, also after its day: it is theirs as long as it is offered.

    Saying it twice changes nothing. `ValidationError` when no place is offered (any more).
    """
    participant = _own(participant, by)
    if participant.state == State.ACCEPTED:
        return participant
    _require_offer(participant)
    _leave_offer(participant, State.ACCEPTED)
    record(by=by, verb=TOOK_PLACE, thing=participant, cohort=participant.cohort)
    notify(
        participant.user,
        "place_confirmed",
        key=f"place_confirmed:{participant.pk}:{by.pk}:{participant.state_since.timestamp():.0f}",
        about=participant,
        cohort=participant.cohort,
    )
    return participant


@transaction.atomic
def turn_down_place(participant, *, by):
    """Say "not this time" to the place that is offered. No reason is asked; the profile is closed."""
    participant = _own(participant, by)
    if participant.state == State.WITHDRAWN:
        return participant
    _require_offer(participant)
    _leave_offer(participant, State.WITHDRAWN)
    record(by=by, verb=TURNED_DOWN, thing=participant, cohort=participant.cohort)
    return participant


@transaction.atomic
def answer_side(participant, yes, *, by):
    """Say whether one takes the other side a facilitator asked about. Until a yes nothing changes.

    `ValidationError` when nobody asks (any more), and for a yes that comes too late: matching has begun
    with them where they are, or the places there are taken.
    """
    participant = _own(participant, by)
    if not participant.asked_side or participant.is_out:
        raise ValidationError("Nobody asks you about the other side any more. Nothing has changed.")
    if yes:
        _require_can_change(participant)
        participant.side = participant.asked_side
    participant.asked_side = ""
    participant.save(update_fields=["side", "asked_side"])
    record(by=by, verb=TOOK_SIDE if yes else KEPT_SIDE, thing=participant, cohort=participant.cohort)
    return participant


def _require_offer(participant):
    if participant.state != State.OFFERED:
        raise ValidationError(
            "No place is offered to you just now. Write to the facilitators if you expected one."
        )


def _require_can_change(participant):
    if participant.is_placed:
        raise ValidationError("Matching has begun with you where you are now, so your place stays as it is.")
    # In the same words as a lack of places: nobody hears of a draft by asking.
    if participant.seats.filter(vacated_at__isnull=True).exists():
        raise ValidationError(TOO_LATE)
    if participant.state in (State.OFFERED, State.ACCEPTED):
        # One after the other, so that the last place on that side is given once.
        Cohort.objects.select_for_update(no_key=True).get(pk=participant.cohort_id)
        if participant.asked_side in full_sides(participant.cohort):
            raise ValidationError(TOO_LATE)


def _leave_offer(participant, state):
    participant.state = state
    participant.state_since = timezone.now()
    participant.answer_by = None
    participant.asked_side = ""
    participant.save()


def _own(participant, by):
    if by.pk != participant.user_id:
        raise PermissionDenied
    return locked(participant)
