"""Imports too long to wait for. The draft says that it is to be done; doing it twice, or at once, changes nothing."""

from uuid import UUID

from celery import shared_task

from participants import services


@shared_task
def run_import(key):
    """key: the draft's. Nothing of the table goes through the queue."""
    services.run_import(UUID(key))


@shared_task
def run_waiting_imports():
    """Beat ticks: take up what a lost worker, or a queue that was down, has left lying."""
    for key in services.imports_waiting():
        services.run_import(key)
