import smtplib
import threading
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone

from notifications.delivery import BACKOFF_MINUTES, GIVE_UP_AFTER_ATTEMPTS, deliver_due, render
from notifications.models import Message
from tests import make


def states(*messages):
    return [Message.objects.get(pk=message.pk).state for message in messages]


def refused(address, code):
    return smtplib.SMTPRecipientsRefused({address: (code, b"no")})


def test_a_due_message_is_written_sent_and_marked(a_message, sink):
    message = a_message()
    assert deliver_due() == 1
    message.refresh_from_db()
    assert (message.state, message.attempts, message.sent_at is not None) == ("sent", 1, True)
    (email,) = sink.sent
    assert email.subject == "A note of O'Hara's <green>"
    assert email.body == "It's O'Hara's <green>: http://localhost:8000/\n"
    assert email.alternatives[0][0] == "<p>It's O&#x27;Hara&#x27;s &lt;green&gt;</p>"
    assert email.extra_headers["Message-ID"] == message.message_id
    assert deliver_due() == 0


def test_nothing_goes_before_its_time(a_message, sink, clock):
    clock("2027-03-01 09:00")
    a_message(next_attempt_at=timezone.now() + timedelta(minutes=5))
    assert deliver_due() == 0
    clock("2027-03-01 09:05")
    assert deliver_due() == 1


def test_what_is_no_longer_true_has_expired_or_goes_to_somebody_gone_is_withdrawn(a_message, sink, kind):
    expired = a_message(expires_at=timezone.now() - timedelta(minutes=1))
    gone = a_message(to=make.a_person(is_active=False))
    untrue = a_message()
    kind.still_true = staticmethod(lambda message: message.pk != untrue.pk)
    assert deliver_due() == 3
    assert states(expired, gone, untrue) == ["withdrawn"] * 3
    assert sink.sent == []


def test_whether_it_is_still_true_is_asked_under_the_lock(a_message, sink, kind):
    a_message()
    seen = []

    def still_true(message):
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_locks WHERE relation = 'notifications_message'::regclass "
                           "AND mode = 'RowShareLock' AND pid = pg_backend_pid()")  # fmt: skip
            seen.append((connection.in_atomic_block, cursor.fetchone()[0]))
        return True

    kind.still_true = staticmethod(still_true)
    deliver_due()
    assert seen == [(True, 1)]


def test_a_database_error_while_writing_spoils_that_message_only(a_message, sink, kind):
    bad, good = a_message(), a_message()

    def context(message):
        if message.pk == bad.pk:
            with connection.cursor() as cursor:
                cursor.execute("SELECT 1 / 0")
        return {}

    kind.context = staticmethod(context)
    assert deliver_due() == 2
    assert states(bad, good) == ["queued", "sent"]
    bad.refresh_from_db()
    assert (bad.attempts, bad.last_problem) == (1, "DataError")


def test_words_of_an_error_stay_out_of_the_log(a_message, sink, kind, caplog):
    def context(message):
        raise ValueError("planted-word of a person")

    kind.context = staticmethod(context)
    a_message()
    deliver_due()
    assert [record.getMessage() for record in caplog.records] == ["message could not be written"]
    assert "planted-word" not in "".join(str(record.__dict__) for record in caplog.records)


def test_an_unknown_kind_waits_and_holds_nobody_up(a_message, sink):
    unknown, known = a_message(kind="of_a_newer_release"), a_message()
    deliver_due()
    assert states(unknown, known) == ["queued", "sent"]


def test_the_connection_is_kept_and_opened_anew_after_a_failure(a_message, sink):
    messages = [a_message() for _ in range(5)]
    sink.problems[messages[2].to.email] = smtplib.SMTPServerDisconnected("gone")
    deliver_due()
    assert sink.opened == 2
    assert states(*messages) == ["sent", "sent", "queued", "sent", "sent"]


def test_backoff_grows_and_ends(a_message, sink, clock):
    now = clock("2027-03-01 09:00")
    message = a_message()
    sink.problems[message.to.email] = smtplib.SMTPDataError(451, b"later")
    waited = []
    for _ in range(GIVE_UP_AFTER_ATTEMPTS):
        assert deliver_due() == 1
        message.refresh_from_db()
        waited.append(round((message.next_attempt_at - now).total_seconds() / 60))
        now = clock(message.next_attempt_at + timedelta(seconds=1))
    assert waited[:-1] == [*BACKOFF_MINUTES, *[240] * (GIVE_UP_AFTER_ATTEMPTS - 1 - len(BACKOFF_MINUTES))]
    assert states(message) == ["failed"]
    assert deliver_due() == 0


@pytest.mark.parametrize(("code", "state"), [(550, "failed"), (450, "queued")])
def test_an_address_that_does_not_exist_is_given_up_at_once_a_busy_one_is_not(a_message, sink, code, state):
    message = a_message()
    sink.problems[message.to.email] = refused(message.to.email, code)
    deliver_due()
    assert states(message) == [state]


def test_a_mail_server_that_is_down_costs_nobody_an_attempt(a_message, sink):
    messages = [a_message() for _ in range(3)]
    sink.down = True
    assert deliver_due() == 0
    assert list(Message.objects.values_list("state", "attempts")) == [("queued", 0)] * 3
    sink.down = False
    assert deliver_due() == 3
    assert states(*messages) == ["sent"] * 3


def test_a_domain_that_hangs_is_set_aside_and_delays_nobody_else(a_message, sink):
    dead = [a_message(to=make.a_person(email=f"p{n}@dead.example")) for n in range(3)]
    alive = [a_message() for _ in range(3)]
    for message in dead:
        sink.problems[message.to.email] = TimeoutError("timed out")
    assert deliver_due() == 4  # one of the dead, three alive
    assert states(*alive) == ["sent"] * 3
    assert list(Message.objects.filter(pk__in=[m.pk for m in dead]).values_list("attempts", flat=True)) in (
        [1, 0, 0],
        [0, 1, 0],
        [0, 0, 1],
    )


def test_message_id_is_the_same_at_every_attempt(a_message, sink):
    message = a_message()
    first = render(message).message()["Message-ID"]
    assert first == render(Message.objects.get(pk=message.pk)).message()["Message-ID"] == message.message_id


def test_who_shares_their_mail_gets_no_content(a_message, sink):
    a_message(to=make.a_person(mail_is_shared=True))
    deliver_due()
    (email,) = sink.sent
    words = email.subject + email.body + email.alternatives[0][0]
    assert "green" not in words
    assert email.subject == "There is something for you in PLP"


@pytest.mark.django_db(transaction=True)
def test_a_row_somebody_else_holds_is_passed_over(a_message, sink):
    held, free = a_message(), a_message()
    done = threading.Event()
    has_it = threading.Event()

    def hold():
        with transaction.atomic():
            Message.objects.select_for_update().get(pk=held.pk)
            has_it.set()
            done.wait(10)
        connection.close()

    holder = threading.Thread(target=hold)
    holder.start()
    has_it.wait(10)
    assert deliver_due() == 1
    done.set()
    holder.join()
    assert states(held, free) == ["queued", "sent"]
