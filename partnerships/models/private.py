import uuid

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from kit.vault import EncryptedTextField
from participants.models import Cohort, Participant
from partnerships.models.partnerships import LearningPartner, Partnership


class ReflectionQuerySet(models.QuerySet):
    def visible_to(self, user):
        """A reflection is its author's alone."""
        return self.filter(author__user_id=user.pk)


class Reflection(models.Model):
    """Private thoughts. Nobody but the author reads them; no page, count or mail hints that they exist."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    author = models.ForeignKey(Participant, on_delete=models.CASCADE, related_name="reflections")
    text = EncryptedTextField()
    written_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(default=timezone.now)

    objects = ReflectionQuerySet.as_manager()

    class Meta:
        ordering = ["-written_at"]

    def __str__(self):
        return "reflection"


class ReflectionShareQuerySet(models.QuerySet):
    def visible_to(self, user):
        """What one shared oneself, and what a partner shared with one. What facilitators were sent: `sent_to`."""
        reading = LearningPartner.objects.of(user).reading("shared_at")
        return self.filter(
            Q(reflection__author__user_id=user.pk)
            | Q(audience=ReflectionShare.Audience.PARTNER)
            & Exists(reading.filter(partnership=OuterRef("partnership")))
        )

    def sent_to(self, user):
        """What was sent to the facilitators of cohorts somebody facilitates. Recusal is still to be asked."""
        return self.filter(
            audience=ReflectionShare.Audience.FACILITATORS,
            partnership__cohort__in=Cohort.objects.facilitated_by(user),
        )

    def standing(self):
        return self.filter(revoked_at__isnull=True)


class ReflectionShare(models.Model):
    """That an author let their partner read one reflection, or sent it to the facilitators; revocable.

    What is read is `text`, the words as they stood then: what the author writes afterwards stays theirs.
    Revoking takes the words away and cannot undo what was read (access rule 2).
    """

    class Audience(models.TextChoices):
        PARTNER = "partner", "your partner"
        FACILITATORS = "facilitators", "the facilitators"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    reflection = models.ForeignKey(Reflection, on_delete=models.CASCADE, related_name="shares")
    audience = models.CharField(max_length=12, choices=Audience.choices)
    partnership = models.ForeignKey(Partnership, on_delete=models.CASCADE, related_name="+")
    text = EncryptedTextField("as it was then", default="", blank=True)
    shared_at = models.DateTimeField(default=timezone.now)
    revoked_at = models.DateTimeField(null=True)

    objects = ReflectionShareQuerySet.as_manager()

    class Meta:
        ordering = ["-shared_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["reflection", "audience"],
                condition=models.Q(revoked_at__isnull=True),
                name="reflection_shared_once_with_each",
            )
        ]

    def __str__(self):
        return "share"
