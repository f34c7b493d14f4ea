"""Logging meetings, and saying that one meets without logging."""

from datetime import timedelta

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format

from audit.services import record
from partnerships.models import Meeting, MeetingWords, Reflection
from partnerships.services.places import hold_own_place
from partnerships.services.planning import plan_meeting, tie_to_plan
from partnerships.services.words import check_text, write_words

QUARTER = timedelta(weeks=13)


class MeetingAlreadyLogged(Exception):
    """Somebody of the partnership has logged that day; `meeting` is what they logged."""

    def __init__(self, meeting):
        super().__init__("A meeting on that day is logged already.")
        self.meeting = meeting


@transaction.atomic
def log_meeting(
    partnership,
    *,
    held_on,
    minutes,
    mode,
    activity=Meeting.Activity.CONVERSATION,
    took_place=True,
    topics=(),
    words="",
    take_away="",
    plan=None,
    next_meeting=None,
    by,
    another=False,
):
    """Put a meeting into the partners' log and return it.

    words: for all partners to read. take_away: for `by` alone. took_place: False when it was cancelled.
    plan: the planned meeting this was; without it, one planned for that day. next_meeting: what
    `plan_meeting` takes, when the next date was made at once: both are kept, or neither.
    another: there was a further meeting that day. Raises PermissionDenied unless `by` has a place now,
    ValidationError (by field) for a day to come or before the start or an impossible length, and
    MeetingAlreadyLogged when that day is in the log and `another` was not said (issue 2, road 5).
    """
    place = hold_own_place(partnership, by)
    _check_day(place.partnership, held_on)
    already = _logged_on(place, held_on)
    if already is not None and not another:
        raise MeetingAlreadyLogged(already)
    meeting = Meeting(
        partnership=place.partnership,
        held_on=held_on,
        minutes=minutes,
        mode=mode,
        activity=activity,
        topics=list(topics),
        took_place=took_place,
        logged_by=place,
    )
    _check(meeting)
    meeting.save()
    tie_to_plan(meeting, plan)
    record(by=by, verb="logged", thing=meeting, cohort=place.partnership.cohort)
    add_to_log(meeting, words=words, take_away=take_away, next_meeting=next_meeting, by=by)
    return meeting


@transaction.atomic
def add_to_log(meeting, *, words="", take_away="", next_meeting=None, by):
    """What one typed about a meeting that the other had logged already: words, and the next date."""
    place = hold_own_place(meeting.partnership, by)
    for text, shared in ((words, True), (take_away, False)):
        if text.strip():
            write_words(meeting, place, check_text(text), shared=shared, by=by)
    if next_meeting:
        plan_meeting(place.partnership, **next_meeting, by=by)


@transaction.atomic
def correct_meeting(meeting, *, held_on, minutes, mode, activity, took_place, topics=None, by):
    """Put right what one logged oneself: date, length and so on; nobody's words are touched.

    topics: None leaves them as they are. Raises PermissionDenied for anybody else than its logger,
    ValidationError as `log_meeting`.
    """
    place = hold_own_place(meeting.partnership, by)
    if meeting.logged_by_id != place.pk:
        raise PermissionDenied("A meeting is corrected by whoever logged it.")
    _check_day(place.partnership, held_on)
    meeting.held_on, meeting.minutes, meeting.mode = held_on, minutes, mode
    meeting.activity, meeting.took_place = activity, took_place
    meeting.topics = meeting.topics if topics is None else list(topics)
    _check(meeting)
    meeting.save(update_fields=["held_on", "minutes", "mode", "activity", "took_place", "topics"])
    record(by=by, verb="corrected", thing=meeting, cohort=place.partnership.cohort)


@transaction.atomic
def remove_meeting(meeting, *, by):
    """Take out what one logged by mistake, with one's own words about it.

    Raises PermissionDenied for anybody else than its logger, ValidationError once a partner wrote for both
    about it. A partner's private words neither prevent it (that would tell of them) nor are lost: they
    become reflections of theirs.
    """
    place = hold_own_place(meeting.partnership, by)
    if meeting.logged_by_id != place.pk:
        raise PermissionDenied("A meeting is removed by whoever logged it.")
    theirs = MeetingWords.objects.filter(meeting=meeting).exclude(author=place)
    if theirs.filter(shared=True).exists():
        raise ValidationError("This one stays in your log: there are more words about it than yours.")
    _keep_as_reflections(theirs)
    record(by=by, verb="removed", thing=meeting, cohort=place.partnership.cohort)
    meeting.delete()


@transaction.atomic
def silence_nudges(partnership, *, by):
    """ "We do meet, we just don't log": no reminder to log for a quarter, for whoever said so. Returns until when.

    The other partner's reminders go on, and nothing tells them: one partner's word must not silence the other.
    """
    place = hold_own_place(partnership, by)
    place.silenced_until = timezone.localdate() + QUARTER
    place.save(update_fields=["silenced_until"])
    record(by=by, verb="silenced reminders", thing=place, private=True)
    return place.silenced_until


def _keep_as_reflections(private):
    for words in private.select_related("author"):
        Reflection.objects.create(
            author_id=words.author.participant_id,
            text=words.text,
            written_at=words.written_at,
            changed_at=words.changed_at,
        )


def _logged_on(place, day):
    """What is in the log for that day, the other partner's first; None for an empty day."""
    of_that_day = Meeting.objects.filter(partnership=place.partnership, held_on=day)
    meetings = sorted(of_that_day.order_by("logged_at"), key=lambda meeting: meeting.logged_by_id == place.pk)
    return meetings[0] if meetings else None


def _check_day(partnership, day):
    if day > timezone.localdate():
        raise ValidationError({"held_on": "That day has not come yet. Choose today or a day before."})
    if day < partnership.started_on:
        started = date_format(partnership.started_on, "j F Y")
        raise ValidationError(
            {"held_on": f"Your partnership began on {started}. Choose that day or a later one."}
        )


def _check(meeting):
    if not 1 <= meeting.minutes <= 720:
        raise ValidationError({"minutes": "Give the length in minutes: between 1 minute and 12 hours (720)."})
    meeting.clean_fields(exclude=["partnership", "logged_by"])
