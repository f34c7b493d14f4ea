"""Tasks run three times at once end like once."""

import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from checkins.models import Attendance, CheckInSession
from checkins.services import add_session, answer_session, publish_sessions
from notifications.models import Message
from notifications.tasks import deliver_due_messages
from plp.tasks import queue_due_reminders, tidy
from tests import make

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*functions):
    problems, gate = [], threading.Barrier(len(functions))

    def run(function):
        try:
            gate.wait(10)
            function()
        except Exception as problem:
            problems.append(problem)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(function,)) for function in functions]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert problems == []


@pytest.fixture
def session():
    cohort = make.a_cohort(starts_on=timezone.localdate() - timedelta(days=60))
    facilitator = make.a_facilitator(cohort)
    session = add_session(cohort, "check_in", timezone.now() + timedelta(hours=20), by=facilitator)
    session.facilitator = facilitator
    session.people = [make.a_participant(cohort) for _ in range(12)]
    return session


def test_delivering_three_times_at_once_sends_each_message_once(a_message, sink):
    messages = [a_message() for _ in range(30)]
    at_once(*[deliver_due_messages] * 3)
    assert sorted(email.to[0] for email in sink.sent) == sorted(message.to.email for message in messages)
    assert set(Message.objects.values_list("state", "attempts")) == {("sent", 1)}


def test_queueing_three_times_at_once_adds_not_one_row_too_many(session):
    CheckInSession.objects.update(published_at=timezone.now())
    for person in session.people:
        Attendance.objects.create(
            session=session,
            participant=person,
            answer="coming",
            answered_at=timezone.now() - timedelta(days=3),
        )
    at_once(*[queue_due_reminders] * 3, *[tidy] * 3)
    assert Message.objects.filter(kind="checkin_tomorrow").count() == 12
    assert Message.objects.filter(kind="checkin_invitation").count() == 12


def test_publishing_and_answering_at_once_is_one_of_each(session):
    cohort, person = session.cohort, session.people[0]
    at_once(*[lambda: publish_sessions(cohort, by=session.facilitator)] * 3)
    assert Message.objects.count() == 12
    at_once(*[lambda: answer_session(session, person, "coming", by=person.user)] * 6)
    assert Attendance.objects.count() == 1
