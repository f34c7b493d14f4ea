import json

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils import timezone

from kit.vault import VaultError, seal
from surveys.keys import lock_draft, read_draft
from surveys.models import SealedBox, Survey, SurveyDraft, SurveyInvitation

# Every box has this size, whatever is inside: the size of a box says nothing about who wrote it.
BOX_SIZE = 64 * 1024
TOO_LATE = "This survey has closed, so your answers could not be added."
ALREADY_SENT = "You have already sent your answers. Thank you."
TOO_MUCH = "That is more text than we can take. Please shorten your longest answer."


def draft_of(invitation):
    """What this person has answered so far (question code to answer); empty when there is no draft."""
    draft = SurveyDraft.objects.filter(invitation=invitation).first()
    return read_draft(invitation.survey, draft.locked) if draft else {}


@transaction.atomic
def save_draft(invitation, answers):
    """Keep answers on their way, encrypted under the survey's own key. Replaces what was kept before.

    ValidationError when the survey is not open, when the answers were sent (in another window, say), or when
    they are too long.
    """
    invitation = _own_turn(invitation)
    try:
        locked = lock_draft(invitation.survey, _as_bytes(answers), size=BOX_SIZE)
    except ValueError:
        raise ValidationError(TOO_MUCH) from None
    SurveyDraft.objects.update_or_create(invitation=invitation, defaults={"locked": locked})


@transaction.atomic
def send_answers(invitation, answers):
    """Lock the answers into a sealed box and remember only that this person has answered.

    invitation: the person's own. answers: question code to chosen option, list of options or text; checked
    by the form. Sending twice, or twenty times at once, makes one box. No history event and no time is
    kept: see `docs/privacy/survey-secrecy.md`. ValidationError when the survey has closed or was answered.
    """
    invitation = _own_turn(invitation)
    survey = invitation.survey
    try:
        box = seal(_as_bytes(answers), bytes(survey.public_key), size=BOX_SIZE)
    except VaultError:
        raise ValidationError(TOO_MUCH) from None
    SealedBox.objects.create(survey=survey, box=box)
    SurveyDraft.objects.filter(invitation=invitation).delete()
    invitation.has_answered = True
    invitation.save(update_fields=["has_answered"])


def stop_reminders(invitation):
    """No more mails about this survey, without having to answer it."""
    invitation.wants_reminders = False
    invitation.save(update_fields=["wants_reminders"])


def _own_turn(invitation):
    """The invitation, locked, with its survey held open until this transaction ends; ValidationError if it is not.

    Holding is a KEY SHARE lock: many may hold it at once, the seal's FOR UPDATE waits for them all, and whoever
    comes after the seal sees what it did. (The foreign key alone would not do: it is only checked at commit.)
    """
    found = SurveyInvitation.objects.select_for_update(of=["self"]).filter(pk=invitation.pk)
    invitation = found.first()
    if invitation is None:
        raise ValidationError(TOO_LATE)
    if invitation.has_answered:
        raise ValidationError(ALREADY_SENT)
    with connection.cursor() as cursor:
        table = connection.ops.quote_name(Survey._meta.db_table)
        cursor.execute(f"SELECT 1 FROM {table} WHERE id = %s FOR KEY SHARE", [invitation.survey_id])  # noqa: S608
    survey = Survey.objects.open_on(timezone.now()).filter(pk=invitation.survey_id).first()
    if survey is None:
        raise ValidationError(TOO_LATE)
    invitation.survey = survey
    return invitation


def _as_bytes(answers):
    return json.dumps(answers, ensure_ascii=False).encode()
