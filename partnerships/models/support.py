import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from kit.vault import EncryptedTextField
from participants.models import Cohort, Participant
from partnerships.models.partnerships import LearningPartner


class FitCheckQuerySet(models.QuerySet):
    def of(self, user):
        """One's own. What facilitators read of others goes through `partnerships.recusal`."""
        return self.filter(place__participant__user_id=user.pk)

    def answered(self):
        return self.filter(answered_at__isnull=False)

    def read_by(self, user, cohort):
        """The answers of a cohort that a facilitator of it may read, the latest of each place."""
        if not cohort.is_facilitated_by(user):
            return self.none()
        answered = self.answered().filter(place__participant__cohort=cohort)
        readable = answered.exclude(place__participant__in=_recused_from(user, cohort))
        return readable.order_by("place", "-due_on").distinct("place")


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

    @property
    def answer_in_words(self):
        return self.Answer(self.answer).label if self.answer else ""


class ContactRequestQuerySet(models.QuerySet):
    def of(self, user):
        return self.filter(participant__user_id=user.pk)

    def waiting(self):
        """Neither opened by anybody, nor taken back."""
        return self.filter(opened_at__isnull=True, done_at__isnull=True)

    def for_team_member(self, user):
        """Those of the cohorts somebody facilitates or covers; `read_by` then says which of them they may open."""
        facilitated = Cohort.objects.facilitated_by(user)
        return self.filter(Q(participant__cohort__in=facilitated) | Q(participant__cohort__cover=user.pk))

    def read_by(self, user, cohort):
        """Those a facilitator of the cohort may open, and its cover those that were passed on to them.

        Nobody reads what was kept from them, or what comes from somebody they are recused from.
        """
        found = self.filter(participant__cohort=cohort).exclude(kept_from=user.pk)
        if not cohort.is_facilitated_by(user):
            if cohort.cover_id != user.pk:
                return self.none()
            found = found.filter(cover_told_at__isnull=False)
        if not found.exists():
            return found
        return found.exclude(participant__in=_recused_from(user, cohort))


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

    @property
    def is_waiting(self):
        return self.opened_at is None and self.done_at is None

    @property
    def concerns_in_words(self):
        return self.Concerns(self.concerns).label

    @property
    def asks_for_the_end(self):
        return self.concerns == self.Concerns.END


def _recused_from(user, cohort):
    from partnerships.recusal import recused_from

    return recused_from(user, cohort)
