from celery import shared_task

from notifications.delivery import deliver_due


@shared_task
def deliver_due_messages():
    """Empty the outbox. Safe to run any number of times at once."""
    deliver_due()
