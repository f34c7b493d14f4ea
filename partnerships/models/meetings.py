import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Count, Exists, Min, OuterRef, Q, Sum, Window
from django.db.models.functions import Coalesce
from django.utils import timezone

from kit.vault import EncryptedTextField
from partnerships.models.partnerships import LearningPartner, Partnership


class MeetingQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The partners' own log; a leaver keeps what was logged until then."""
        reading = LearningPartner.objects.of(user).reading("logged_at")
        return self.filter(Exists(reading.filter(partnership=OuterRef("partnership"))))

    def held(self):
        return self.filter(took_place=True)

    def with_totals(self):
        """Adds to each what holds for all that were asked for, however few are then fetched.

        `number` of them, `number_held`, `minutes_held`, and `first_on`, the earliest day.
        """
        held = Q(took_place=True)
        return self.annotate(
            number=Window(Count("pk")),
            number_held=Window(Count("pk", filter=held)),
            minutes_held=Coalesce(Window(Sum("minutes", filter=held)), 0),
            first_on=Window(Min("held_on")),
        )


class Meeting(models.Model):
    """A meeting as one partner logged it. Either logs; the other adds words, and edits nobody's."""

    class Mode(models.TextChoices):
        IN_PERSON = "in_person", "In person"
        TEAMS = "teams", "Microsoft Teams"
        PHONE = "phone", "Phone"
        VISIT = "visit", "Visit"

    class Activity(models.TextChoices):
        CONVERSATION = "conversation", "Conversation"
        SHADOWING = "shadowing", "Shadowing"
        VISIT = "visit", "Visiting each other's work"
        INTERVIEW = "interview", "Interview practice"
        PEOPLE = "people", "Meeting each other's people"
        OTHER = "other", "Something else"

    class Topic(models.TextChoices):
        WORLD = "world", "Who we are beyond the job"
        CAREER = "career", "Work and career"
        DECISIONS = "decisions", "How decisions are made"
        RACE = "race", "Race and inclusion"
        LEADING = "leading", "Leading and being led"
        WELLBEING = "wellbeing", "Wellbeing"
        OTHER = "other", "Something else"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    partnership = models.ForeignKey(Partnership, on_delete=models.CASCADE, related_name="meetings")
    held_on = models.DateField("date")
    minutes = models.PositiveSmallIntegerField("how long, in minutes", default=60)
    mode = models.CharField("how", max_length=10, choices=Mode.choices, default=Mode.TEAMS)
    activity = models.CharField(
        "what", max_length=12, choices=Activity.choices, default=Activity.CONVERSATION
    )
    topics = ArrayField(
        models.CharField(max_length=10, choices=Topic.choices),
        default=list,
        blank=True,
        help_text="For the partners alone.",
    )
    took_place = models.BooleanField(default=True)
    logged_by = models.ForeignKey(LearningPartner, on_delete=models.PROTECT, related_name="logged_meetings")
    logged_at = models.DateTimeField(default=timezone.now)

    objects = MeetingQuerySet.as_manager()

    class Meta:
        ordering = ["-held_on", "-logged_at"]
        indexes = [models.Index(fields=["partnership", "-held_on"], name="meetings_of_partnership")]
        constraints = [
            models.CheckConstraint(
                condition=Q(minutes__gte=1, minutes__lte=720),
                name="meeting_lasts_up_to_12_hours",
                violation_error_message="A meeting lasts between 1 minute and 12 hours.",
            )
        ]

    def __str__(self):
        return "meeting"

    @property
    def how(self):
        """The mode within a sentence."""
        return self.in_a_sentence(self.mode)

    @classmethod
    def in_a_sentence(cls, mode):
        return {
            cls.Mode.IN_PERSON: "in person",
            cls.Mode.TEAMS: "on Microsoft Teams",
            cls.Mode.PHONE: "by phone",
            cls.Mode.VISIT: "a visit",
        }[mode]

    @property
    def topics_in_words(self):
        """ "Work and career, Wellbeing", in the order of the list."""
        return ", ".join(label for value, label in self.Topic.choices if value in self.topics)


class MeetingWordsQuerySet(models.QuerySet):
    def visible_to(self, user):
        """What was written for the pair, and one's own; a leaver loses what changed after leaving."""
        mine = LearningPartner.objects.of(user)
        reading = mine.reading("changed_at").filter(partnership=OuterRef("meeting__partnership"))
        return self.filter(Q(author__in=mine) | (Q(shared=True) & Exists(reading)))

    def written_by(self, user):
        return self.filter(author__participant__user_id=user.pk)


class MeetingWords(models.Model):
    """What one partner wrote about a meeting: for both to read, or a take-away for their eyes only."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="words")
    author = models.ForeignKey(LearningPartner, on_delete=models.CASCADE, related_name="words")
    text = EncryptedTextField()
    shared = models.BooleanField(default=False)
    written_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(default=timezone.now)

    objects = MeetingWordsQuerySet.as_manager()

    class Meta:
        ordering = ["written_at"]

    def __str__(self):
        return "words about a meeting"
