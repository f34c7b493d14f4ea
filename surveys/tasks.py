"""The survey's own task: after the close, from locked boxes to answers that belong to nobody."""

import logging
from contextlib import contextmanager

from celery import shared_task
from django.db import OperationalError, connection
from django.utils import timezone

from kit.vault import VaultError
from surveys.models import Survey
from surveys.services import seal_survey

log = logging.getLogger(__name__)
# Any number, as long as nothing else in this database takes the same advisory lock.
SEALING = 7_301_226


@shared_task
def seal_closed_surveys():
    """Seal every survey that has closed. Safe any number of times at once: whoever comes second goes away.

    A survey whose key is missing stays as it is, is spoken of in the log at every tick and on the team's page,
    and keeps no other survey waiting. Returns how many were sealed.
    """
    sealed = 0
    with _alone() as it_is_our_turn:
        for survey in Survey.objects.to_seal(timezone.now()) if it_is_our_turn else []:
            try:
                sealed += seal_survey(survey)
            except OperationalError:
                # A dump holds the tables, say. The answers are stored; the rest is done at a later tick.
                log.warning("survey %s is not swept yet: its tables are in use", survey.pk)
            except VaultError as problem:
                log.error(
                    "survey %s cannot be sealed: its boxes do not open. Nothing is lost; put its key back into "
                    "the folder of keys (see docs/privacy/survey-secrecy.md)",
                    survey.pk,
                    extra={"problem": type(problem).__name__},
                )
    return sealed


@contextmanager
def _alone():
    """Whether we are the only ones who seal just now: a lock of the session's, gone if the process dies."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [SEALING])
        ours = cursor.fetchone()[0]
    try:
        yield ours
    finally:
        if ours:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [SEALING])
