"""The outbox: `notify` puts a row in it, `deliver_due` empties it."""

import logging
from datetime import timedelta
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone

from notifications.kinds import kind_named
from notifications.models import Message

log = logging.getLogger(__name__)
BACKOFF_MINUTES = (1, 5, 15, 60, 240)
GIVE_UP_AFTER_ATTEMPTS = 10


def notify(to, kind, *, key, about=None, cohort=None, not_before=None, expires_at=None):
    """Queue one message to one person in the caller's transaction; the same `key` queues it once.

    to: a user. kind: the name of a declared kind. key: kind : thing : person : version. about: the thing
    the templates speak of. Returns True when it was queued, False when that key already was.
    """
    return bool(
        queue_messages(
            [
                Message(
                    key=key,
                    kind=kind_named(kind).name,
                    to=to,
                    about_id=about.pk if about is not None else None,
                    cohort_id=cohort.pk if cohort is not None else None,
                    next_attempt_at=not_before or timezone.now(),
                    expires_at=expires_at,
                )
            ]
        )
    )


def queue_messages(messages):
    """Queue many in one statement, leaving out keys that were queued before. Returns how many were new."""
    messages = list(messages)
    already = set(Message.objects.filter(key__in=[m.key for m in messages]).values_list("key", flat=True))
    new = [message for message in messages if message.key not in already]
    Message.objects.bulk_create(new, ignore_conflicts=True, batch_size=1000)
    return len(new)


def render(message):
    """The e-mail as it would go this moment: an `EmailMultiAlternatives`. Nothing is stored."""
    kind = kind_named(message.kind)
    context = {"to": message.to, "base_url": settings.BASE_URL, "kind": kind, **kind.context(message)}
    subject = " ".join(render_to_string(f"emails/{kind.name}/subject.txt", context).split())
    email = EmailMultiAlternatives(
        subject=subject,
        body=render_to_string(f"emails/{kind.name}/body.txt", context),
        to=[message.to.email],
        headers={"Message-ID": message.message_id, "Auto-Submitted": "auto-generated"},
    )
    email.attach_alternative(render_to_string(f"emails/{kind.name}/body.html", context), "text/html")
    return email


def deliver_due(*, limit=500):
    """Send what is due, one transaction a message, and return how many rows were settled.

    Each row is locked (`FOR UPDATE SKIP LOCKED`, so any number of workers may run this at once), asked
    whether it is still true, rendered, sent, and only then marked. A process killed between the mail
    server's acceptance and our commit sends that one message again, under the same Message-ID.
    """
    settled = 0
    with get_connection() as connection:
        while settled < limit and deliver_one(connection):
            settled += 1
    return settled


@transaction.atomic
def deliver_one(connection):
    """Settle the next due message; False when none is due or free."""
    now = timezone.now()
    message = (
        Message.objects.due(now).select_for_update(skip_locked=True, of=["self"]).select_related("to").first()
    )
    if message is None:
        return False
    if (message.expires_at and message.expires_at <= now) or not message.to.is_active or not kind_named(message.kind).still_true(message):
        message.state = Message.State.WITHDRAWN
    else:
        _attempt(message, connection, now)
    message.save()
    return True


def _attempt(message, connection, now):
    message.attempts += 1
    try:
        email = render(message)
        email.connection = connection
        email.send()
    except (SMTPException, OSError) as problem:
        message.last_problem = type(problem).__name__
        connection.close()
        _wait_for_next_attempt(message, now)
    except Exception as problem:
        # One message that cannot be written must never hold up the others.
        log.exception("message could not be written", extra={"message": str(message.pk)})
        message.last_problem = type(problem).__name__
        _wait_for_next_attempt(message, now)
    else:
        message.state = Message.State.SENT
        message.sent_at = now
        message.last_problem = ""


def _wait_for_next_attempt(message, now):
    if message.attempts >= GIVE_UP_AFTER_ATTEMPTS:
        message.state = Message.State.FAILED
        return
    minutes = BACKOFF_MINUTES[min(message.attempts, len(BACKOFF_MINUTES)) - 1]
    message.next_attempt_at = now + timedelta(minutes=minutes)
