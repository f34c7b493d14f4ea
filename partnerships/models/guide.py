import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from participants.models import Cohort, Programme
from partnerships.models.partnerships import LearningPartner


class GuideSectionQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The guides of the programmes somebody takes part in (after release) or works for."""
        as_partner = LearningPartner.objects.of(user).values("partnership__cohort__programme")
        on_team = Cohort.objects.visible_to(user).values("programme")
        administered = Programme.objects.visible_to(user).values("pk")
        return self.filter(
            Q(programme__in=as_partner) | Q(programme__in=on_team) | Q(programme__in=administered)
        )


class GuideSection(models.Model):
    """One section of a programme's Guide for Learning Partners: its own copy, which it may change."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="guide")
    number = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=120)
    body = models.TextField(
        help_text="An empty line begins a new paragraph; “- ” a list, “## ” a heading, “> ” a conversation card."
    )

    objects = GuideSectionQuerySet.as_manager()

    class Meta:
        ordering = ["programme", "number"]
        constraints = [
            models.UniqueConstraint(fields=["programme", "number"], name="guide_section_numbered_once")
        ]

    def __str__(self):
        return f"{self.number} {self.title}"


class GuideEdition(models.Model):
    """The whole guide as it stood when somebody published it, or when it was first given."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="guide_editions")
    number = models.PositiveSmallIntegerField()
    sections = models.JSONField(help_text="[[number, title, body], …]")
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    published_at = models.DateTimeField(default=timezone.now)
    cohorts = models.ManyToManyField(
        Cohort, related_name="guide_editions", blank=True, help_text="Those whose partners got this edition."
    )

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["programme", "number"], name="guide_edition_numbered_once")
        ]

    def __str__(self):
        return f"edition {self.number}"
