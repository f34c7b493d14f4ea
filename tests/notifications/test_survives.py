"""The outbox with everything real: PostgreSQL, Redis, Celery workers and beats as processes, an SMTP server.

What is killed is killed with -9. Each part has a deadline of its own, so that a failure is no endless wait.
"""

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from contextlib import ExitStack
from datetime import timedelta

import pytest
import redis
from aiosmtpd.controller import Controller
from django.conf import settings
from django.db import connections
from django.utils import timezone

from checkins.models import Attendance, CheckInSession
from devtools.processes import dies_with_us
from devtools.redis import Redis, free_port
from notifications.models import Message
from tests import make

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
PEOPLE = 30


class Sink:
    """Records the Message-ID of every mail it accepted. `stall` names a moment at which it falls silent, once."""

    def __init__(self):
        self.accepted, self.stall, self.stalled_at = [], "", 0

    async def handle_RCPT(self, server, session, envelope, address, options):
        await self._maybe("before acceptance")
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        (line,) = [x for x in envelope.content.split(b"\r\n") if x.lower().startswith(b"message-id:")]
        await self._maybe("with the mail half taken")
        self.accepted.append(line.decode())
        await self._maybe("after acceptance, before saying so")
        return "250 Kept"

    async def _maybe(self, moment):
        if self.stall == moment:
            self.stall = ""
            self.stalled_at += 1
            await asyncio.sleep(60)


@pytest.fixture
def sink():
    sink = Sink()
    sink.port = free_port()
    controller = Controller(sink, hostname="127.0.0.1", port=sink.port)
    controller.start()
    yield sink
    controller.stop()


@pytest.fixture
def broker(tmp_path):
    server = Redis(tmp_path)
    process, known = server.start()
    yield known["url"]
    server.stop(process)


@pytest.fixture
def start(sink, broker, tmp_path):
    """Starts a process of the programme, on the test's database; whatever still runs at the end is killed."""
    running = []
    database = connections["default"].settings_dict["NAME"]
    url = os.environ["DATABASE_URL"]
    whole, question, options = url.partition("?")
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "tests.notifications.quick_settings",
        "DATABASE_URL": f"{whole.rpartition('/')[0]}/{database}{question}{options}",
        "REDIS_URL": broker,
        "PLP_EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "PLP_SMTP_HOST": "127.0.0.1",
        "PLP_SMTP_PORT": str(sink.port),
        "PLP_LOG_LEVEL": "WARNING",
    }

    def start_one(*arguments):
        log = stack.enter_context((tmp_path / f"process-{len(running)}.log").open("w"))
        process = subprocess.Popen(
            [sys.executable, "-m", *arguments], env=environment, cwd=settings.BASE_DIR, stdout=log, stderr=log,
            **dies_with_us(),
        )  # fmt: skip
        running.append(process)
        return process

    with ExitStack() as stack:
        yield start_one
        for process in running:
            kill(process)


def worker(start, name):
    return start(
        "celery", "-A", "plp", "worker", "--pool", "solo", "-n", f"{name}@%h", "--loglevel", "WARNING"
    )


def beat(start, tmp_path, name):
    return start(
        "celery",
        "-A",
        "plp",
        "beat",
        "--schedule",
        str(tmp_path / name),
        "--pidfile",
        "",
        "--max-interval",
        "1",
    )


def kill(process):
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def wait_for(condition, seconds):
    ends = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < ends, "waited too long"
        time.sleep(0.05)


@pytest.fixture
def people_coming(transactional_db):
    """People who said days ago that they come to tomorrow's session: each is to be reminded once."""
    cohort = make.a_cohort(starts_on=timezone.localdate() - timedelta(days=60))
    now = timezone.now()
    session = CheckInSession.objects.create(
        cohort=cohort, starts_at=now + timedelta(hours=20), published_at=now - timedelta(days=9)
    )
    people = [make.a_participant(cohort) for _ in range(PEOPLE)]
    Attendance.objects.bulk_create(
        Attendance(session=session, participant=person, answer="coming", answered_at=now - timedelta(days=3))
        for person in people
    )
    return people


def reminders():
    return Message.objects.filter(kind="checkin_tomorrow")


def test_kills_two_beats_and_an_emptied_redis_lose_nothing_and_double_once_a_kill_at_most(
    people_coming, sink, broker, start, tmp_path
):
    beats = [beat(start, tmp_path, f"beat-{n}") for n in (1, 2)]
    kills = 0
    for moment in ("before acceptance", "with the mail half taken", "after acceptance, before saying so"):
        sink.stall = moment
        stalled = sink.stalled_at
        running = worker(start, f"killed-{kills}")
        wait_for(lambda stalled=stalled: sink.stalled_at > stalled, 60)
        kill(running)
        kills += 1
        redis.Redis.from_url(broker).flushall()
    workers = [worker(start, f"last-{n}") for n in (1, 2)]
    wait_for(lambda: reminders().count() == PEOPLE and not reminders().undelivered().exists(), 60)
    for process in [*beats, *workers]:
        kill(process)

    assert reminders().count() == PEOPLE
    counted = Counter(sink.accepted)
    mine = {f"Message-ID: {message.message_id}" for message in reminders()}
    assert set(counted) == mine
    assert max(counted.values()) <= 2
    assert len(sink.accepted) - PEOPLE <= kills
    assert set(reminders().values_list("state", flat=True)) == {"sent"}


def test_control_marking_first_loses_what_was_under_way(people_coming, sink, start):
    from plp.reminders import queue_due

    queue_due(timezone.now())
    Message.objects.exclude(kind="checkin_tomorrow").delete()
    sink.stall = "before acceptance"
    running = start("tests.notifications.marks_first")
    wait_for(lambda: sink.stalled_at == 1, 60)
    kill(running)
    start("tests.notifications.marks_first").wait(60)
    assert not reminders().undelivered().exists()
    assert len(set(sink.accepted)) == PEOPLE - 1
