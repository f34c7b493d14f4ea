"""Every reminder is queued once, however often and whenever beat ticks."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import ParkedPost
from checkins.models import Attendance
from checkins.services import add_session, answer_session, publish_sessions
from kit.calendars import add_months, at_local
from notifications.delivery import deliver_due
from notifications.models import Message
from participants.models import Participant, Pause, Side
from plp import reminders
from plp.tasks import LAST_TICK, queue_due_reminders, tidy
from tests import make

LONDON = ZoneInfo("Europe/London")
pytestmark = pytest.mark.django_db


def rows():
    return sorted(Message.objects.values_list("key", flat=True))


@pytest.fixture
def a_world(clock):
    """At a moment: sessions on each of the next days with one person coming to all, a quiet pair, an unfinished
    profile from two weeks ago."""

    def build(first_day):
        before = clock(at_local(first_day - timedelta(days=30), datetime.min.time().replace(hour=9)))
        cohort = make.a_cohort(starts_on=add_months(first_day, -5))
        facilitator = make.a_facilitator(cohort)
        pair = make.a_partnership(cohort, started_on=cohort.starts_on)
        person = pair.partners.first().participant
        sessions = []
        for n in range(1, 4):
            day = first_day + timedelta(days=n)
            start = at_local(day, datetime.min.time().replace(hour=10))
            sessions.append(add_session(cohort, "check_in", start, by=facilitator))
        publish_sessions(cohort, by=facilitator)
        for session in sessions:
            answer_session(session, person, Attendance.Answer.COMING, by=person.user)
        recruiting = make.a_cohort(cohort.programme, starts_on=first_day + timedelta(weeks=6))
        make.a_participant(recruiting, state=Participant.State.STARTED)
        Participant.objects.filter(cohort=recruiting).update(started_at=before)
        return person

    return build


@pytest.mark.parametrize("times", [2, 20])
def test_run_any_number_of_times_it_adds_no_row(a_world, clock, times):
    a_world(datetime(2027, 3, 26, tzinfo=LONDON).date())
    now = clock("2027-03-27 12:00")
    reminders.queue_due(now)
    once = rows()
    assert {key.partition(":")[0] for key in once} >= {
        "checkin_tomorrow",
        "checkin_invitation",
        "nothing_logged",
    }
    for _ in range(times):
        assert reminders.queue_due(now) == 0
    assert rows() == once


@pytest.mark.parametrize("first_day", ["2027-03-27", "2027-10-30", "2028-02-28", "2027-12-31"])
def test_the_clock_walked_by_the_hour_each_reminder_goes_once(a_world, clock, first_day, mailoutbox):
    """Across both clock changes, the 29th of February and the year's end."""
    day = datetime.fromisoformat(first_day).date()
    person = a_world(day)
    moment = datetime.combine(day, datetime.min.time(), LONDON).astimezone(UTC)
    queued_at = {}
    for _ in range(75):
        now = clock(moment)
        reminders.queue_due(now)
        for key in rows():
            queued_at.setdefault(key, now)
        deliver_due()
        moment += timedelta(hours=1)
    mine = [mail for mail in mailoutbox if mail.subject.startswith("Your PLP session:")]
    assert [mail.to for mail in mine] == [[person.user.email]] * 3
    reminded = sorted(at for key, at in queued_at.items() if key.startswith("checkin_tomorrow"))
    # A day before, by the clock on the wall: 24 hours earlier, one more or less where the clocks change.
    starts = [at_local(day + timedelta(days=n), datetime.min.time().replace(hour=10)) for n in (1, 2, 3)]
    assert reminded == [start - timedelta(hours=24) for start in starts]
    per_person_and_day = [(mail.to[0], mail.subject) for mail in mailoutbox]
    assert len(per_person_and_day) == len(set(per_person_and_day))


def test_beat_down_for_a_day_brings_what_is_still_true_and_no_flood(a_world, clock, mailoutbox):
    a_world(datetime(2027, 3, 26, tzinfo=LONDON).date())
    clock("2027-03-28 10:30")
    reminders.queue_due(timezone.now())
    deliver_due()
    told = [mail.subject for mail in mailoutbox if mail.subject.startswith("Your PLP session:")]
    assert told == ["Your PLP session: Monday at 10:00"]


def test_who_pauses_gets_no_reminder_of_any_kind(clock):
    clock("2027-03-01 09:00")
    cohort = make.a_cohort(starts_on=add_months(timezone.localdate(), -5))
    facilitator = make.a_facilitator(cohort)
    person = make.a_partnership(cohort).partners.first().participant
    session = add_session(cohort, "check_in", timezone.now() + timedelta(days=3), by=facilitator)
    answer_session_when_published(session, cohort, facilitator, person)
    Message.objects.all().delete()
    Pause.objects.create(
        participant=person, starts_on=timezone.localdate(), until=timezone.localdate() + timedelta(90)
    )
    for hours in range(0, 96, 6):
        clock(datetime(2027, 3, 1, 9, tzinfo=UTC) + timedelta(hours=hours))
        reminders.queue_due(timezone.now())
    assert [key for key in rows() if str(person.pk) in key or str(person.user_id) in key] == []


def answer_session_when_published(session, cohort, facilitator, person):
    publish_sessions(cohort, by=facilitator)
    answer_session(session, person, Attendance.Answer.COMING, by=person.user)


def test_each_reminder_costs_the_same_number_of_queries_for_one_person_and_for_many(a_world, clock):
    a_world(datetime(2027, 3, 26, tzinfo=LONDON).date())

    def count():
        now = clock("2027-03-27 12:00")
        Message.objects.all().delete()
        with CaptureQueriesContext(connection) as queries:
            reminders.queue_due(now)
        return len(queries)

    few = count()
    for _ in range(3):
        a_world(datetime(2027, 3, 26, tzinfo=LONDON).date())
    assert count() == few


def test_one_reminder_that_fails_keeps_no_other_waiting(a_world, clock, monkeypatch):
    a_world(datetime(2027, 3, 26, tzinfo=LONDON).date())

    def broken(now):
        raise ZeroDivisionError
        yield

    monkeypatch.setattr(reminders, "REMINDERS", [broken, *reminders.REMINDERS])
    with pytest.raises(ZeroDivisionError):
        reminders.queue_due(clock("2027-03-27 12:00"))
    assert [key for key in rows() if key.startswith("checkin_tomorrow")] != []


def test_the_task_notes_when_it_last_ran(clock):
    now = clock("2027-03-27 12:00")
    queue_due_reminders()
    assert cache.get(LAST_TICK) == pytest.approx(now.timestamp(), abs=2)


def test_tidy_throws_away_what_has_had_its_time_and_nothing_else(clock):
    user = make.a_person()
    now = clock("2027-03-27 12:00")
    for minutes in (61, 59):
        ParkedPost.objects.create(user=user, path="/", fields=[], parked_at=now - timedelta(minutes=minutes))
    for _ in range(3):
        tidy()
    assert ParkedPost.objects.count() == 1


def test_sides_are_asked_nothing_different(a_world, clock):
    """No reminder depends on the side somebody takes."""
    person = a_world(datetime(2027, 3, 26, tzinfo=LONDON).date())
    reminders.queue_due(clock("2027-03-27 12:00"))
    places = person.places.get().partnership.partners.all()
    kinds = {
        place.participant.side: set(
            Message.objects.filter(to=place.participant.user)
            .exclude(kind="checkin_tomorrow")
            .values_list("kind", flat=True)
        )
        for place in places
    }
    assert kinds[Side.LEADER] == kinds[Side.NETWORK]
