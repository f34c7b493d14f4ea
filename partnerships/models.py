import uuid

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone

from kit.vault import EncryptedTextField
from participants.models import Cohort, Participant, Pause, Programme


class PartnershipQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Those one belongs or belonged to, and all of the cohorts one facilitates."""
        places = LearningPartner.objects.filter(participant__user_id=user.pk)
        return self.filter(
            Q(pk__in=places.values("partnership")) | Q(cohort__in=Cohort.objects.facilitated_by(user))
        )

    def of(self, user):
        """The partnerships somebody has a place in now."""
        places = LearningPartner.objects.current().filter(participant__user_id=user.pk)
        return self.filter(pk__in=places.values("partnership"))

    def current(self):
        return self.filter(ended_on__isnull=True)

    def with_last_met(self):
        """Adds `last_met_on`, the latest logged meeting that took place (None: none yet)."""
        return self.annotate(last_met_on=models.Max("meetings__held_on", filter=Q(meetings__took_place=True)))

    def gone_quiet(self, today):
        """Current, nobody paused, and no logged meeting (nor start) within the programme's quiet weeks."""
        paused = Pause.objects.on(today).filter(
            participant__places__partnership=OuterRef("pk"), participant__places__left_at__isnull=True
        )
        quiet_since = models.ExpressionWrapper(
            models.Value(today, output_field=models.DateField())
            - F("cohort__programme__quiet_weeks") * models.Value(7),
            output_field=models.DateField(),
        )
        lately = Meeting.objects.filter(
            partnership=OuterRef("pk"), took_place=True, held_on__gt=OuterRef("quiet_since")
        )
        return (
            self.current()
            .annotate(quiet_since=quiet_since)
            .filter(started_on__lte=F("quiet_since"))
            .exclude(Exists(lately))
            .exclude(Exists(paused))
        )


class Partnership(models.Model):
    """Two equals (three in a trio) who learn from one another for 12 to 15 months.

    The partners are `LearningPartner` rows without any order between them. Whether it is quiet or
    complete is worked out, never stored; no partnership is ever ended by the system.
    """

    class Ending(models.TextChoices):
        COMPLETE = "complete", "came to its planned end"
        EARLY = "early", "ended early"
        CLOSED = "closed", "closed by the facilitators"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, related_name="partnerships")
    started_on = models.DateField("since", default=timezone.localdate)
    ended_on = models.DateField("until", null=True)
    ending = models.CharField("how it ended", max_length=10, choices=Ending.choices, blank=True)

    objects = PartnershipQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True, ending="") | (Q(ended_on__isnull=False) & ~Q(ending="")),
                name="ended_partnership_says_how",
                violation_error_message="An ended partnership must say how it ended.",
            )
        ]

    def __str__(self):
        return "partnership"

    @property
    def is_current(self):
        return self.ended_on is None


class LearningPartnerQuerySet(models.QuerySet):
    def current(self):
        return self.filter(left_at__isnull=True)

    def visible_to(self, user):
        return self.filter(partnership__in=Partnership.objects.visible_to(user))

    def of(self, user):
        return self.filter(participant__user_id=user.pk)

    def with_people(self):
        """Everything a page about partners shows, in one query."""
        return self.select_related(
            "participant__user", "participant__profile", "participant__cohort__programme"
        )


class LearningPartner(models.Model):
    """A place in a partnership, kept when somebody leaves it. No place comes before another."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    partnership = models.ForeignKey(Partnership, on_delete=models.CASCADE, related_name="partners")
    participant = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="places")
    joined_at = models.DateTimeField(default=timezone.now)
    left_at = models.DateTimeField(null=True)

    objects = LearningPartnerQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["participant"],
                condition=Q(left_at__isnull=True),
                name="one_current_partnership_per_participant",
                violation_error_message="This person already has a partner in this cohort.",
            ),
            models.UniqueConstraint(
                fields=["partnership", "participant"], name="one_place_each_in_a_partnership"
            ),
        ]

    def __str__(self):
        return str(self.participant)

    @property
    def name(self):
        return str(self.participant.user)


class AimQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The pair's own: facilitators see only that there are some."""
        return self.filter(
            partnership__in=Partnership.objects.filter(partners__in=LearningPartner.objects.of(user))
        )


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


class MeetingQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The pair's log is the pair's own."""
        return self.filter(partnership__partners__in=LearningPartner.objects.of(user)).distinct()

    def held(self):
        return self.filter(took_place=True)


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

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    partnership = models.ForeignKey(Partnership, on_delete=models.CASCADE, related_name="meetings")
    held_on = models.DateField("date")
    minutes = models.PositiveSmallIntegerField("how long, in minutes", default=60)
    mode = models.CharField("how", max_length=10, choices=Mode.choices, default=Mode.TEAMS)
    activity = models.CharField(
        "what", max_length=12, choices=Activity.choices, default=Activity.CONVERSATION
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


class MeetingWordsQuerySet(models.QuerySet):
    def visible_to(self, user):
        """What was written for the pair, and one's own."""
        mine = LearningPartner.objects.of(user)
        return self.filter(
            Q(author__in=mine) | Q(shared=True, meeting__partnership__partners__in=mine)
        ).distinct()


class MeetingWords(models.Model):
    """What one partner wrote about a meeting: for both to read, or a take-away for their eyes only."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="words")
    author = models.ForeignKey(LearningPartner, on_delete=models.CASCADE, related_name="words")
    text = EncryptedTextField()
    shared = models.BooleanField(default=False)
    written_at = models.DateTimeField(default=timezone.now)

    objects = MeetingWordsQuerySet.as_manager()

    class Meta:
        ordering = ["written_at"]

    def __str__(self):
        return "words about a meeting"


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


class GuideSectionQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The guides of the programmes somebody takes part in (after release) or works for."""
        programmes = Programme.objects.filter(
            Q(cohorts__partnerships__partners__participant__user_id=user.pk)
            | Q(cohorts__in=Cohort.objects.visible_to(user))
        )
        return self.filter(programme__in=programmes).distinct()


class GuideSection(models.Model):
    """One section of a programme's Guide for Learning Partners."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="guide")
    number = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=120)
    body = models.TextField(help_text="Leave an empty line between paragraphs.")

    objects = GuideSectionQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["programme", "number"], name="guide_section_numbered_once")
        ]

    def __str__(self):
        return f"{self.number} {self.title}"
