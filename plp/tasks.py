"""The programme's own tasks. Each is safe to run any number of times, also at once: rows decide, not ticks."""

from importlib import import_module

from celery import shared_task
from django.conf import settings
from django.core.cache import cache
from django.utils import timezone

from accounts.models import ParkedPost
from accounts.services import forget_unproved_people
from matching.services import forget_notes
from participants.services import forget_old_drafts
from plp.reminders import queue_due

# `/readyz` reads it: when beat last ticked and a worker did what it asked (seconds since 1970).
LAST_TICK = "beat-last-tick"


@shared_task
def queue_due_reminders():
    """Beat ticks, the database decides: queue what is due at this moment."""
    now = timezone.now()
    cache.set(LAST_TICK, now.timestamp(), timeout=None)
    queue_due(now)


@shared_task
def tidy():
    """Throw away what has had its time: ended sessions, parked words, notes, spreadsheets and sign-ups left lying."""
    now = timezone.now()
    import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()
    ParkedPost.objects.expired(now).delete()
    forget_old_drafts(now)
    forget_unproved_people(now)
    forget_notes(now)
