"""Assistants who may plan somebody's meetings, and see nothing else (access rule 12)."""

from datetime import timedelta

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from accounts.services import add_person
from audit.services import record
from notifications.services import notify
from participants.models import Delegation

MOST_A_DAY = 5


@transaction.atomic
def give_delegation(participant, *, email, name, by):
    """Let an assistant plan one's meetings, with an account of their own; they are told by e-mail.

    Giving it twice changes nothing. The partner reads that an assistant exists. `ValidationError` for more
    than five new ones within a day: nobody has as many, and each writes to somebody.
    """
    if by.pk != participant.user_id:
        raise PermissionDenied
    if participant.is_out:
        raise ValidationError("This profile is closed: nothing in it can be changed any more.")
    delegate = add_person(email, name=name, by=by)
    if delegate.pk == by.pk:
        raise ValidationError("This is your own address: give your assistant's.")
    delegation, new = Delegation.objects.get_or_create(
        participant=participant, delegate=delegate, ended_at=None, defaults={"typed_name": name.strip()}
    )
    if new:
        _require_few(by)
        record(by=by, verb="named an assistant", thing=delegation, cohort=participant.cohort)
        notify(
            delegate,
            "delegation_given",
            key=f"delegation_given:{delegation.pk}:{delegate.pk}:1",
            about=delegation,
            cohort=participant.cohort,
        )
    return delegation


def _require_few(by):
    today = Delegation.objects.filter(participant__user=by, given_at__gt=timezone.now() - timedelta(days=1))
    if today.count() > MOST_A_DAY:
        raise ValidationError(
            f"You have named {MOST_A_DAY} assistants within a day. Name the next one tomorrow, "
            "or ask the facilitators if you need more."
        )


@transaction.atomic
def end_delegation(delegation, *, by):
    """Take it back, or give it back as the assistant. It is gone at the assistant's next request."""
    if by.pk not in (delegation.participant.user_id, delegation.delegate_id):
        raise PermissionDenied
    if delegation.ended_at is None:
        delegation.ended_at = timezone.now()
        delegation.save(update_fields=["ended_at"])
        record(
            by=by, verb="ended an assistant's part", thing=delegation, cohort=delegation.participant.cohort
        )
    return delegation
