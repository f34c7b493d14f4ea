import uuid

from django.db import models
from django.utils import timezone


class AuditEventQuerySet(models.QuerySet):
    def about(self, thing):
        """The history of one thing, oldest first."""
        return self.filter(thing_type=thing._meta.label_lower, thing_id=thing.pk).order_by("at")

    def by(self, user):
        """What one person did."""
        return self.filter(actor_id=user.pk).order_by("at")

    def in_cohorts(self, cohort_ids):
        """What happened in these cohorts (keys, or a query for keys: history knows no cohort itself)."""
        return self.filter(cohort_id__in=cohort_ids)

    def open_to(self, user):
        """Without what others did about a matter of theirs alone."""
        return self.filter(models.Q(is_private=False) | models.Q(actor_id=user.pk))


class AuditEvent(models.Model):
    """Who did what to what, and when. Never what was in it.

    Holds ids, a verb and a time: no names, no content and no foreign keys, so that erasing a person
    needs no rewriting of history and history can never leak words. Rows are only ever added; a trigger
    in the database refuses to change or delete one.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    at = models.DateTimeField("when", default=timezone.now, db_index=True)
    actor_id = models.UUIDField("who", null=True, help_text="Empty: the system itself.")
    verb = models.CharField("did", max_length=60)
    thing_type = models.CharField("to a", max_length=60)
    thing_id = models.UUIDField("which")
    cohort_id = models.UUIDField("in cohort", null=True, db_index=True)
    is_private = models.BooleanField("of the actor's own concern", default=False)

    objects = AuditEventQuerySet.as_manager()

    class Meta:
        verbose_name = "event"
        indexes = [models.Index(fields=["thing_type", "thing_id"], name="audit_thing")]

    def __str__(self):
        return f"{self.verb} {self.thing_type}"
