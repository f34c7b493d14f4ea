"""Health: strangers learn that something is wrong, and nothing of what."""

import json
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from notifications.models import Message
from plp import health
from plp.tasks import LAST_TICK
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def all_well():
    cache.set(LAST_TICK, timezone.now().timestamp())


def ready(client, **headers):
    response = client.get(reverse("readyz"), headers=headers)
    return response.status_code, json.loads(response.content)


def test_the_process_answers(client):
    assert client.get(reverse("healthz")).content == b"ok"


def test_it_is_ready_when_all_is_well(client, all_well):
    assert ready(client) == (200, {"ready": True})


def test_a_beat_that_stopped_is_noticed(client, all_well, clock):
    clock(timezone.now() + timedelta(minutes=6))
    assert ready(client) == (503, {"ready": False})
    cache.clear()
    assert health.state_at(timezone.now())["beat"] is False


def test_a_message_that_waits_too_long_is_noticed(all_well):
    now = timezone.now()
    message = Message.objects.create(key="k", kind="x", to=make.a_person(), next_attempt_at=now)
    assert health.state_at(now)["outbox"] is True
    Message.objects.filter(pk=message.pk).update(next_attempt_at=now - timedelta(minutes=16))
    assert health.state_at(now)["outbox"] is False
    Message.objects.filter(pk=message.pk).update(state=Message.State.FAILED)
    assert health.state_at(now)["outbox"] is True


def test_a_migration_that_was_not_applied_is_noticed(all_well):
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'audit' AND name = '0002_append_only'")
    assert health.state_at(timezone.now())["migrations"] is False


def test_a_broker_that_is_away_is_noticed(settings):
    settings.CACHES = {
        "default": settings.CACHES["default"] | {"LOCATION": "redis://127.0.0.1:1/0"},
    }
    state = health.state_at(timezone.now())
    assert (state["broker"], state["beat"], state["database"]) == (False, False, True)


def test_a_database_that_is_away_is_noticed(all_well):
    def away(execute, *details):
        from django.db import OperationalError

        raise OperationalError("no route to host db.internal")

    with connection.execute_wrapper(away):
        state = health.state_at(timezone.now())
    assert (state["database"], state["migrations"], state["outbox"], state["broker"]) == (
        False,
        False,
        False,
        True,
    )


def test_details_are_for_those_who_look_after_it(client, all_well, settings):
    settings.HEALTH_TOKEN = "a-long-random-token"
    assert ready(client)[1] == {"ready": True}
    assert ready(client, **{"X-PLP-Health-Token": "wrong"})[1] == {"ready": True}
    checks = dict.fromkeys(["database", "migrations", "broker", "outbox", "beat"], True)
    assert ready(client, **{"X-PLP-Health-Token": "a-long-random-token"})[1]["checks"] == checks
    client.force_login(make.a_facilitator(make.a_cohort()))
    assert ready(client)[1] == {"ready": True}
    client.force_login(make.a_person(is_superuser=True))
    assert ready(client)[1]["checks"] == checks


def test_without_a_token_in_the_settings_no_token_opens_the_details(client, all_well, settings):
    settings.HEALTH_TOKEN = ""
    assert ready(client, **{"X-PLP-Health-Token": ""})[1] == {"ready": True}
