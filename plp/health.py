"""Is everything there that the programme needs? Each check is a name and a yes or no."""

import logging
from datetime import timedelta

from django.core.cache import cache
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from redis.exceptions import RedisError

from notifications.models import Message
from plp.tasks import LAST_TICK

log = logging.getLogger(__name__)
# Beat ticks every minute, and delivers every ten seconds.
LONGEST_SILENCE = timedelta(minutes=5)
OLDEST_MESSAGE = timedelta(minutes=15)


def state_at(now):
    """What stands and what does not at this moment: {name of a check: whether it is well}."""
    checks = {
        "database": _database_answers,
        "migrations": _migrations_are_applied,
        "broker": _broker_answers,
        "outbox": lambda: _outbox_moves(now),
        "beat": lambda: _beat_ticks(now),
    }
    return {name: _holds(name, check) for name, check in checks.items()}


def _holds(name, check):
    try:
        return check()
    except (DatabaseError, RedisError, OSError) as problem:
        log.warning("health check %s failed: %s", name, type(problem).__name__)
        return False


def _database_answers():
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        return cursor.fetchone() == (1,)


def _migrations_are_applied():
    executor = MigrationExecutor(connection)
    return executor.migration_plan(executor.loader.graph.leaf_nodes()) == []


def _broker_answers():
    """The cache and the broker are the same Redis."""
    cache.get(LAST_TICK)
    return True


def _outbox_moves(now):
    oldest = Message.objects.due(now).values_list("next_attempt_at", flat=True).first()
    return oldest is None or now - oldest < OLDEST_MESSAGE


def _beat_ticks(now):
    last = cache.get(LAST_TICK)
    return last is not None and now.timestamp() - last < LONGEST_SILENCE.total_seconds()
