import uuid
from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from participants.models import Cohort, Participant


class CheckInSessionQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Published ones for those taking part in the cohort; all of them for its facilitators."""
        taking_part = Participant.objects.accepted().filter(user_id=user.pk)
        return self.filter(
            Q(published_at__isnull=False, cohort__in=taking_part.values("cohort"))
            | Q(cohort__in=Cohort.objects.facilitated_by(user))
        )

    def published(self):
        return self.filter(published_at__isnull=False)

    def standing(self):
        return self.filter(cancelled_at__isnull=True)

    def upcoming(self, now):
        return self.standing().filter(starts_at__gt=now).order_by("starts_at")

    def past(self, now):
        return self.standing().filter(starts_at__lte=now).order_by("-starts_at")


class CheckInSession(models.Model):
    """A group session: the two that launch a cohort, and the optional quarterly check-ins."""

    class Kind(models.TextChoices):
        LAUNCH = "launch", "Launch session"
        CHECK_IN = "check_in", "Check-in session"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, related_name="sessions")
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.CHECK_IN)
    number = models.PositiveSmallIntegerField(default=1, help_text="Launch 1 and 2; check-in 1 to 4.")
    starts_at = models.DateTimeField("starts")
    minutes = models.PositiveSmallIntegerField("how long, in minutes", default=90)
    place = models.CharField(max_length=200, blank=True, help_text="A room, or “Microsoft Teams”.")
    link = models.URLField("joining link", blank=True, help_text="Shown to those who are coming.")
    published_at = models.DateTimeField(null=True, editable=False)
    cancelled_at = models.DateTimeField(null=True, editable=False)

    objects = CheckInSessionQuerySet.as_manager()

    class Meta:
        ordering = ["starts_at"]
        verbose_name = "session"
        constraints = [
            models.CheckConstraint(
                condition=Q(minutes__gte=15, minutes__lte=480),
                name="session_lasts_15_minutes_to_8_hours",
                violation_error_message="A session lasts between 15 minutes and 8 hours.",
            )
        ]

    def __str__(self):
        return f"{self.get_kind_display()} {self.number}"

    @property
    def ends_at(self):
        return self.starts_at + timedelta(minutes=self.minutes)

    @property
    def is_over(self):
        return self.starts_at <= timezone.now()


class AttendanceQuerySet(models.QuerySet):
    def visible_to(self, user):
        """One's own; all of them for the cohort's facilitators."""
        return self.filter(
            Q(participant__user_id=user.pk) | Q(session__cohort__in=Cohort.objects.facilitated_by(user))
        )

    def coming(self):
        return self.filter(answer=Attendance.Answer.COMING)

    def attended(self):
        return self.filter(attended=True)


class Attendance(models.Model):
    """One person and one session: what they answered, and whether they came. Per person, never per pair."""

    class Answer(models.TextChoices):
        COMING = "coming", "Coming"
        NOT_THIS_TIME = "not_this_time", "Not this time"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    session = models.ForeignKey(CheckInSession, on_delete=models.CASCADE, related_name="attendances")
    participant = models.ForeignKey(Participant, on_delete=models.CASCADE, related_name="attendances")
    answer = models.CharField(max_length=15, choices=Answer.choices, blank=True)
    answered_at = models.DateTimeField(null=True)
    attended = models.BooleanField(null=True, help_text="Empty: not marked yet.")
    marked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = AttendanceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["session", "participant"], name="one_attendance_per_person")
        ]

    def __str__(self):
        return "attendance"
