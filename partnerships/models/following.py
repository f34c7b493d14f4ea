import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone

from kit.vault import EncryptedTextField
from participants.models import Cohort
from partnerships.models.partnerships import Partnership


class FollowUpQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Those of the cohorts somebody facilitates. Recusal (access rule 9) is `partnerships.recusal`'s."""
        return self.filter(cohort__in=Cohort.objects.facilitated_by(user))


class FollowUp(models.Model):
    """What facilitators did about one reason to ring ("worth a call"). The reason itself is worked out anew.

    `about` names the reason: its signal, the partnership and since when, so that the next time counts anew.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="follow_ups")
    partnership = models.ForeignKey(Partnership, on_delete=models.CASCADE, related_name="follow_ups")
    about = models.CharField(max_length=120)
    words = EncryptedTextField("what was done", default="", blank=True)
    snoozed_until = models.DateField("not before", null=True)
    done_at = models.DateTimeField(null=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    objects = FollowUpQuerySet.as_manager()

    class Meta:
        ordering = ["-at"]
        indexes = [models.Index(fields=["cohort", "about"], name="follow_ups_of_reason")]

    def __str__(self):
        return "follow-up"


class PartnershipNoteQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(partnership__cohort__in=Cohort.objects.facilitated_by(user))


class PartnershipNote(models.Model):
    """A facilitator's own note on a partnership. A subject-access answer lists that it is there."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    partnership = models.ForeignKey(Partnership, on_delete=models.CASCADE, related_name="notes")
    words = EncryptedTextField()
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField(default=timezone.now)

    objects = PartnershipNoteQuerySet.as_manager()

    class Meta:
        ordering = ["-written_at"]

    def __str__(self):
        return "facilitator's note"


class Headcount(models.Model):
    """How many people of a group a Trust employs, entered by it: the other half of a participation figure."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="headcounts")
    group = models.CharField(max_length=10)
    number = models.PositiveIntegerField()
    counted_on = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["cohort", "group"], name="one_headcount_per_group")]

    def __str__(self):
        return "headcount"
