"""Fit checks: answered to the facilitators alone. `asking` asks every partner alike."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from audit.services import record
from partnerships.models import ContactRequest, FitCheck
from partnerships.services.contacting import ask_for_contact


@transaction.atomic
def answer_fit_check(check, *, answer, by):
    """Say how it is going, or say it anew. "I'd like to talk" asks for contact at once, by itself.

    Whoever asks for contact already, unopened, asks once. Raises PermissionDenied for anybody else's and after
    the end, ValidationError for an answer there is none of.
    """
    check = FitCheck.objects.select_for_update(of=["self"]).get(pk=check.pk)
    place = check.place
    if place.participant.user_id != by.pk or not (place.is_current and place.partnership.is_current):
        raise PermissionDenied("How it is going is said by its partners of today.")
    if answer not in FitCheck.Answer.values:
        raise ValidationError({"answer": "Choose how it is going."})
    if answer == check.answer:
        return
    check.answer, check.answered_at = answer, timezone.now()
    check.save(update_fields=["answer", "answered_at"])
    record(by=by, verb="answered", thing=check, private=True)
    if answer == FitCheck.Answer.TALK and not ContactRequest.objects.of(by).waiting().exists():
        ask_for_contact(place.participant, concerns=ContactRequest.Concerns.PARTNERSHIP, by=by)
