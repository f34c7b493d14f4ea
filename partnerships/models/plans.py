import uuid
from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q, Subquery
from django.utils import timezone

from kit.vault import EncryptedTextField
from participants.models import Delegation, Participant
from partnerships.models.meetings import Meeting
from partnerships.models.partnerships import LearningPartner, Partnership


class PlannedMeetingQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The partners of today, and whoever arranges meetings for one of them."""
        mine = LearningPartner.objects.current().filter(partnership=OuterRef("partnership"))
        return self.filter(
            Exists(mine.of(user))
            | Exists(LearningPartner.objects.arranged_by(user).filter(partnership=OuterRef("partnership")))
        )

    def with_booker(self):
        """Adds `booked_for`: the key of the place of whoever planned it, themselves or through an assistant."""
        assistants = Delegation.objects.filter(
            participant=OuterRef("participant"), delegate=OuterRef(OuterRef("planned_by"))
        )
        places = LearningPartner.objects.filter(partnership=OuterRef("partnership")).annotate(
            themselves=Exists(
                Participant.objects.filter(pk=OuterRef("participant"), user=OuterRef(OuterRef("planned_by")))
            ),
            through_assistant=Exists(assistants),
        )
        places = places.filter(Q(themselves=True) | Q(through_assistant=True)).order_by("-themselves")
        return self.annotate(booked_for=Subquery(places.values("pk")[:1]))

    def standing(self):
        return self.filter(cancelled_at__isnull=True)

    def to_come(self, now):
        return self.standing().filter(starts_at__gte=now).order_by("starts_at")

    def to_log(self, now):
        """Planned, over by now, and not yet in the log."""
        return self.standing().filter(starts_at__lt=now, meeting__isnull=True).order_by("starts_at")


class PlannedMeeting(models.Model):
    """A date the partners have made. Each change raises `sequence`, so that calendars follow (RFC 5545)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    partnership = models.ForeignKey(Partnership, on_delete=models.CASCADE, related_name="plans")
    starts_at = models.DateTimeField("when")
    minutes = models.PositiveSmallIntegerField("how long, in minutes", default=60)
    mode = models.CharField("how", max_length=10, choices=Meeting.Mode.choices, default=Meeting.Mode.TEAMS)
    where = EncryptedTextField("place or link", default="", blank=True)
    planned_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    planned_at = models.DateTimeField(default=timezone.now)
    sequence = models.PositiveSmallIntegerField(default=0, editable=False)
    cancelled_at = models.DateTimeField(null=True, editable=False)
    meeting = models.OneToOneField(
        Meeting, null=True, on_delete=models.SET_NULL, related_name="plan", help_text="Once it is in the log."
    )

    objects = PlannedMeetingQuerySet.as_manager()

    class Meta:
        ordering = ["starts_at"]
        indexes = [models.Index(fields=["partnership", "starts_at"], name="plans_of_partnership")]
        constraints = [
            models.CheckConstraint(
                condition=Q(minutes__gte=1, minutes__lte=720),
                name="plan_lasts_up_to_12_hours",
                violation_error_message="A meeting lasts between 1 minute and 12 hours.",
            )
        ]

    def __str__(self):
        return "planned meeting"

    @property
    def day(self):
        """The day on the wall in London."""
        return timezone.localdate(self.starts_at)

    @property
    def ends_at(self):
        return self.starts_at + timedelta(minutes=self.minutes)

    @property
    def has_begun(self):
        return self.starts_at <= timezone.now()

    @property
    def may_be_logged(self):
        """From its day on."""
        return self.day <= timezone.localdate()

    @property
    def how(self):
        """The mode within a sentence."""
        return Meeting.in_a_sentence(self.mode)

    @property
    def is_link(self):
        """Whether the place is an address to open."""
        return self.where.startswith(("https://", "http://")) and not set(self.where) & set(" \n\t\"'<>")
