"""Every reminder, one function each, in one list.

Each function takes `now` (an aware datetime) and yields `notifications.models.Message` rows that are due.
Due is a window ("from, and not yet queued"), never "today is the day": the unique key of a row is what
keeps it from being queued twice.
"""

from notifications.services import queue_messages

REMINDERS = []


def queue_due(now):
    """Queue everything that is due; returns how many messages were new."""
    return sum(queue_messages(reminder(now)) for reminder in REMINDERS)
