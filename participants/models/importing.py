import uuid
from datetime import timedelta

from django.conf import settings
from django.db import models
from django.utils import timezone

from kit.vault import EncryptedJSONField
from participants.models.programmes import Cohort, Programme

DRAFT_KEPT = timedelta(days=1)


class ColumnMapping(models.Model):
    """Which column was what, the last time a programme imported a table with these headings."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="column_mappings")
    headers_hash = models.CharField("which headings, as a hash", max_length=64)
    choices = models.JSONField("heading to meaning", default=dict)
    saved_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "headers_hash"], name="one_mapping_per_programme_and_headings"
            )
        ]

    def __str__(self):
        return "column mapping"


class ImportDraftQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Only for whoever uploaded it, and only while they facilitate that cohort."""
        return self.filter(made_by_id=user.pk, cohort__in=Cohort.objects.facilitated_by(user))

    def expired(self, now):
        return self.filter(made_at__lt=now - DRAFT_KEPT)


class ImportDraft(models.Model):
    """An uploaded table between its upload and "import these people": encrypted, for a day at most."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="import_drafts")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    table = EncryptedJSONField("headings, rows and row numbers")
    choices = EncryptedJSONField("heading to meaning, once chosen", null=True)
    made_at = models.DateTimeField(default=timezone.now)
    update_known = models.BooleanField("bring people already here up to date", default=False)
    running_since = models.DateTimeField("being imported since", null=True)
    done = models.PositiveIntegerField("rows worked through", default=0)
    outcome = models.JSONField("counts, or what stopped it, once it has ended", null=True)

    objects = ImportDraftQuerySet.as_manager()

    def __str__(self):
        return "import draft"

    @property
    def is_running(self):
        """Left to a worker, which has not ended yet."""
        return self.running_since is not None

    @property
    def is_done(self):
        """Its people are in, and the table is gone."""
        return self.outcome is not None and "problem" not in self.outcome

    @property
    def problem(self):
        """What stopped the worker, in words; empty when nothing did."""
        return (self.outcome or {}).get("problem", "")
