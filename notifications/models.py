import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone

from notifications.kinds import kind_named


class MessageQuerySet(models.QuerySet):
    def visible_to(self, user):
        """One's own: that a message was sent and when, never its words (there are none stored)."""
        return self.filter(to_id=user.pk)

    def in_cohorts(self, cohorts):
        return self.filter(cohort_id__in=cohorts.values("pk"))

    def sent(self):
        return self.filter(state=Message.State.SENT)

    def undelivered(self):
        return self.filter(state=Message.State.QUEUED)

    def due(self, now):
        """Queued, and neither too early nor waiting for its next attempt."""
        return self.undelivered().filter(next_attempt_at__lte=now).order_by("next_attempt_at", "created_at")


class Message(models.Model):
    """One e-mail to one person: a row first, an e-mail when its time has come.

    The row holds keys, never words: subject and body are rendered under the row's lock when it is sent,
    so a message always tells the truth of that moment, and no mailbox of everyone's mail lies in the
    database. `key` is unique (kind : thing : person : version): queueing twice queues once.
    """

    class State(models.TextChoices):
        QUEUED = "queued", "waiting to go"
        SENT = "sent", "sent"
        WITHDRAWN = "withdrawn", "withdrawn, no longer true"
        FAILED = "failed", "could not be delivered"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    key = models.CharField(max_length=200, unique=True)
    kind = models.CharField(max_length=60)
    to = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="messages")
    about_id = models.UUIDField("thing it is about", null=True)
    cohort_id = models.UUIDField("cohort", null=True, db_index=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.QUEUED)
    created_at = models.DateTimeField("queued", default=timezone.now)
    next_attempt_at = models.DateTimeField("not before", default=timezone.now)
    expires_at = models.DateTimeField("pointless after", null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField("sent", null=True)
    last_problem = models.CharField("last problem", max_length=80, blank=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["next_attempt_at", "created_at"],
                name="message_due",
                condition=models.Q(state="queued"),
            ),
            models.Index(fields=["about_id", "kind"], name="message_about"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state="sent", sent_at__isnull=False) | ~models.Q(state="sent"),
                name="sent_message_knows_when",
                violation_error_message="A sent message must say when it was sent.",
            )
        ]

    def __str__(self):
        return f"{self.kind} ({self.state})"

    @property
    def label(self):
        """What people call this kind of message; the bare name of one that is no longer sent."""
        try:
            return kind_named(self.kind).label
        except KeyError:
            return self.kind.replace("_", " ").capitalize()

    @property
    def message_id(self):
        """The e-mail's Message-ID: the same at every attempt, so that a double shows as one."""
        return f"<{self.pk}@{settings.BASE_URL.split('//', 1)[-1].split(':')[0]}>"
