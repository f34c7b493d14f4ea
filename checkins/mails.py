"""The messages about group sessions: what each says, and when it is no longer true."""

from django.utils import timezone

from checkins.links import answer_url
from checkins.models import Attendance, CheckInSession
from notifications.kinds import Kind
from participants.models import Cohort, Participant, Role, TeamRole

COMING, NOT_THIS_TIME = Attendance.Answer.COMING, Attendance.Answer.NOT_THIS_TIME


def _session_of(message):
    return CheckInSession.objects.select_related("cohort__programme").filter(pk=message.about_id).first()


def _place_of(message):
    """The recipient's place in the cohort; None when they are no longer part of it."""
    people = Participant.objects.accepted().filter(cohort=message.cohort_id, user=message.to_id)
    return people.select_related("user").first()


def _is_paused(message):
    today = timezone.localdate()
    return Participant.objects.paused(today).filter(cohort=message.cohort_id, user=message.to_id).exists()


def _answer_of(session, participant):
    found = Attendance.objects.filter(session=session, participant=participant).values_list(
        "answer", flat=True
    )
    return found.first() or ""


def _version_of(message):
    return int(message.key.rpartition(":")[2])


def _describe(session, participant, link=answer_url):
    return {
        "name": session.get_kind_display().lower(),
        "starts_at": session.starts_at,
        "minutes": session.minutes,
        "place": session.place,
        "has_link": bool(session.link),
        "url": link(session, participant),
        "coming_url": link(session, participant, COMING),
        "not_this_time_url": link(session, participant, NOT_THIS_TIME),
    }


def _about_session(message):
    return session_words(_session_of(message), _place_of(message))


def session_words(session, participant, link=answer_url):
    """What the messages about one session speak of. The rehearsal uses the same, with another `link`."""
    return {
        "programme": session.cohort.programme,
        "session": _describe(session, participant, link),
        "is_coming": _answer_of(session, participant) == COMING,
        "is_today": timezone.localdate(session.starts_at) == timezone.localdate(),
    }


def _launches(message):
    now = timezone.now()
    sessions = CheckInSession.objects.published().standing().filter(starts_at__gt=now, kind="launch")
    return list(sessions.filter(cohort=message.about_id).order_by("starts_at", "pk"))


def _launch_context(message):
    cohort = Cohort.objects.select_related("programme").get(pk=message.about_id)
    return launch_words(cohort, _launches(message), _place_of(message))


def launch_words(cohort, sessions, participant, link=answer_url):
    """What the launch invitation speaks of. The rehearsal uses the same, with another `link`."""
    evaluators = TeamRole.objects.current().filter(cohort=cohort, role=Role.EVALUATOR).select_related("user")
    names = sorted(str(role.user) for role in evaluators)
    return {
        "programme": cohort.programme,
        "sessions": [_describe(session, participant, link) for session in sessions],
        "evaluators": " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names),
    }


def _launch_still_true(message):
    return _place_of(message) is not None and not _is_paused(message) and bool(_launches(message))


def _stands(message):
    """The session will take place, and the recipient still takes part."""
    session = _session_of(message)
    return session is not None and session.is_open_for_answers and _place_of(message) is not None


def _invitation_still_true(message):
    if not _stands(message) or _is_paused(message):
        return False
    return _answer_of(_session_of(message), _place_of(message)) == ""


def _reminder_still_true(message):
    if not _stands(message) or _is_paused(message):
        return False
    session = _session_of(message)
    return session.version == _version_of(message) and _answer_of(session, _place_of(message)) == COMING


def _moved_still_true(message):
    return _stands(message) and _session_of(message).version == _version_of(message)


def _cancelled_still_true(message):
    session = _session_of(message)
    return session is not None and session.cancelled_at is not None and _place_of(message) is not None


KINDS = [
    Kind(
        "launch_invitation",
        "Invitation to the launch sessions",
        _launch_context,
        _launch_still_true,
        audience="everyone taking part, when the sessions are published",
        team_sees=True,
    ),
    Kind(
        "checkin_invitation",
        "Invitation to a check-in session",
        _about_session,
        _invitation_still_true,
        optional=True,
        audience="everyone taking part, four weeks before",
        team_sees=True,
    ),
    Kind(
        "checkin_tomorrow",
        "Reminder the day before a session",
        _about_session,
        _reminder_still_true,
        optional=True,
        audience="those who said they are coming",
        team_sees=True,
    ),
    Kind(
        "session_moved",
        "A session has another time or place",
        _about_session,
        _moved_still_true,
        audience="those who were invited, except who said “not this time”",
        team_sees=True,
    ),
    Kind(
        "session_cancelled",
        "A session is cancelled",
        _about_session,
        _cancelled_still_true,
        audience="those who were invited, except who said “not this time”",
        team_sees=True,
    ),
]
