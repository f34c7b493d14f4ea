import json

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from kit.vault import VaultError, seal
from surveys.keys import lock_draft
from surveys.models import SealedBox, Survey, SurveyDraft, SurveyInvitation

# Every box has this size, whatever is inside: the size of a box says nothing about who wrote it.
BOX_SIZE = 64 * 1024
TOO_LATE = "This survey has closed, so your answers could not be added."


def save_draft(invitation, answers):
    """Keep answers on their way, encrypted under the survey's own key. Replaces what was kept before."""
    survey = invitation.survey
    if not survey.is_open(timezone.now()):
        raise ValidationError(TOO_LATE)
    locked = lock_draft(survey, answers)
    SurveyDraft.objects.update_or_create(invitation=invitation, defaults={"locked": locked})


@transaction.atomic
def send_answers(invitation, answers):
    """Lock the answers into a sealed box and remember only that this person has answered.

    invitation: the person's own. answers: question code to chosen option, list of options or text; checked
    by the form. Sending twice, or twenty times at once, makes one box. No history event and no time is
    kept: see `docs/privacy/survey-secrecy.md`. ValidationError when the survey has closed or was answered.
    """
    invitation = (
        SurveyInvitation.objects.select_for_update(of=["self"]).select_related("survey").get(pk=invitation.pk)
    )
    if invitation.has_answered:
        raise ValidationError("You have already sent your answers. Thank you.")
    survey = invitation.survey
    if not survey.is_open(timezone.now()):
        raise ValidationError(TOO_LATE)
    try:
        box = seal(json.dumps(answers).encode(), bytes(survey.public_key), size=BOX_SIZE)
    except VaultError:
        raise ValidationError(
            "That is more text than we can take. Please shorten your longest answer."
        ) from None
    SealedBox.objects.create(survey=survey, box=box)
    # The insert held the survey's row against the seal: if the seal came first we only see it now.
    if not Survey.objects.open_on(timezone.now()).filter(pk=survey.pk).exists():
        raise ValidationError(TOO_LATE)
    SurveyDraft.objects.filter(invitation=invitation).delete()
    invitation.has_answered = True
    invitation.save(update_fields=["has_answered"])


def stop_reminders(invitation):
    """No more mails about this survey, without having to answer it."""
    invitation.wants_reminders = False
    invitation.save(update_fields=["wants_reminders"])
