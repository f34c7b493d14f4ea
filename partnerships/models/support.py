import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from kit.vault import EncryptedTextField
from participants.models import Participant
from partnerships.models.partnerships import LearningPartner


class FitCheckQuerySet(models.QuerySet):
    def of(self, user):
        """One's own. What facilitators read of others goes through `partnerships.recusal`."""
        return self.filter(place__participant__user_id=user.pk)

    def answered(self):
        return self.filter(answered_at__isnull=False)


class FitCheck(models.Model):
    """How it is going, as one partner sees it, told to the facilitators alone.

    No page, mail, count or time lets the partner guess that there is one (access rule 5): the row for a due
    day is made for every partner alike, answered or not.
    """

    class Answer(models.TextChoices):
        WELL = "well", "Going well"
        FEET = "feet", "Finding our feet"
        NOT_WORKING = "not_working", "Not really working, nothing needed now"
        TALK = "talk", "I'd like to talk"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    place = models.ForeignKey(LearningPartner, on_delete=models.CASCADE, related_name="fit_checks")
    due_on = models.DateField()
    answer = EncryptedTextField(default="", blank=True)
    answered_at = models.DateTimeField(null=True)

    objects = FitCheckQuerySet.as_manager()

    class Meta:
        ordering = ["-due_on"]
        constraints = [models.UniqueConstraint(fields=["place", "due_on"], name="one_fit_check_per_due_day")]

    def __str__(self):
        return "fit check"


class ContactRequestQuerySet(models.QuerySet):
    def of(self, user):
        return self.filter(participant__user_id=user.pk)

    def waiting(self):
        return self.filter(opened_at__isnull=True)


class ContactRequest(models.Model):
    """ "Please contact me": whom it concerns, who must not read it, a few words if wanted.

    The cohort's facilitators are mailed at once without a word of it; if none of them has opened it after a
    working day, the named cover is (access rule 9). `END` asks the facilitators to close the partnership.
    """

    class Concerns(models.TextChoices):
        ME = "me", "Myself"
        PARTNERSHIP = "partnership", "Our partnership"
        END = "end", "Our partnership: I would like you to end it"
        TEAM = "team", "Somebody on the team"
        OTHER = "other", "Something else"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    participant = models.ForeignKey(Participant, on_delete=models.CASCADE, related_name="contact_requests")
    concerns = EncryptedTextField("whom it concerns")
    words = EncryptedTextField("what you would like to say", default="", blank=True)
    kept_from = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="+", blank=True)
    asked_at = models.DateTimeField(default=timezone.now)
    opened_at = models.DateTimeField(null=True)
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    cover_told_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)

    objects = ContactRequestQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(opened_at__isnull=True, opened_by__isnull=True)
                | Q(opened_at__isnull=False, opened_by__isnull=False),
                name="opened_request_says_by_whom",
            )
        ]

    def __str__(self):
        return "request"
