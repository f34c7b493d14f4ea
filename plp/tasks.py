from celery import shared_task
from django.utils import timezone

from plp.reminders import queue_due


@shared_task
def queue_due_reminders():
    """Beat ticks, the database decides: queue what is due at this moment."""
    queue_due(timezone.now())


@shared_task
def tidy():
    """Throw away what has had its time: ended sessions, parked words."""
