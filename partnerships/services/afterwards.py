"""What somebody leaves behind after a partnership, if they wish: a wish, two answers, a way to be reached."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from audit.services import record
from participants.models import Participant
from participants.services import withdraw
from partnerships.models import LearningPartner

LONGEST = 4_000
EXIT_QUESTIONS = {
    "helped": "What was good about it?",
    "missing": "What would have made it better?",
}
# What one may wish next. The words are for the one who chooses.
REMATCHED, WAIT, STOP = "rematched", "wait", "stop"
WISHES = {
    REMATCHED: "Be matched again: I come first in the next round",
    WAIT: "Wait for now: I tell you when I am ready",
    STOP: "Stop here: I would not like another partner",
}


@transaction.atomic
def say_what_next(place, *, by, wish="", answers=None, contact=""):
    """Keep what somebody says after the end of their place; each part is theirs to give or not, and to change.

    wish: one of `WISHES`, or nothing. answers: {key of `EXIT_QUESTIONS`: words}. contact: where the later
    survey may reach them. Nobody who stops or waits is matched again by that alone: facilitators read it.
    "Stop" takes them out of the cohort's waiting people. Raises PermissionDenied for anybody else and before
    the end, ValidationError for nonsense.
    """
    place = (
        LearningPartner.objects.select_for_update(of=["self"]).select_related("participant").get(pk=place.pk)
    )
    if place.participant.user_id != by.pk or place.is_current:
        raise PermissionDenied("This is said by oneself, after the end.")
    answers = {key: words.strip() for key, words in (answers or {}).items() if words.strip()}
    if wish and wish not in WISHES:
        raise ValidationError({"wish": "Choose one of these."})
    if not answers.keys() <= EXIT_QUESTIONS.keys():
        raise ValidationError("These are not the questions that were asked.")
    if any(len(words) > LONGEST for words in answers.values()):
        raise ValidationError(f"That is long. Please stay under {LONGEST:,} characters.")
    place.wishes_next, place.exit_answers, place.contact_later = wish, answers or None, contact.strip()
    place.save(update_fields=["wishes_next", "exit_answers", "contact_later"])
    if wish == STOP and place.participant.state == Participant.State.ACCEPTED:
        _take_out(place.participant, by)
    record(by=by, verb="said what next", thing=place, private=True)


def _take_out(participant, by):
    if not participant.places.current().exists():
        withdraw(participant, by=by)
