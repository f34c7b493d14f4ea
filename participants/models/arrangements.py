import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone


class DelegationQuerySet(models.QuerySet):
    def current(self):
        return self.filter(ended_at__isnull=True)

    def visible_to(self, user):
        """Those one gave, and those one holds."""
        return self.filter(Q(participant__user_id=user.pk) | Q(delegate_id=user.pk))


class Delegation(models.Model):
    """An assistant who may plan somebody's meetings: sees names, contacts, dates and places, nothing else."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    participant = models.ForeignKey(
        "participants.Participant", on_delete=models.CASCADE, related_name="delegations"
    )
    delegate = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="delegations"
    )
    typed_name = models.CharField(max_length=150, blank=True, editable=False)
    given_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, editable=False)

    objects = DelegationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["participant", "delegate"],
                condition=Q(ended_at__isnull=True),
                name="one_delegation_at_a_time",
                violation_error_message="This assistant can already arrange your meetings.",
            )
        ]

    def __str__(self):
        return "delegation"

    @property
    def name(self):
        """The assistant, as the giver named them: whose address it is stays unsaid."""
        return self.typed_name or self.delegate.email


class PauseQuerySet(models.QuerySet):
    def on(self, today):
        """The pauses that cover a day."""
        return self.filter(starts_on__lte=today, until__gt=today)


class Pause(models.Model):
    """Days on which the programme leaves somebody in peace. No reason is kept.

    `until` is the first day they are back. Mail, nudges, signals and the 15 months stop meanwhile, for
    their partner too.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    participant = models.ForeignKey(
        "participants.Participant", on_delete=models.CASCADE, related_name="pauses"
    )
    starts_on = models.DateField("from")
    until = models.DateField("back on")

    objects = PauseQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(until__gte=F("starts_on")),
                name="pause_ends_after_it_starts",
                violation_error_message="A pause must end after it starts.",
            )
        ]

    def __str__(self):
        return "pause"
