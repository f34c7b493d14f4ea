import uuid

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from kit.vault import EncryptedTextField
from matching.models.notes import Tag, cohorts_matched_by
from participants.models import Cohort, Participant
from partnerships.models import Meeting, Partnership
from partnerships.wording import names_in_words

# What somebody wrote in their profile: decrypted where it is shown, and nowhere else.
WRITTEN = ["answer_1", "answer_2", "answer_3", "access_needs"]


class MatchingRoundQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Those of the cohorts somebody pairs people in, and in which they do not take part."""
        return self.filter(cohort__in=cohorts_matched_by(user))

    def unreleased(self):
        return self.filter(released_at__isnull=True)

    def with_formed(self):
        """Adds `formed`: how many partnerships came of each."""
        return self.annotate(formed=models.Count("matches__partnership"))


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
    changes = models.PositiveIntegerField(
        default=0,
        editable=False,
        help_text="How often its board has changed: two people on one board compare it.",
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

    def drafts(self):
        return self.filter(state=Match.State.DRAFT)

    def proposed(self):
        return self.filter(state=Match.State.PROPOSED)

    def agreed(self):
        return self.filter(state=Match.State.AGREED)

    def to_release(self):
        """Proposed or agreed: what a release waits for or makes partners of."""
        return self.filter(state__in=[Match.State.PROPOSED, Match.State.AGREED])

    def standing(self):
        """Draft, proposed or agreed: those whose people are taken."""
        return self.filter(state__in=Match.STANDING)

    def to_list(self, round):
        """What others than the matching team may hear of: the agreed and the released, with their names."""
        states = [Match.State.AGREED, Match.State.RELEASED]
        return self.filter(round=round, state__in=states).with_names()

    def with_names(self):
        """Who they are of, without a word that anybody wrote; two queries."""
        seats = MatchSeat.objects.select_related("participant__user")
        return self.defer("reason").prefetch_related(models.Prefetch("seats", queryset=seats))

    def as_partnerships(self):
        """The released ones, each with its partnership, and `has_met`: whether it has logged a meeting."""
        logged = Meeting.objects.filter(partnership=models.OuterRef("partnership"))
        released = self.filter(partnership__isnull=False).select_related("partnership__cohort")
        return released.annotate(has_met=models.Exists(logged))

    def with_facts(self):
        """Who they are of and what the rules look at, without a word that anybody wrote; two queries."""
        written = [f"participant__profile__{name}" for name in WRITTEN]
        seats = MatchSeat.objects.select_related("participant__user", "participant__profile").defer(*written)
        return self.defer("reason").prefetch_related(models.Prefetch("seats", queryset=seats))

    def with_people(self):
        """Everything a page about matches shows, in two queries."""
        seats = MatchSeat.objects.select_related("participant__user", "participant__profile")
        return self.select_related("proposed_by", "settled_by").prefetch_related(
            models.Prefetch("seats", queryset=seats)
        )


class Match(models.Model):
    """A proposal that certain people become partners: one person's reason, a second person's agreement.

    A draft only holds the seats: whoever matches may move it about until they propose it.
    """

    class State(models.TextChoices):
        DRAFT = "draft", "a draft"
        PROPOSED = "proposed", "waits for a second person"
        AGREED = "agreed", "agreed"
        DECLINED = "declined", "declined"
        WITHDRAWN = "withdrawn", "taken back"
        RELEASED = "released", "released"

    STANDING = (State.DRAFT, State.PROPOSED, State.AGREED)

    class Sure(models.TextChoices):
        SURE = "sure", "Sure"
        TRY = "try", "Worth trying"
        WORD = "word", "Needs a word first"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    round = models.ForeignKey(MatchingRound, on_delete=models.CASCADE, related_name="matches")
    state = models.CharField(max_length=10, choices=State.choices, default=State.PROPOSED, editable=False)
    reason = EncryptedTextField("why these two", default="", blank=True)
    tags = ArrayField(models.CharField(max_length=10, choices=Tag.choices), default=list, blank=True)
    sure = models.CharField("how sure", max_length=5, choices=Sure.choices, blank=True)
    pinned = models.BooleanField(
        default=False, editable=False, help_text="A draft that drawing the rest again leaves alone."
    )
    suggested = models.BooleanField(
        default=False,
        editable=False,
        help_text="Whether the engine drew it; a person proposes it all the same.",
    )
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
        return self.state in self.STANDING

    @property
    def people(self):
        """Those it would make partners, by name: no place comes before another."""
        return sorted(
            (seat.participant for seat in self.seats.all()), key=lambda person: person.name.casefold()
        )

    @property
    def names(self):
        return names_in_words(map(str, self.people))


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
    said_yes_at = models.DateTimeField(
        null=True, help_text="When this person said yes to learning in three, if it is a trio."
    )
    said_yes_to = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )

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
