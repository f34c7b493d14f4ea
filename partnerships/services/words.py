"""Words about a meeting: each partner writes their own, for both or for themselves, and edits nobody else's."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from audit.services import record
from partnerships.models import MeetingWords
from partnerships.services.places import hold_own_place

LONGEST = 10_000


@transaction.atomic
def add_words(meeting, *, text, shared, by):
    """Write about a meeting, for all partners (`shared`) or for oneself, and return the `MeetingWords`.

    Raises PermissionDenied unless `by` has a place now, ValidationError (on "text") for nothing or too much.
    """
    place = hold_own_place(meeting.partnership, by)
    return write_words(meeting, place, check_text(text), shared=shared, by=by)


@transaction.atomic
def edit_words(words, *, text, by):
    """Change one's own words. Who reads them stays as it was.

    Shared words are changed while the partnership lasts, private ones at any time. Raises PermissionDenied
    for anybody but their author.
    """
    _check_author(words, by)
    words.text, words.changed_at = check_text(text), timezone.now()
    words.save(update_fields=["text", "changed_at"])
    _record(words, "changed", by)


@transaction.atomic
def remove_words(words, *, by):
    """Take one's own words back, also after the end: they stay their author's."""
    if words.author.participant.user_id != by.pk:
        raise PermissionDenied("Only their author can remove words.")
    _record(words, "removed", by)
    words.delete()


def write_words(meeting, place, text, *, shared, by):
    """The rows of `add_words`, for a place that is already held."""
    words = MeetingWords.objects.create(meeting=meeting, author=place, text=text, shared=shared)
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


def _check_author(words, by):
    if words.author.participant.user_id != by.pk:
        raise PermissionDenied("Only their author can change words.")
    if words.shared:
        hold_own_place(words.meeting.partnership, by)


def _record(words, verb, by):
    # Private words leave no trace in the cohort's history, only in their author's own.
    cohort = words.author.partnership.cohort if words.shared else None
    record(by=by, verb=verb, thing=words, cohort=cohort)
