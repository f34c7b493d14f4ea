"""The outbox's front: `notify` puts a row in it. What empties it is `notifications.delivery`."""

from django.db import transaction
from django.utils import timezone

from notifications.kinds import kind_named
from notifications.models import Message


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
    """Queue many in one statement, leaving out keys that were queued before. Returns how many were new.

    Always in the order of their keys, so that two processes queueing the same ones wait for one another
    instead of deadlocking. (When they do it at the same instant, both may count a row that one of them made.)
    """
    messages = sorted(messages, key=lambda message: message.key)
    already = set(Message.objects.filter(key__in=[m.key for m in messages]).values_list("key", flat=True))
    new = [message for message in messages if message.key not in already]
    Message.objects.bulk_create(new, ignore_conflicts=True, batch_size=1000)
    return len(new)


def keys_about(about_ids):
    """The keys of every message, whatever became of it, that is about one of these things."""
    return set(Message.objects.filter(about_id__in=about_ids).values_list("key", flat=True))


@transaction.atomic
def people_told(kind, about_id):
    """The ids of the people to whom a message of that kind about that thing has gone.

    Until the caller's transaction ends, those still waiting stay waiting: one that is being sent this
    moment counts as gone, one that is not will be written with what the caller is about to change.
    """
    messages = Message.objects.filter(kind=kind, about_id=about_id)
    list(messages.undelivered().order_by("pk").select_for_update().values_list("pk", flat=True))
    return set(messages.filter(state=Message.State.SENT).values_list("to_id", flat=True))


@transaction.atomic
def withdraw_messages(kind, about_id):
    """Take back what still waits of that kind about that thing; returns how many messages that were."""
    waiting = Message.objects.undelivered().filter(kind=kind, about_id=about_id)
    keys = list(waiting.order_by("pk").select_for_update().values_list("pk", flat=True))
    return Message.objects.filter(pk__in=keys).update(state=Message.State.WITHDRAWN)


@transaction.atomic
def retry_message(message):
    """Put a message that could not be delivered back in the queue, as if new. False when it had not failed.

    Whoever asks for it is checked and written down by the caller: the outbox knows no cohort.
    """
    return bool(
        Message.objects.filter(pk=message.pk, state=Message.State.FAILED).update(
            state=Message.State.QUEUED, attempts=0, next_attempt_at=timezone.now(), last_problem=""
        )
    )
