"""The settings of the processes `test_survives.py` starts: the real ones, with quick beats."""

from plp.settings import *  # noqa: F403

CELERY_BEAT_SCHEDULE = {
    "queue what is due": {"task": "plp.tasks.queue_due_reminders", "schedule": 1.0},
    "deliver": {"task": "notifications.tasks.deliver_due_messages", "schedule": 0.5},
}
