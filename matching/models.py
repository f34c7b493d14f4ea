import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from kit.vault import EncryptedTextField
from participants.models import Cohort, Participant, Role
from partnerships.models import Partnership


def cohorts_matched_by(user):
    """The cohorts somebody pairs people in: its facilitators and matchers who have no part in it themselves.

    For one who takes part the last empty seat would be their own partner (access rule 10). Withdrawing
    changes nothing: who could withdraw, look, and join again would have seen it all.
    """
    own = Participant.objects.their_own().filter(user_id=user.pk)
    matched = Cohort.objects.with_role(user, Role.FACILITATOR, Role.MATCHER)
    return matched.exclude(pk__in=own.values("cohort"))


class MatchingRoundQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Those of the cohorts somebody pairs people in, and in which they do not take part."""
        return self.filter(cohort__in=cohorts_matched_by(user))

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

    def with_people(self):
        """Everything a page about matches shows, in two queries."""
        seats = MatchSeat.objects.select_related("participant__user", "participant__profile")
        return self.select_related("proposed_by", "settled_by").prefetch_related(
            models.Prefetch("seats", queryset=seats)
        )


class Match(models.Model):
    """A proposal that certain people become partners: one person's reason, a second person's agreement."""

    class State(models.TextChoices):
        PROPOSED = "proposed", "waits for a second person"
        AGREED = "agreed", "agreed"
        DECLINED = "declined", "declined"
        WITHDRAWN = "withdrawn", "taken back"
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

    @property
    def is_standing(self):
        return self.state in (self.State.PROPOSED, self.State.AGREED)

    @property
    def people(self):
        """Those it would make partners, by name: no place comes before another."""
        return sorted(
            (seat.participant for seat in self.seats.all()), key=lambda person: person.name.casefold()
        )

    @property
    def names(self):
        return " and ".join(str(person) for person in self.people)


class MatchSeatQuerySet(models.QuerySet):
    def standing(self):
        return self.filter(vacated_at__isnull=True)


class MatchSeat(models.Model):
    """A person's place in a proposed match. One standing seat per person, whoever proposes at once.

    It is vacated when the match is declined or taken back, and at the release, when the person's place in
    the partnership takes over.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    match = models.ForeignKey(Match, on_delete=models.CASCADE, related_name="seats")
    participant = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="seats")
    vacated_at = models.DateTimeField(null=True)

    objects = MatchSeatQuerySet.as_manager()

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
