"""Reflections: their author's alone. The history of them names no cohort, so that no team ever sees one exists."""

import uuid

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from audit.services import record
from partnerships.models import Reflection
from partnerships.services.words import check_text


@transaction.atomic
def write_reflection(participant, *, text, by, key=None):
    """Keep a reflection and return it.

    key: chosen when the empty page was shown, so that saving it again (by itself, by the button, twice)
    changes the one reflection instead of making more. Raises PermissionDenied for somebody else's
    participation or key, ValidationError (on "text") for nothing or too much.
    """
    if participant.user_id != by.pk:
        raise PermissionDenied("A reflection is written by oneself.")
    text = check_text(text)
    reflection, new = Reflection.objects.get_or_create(
        pk=key or uuid.uuid4(), defaults={"author": participant, "text": text}
    )
    if not new:
        edit_reflection(reflection, text=text, by=by)
    else:
        record(by=by, verb="wrote", thing=reflection, private=True)
    return reflection


@transaction.atomic
def edit_reflection(reflection, *, text, by):
    """Change one's own reflection, also after the partnership; nothing is written when nothing changed."""
    _check_author(reflection, by)
    text = check_text(text)
    if text == reflection.text:
        return
    reflection.text, reflection.changed_at = text, timezone.now()
    reflection.save(update_fields=["text", "changed_at"])
    record(by=by, verb="changed", thing=reflection, private=True)


@transaction.atomic
def delete_reflection(reflection, *, by):
    """Delete one's own reflection for good."""
    _check_author(reflection, by)
    record(by=by, verb="deleted", thing=reflection, private=True)
    reflection.delete()


def _check_author(reflection, by):
    if reflection.author.user_id != by.pk:
        raise PermissionDenied("A reflection is its author's alone.")
