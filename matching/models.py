import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from kit.vault import EncryptedTextField
from participants.models import Cohort, Participant, Role
from partnerships.models import Partnership


class MatchingRoundQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Facilitators and matchers of the cohort, except those who take part in it themselves.

        For a matcher who takes part the last empty seat would be their own partner (access rule 10).
        """
        cohorts = Cohort.objects.with_role(user, Role.FACILITATOR, Role.MATCHER)
        own = Participant.objects.filter(user_id=user.pk).exclude(state=Participant.State.WITHDRAWN)
        return self.filter(cohort__in=cohorts).exclude(cohort__in=own.values("cohort"))

    def unreleased(self):
        return self.filter(released_at__isnull=True)


class MatchingRound(models.Model):
    """One go at pairing the people of a cohort who have no partner. Nobody is told before its release."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, related_name="rounds")
    number = models.PositiveSmallIntegerField(default=1)
    opened_at = models.DateTimeField(default=timezone.now)
    released_at = models.DateTimeField(null=True)
    released_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = MatchingRoundQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["cohort", "number"], name="matching_round_numbered_once"),
            models.UniqueConstraint(
                fields=["cohort"],
                condition=Q(released_at__isnull=True),
                name="one_open_matching_round_per_cohort",
                violation_error_message="This cohort already has a matching round that is not released.",
            ),
        ]

    def __str__(self):
        return f"Round {self.number}"

    @property
    def is_released(self):
        return self.released_at is not None


class MatchQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(round__in=MatchingRound.objects.visible_to(user))

    def proposed(self):
        return self.filter(state=Match.State.PROPOSED)

    def agreed(self):
        return self.filter(state=Match.State.AGREED)

    def standing(self):
        """Proposed or agreed: those whose people are taken."""
        return self.filter(state__in=[Match.State.PROPOSED, Match.State.AGREED])


class Match(models.Model):
    """A proposal that certain people become partners: one person's reason, a second person's agreement."""

    class State(models.TextChoices):
        PROPOSED = "proposed", "waits for a second person"
        AGREED = "agreed", "agreed"
        DECLINED = "declined", "declined"
        RELEASED = "released", "released"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    round = models.ForeignKey(MatchingRound, on_delete=models.CASCADE, related_name="matches")
    state = models.CharField(max_length=10, choices=State.choices, default=State.PROPOSED, editable=False)
    reason = EncryptedTextField("why these two")
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField(default=timezone.now)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    settled_at = models.DateTimeField(null=True)
    partnership = models.OneToOneField(
        Partnership, null=True, on_delete=models.PROTECT, related_name="match", editable=False
    )

    objects = MatchQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="agreed")
                | (Q(settled_by__isnull=False) & ~Q(settled_by=F("proposed_by"))),
                name="match_agreed_by_a_second_person",
                violation_error_message="A second person has to agree; not the one who proposed it.",
            ),
            models.CheckConstraint(
                condition=Q(state="released", partnership__isnull=False)
                | (~Q(state="released") & Q(partnership__isnull=True)),
                name="released_match_has_its_partnership",
            ),
        ]

    def __str__(self):
        return f"match ({self.get_state_display()})"


class MatchSeat(models.Model):
    """A person's place in a proposed match. One standing seat per person, whoever proposes at once."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    match = models.ForeignKey(Match, on_delete=models.CASCADE, related_name="seats")
    participant = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="seats")
    vacated_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["participant"],
                condition=Q(vacated_at__isnull=True),
                name="one_standing_seat_per_participant",
                violation_error_message="This person is already in another proposed match.",
            ),
            models.UniqueConstraint(fields=["match", "participant"], name="one_seat_each_in_a_match"),
        ]

    def __str__(self):
        return "seat"
