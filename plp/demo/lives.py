"""What happened in the demo's partnerships: meetings, aims, reflections, sessions."""

from datetime import time, timedelta

from django.utils import timezone

from checkins.models import Attendance, CheckInSession
from checkins.services import INVITED_BEFORE, lay_out_sessions
from kit.calendars import at_local
from notifications.models import Message
from partnerships.models import (
    Aim,
    LearningPartner,
    Meeting,
    MeetingWords,
    Partnership,
    PlannedMeeting,
    Reflection,
)
from plp.demo import words
from plp.demo.casting import BATCH


def partnerships(cohort, pairs):
    """A partnership since the cohort's start for each pair of participants."""
    made = [Partnership(cohort=cohort, started_on=cohort.starts_on) for _ in pairs]
    Partnership.objects.bulk_create(made, batch_size=BATCH)
    places = [
        LearningPartner(partnership=partnership, participant=person, joined_at=_noon(cohort.starts_on))
        for partnership, pair in zip(made, pairs, strict=True)
        for person in pair
    ]
    LearningPartner.objects.bulk_create(places, batch_size=BATCH)
    for partnership in made:
        partnership.places = [place for place in places if place.partnership_id == partnership.pk]
    return made


def aims(partnerships, dice, *, without=()):
    """A shared aim for everyone but those `without`, and here and there one of one's own."""
    rows = []
    for partnership in partnerships:
        theirs = {"partnership": partnership, "added_at": _noon(partnership.started_on + timedelta(weeks=3))}
        if partnership not in without:
            rows.append(Aim(**theirs, words=dice.choice(words.SHARED_AIMS)))
        for place in partnership.places:
            if dice.random() < 0.4:
                rows.append(Aim(**theirs, whose=place, words=dice.choice(words.OWN_AIMS)))
    Aim.objects.bulk_create(rows, batch_size=BATCH)


def meetings(partnership, days, dice):
    """A logged meeting on each day, most with a line from the one or the other."""
    logged, lines = [], []
    for day in days:
        author = dice.choice(partnership.places)
        meeting = Meeting(
            partnership=partnership,
            held_on=day,
            minutes=dice.choice([30, 45, 60, 60, 60, 90]),
            mode=dice.choice(Meeting.Mode.values),
            activity=dice.choices(Meeting.Activity.values, weights=[8, 1, 1, 1, 1, 1])[0],
            took_place=dice.random() > 0.08,
            logged_by=author,
            logged_at=_noon(day),
        )
        logged.append(meeting)
        if dice.random() < 0.6:
            lines.append(
                MeetingWords(
                    meeting=meeting,
                    author=author,
                    text=dice.choice(words.MEETING_WORDS),
                    shared=True,
                    written_at=_noon(day),
                )
            )
    return logged, lines


def log(partnerships, dice, *, until, quiet=(), quiet_weeks=10):
    """Meetings every few weeks from the start until a day; the `quiet` stopped `quiet_weeks` before it."""
    all_meetings, all_lines = [], []
    for partnership in partnerships:
        last = until - timedelta(weeks=quiet_weeks) if partnership in quiet else until - timedelta(days=3)
        day, days = partnership.started_on + timedelta(days=dice.randint(7, 20)), []
        while day <= last:
            days.append(_at_work(day))
            day += timedelta(days=dice.randint(18, 44))
        if days and partnership not in quiet:
            # Nobody else has gone quiet by chance.
            days[-1] = max(days[-1], _at_work(last - timedelta(days=dice.randint(1, 40))))
        logged, lines = meetings(partnership, days, dice)
        if logged:
            logged[-1].took_place = True
        all_meetings += logged
        all_lines += lines
    Meeting.objects.bulk_create(all_meetings, batch_size=BATCH)
    MeetingWords.objects.bulk_create(all_lines, batch_size=BATCH)


def plan_ahead(partnership, today, *, by):
    """A meeting they have made a date for, in a week's time."""
    PlannedMeeting.objects.create(
        partnership=partnership,
        starts_at=at_local(_at_work(today + timedelta(days=8)), time(10)),
        minutes=60,
        mode=Meeting.Mode.TEAMS,
        where="https://meeting.northshire-trust.example/our-hour",
        planned_by=by,
        planned_at=_noon(today - timedelta(days=3)),
    )


def reflections(people):
    Reflection.objects.bulk_create(
        Reflection(author=person, text=text)
        for person, text in zip(people, words.REFLECTIONS * len(people), strict=False)
    )


def sessions(cohort, people, dice, *, by, now):
    """The cohort's year of sessions, published; those that are over with their attendance."""
    lay_out_sessions(cohort, by=by)
    CheckInSession.objects.filter(cohort=cohort).update(
        published_at=_noon(cohort.starts_on - timedelta(weeks=2)),
        link="https://meeting.northshire-trust.example/plp",
    )
    rows = []
    for session in cohort.sessions.all():
        over = session.starts_at < now
        for person in people:
            if over or dice.random() < 0.3:
                came = dice.random() < (0.8 if session.kind == CheckInSession.Kind.LAUNCH else 0.35)
                rows.append(
                    Attendance(
                        session=session,
                        participant=person,
                        answer=Attendance.Answer.COMING if came else Attendance.Answer.NOT_THIS_TIME,
                        answered_at=min(session.starts_at - timedelta(days=6), now - timedelta(days=2)),
                        attended=came if over else None,
                        marked_by=by if over else None,
                    )
                )
    Attendance.objects.bulk_create(rows, batch_size=BATCH)


def messages(cohort, partnerships, people, *, now):
    """The e-mails the year has brought so far, all of them sent: who is whose partner, and the invitations."""
    begun = _noon(cohort.starts_on) - timedelta(hours=3)
    rows = [
        _sent(
            "matched",
            f"{partnership.pk}:{place.participant.user_id}:1",
            place.participant,
            partnership.pk,
            begun,
        )
        for partnership in partnerships
        for place in partnership.places
    ]
    sessions = cohort.sessions.order_by("starts_at")
    launches = [session for session in sessions if session.kind == session.Kind.LAUNCH]
    published_at = launches[0].published_at
    batch = published_at.strftime("%Y%m%dT%H%M%S.%f")
    for person in people:
        thing = f"{cohort.pk}:{batch}:{person.pk}"
        rows.append(_sent("launch_invitation", thing, person, cohort.pk, published_at))
        for session in sessions:
            invited_at = session.starts_at - INVITED_BEFORE
            if session not in launches and session.starts_at < now:
                thing = f"{session.pk}:{person.pk}"
                rows.append(_sent("checkin_invitation", thing, person, session.pk, invited_at))
    for row in rows:
        row.cohort_id = cohort.pk
    Message.objects.bulk_create(rows, batch_size=BATCH)


def _sent(kind, thing, person, about_id, at):
    return Message(
        key=f"{kind}:{thing}",
        kind=kind,
        to=person.user,
        about_id=about_id,
        state=Message.State.SENT,
        created_at=at,
        next_attempt_at=at,
        sent_at=at + timedelta(seconds=40),
        attempts=1,
    )


def end(partnerships, ending, day):
    """Partnerships that have come to an end on a day, everybody's place with them."""
    for partnership in partnerships:
        partnership.ended_on, partnership.ending = day, ending
        partnership.save(update_fields=["ended_on", "ending"])
    LearningPartner.objects.filter(partnership__in=partnerships, left_at__isnull=True).update(
        left_at=_noon(day)
    )


def _at_work(day):
    """The day itself, or the Friday before a weekend."""
    return day - timedelta(days=max(0, day.weekday() - 4))


def _noon(day):
    return timezone.make_aware(timezone.datetime(day.year, day.month, day.day, 12))
