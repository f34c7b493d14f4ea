import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone

from kit.vault import EncryptedJSONField, EncryptedTextField
from participants.models import Cohort, Participant, Role, Side


class SurveyQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The cohort's evaluators and facilitators (what each may read of it, the view decides)."""
        return self.filter(cohort__in=Cohort.objects.with_role(user, Role.EVALUATOR, Role.FACILITATOR))

    def with_words_for(self, user):
        """Sealed surveys whose single answers somebody may read.

        An evaluator who takes or took part in the cohort reads none, and cannot lift that (access rule 11).
        """
        cohorts = Cohort.objects.with_role(user, Role.EVALUATOR)
        own = Participant.objects.their_own().filter(user_id=user.pk)
        return self.filter(sealed_at__isnull=False, cohort__in=cohorts).exclude(
            cohort__in=own.values("cohort")
        )

    def for_reader(self, user):
        """`visible_to`, each with `may_read_words` and `is_evaluator`: what this person may see of the results."""
        evaluated = Cohort.objects.with_role(user, Role.EVALUATOR)
        return self.visible_to(user).annotate(
            may_read_words=Exists(Survey.objects.with_words_for(user).filter(pk=OuterRef("pk"))),
            is_evaluator=Exists(evaluated.filter(pk=OuterRef("cohort"))),
        )

    def ready(self):
        """Made ready: questions frozen, people invited, keys made."""
        return self.filter(public_key__isnull=False)

    def open_on(self, now):
        return self.ready().filter(opens_at__lte=now, closes_at__gt=now, sealed_at__isnull=True)

    def to_seal(self, now):
        """Closed, and the seal not (wholly) done."""
        return self.ready().filter(closes_at__lte=now, swept_at__isnull=True)


class Survey(models.Model):
    """A cohort's evaluation survey. See `docs/privacy/survey-secrecy.md` for how answers are kept.

    While it is open the database holds only boxes locked to `public_key`; the private key is a file
    outside it. After the close the seal opens the boxes, stores answers unlinked and shuffled, and
    destroys the key.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, related_name="surveys")
    title = models.CharField(max_length=120, default="How is it going? The evaluation survey")
    opens_at = models.DateTimeField("opens")
    closes_at = models.DateTimeField("closes")
    public_key = models.BinaryField(null=True, editable=False)
    smallest_group = models.PositiveSmallIntegerField(
        "smallest group shown",
        default=5,
        editable=False,
        help_text="As the information sheet promised: what the programme says later changes nothing here.",
    )
    extended_at = models.DateTimeField(null=True, editable=False)
    first_close = models.DateTimeField("closed at first", null=True, editable=False)
    sealed_at = models.DateTimeField(null=True, editable=False)
    swept_at = models.DateTimeField(
        "keys destroyed and tables rewritten",
        null=True,
        editable=False,
        help_text="The last step of the seal.",
    )
    published_at = models.DateTimeField("shown to participants", null=True, editable=False)

    objects = SurveyQuerySet.as_manager()

    class Meta:
        ordering = ["-opens_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(closes_at__gt=F("opens_at")),
                name="survey_closes_after_it_opens",
                violation_error_message="A survey must close after it opens.",
            ),
            models.CheckConstraint(
                condition=Q(smallest_group__gte=3, smallest_group__lte=20),
                name="survey_small_numbers_between_3_and_20",
                violation_error_message="The smallest group shown must be between 3 and 20 people.",
            ),
            models.CheckConstraint(
                condition=Q(swept_at__isnull=True) | Q(sealed_at__isnull=False),
                name="survey_swept_only_when_sealed",
                violation_error_message="Keys are destroyed only after the answers are stored.",
            ),
            models.CheckConstraint(
                condition=Q(sealed_at__isnull=True) | Q(public_key__isnull=False),
                name="survey_sealed_only_when_it_was_open",
                violation_error_message="Only a survey to which people were invited can be sealed.",
            ),
            models.UniqueConstraint(
                fields=["cohort"],
                condition=Q(sealed_at__isnull=True),
                name="one_unsealed_survey_per_cohort",
                violation_error_message="This cohort has a survey already.",
            ),
        ]

    def __str__(self):
        return self.title

    @property
    def is_ready(self):
        return self.public_key is not None

    @property
    def is_sealed(self):
        return self.sealed_at is not None

    def is_open(self, now):
        return self.is_ready and not self.is_sealed and self.opens_at <= now < self.closes_at

    def can_still_be_answered(self, now):
        """Open, or still to open."""
        return self.is_ready and not self.is_sealed and now < self.closes_at

    @property
    def days_open(self):
        """Whole days from opening to close, an extension included (the paper: 17 + 16 = 33)."""
        return (timezone.localdate(self.closes_at) - timezone.localdate(self.opens_at)).days


class Question(models.Model):
    """One question of a survey, on one of its pages."""

    class Kind(models.TextChoices):
        ONE = "one", "one choice"
        SEVERAL = "several", "several choices"
        AGREEMENT = "agreement", "five-point agreement"
        TEXT = "text", "own words"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="questions")
    page = models.PositiveSmallIntegerField()
    page_title = models.CharField(max_length=80)
    number = models.PositiveSmallIntegerField()
    code = models.SlugField(max_length=30)
    words = models.CharField(max_length=300)
    help_text = models.CharField(max_length=300, blank=True)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    options = ArrayField(models.CharField(max_length=120), default=list, blank=True)
    required = models.BooleanField(default=False)
    asked_of = models.CharField(max_length=10, choices=Side.choices, blank=True, help_text="Empty: everyone.")
    is_headline = models.BooleanField(default=False, help_text="A headline figure of the results.")
    is_group = models.BooleanField(
        default=False, help_text="The question by which results are grouped: how one sees oneself."
    )

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["survey", "number"], name="question_numbered_once"),
            models.UniqueConstraint(fields=["survey", "code"], name="question_code_once"),
        ]

    def __str__(self):
        return self.words


class SurveyInvitationQuerySet(models.QuerySet):
    def visible_to(self, user):
        """One's own. Nobody, evaluators included, can list who was asked or who has answered."""
        return self.filter(participant__user_id=user.pk)

    def by_link(self, pk):
        """The invitation a personal link stands for; none for whoever's mail other people read."""
        found = self.filter(participant__user__mail_is_shared=False, participant__user__is_active=True)
        return found.filter(pk=pk) if pk else self.none()

    def waiting(self, now):
        """Those of open surveys that have not been answered."""
        return self.filter(has_answered=False, survey__in=Survey.objects.open_on(now))

    def to_remind(self):
        return self.filter(has_answered=False, wants_reminders=True)


class SurveyInvitation(models.Model):
    """That somebody was invited and whether they answered; never when, never what.

    `side` is the seat they had when the survey opened: the frame that rates are measured against.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="invitations")
    participant = models.ForeignKey(Participant, on_delete=models.CASCADE, related_name="survey_invitations")
    side = models.CharField(max_length=10, choices=Side.choices)
    has_answered = models.BooleanField(default=False)
    wants_reminders = models.BooleanField(default=True)

    objects = SurveyInvitationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["survey", "participant"], name="one_invitation_per_person")
        ]

    def __str__(self):
        return "invitation"


class SurveyDraft(models.Model):
    """Answers on their way, encrypted under the survey's key, which is not in the database."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    invitation = models.OneToOneField(SurveyInvitation, on_delete=models.CASCADE, related_name="draft")
    locked = models.BinaryField()

    def __str__(self):
        return "draft"


class SealedBox(models.Model):
    """One person's answers, locked until the seal. All boxes have the same size; none says whose it is."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="boxes")
    box = models.BinaryField()

    def __str__(self):
        return "sealed box"


class ResponseQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Sealed answers, for evaluators of the cohort who neither take nor took part in it (rule 11)."""
        return self.filter(survey__in=Survey.objects.with_words_for(user))


class Response(models.Model):
    """One person's closed answers after the seal: linked to nobody, stored in shuffled order.

    `answers` maps question codes to what was chosen. Own words are kept apart, as `TextAnswer`.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="responses")
    answers = EncryptedJSONField()

    objects = ResponseQuerySet.as_manager()

    def __str__(self):
        return "response"


class TextAnswerQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(survey__in=Survey.objects.with_words_for(user))


class TextAnswer(models.Model):
    """Somebody's own words to one question after the seal, apart from everything else they answered."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="text_answers")
    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="text_answers")
    text = EncryptedTextField()

    objects = TextAnswerQuerySet.as_manager()

    def __str__(self):
        return "text answer"
