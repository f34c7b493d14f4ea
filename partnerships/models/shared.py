import uuid

from django.db import models
from django.db.models import Exists, OuterRef
from django.utils import timezone

from kit.vault import EncryptedTextField
from partnerships.models.partnerships import LearningPartner, Partnership


class AimQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The partners' own: facilitators see only whether there are some."""
        reading = LearningPartner.objects.of(user).reading("added_at")
        return self.filter(Exists(reading.filter(partnership=OuterRef("partnership"))))


class Aim(models.Model):
    """Something the partners want from their partnership: shared, or one partner's own."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    partnership = models.ForeignKey(Partnership, on_delete=models.CASCADE, related_name="aims")
    whose = models.ForeignKey(
        LearningPartner, null=True, on_delete=models.CASCADE, related_name="aims", help_text="Empty: shared."
    )
    words = EncryptedTextField("aim")
    added_at = models.DateTimeField(default=timezone.now)

    objects = AimQuerySet.as_manager()

    class Meta:
        ordering = ["added_at"]

    def __str__(self):
        return "aim"

    def belongs_to(self, place):
        """Whether it is this partner's to remove: their own, or shared."""
        return self.whose_id in (None, place.pk)
