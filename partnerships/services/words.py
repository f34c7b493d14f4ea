"""Words about a meeting: each partner writes their own, for both or for themselves, and edits nobody else's."""

import uuid

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from audit.services import record
from partnerships.models import MeetingWords
from partnerships.services.places import hold_own_place

LONGEST = 10_000


@transaction.atomic
def add_words(meeting, *, text, shared, by, key=None):
    """Write about a meeting, for all partners (`shared`) or for oneself, and return the `MeetingWords`.

    key: chosen when the empty page was shown. What the page has kept under it so far, for oneself alone,
    becomes these words. Raises PermissionDenied unless `by` has a place now, and for somebody else's key;
    ValidationError (on "text") for nothing, for too much, and for private words where shared ones stand.
    """
    place = hold_own_place(meeting.partnership, by)
    kept = MeetingWords.objects.filter(pk=key).select_related("author__participant").first() if key else None
    if kept is None:
        return write_words(meeting, place, check_text(text), shared=shared, by=by, key=key)
    if kept.meeting_id != meeting.pk:
        raise PermissionDenied("These words are about another meeting.")
    if kept.shared and not shared:
        raise ValidationError({"text": "What you wrote here is shared already. Go back and add new words."})
    edit_words(kept, text=text, share=shared, by=by)
    return kept


@transaction.atomic
def edit_words(words, *, text, by, share=False):
    """Change one's own words.

    share: let one's partners read what only oneself has read so far; what they have read stays theirs to
    read. Shared words are changed while the partnership lasts, private ones at any time. Nothing is written
    when nothing changed. Raises PermissionDenied for anybody but their author.
    """
    shared = words.shared or share
    _check_author(words, by, shared=shared)
    text = check_text(text)
    if (text, shared) == (words.text, words.shared):
        return
    words.text, words.shared, words.changed_at = text, shared, timezone.now()
    words.save(update_fields=["text", "shared", "changed_at"])
    _record(words, "changed", by)


@transaction.atomic
def remove_words(words, *, by):
    """Take one's own words back, also after the end: they stay their author's."""
    if words.author.participant.user_id != by.pk:
        raise PermissionDenied("Only their author can remove words.")
    _record(words, "removed", by)
    words.delete()


def write_words(meeting, place, text, *, shared, by, key=None):
    """The rows of `add_words`, for a place that is already held."""
    words = MeetingWords.objects.create(
        pk=key or uuid.uuid4(), meeting=meeting, author=place, text=text, shared=shared
    )
    _record(words, "wrote", by)
    return words


def check_text(text):
    """The text without outer white space; ValidationError (on "text") for nothing or too much."""
    text = text.strip()
    if not text:
        raise ValidationError({"text": "Write a few words first."})
    if len(text) > LONGEST:
        raise ValidationError({"text": f"That is long. Please stay under {LONGEST:,} characters."})
    return text


def _check_author(words, by, *, shared):
    if words.author.participant.user_id != by.pk:
        raise PermissionDenied("Only their author can change words.")
    if shared:
        hold_own_place(words.meeting.partnership, by)


def _record(words, verb, by):
    # Private words leave no trace in the cohort's history, only in their author's own.
    cohort = words.author.partnership.cohort if words.shared else None
    record(by=by, verb=verb, thing=words, cohort=cohort, private=not words.shared)
