"""Pausing: days on which the programme leaves somebody in peace. No reason is asked or kept."""

from datetime import timedelta

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from audit.services import record
from participants.models import Participant, Pause

LONGEST_PAUSE = timedelta(days=366)


@transaction.atomic
def pause(participant, until, *, by):
    """Pause from today; `until` is the first day they are back. A running pause gets the new end.

    By oneself or a facilitator of the cohort. `ValidationError` for a day that is not ahead.
    """
    _require_self_or_facilitator(participant, by)
    today = timezone.localdate()
    if until <= today:
        raise ValidationError("Choose a day after today.")
    if until > today + LONGEST_PAUSE:
        raise ValidationError("Choose a day within a year. A pause can be made longer later.")
    # One at a time, so that two pauses never run beside each other.
    participant = Participant.objects.select_for_update(of=["self"]).get(pk=participant.pk)
    if participant.is_out or participant.is_unfinished:
        raise ValidationError("There is nothing to pause here.")
    running = Pause.objects.on(today).filter(participant=participant).first()
    running = running or Pause(participant=participant, starts_on=today)
    running.until = until
    running.save()
    record(by=by, verb="paused", thing=participant, cohort=participant.cohort)
    return running


@transaction.atomic
def end_pause(participant, *, by):
    """Be back today. Without a running pause nothing changes."""
    _require_self_or_facilitator(participant, by)
    today = timezone.localdate()
    if Pause.objects.on(today).filter(participant=participant).update(until=today):
        record(by=by, verb="ended a pause", thing=participant, cohort=participant.cohort)


def may_pause(user, participant):
    """Whether somebody may pause a participant: oneself, or a facilitator of the cohort."""
    return user.pk == participant.user_id or participant.cohort.is_facilitated_by(user)


def _require_self_or_facilitator(participant, by):
    if not may_pause(by, participant):
        raise PermissionDenied
