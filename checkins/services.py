"""What happens to group sessions: laid out, published, moved, cancelled, answered, attended."""

from datetime import date, time, timedelta

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from audit.services import record
from checkins.models import Attendance, CheckInSession, answerable_by
from kit.calendars import add_months, at_local, next_working_day
from notifications.models import Message
from notifications.services import keys_about, notify, people_told, queue_messages
from participants.models import Cohort, Participant, Pause

STARTS_AT = time(10, 0)
WRITTEN_AT = time(9, 0)
LAUNCH_WEEKS = (1, 3)
INVITED_BEFORE = timedelta(weeks=4)
DEFAULT_PLACE = "Microsoft Teams"


@transaction.atomic
def lay_out_sessions(cohort, *, by):
    """Make the cohort's year of sessions, not yet published; returns those that are new.

    Two launch sessions, one and three weeks after the start, and a check-in in each of the programme's
    check-in months; at 10:00 by the wall clock, on that day or the first working day after it. What
    the year has already (same kind and number, cancelled ones too) is left alone.
    """
    cohort = _held_for(cohort, by)
    launch, check_in = CheckInSession.Kind.LAUNCH, CheckInSession.Kind.CHECK_IN
    days = {(launch, n): cohort.starts_on + timedelta(weeks=w) for n, w in enumerate(LAUNCH_WEEKS, 1)}
    months = sorted(set(cohort.programme.check_in_months))
    days |= {(check_in, n): add_months(cohort.starts_on, month) for n, month in enumerate(months, 1)}
    there = set(cohort.sessions.values_list("kind", "number"))
    new = [
        CheckInSession(
            cohort=cohort,
            kind=kind,
            number=number,
            starts_at=at_local(_working_day_from(day), STARTS_AT),
            place=DEFAULT_PLACE,
        )
        for (kind, number), day in days.items()
        if (kind, number) not in there
    ]
    CheckInSession.objects.bulk_create(new)
    record(by=by, verb="laid out the sessions of", thing=cohort, cohort=cohort)
    return new


@transaction.atomic
def add_session(cohort, kind, starts_at, *, minutes=90, place="", link="", by):
    """Make one more session, not yet published; it takes the next number of its kind."""
    cohort = _held_for(cohort, by)
    _require_future(starts_at)
    last = cohort.sessions.filter(kind=kind).order_by("-number").values_list("number", flat=True).first()
    session = CheckInSession(
        cohort=cohort,
        kind=kind,
        number=(last or 0) + 1,
        starts_at=starts_at,
        minutes=minutes,
        place=place,
        link=link,
    )
    session.full_clean()
    session.save()
    record(by=by, verb="added", thing=session, cohort=cohort)
    return session


@transaction.atomic
def move_session(session, starts_at, *, by, minutes=None, place=None, link=None):
    """Give a session another time (and, if given, another length, place or joining link).

    When it is published and its time or place is another, each person concerned is told, once; what
    was queued about the old time withdraws itself. ValidationError when it has begun or was cancelled, or
    the new time is past.
    """
    session = _locked(session, by)
    _require_standing(session)
    before = (session.starts_at, session.place)
    if starts_at != session.starts_at:
        _require_future(starts_at)
    session.starts_at = starts_at
    for field, value in {"minutes": minutes, "place": place, "link": link}.items():
        if value is not None:
            setattr(session, field, value)
    session.full_clean()
    is_news = (session.starts_at, session.place) != before and session.published_at is not None
    if is_news:
        session.version += 1
        session.moved_at = timezone.now()
    session.save()
    record(by=by, verb="moved" if is_news else "edited", thing=session, cohort=session.cohort)
    if is_news:
        _tell_concerned(session, "session_moved")
    return session


@transaction.atomic
def cancel_session(session, *, by):
    """Call a session off. Those who were told of it hear so, once; a second call changes nothing."""
    session = _locked(session, by)
    if session.cancelled_at is not None:
        return session
    _require_standing(session)
    session.cancelled_at = timezone.now()
    session.save(update_fields=["cancelled_at"])
    record(by=by, verb="cancelled", thing=session, cohort=session.cohort)
    if session.published_at is not None:
        _tell_concerned(session, "session_cancelled")
    return session


@transaction.atomic
def publish_sessions(cohort, *, by):
    """Let everyone taking part see the cohort's sessions, and invite them to those that are near.

    Returns how many sessions were published. Launch sessions go out as one message that names them
    all; each check-in's invitation follows four weeks before it (`invitations_due`).
    """
    cohort = _held_for(cohort, by)
    now = timezone.now()
    published = cohort.sessions.to_publish(now).update(published_at=now)
    if published:
        record(by=by, verb="published the sessions of", thing=cohort, cohort=cohort)
        queue_messages(invitations_due(now, cohorts=[cohort]))
    return published


def invitations_due(now, cohorts=None):
    """The invitations that are due and not yet queued, as messages.

    To everyone taking part: one for all coming launch sessions as soon as they are published, and one
    for each check-in from four weeks before it.
    """
    sessions = CheckInSession.objects.published().standing().filter(starts_at__gt=now)
    if cohorts is not None:
        sessions = sessions.filter(cohort__in=cohorts)
    yield from invitations_to(sessions.order_by("starts_at", "pk"), now)


def invitations_to(sessions, now):
    """What `invitations_due` says of these sessions, which are to come and in order of their beginning."""
    launches = {}
    due = []
    for session in sessions:
        if session.kind == session.Kind.LAUNCH:
            launches.setdefault(session.cohort_id, []).append(session)
        elif session.starts_at <= now + INVITED_BEFORE:
            due.append(("checkin_invitation", session.pk, session.cohort_id, session.starts_at, session.pk))
    for cohort_id, coming in launches.items():
        batch = max(session.published_at for session in coming).strftime("%Y%m%dT%H%M%S.%f")
        last = coming[-1].starts_at
        due.append(("launch_invitation", cohort_id, cohort_id, last, f"{cohort_id}:{batch}"))
    people = {}
    taking_part = Participant.objects.taking_part(timezone.localdate(now)).filter(
        cohort__in={cohort_id for _, _, cohort_id, _, _ in due}, user__is_active=True
    )
    for participant in taking_part.select_related("user"):
        people.setdefault(participant.cohort_id, []).append(participant)
    # Asked every minute for four weeks: what is queued already is not even made.
    queued = keys_about([about_id for _, about_id, _, _, _ in due])
    for kind, about_id, cohort_id, expires_at, thing in due:
        for participant in people.get(cohort_id, []):
            key = f"{kind}:{thing}:{participant.pk}"
            if key not in queued:
                yield Message(
                    key=key,
                    kind=kind,
                    to=participant.user,
                    about_id=about_id,
                    cohort_id=cohort_id,
                    next_attempt_at=now,
                    expires_at=expires_at,
                )


@transaction.atomic
def answer_session(session, participant, answer, *, by):
    """Say whether somebody comes. They may themselves, their assistant, or a facilitator for them.

    ValidationError once the session has begun or was cancelled. The last answer counts.
    """
    may = answerable_by(by).filter(pk=participant.pk).exists() or (
        session.cohort.is_facilitated_by(by) and participant.state == Participant.State.ACCEPTED
    )
    if not may or participant.cohort_id != session.cohort_id:
        raise PermissionDenied
    session = CheckInSession.objects.select_for_update(of=["self"]).get(pk=session.pk)
    if not session.is_open_for_answers:
        raise ValidationError("This session has begun or was cancelled, so answers are closed.")
    if answer not in Attendance.Answer.values:
        raise ValidationError("Say whether you are coming.")
    attendance, _ = Attendance.objects.get_or_create(session=session, participant=participant)
    if attendance.answer != answer:
        attendance.answer = answer
        attendance.answered_at = timezone.now()
        attendance.save(update_fields=["answer", "answered_at"])
        record(by=by, verb="answered", thing=attendance, cohort=session.cohort)
    return attendance


@transaction.atomic
def mark_attendance(session, attended, *, by):
    """Write down who came: `attended` maps participants of the cohort to True or False.

    Somebody who never said they would come and did not is left without a row: it is optional, and
    nothing is kept about staying away. ValidationError before the session's day has come.
    """
    session = _locked(session, by)
    if not session.attendance_can_be_marked:
        raise ValidationError("Attendance can be marked from an hour before the session begins.")
    if any(participant.cohort_id != session.cohort_id for participant in attended):
        raise PermissionDenied
    known = {attendance.participant_id: attendance for attendance in session.attendances.all()}
    changed, new = [], []
    for participant, came in attended.items():
        attendance = known.get(participant.pk)
        if attendance is None and came:
            new.append(Attendance(session=session, participant=participant, attended=True, marked_by=by))
        elif attendance is not None and attendance.attended is not came:
            attendance.attended, attendance.marked_by = came, by
            changed.append(attendance)
    Attendance.objects.bulk_create(new)
    Attendance.objects.bulk_update(changed, ["attended", "marked_by"])
    record(by=by, verb="marked attendance of", thing=session, cohort=session.cohort)
    return session


def _tell_concerned(session, kind):
    """Queue `kind` to whoever knows of the session and did not say "not this time".

    Those whose invitation still waits are left out: it is written when it goes, and will tell the truth.
    Somebody who pauses reads it on the day they are back, if the session is still to come then.
    """
    is_launch = session.kind == session.Kind.LAUNCH
    invitation = ("launch_invitation", session.cohort_id) if is_launch else ("checkin_invitation", session.pk)
    told = people_told(*invitation) | people_told("session_moved", session.pk)
    answers = dict(session.attendances.values_list("participant_id", "answer"))
    today = timezone.localdate()
    back_on = dict(
        Pause.objects.on(today)
        .filter(participant__cohort=session.cohort_id)
        .values_list("participant", "until")
    )
    for participant in session.cohort.participants.accepted().select_related("user").order_by("pk"):
        answer = answers.get(participant.pk, "")
        coming = answer == Attendance.Answer.COMING
        if coming or (participant.user_id in told and answer != Attendance.Answer.NOT_THIS_TIME):
            back = back_on.get(participant.pk)
            notify(
                participant.user,
                kind,
                key=f"{kind}:{session.pk}:{participant.pk}:{session.version}",
                about=session,
                cohort=session.cohort,
                not_before=at_local(back, WRITTEN_AT) if back else None,
                expires_at=session.starts_at,
            )


def _held_for(cohort, by):
    if not cohort.is_facilitated_by(by):
        raise PermissionDenied
    return Cohort.objects.select_for_update(of=["self"]).select_related("programme").get(pk=cohort.pk)


def _locked(session, by):
    if not session.cohort.is_facilitated_by(by):
        raise PermissionDenied
    sessions = CheckInSession.objects.select_for_update(of=["self"]).select_related("cohort__programme")
    return sessions.get(pk=session.pk)


def _working_day_from(day: date):
    """That day, or the first working day after it."""
    return next_working_day(day - timedelta(days=1))


def _require_future(starts_at):
    if starts_at <= timezone.now():
        raise ValidationError({"starts_at": "Choose a time that is still to come."})


def _require_standing(session):
    if session.cancelled_at is not None:
        raise ValidationError("This session was cancelled.")
    if session.has_begun:
        raise ValidationError("This session has begun already.")
