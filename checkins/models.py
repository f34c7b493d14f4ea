import uuid
from datetime import timedelta

from django.conf import settings
from django.core.validators import URLValidator
from django.db import models
from django.db.models import F, Q, Value
from django.utils import timezone

from participants.models import Cohort, Delegation, Participant

REMINDED_BEFORE = timedelta(hours=24)
JOINING_LINK_BEFORE = timedelta(hours=1)
ATTENDANCE_BEFORE = timedelta(hours=1)
ATTENDANCE_ASKED_FOR_DAYS = 28


class CheckInSessionQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Published ones for those taking part in the cohort and for their assistants; all of them for
        the cohort's facilitators."""
        taking_part = answerable_by(user)
        return self.filter(
            Q(published_at__isnull=False, cohort__in=taking_part.values("cohort"))
            | Q(cohort__in=Cohort.objects.facilitated_by(user))
        )

    def facilitated_by(self, user):
        return self.filter(cohort__in=Cohort.objects.facilitated_by(user))

    def published(self):
        return self.filter(published_at__isnull=False)

    def standing(self):
        return self.filter(cancelled_at__isnull=True)

    def dates_known_to(self, user):
        """Published ones; those that are not yet, for the cohort's facilitators only."""
        own = Cohort.objects.facilitated_by(user)
        return self.filter(Q(published_at__isnull=False) | Q(cohort__in=own))

    def to_publish(self, now):
        return self.standing().filter(published_at__isnull=True, starts_at__gt=now)

    def upcoming(self, now):
        """Standing, and not over: one that has begun still belongs to what is coming up."""
        return self._with_end().standing().filter(ends__gt=now).order_by("starts_at", "pk")

    def past(self, now):
        return self._with_end().standing().filter(ends__lte=now).order_by("-starts_at", "pk")

    def attendance_to_mark(self, now):
        """Published, begun within the last weeks, and nobody ticked yet."""
        marked = Attendance.objects.filter(session=models.OuterRef("pk"), attended__isnull=False)
        return (
            self.published()
            .standing()
            .filter(starts_at__lte=now, starts_at__gt=now - timedelta(days=ATTENDANCE_ASKED_FOR_DAYS))
            .exclude(models.Exists(marked))
        )

    def with_numbers(self):
        """Adds `coming_count` and `attended_count`."""
        return self.annotate(
            coming_count=models.Count("attendances", filter=Q(attendances__answer=Attendance.Answer.COMING)),
            attended_count=models.Count("attendances", filter=Q(attendances__attended=True)),
        )

    def _with_end(self):
        return self.annotate(
            ends=models.ExpressionWrapper(
                F("starts_at") + F("minutes") * Value(timedelta(minutes=1)), models.DateTimeField()
            )
        )


class CheckInSession(models.Model):
    """A group session: the two that launch a cohort, and the optional quarterly check-ins.

    `version` counts the times people were told (first invitation, each move): a message knows which
    version it speaks of, so that none tells a time that is no longer true.
    """

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
    link = models.URLField(
        "joining link",
        blank=True,
        validators=[URLValidator(schemes=["https"], message="A joining link begins with https://")],
        help_text="Shown to those who are coming, from an hour before.",
    )
    version = models.PositiveSmallIntegerField(default=1, editable=False)
    published_at = models.DateTimeField(null=True, editable=False)
    moved_at = models.DateTimeField(null=True, editable=False)
    cancelled_at = models.DateTimeField(null=True, editable=False)

    objects = CheckInSessionQuerySet.as_manager()

    class Meta:
        ordering = ["starts_at", "pk"]
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
    def short_name(self):
        """What kind of group session it is, where "session" has been said already."""
        return "launch" if self.kind == self.Kind.LAUNCH else "check-in"

    @property
    def ends_at(self):
        return self.starts_at + timedelta(minutes=self.minutes)

    @property
    def has_begun(self):
        return self.starts_at <= timezone.now()

    @property
    def is_over(self):
        return self.ends_at <= timezone.now()

    @property
    def is_open_for_answers(self):
        """Published, not cancelled, not begun."""
        return self.published_at is not None and self.cancelled_at is None and not self.has_begun

    @property
    def will_be_reminded_of(self):
        """Whether the day before is still to come."""
        return timezone.now() < self.starts_at - REMINDED_BEFORE

    @property
    def joining_link_now(self):
        """The joining link from an hour before until the end; empty at any other time, and when cancelled."""
        now = timezone.now()
        is_time = self.starts_at - JOINING_LINK_BEFORE <= now < self.ends_at
        return self.link if is_time and self.cancelled_at is None else ""

    @property
    def attendance_can_be_marked(self):
        return (
            self.published_at is not None
            and self.cancelled_at is None
            and self.starts_at - ATTENDANCE_BEFORE <= timezone.now()
        )


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

    def to_remind(self, now):
        """Those who said they come to a session of the next 24 hours, unless they said so, or heard of its
        new time, within these 24 hours: they know."""
        day_before = F("session__starts_at") - Value(REMINDED_BEFORE)
        return (
            self.coming()
            .filter(
                Q(session__moved_at__isnull=True) | Q(session__moved_at__lte=day_before),
                session__published_at__isnull=False,
                session__cancelled_at__isnull=True,
                session__starts_at__gt=now,
                session__starts_at__lte=now + REMINDED_BEFORE,
                answered_at__lte=day_before,
                participant__user__is_active=True,
                participant__in=Participant.objects.taking_part(timezone.localdate(now)),
            )
            .select_related("session", "participant__user")
        )


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
            models.UniqueConstraint(fields=["session", "participant"], name="one_attendance_per_person"),
            models.CheckConstraint(
                condition=Q(answer="") | Q(answered_at__isnull=False),
                name="answer_knows_when_it_was_given",
                violation_error_message="An answer must say when it was given.",
            ),
        ]

    def __str__(self):
        return "attendance"


def answerable_by(user):
    """The places in cohorts somebody may answer for: their own, and those they are an assistant of."""
    given = Delegation.objects.current().filter(delegate_id=user.pk)
    return Participant.objects.accepted().filter(Q(user_id=user.pk) | Q(pk__in=given.values("participant")))
