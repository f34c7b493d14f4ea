from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from checkins.next_steps import next_steps, team_steps
from checkins.services import (
    answer_session,
    cancel_session,
    lay_out_sessions,
    mark_attendance,
    publish_sessions,
)
from participants.models import Pause
from tests import make

SOON = datetime(2027, 3, 10, 10, tzinfo=ZoneInfo("Europe/London"))


def told(steps):
    return [(step.title, step.note, step.action) for step in steps]


def test_next_is_the_next_session_as_one_stands_to_it(people, a_session, cohort, clock):
    user = people[0].user
    assert next_steps(user, timezone.now()) == []
    session = a_session(SOON, link="https://teams.example/x")
    a_session(SOON + timedelta(days=90))
    (step,) = next_steps(user, timezone.now())
    assert (step.action, step.url) == (
        "Say whether you are coming",
        reverse("session_answer", args=[session.pk]),
    )
    answer_session(session, people[0], "coming", by=user)
    assert told(next_steps(user, timezone.now())) == [
        ("Group session: check-in", "You said you are coming.", "")
    ]
    now = clock("2027-03-10 09:30")
    (step,) = next_steps(user, now)
    assert (step.action, step.rank) == ("Join the session", 5)


def test_next_after_not_this_time_is_the_one_after(people, a_session):
    first, second = a_session(SOON), a_session(SOON + timedelta(days=90))
    answer_session(first, people[0], "not_this_time", by=people[0].user)
    assert [step.when for step in next_steps(people[0].user, timezone.now())] == [second.starts_at]


def test_nothing_for_who_pauses_nor_of_cancelled_or_unpublished_sessions(people, a_session, cohort):
    cancel_session(a_session(SOON), by=cohort.facilitator)
    a_session(SOON, published=False)
    assert next_steps(people[0].user, timezone.now()) == []
    publish_sessions(cohort, by=cohort.facilitator)
    today = timezone.localdate()
    Pause.objects.create(participant=people[0], starts_on=today, until=today + timedelta(days=20))
    assert next_steps(people[0].user, timezone.now()) == []
    assert len(next_steps(people[1].user, timezone.now())) == 1


def test_a_facilitator_is_led_from_no_dates_to_who_came(cohort, people, clock):
    def steps(now):
        return [step.title.partition(": ")[2] for step in team_steps(cohort.facilitator, [cohort], now)]

    assert steps(timezone.now()) == ["the group sessions have no dates yet"]
    lay_out_sessions(cohort, by=cohort.facilitator)
    assert steps(timezone.now()) == ["4 sessions nobody can see yet"]
    publish_sessions(cohort, by=cohort.facilitator)
    assert steps(timezone.now()) == []
    now = clock("2027-04-01 10:00")
    assert steps(now) == ["who came to check-in session 1?"]
    mark_attendance(cohort.sessions.get(kind="check_in", number=1), {people[0]: True}, by=cohort.facilitator)
    assert steps(now) == []


def test_other_team_members_are_asked_nothing(cohort):
    now = timezone.now()
    for user in (make.a_matcher(cohort), make.an_evaluator(cohort), make.a_facilitator(make.a_cohort())):
        assert team_steps(user, [cohort], now) == []


def test_costs_the_same_number_of_queries_with_one_row_and_with_three(people, a_session, cohort):
    def count():
        with CaptureQueriesContext(connection) as queries:
            next_steps(people[0].user, timezone.now())
            team_steps(cohort.facilitator, [cohort], timezone.now())
        return len(queries)

    a_session(SOON)
    few = count()
    for n in range(3):
        a_session(SOON + timedelta(days=n), published=n > 1)
    assert count() == few
