import uuid

from django.db import models
from django.utils import timezone

from kit.vault import EncryptedTextField
from participants.models import Participant


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
