import uuid

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from kit.vault import EncryptedTextField
from partnerships.models.partnerships import LearningPartner, Partnership


class AgreementQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The partners' own, earlier versions too. Facilitators see only that there is one (`with_figures`)."""
        reading = LearningPartner.objects.of(user).reading("opened_at")
        return self.filter(Exists(reading.filter(partnership=OuterRef("partnership"))))

    def open(self):
        return self.filter(agreed_at__isnull=True)

    def agreed(self):
        return self.filter(agreed_at__isnull=False)


class Agreement(models.Model):
    """One version of what the partners agree with each other: agreed once each of them has confirmed it.

    Either may reopen it: that makes the next version, with the same words to begin with.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    partnership = models.ForeignKey(Partnership, on_delete=models.CASCADE, related_name="agreements")
    number = models.PositiveSmallIntegerField("version", default=1)
    opened_at = models.DateTimeField(default=timezone.now)
    agreed_at = models.DateTimeField(null=True)

    objects = AgreementQuerySet.as_manager()

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["partnership", "number"], name="agreement_numbered_once"),
            models.UniqueConstraint(
                fields=["partnership"],
                condition=Q(agreed_at__isnull=True),
                name="one_open_agreement_per_partnership",
                violation_error_message="Your agreement is open already.",
            ),
        ]

    def __str__(self):
        return f"learning agreement, version {self.number}"


class AgreementAnswer(models.Model):
    """What the partners wrote under one question of their agreement. It belongs to all of them."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    agreement = models.ForeignKey(Agreement, on_delete=models.CASCADE, related_name="answers")
    question = models.CharField(max_length=20, help_text="Its code; see `agreement_questions`.")
    words = EncryptedTextField()
    changed_by = models.ForeignKey(LearningPartner, on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["agreement", "question"], name="one_answer_per_question")
        ]

    def __str__(self):
        return "answer"


class AgreementConfirmation(models.Model):
    """That one partner agrees to the words as they stand. A later change of the words undoes it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    agreement = models.ForeignKey(Agreement, on_delete=models.CASCADE, related_name="confirmations")
    partner = models.ForeignKey(LearningPartner, on_delete=models.CASCADE, related_name="+")
    confirmed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["agreement", "partner"], name="agreement_confirmed_once_each")
        ]

    def __str__(self):
        return "confirmation"
