import uuid

from django.db import models
from django.db.models import Q

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
