import uuid

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from kit.vault import EncryptedTextField
from participants.models import Cohort, Participant, Role


def cohorts_matched_by(user):
    """The cohorts somebody pairs people in: its facilitators and matchers who have no part in it themselves.

    For one who takes part the last empty seat would be their own partner (access rule 10). Withdrawing
    changes nothing: who could withdraw, look, and join again would have seen it all.
    """
    own = Participant.objects.their_own().filter(user_id=user.pk)
    matched = Cohort.objects.with_role(user, Role.FACILITATOR, Role.MATCHER)
    return matched.exclude(pk__in=own.values("cohort"))


class Tag(models.TextChoices):
    """Why two people might suit one another, in a word (the programme's list)."""

    INTEREST = "interest", "Shared interest"
    AIMS = "aims", "Complementary aims"
    WORLDS = "worlds", "Different work worlds"
    REACH = "reach", "Easy to reach each other"
    STYLE = "style", "Similar style"
    STRETCH = "stretch", "Deliberate stretch"


class Flag(models.TextChoices):
    """What somebody on the matching team knows that speaks against a pair, or asks for a word first."""

    LINE = "line", "Line relationship"
    TEAM = "team", "Same team"
    DISPUTE = "dispute", "Past dispute"
    PARTNERED = "partnered", "Partnered before"
    EVALUATION = "evaluation", "In the same evaluation team"
    WORD = "word", "Needs a word first"


class MatcherNoteQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Those of the cohorts somebody pairs people in; one's own notes for whoever takes part themselves.

        Never one about the reader (access rule 10), nor a colleague's about somebody the reader manages (rule 9).
        """
        about_me = Q(about__user_id=user.pk) | Q(other__user_id=user.pk)
        mine_to_manage = Q(about__line_manager_email__iexact=user.email) | Q(
            other__line_manager_email__iexact=user.email
        )
        held = Cohort.objects.with_role(user, Role.FACILITATOR, Role.MATCHER)
        mine = Q(written_by_id=user.pk, cohort__in=held)
        others = Q(cohort__in=cohorts_matched_by(user)) & ~mine_to_manage
        return self.filter(others | mine).exclude(about_me)


class MatcherNote(models.Model):
    """What a facilitator or matcher knows of one person, or of two together. Structured first, prose second.

    Deleted some days after the release (`MatchingRules.notes_kept_days`).
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="matcher_notes")
    about = models.ForeignKey(Participant, on_delete=models.CASCADE, related_name="matcher_notes")
    other = models.ForeignKey(Participant, null=True, on_delete=models.CASCADE, related_name="+")
    tags = ArrayField(models.CharField(max_length=10, choices=Tag.choices), default=list, blank=True)
    flags = ArrayField(models.CharField(max_length=10, choices=Flag.choices), default=list, blank=True)
    words = EncryptedTextField("in a sentence", default="", blank=True)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField(default=timezone.now)

    objects = MatcherNoteQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(other__isnull=True) | ~Q(other=F("about")),
                name="note_is_about_two_different_people",
                violation_error_message="Choose two different people.",
            )
        ]

    def __str__(self):
        return "matcher's note"


class OverrideQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(cohort__in=cohorts_matched_by(user))


class Override(models.Model):
    """A facilitator's written reason why something that speaks against two people may be set aside for them."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="overrides")
    one = models.ForeignKey(Participant, on_delete=models.CASCADE, related_name="+")
    other = models.ForeignKey(Participant, on_delete=models.CASCADE, related_name="+")
    code = models.CharField("what is set aside", max_length=30)
    reason = EncryptedTextField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)

    objects = OverrideQuerySet.as_manager()

    class Meta:
        constraints = [
            # The two keys are kept in their order, so that a pair has one row whichever way round.
            models.CheckConstraint(condition=Q(one__lt=F("other")), name="override_names_its_pair_in_order"),
            models.UniqueConstraint(fields=["one", "other", "code"], name="one_override_per_pair_and_rule"),
        ]

    def __str__(self):
        return "override"
