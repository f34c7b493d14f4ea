import threading

import pytest
from django.db import IntegrityError, connection, transaction

from notifications.models import Message
from notifications.services import notify, people_told, queue_messages, retry_message, withdraw_messages
from tests import make


def test_notify_queues_once_per_key(db, kind):
    user = make.a_person()
    assert notify(user, "test_note", key="test_note:a") is True
    assert notify(user, "test_note", key="test_note:a") is False
    assert Message.objects.count() == 1


def test_notify_of_an_unknown_kind_is_a_mistake_at_once(db):
    with pytest.raises(KeyError):
        notify(make.a_person(), "no_such_kind", key="x")


def test_notify_is_undone_with_its_cause(db, kind):
    with pytest.raises(RuntimeError), transaction.atomic():
        notify(make.a_person(), "test_note", key="test_note:a")
        raise RuntimeError
    assert Message.objects.count() == 0


def test_people_told_are_those_to_whom_it_has_gone(a_message):
    thing = make.a_person().pk
    gone = a_message(about_id=thing, state="sent", sent_at="2027-01-01T00:00Z")
    for state in ("queued", "withdrawn", "failed"):
        a_message(about_id=thing, state=state)
    assert people_told("test_note", thing) == {gone.to_id}


def test_withdraw_messages_takes_back_only_what_waits(a_message):
    thing = make.a_person().pk
    waiting = a_message(about_id=thing)
    gone = a_message(about_id=thing, state="sent", sent_at="2027-01-01T00:00Z")
    other = a_message(about_id=make.a_person().pk)
    assert withdraw_messages("test_note", thing) == 1
    assert [Message.objects.get(pk=m.pk).state for m in (waiting, gone, other)] == [
        "withdrawn",
        "sent",
        "queued",
    ]


def test_retry_message_is_for_failed_ones(a_message):
    failed = a_message(state="failed", attempts=10, last_problem="SMTPDataError")
    gone = a_message(state="sent", sent_at="2027-01-01T00:00Z")
    assert (retry_message(failed), retry_message(failed), retry_message(gone)) == (True, False, False)
    failed.refresh_from_db()
    assert (failed.state, failed.attempts, failed.last_problem) == ("queued", 0, "")


def test_a_sent_message_knows_when(a_message):
    with pytest.raises(IntegrityError), transaction.atomic():
        a_message(state="sent")


@pytest.mark.django_db(transaction=True)
def test_queueing_the_same_ones_at_once_in_any_order_adds_no_row_and_never_deadlocks(kind):
    user = make.a_person()
    problems = []

    def queue(order):
        try:
            for _ in range(5):
                with transaction.atomic():
                    queue_messages(
                        Message(key=f"test_note:{n:03}", kind="test_note", to=user)
                        for n in range(200)[::order]
                    )
        except Exception as problem:
            problems.append(problem)
        finally:
            connection.close()

    threads = [threading.Thread(target=queue, args=(order,)) for order in (1, -1) * 4]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert problems == []
    assert Message.objects.count() == 200
