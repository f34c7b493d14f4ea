"""Every reminder, one function each, in one list.

Each function takes `now` (an aware datetime) and yields `notifications.models.Message` rows that are due.
Due is a window ("from, and not yet queued"), never "today is the day": the unique key of a row is what
keeps it from being queued twice. So beat may tick twice, or not for a day: what is due is what is true now.
"""

import logging
from datetime import timedelta

from checkins.models import Attendance
from checkins.services import invitations_due
from notifications.models import Message
from notifications.services import queue_messages
from participants.models import Participant

log = logging.getLogger(__name__)


def session_invitations(now):
    """Launch sessions as soon as they are published; each check-in four weeks before it."""
    yield from invitations_due(now)


def checkin_tomorrow(now):
    """The day before a session, to those who said they are coming. A moved session has another key."""
    for attendance in Attendance.objects.to_remind(now):
        session = attendance.session
        yield Message(
            key=f"checkin_tomorrow:{session.pk}:{attendance.participant_id}:{session.version}",
            kind="checkin_tomorrow",
            to=attendance.participant.user,
            about_id=session.pk,
            cohort_id=session.cohort_id,
            next_attempt_at=now,
            expires_at=session.starts_at,
        )


def unfinished_profiles(now):
    """Who started a profile and has not sent it, after 3 days and after 10; then they are left in peace."""
    for participant in Participant.objects.left_unfinished(now).select_related("user"):
        version = 10 if now - participant.started_at >= timedelta(days=10) else 3
        yield Message(
            key=f"profile_unfinished:{participant.pk}:{participant.user_id}:{version}",
            kind="profile_unfinished",
            to=participant.user,
            about_id=participant.pk,
            cohort_id=participant.cohort_id,
            next_attempt_at=now,
        )


REMINDERS = [unfinished_profiles, session_invitations, checkin_tomorrow]


def queue_due(now):
    """Queue everything that is due; returns how many messages were new.

    One reminder that fails does not keep the others waiting; its error is raised when all had their turn.
    """
    queued, problem = 0, None
    for reminder in REMINDERS:
        try:
            queued += queue_messages(reminder(now))
        except Exception as error:
            log.error(
                "reminder failed", extra={"reminder": reminder.__name__, "problem": type(error).__name__}
            )
            problem = error
    if problem is not None:
        raise problem
    return queued
