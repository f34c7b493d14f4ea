import uuid

from django.core.validators import MaxValueValidator
from django.db import models

from matching.models.notes import cohorts_matched_by
from participants.models import Programme


class MatchingRules(models.Model):
    """How a programme weighs what speaks for a pair, what it bars besides, and how long notes are kept."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    programme = models.OneToOneField(Programme, on_delete=models.CASCADE, related_name="matching_rules")
    reciprocity = models.PositiveSmallIntegerField(
        "what one offers and the other hopes for", default=4, validators=[MaxValueValidator(5)]
    )
    shared_topics = models.PositiveSmallIntegerField(
        "what both write about", default=3, validators=[MaxValueValidator(5)]
    )
    work_worlds = models.PositiveSmallIntegerField(
        "different work worlds", default=2, validators=[MaxValueValidator(5)]
    )
    reachable = models.PositiveSmallIntegerField(
        "easy to reach each other", default=2, validators=[MaxValueValidator(5)]
    )
    stretch = models.PositiveSmallIntegerField(
        "a deliberate stretch that somebody suggested", default=3, validators=[MaxValueValidator(5)]
    )
    bar_same_team = models.BooleanField("Not two people with the same line manager", default=True)
    bar_same_directorate = models.BooleanField("Not two people of the same directorate", default=False)
    bar_evaluation_team = models.BooleanField("Not two people of the same evaluation team", default=True)
    notes_kept_days = models.PositiveSmallIntegerField(
        "days that matchers' notes are kept after the release", default=90
    )

    class Meta:
        verbose_name_plural = "matching rules"

    def __str__(self):
        return "matching rules"


class TopicQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Those of the programmes in which somebody pairs people."""
        return self.filter(programme__cohorts__in=cohorts_matched_by(user)).distinct()


class Topic(models.Model):
    """A subject people mean in different words: a name, and the words and phrases that stand for it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="topics")
    name = models.CharField(max_length=80)
    synonyms = models.TextField(
        "words that mean it", help_text="One word or phrase on each line.", blank=True
    )

    objects = TopicQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "name"],
                name="topic_once_per_programme",
                violation_error_message="This programme already has a topic of that name.",
            )
        ]

    def __str__(self):
        return self.name

    @property
    def words(self):
        """What means it besides its name."""
        return [line.strip() for line in self.synonyms.splitlines() if line.strip()]
