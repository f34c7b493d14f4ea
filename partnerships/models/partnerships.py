import uuid
from datetime import date, datetime

from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import Exists, F, OuterRef, Prefetch, Q, Subquery
from django.db.models.functions import Coalesce, Greatest, JSONObject, Lower
from django.utils import timezone

from kit.vault import EncryptedJSONField, EncryptedTextField
from participants.models import Cohort, Delegation, Participant, Pause, name_shown
from partnerships.lasting import span_of


class PartnershipQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Those one belongs or belonged to, all of the cohorts one facilitates, and those one arranges for.

        That a partnership is, and since when, is all this says: its aims, meetings and words have rules
        of their own.
        """
        return self.filter(
            Q(pk__in=LearningPartner.objects.of(user).values("partnership"))
            | Q(cohort__in=Cohort.objects.facilitated_by(user))
            | Q(pk__in=LearningPartner.objects.arranged_by(user).values("partnership"))
        )

    def joined_by(self, user):
        """Those somebody has, or once had, a place in."""
        return self.filter(pk__in=LearningPartner.objects.of(user).values("partnership"))

    def facilitated_by(self, user):
        return self.filter(cohort__in=Cohort.objects.facilitated_by(user))

    def of(self, user):
        """The partnerships somebody has a place in now."""
        return self.filter(pk__in=LearningPartner.objects.current().of(user).values("partnership"))

    def current(self):
        return self.filter(ended_on__isnull=True)

    def ended(self):
        return self.filter(ended_on__isnull=False)

    def shown_as(self, name, today):
        """The facilitators' filters: current, quiet, ended, or all of them."""
        if name == "quiet":
            return self.gone_quiet(today)
        return {"current": self.current, "ended": self.ended}.get(name, self.all)()

    def named(self, words):
        """Those with a partner in whose name all these words occur."""
        found = self
        for word in words.split():
            partners = LearningPartner.objects.alias(known_as=name_shown("participant__"))
            found = found.filter(
                Exists(partners.filter(partnership=OuterRef("pk"), known_as__icontains=word))
            )
        return found

    def by_name(self):
        """In the alphabet of their partners' names, whichever comes first in it."""
        names = (
            LearningPartner.objects.filter(partnership=OuterRef("pk"))
            .annotate(known_as=name_shown("participant__"))
            .order_by(Lower("known_as"))
            .values("known_as")[:1]
        )
        return self.order_by(Lower(Subquery(names)), "pk")

    def with_last_met(self):
        """Adds `last_met_on`, the latest logged meeting that took place (None: none yet)."""
        held = _meetings().filter(partnership=OuterRef("pk"), took_place=True).order_by("-held_on")
        return self.annotate(last_met_on=Subquery(held.values("held_on")[:1]))

    def with_partners(self):
        """All who have or had a place, with their names, in one more query."""
        return self.prefetch_related(
            Prefetch("partners", LearningPartner.objects.select_related("participant__user"))
        )

    def with_current_partners(self, today):
        """`partners_now`: the places of today, with names and pauses, in one more query."""
        return self.prefetch_related(
            Prefetch("partners", LearningPartner.objects.current().with_people(today), to_attr="partners_now")
        )

    def nobody_pausing(self, today):
        """Those no partner of which is on a break that day."""
        return self.exclude(Exists(_pauses_of_partners().filter(starts_on__lte=today, until__gt=today)))

    def with_breaks(self):
        """Reads the partners' pauses along, for `span()` of many partnerships."""
        pauses = Pause.objects.filter(participant__places__partnership=OuterRef("pk")).order_by()
        one = JSONObject(begins="starts_on", back="until", left="participant__places__left_at")
        return self.annotate(_breaks=ArraySubquery(pauses.values(one=one)))

    def with_figures(self, today):
        """What facilitators may know of each: when last met, how often, whether there are aims, and its state.

        Adds `last_met_on`, `meetings_held`, `has_aims`, `is_paused`, `is_quiet`. Never a word of anybody's.
        """
        held = _meetings().filter(partnership=OuterRef("pk"), took_place=True).order_by()
        aims = _aims().filter(partnership=OuterRef("pk"))
        quiet = Partnership.objects.gone_quiet(today).filter(pk=OuterRef("pk"))
        return self.with_last_met().annotate(
            meetings_held=Coalesce(
                Subquery(held.values("partnership").annotate(n=models.Count("pk")).values("n")), 0
            ),
            has_aims=Exists(aims),
            is_paused=Exists(_pauses_of_partners().filter(starts_on__lte=today, until__gt=today)),
            is_quiet=Exists(quiet),
        )

    def gone_quiet(self, today):
        """Current, and for the programme's quiet weeks neither a meeting that took place, nor a pause, nor the start.

        Exactly that many weeks ago counts as quiet. A pause of either partner starts the weeks anew on the day
        they are back.
        """
        quiet_since = models.ExpressionWrapper(
            models.Value(today, output_field=models.DateField())
            - F("cohort__programme__quiet_weeks") * models.Value(7),
            output_field=models.DateField(),
        )
        met_since = _meetings().filter(
            partnership=OuterRef("pk"), took_place=True, held_on__gt=OuterRef("quiet_since")
        )
        paused_since = _pauses_of_partners().filter(
            starts_on__lte=today, until__gt=OuterRef("quiet_since"), starts_on__lt=F("until")
        )
        return (
            self.current()
            .annotate(quiet_since=quiet_since)
            .filter(started_on__lte=F("quiet_since"))
            .exclude(Exists(met_since))
            .exclude(Exists(paused_since))
        )


class Partnership(models.Model):
    """Two equals (three in a trio) who learn from one another for 12 to 15 months.

    The partners are `LearningPartner` rows without any order between them. Whether it is quiet or
    complete is worked out, never stored; no partnership is ever ended by the system.
    """

    class Ending(models.TextChoices):
        COMPLETE = "complete", "came to its planned end"
        EARLY = "early", "ended early"
        CLOSED = "closed", "closed by the facilitators"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, related_name="partnerships")
    started_on = models.DateField("since", default=timezone.localdate)
    ended_on = models.DateField("until", null=True)
    ending = models.CharField("how it ended", max_length=10, choices=Ending.choices, blank=True)
    # Before any pause moves it: what people read is `span().ends_on`.
    extended_until = models.DateField("goes on until", null=True, help_text="When the partners said so.")

    objects = PartnershipQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True, ending="") | (Q(ended_on__isnull=False) & ~Q(ending="")),
                name="ended_partnership_says_how",
                violation_error_message="An ended partnership must say how it ended.",
            )
        ]

    def __str__(self):
        return "partnership"

    @property
    def is_current(self):
        return self.ended_on is None

    @property
    def complete_on(self):
        """From this day on, its end is the planned one. Every pause of either partner moves it."""
        return self.span().complete_on

    def span(self):
        """Its planned, chosen and latest end, each moved by the pauses there were. One query, if not read along."""
        programme = self.cohort.programme
        return span_of(
            self.started_on,
            self.breaks(),
            shortest=programme.shortest_months,
            longest=programme.longest_months,
            extended_until=self.extended_until,
        )

    def breaks(self):
        """The days (from, until) on which one of its partners paused, a leaver's only until they left."""
        if hasattr(self, "_breaks"):
            rows = self._breaks
        else:
            rows = Partnership.objects.with_breaks().values_list("_breaks", flat=True).get(pk=self.pk)
        return [_break_from(row) for row in rows]


class LearningPartnerQuerySet(models.QuerySet):
    def current(self):
        return self.filter(left_at__isnull=True)

    def visible_to(self, user):
        return self.filter(partnership__in=Partnership.objects.visible_to(user))

    def of(self, user):
        return self.filter(participant__user_id=user.pk)

    def arranged_by(self, user):
        """The places for which somebody, as an assistant, arranges meetings now."""
        delegations = Delegation.objects.current().filter(delegate_id=user.pk)
        return self.current().filter(participant__in=delegations.values("participant"))

    def between_partners(self, user):
        """The places somebody had, in cohorts in which they go on and have no partner now.

        A partnership that came to its planned end asks for nobody new.
        """
        current = LearningPartner.objects.current().filter(participant=OuterRef("participant"))
        places = self.of(user).filter(participant__state=Participant.State.ACCEPTED)
        places = places.exclude(Exists(current)).exclude(partnership__ending=Partnership.Ending.COMPLETE)
        return places.select_related("participant__cohort__programme")

    def to_nudge(self, today):
        """Whom a reminder to log may reach: their partnership is quiet, and they have not said that they do meet."""
        return (
            self.current()
            .filter(partnership__in=Partnership.objects.gone_quiet(today).values("pk"))
            .exclude(silenced_until__gt=today)
        )

    def with_quiet_from(self):
        """Adds `quiet_from`: the latest of the last meeting held, the start, and a silence that is over."""
        held = _meetings().filter(partnership=OuterRef("partnership"), took_place=True).order_by("-held_on")
        return self.annotate(
            quiet_from=Greatest(
                "partnership__started_on", "silenced_until", Subquery(held.values("held_on")[:1])
            )
        )

    def reading(self, thing_at):
        """For an outer row of a partnership: the places whose holder reads what was made at `thing_at`.

        A leaver keeps what was there and loses what is new (access rule 13).
        """
        return self.filter(Q(left_at__isnull=True) | Q(left_at__gte=OuterRef(thing_at)))

    def with_people(self, today):
        """Everything a page about partners shows, in one query.

        Adds `paused_until` (the first day they are back, None for nobody's pause today) and `assistants`
        (the names of those who may arrange their meetings).
        """
        pauses = Pause.objects.on(today).filter(participant=OuterRef("participant")).order_by("-until")
        assistants = Delegation.objects.current().filter(participant=OuterRef("participant"))
        return self.select_related(
            "participant__user", "participant__profile", "partnership__cohort__programme"
        ).annotate(
            paused_until=Subquery(pauses.values("until")[:1]),
            assistants=ArraySubquery(assistants.order_by("delegate__name").values("delegate__name")),
        )

    def for_arranging(self):
        """What an assistant needs, and nothing else: the partners' names, and on which days they met."""
        partners = LearningPartner.objects.current().select_related("participant__user")
        dates = _meetings().held().only("partnership_id", "held_on").order_by("-held_on")
        return self.select_related("participant__user").prefetch_related(
            Prefetch("partnership__partners", partners, to_attr="partners_now"),
            Prefetch("partnership__meetings", dates, to_attr="days_met"),
        )


class KindWords(models.TextChoices):
    """What somebody who leaves lets their partner read: without blame, and true enough."""

    TIME = "time", "Their work or time has changed."
    MOVE = "move", "They are moving on to something else."
    DONE = "done", "They feel they have had what they came for, and thank you for it."
    NONE = "none", "They have decided to end it here, and wish you well."


class LearningPartner(models.Model):
    """A place in a partnership, kept when somebody leaves it. No place comes before another."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    partnership = models.ForeignKey(Partnership, on_delete=models.CASCADE, related_name="partners")
    participant = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="places")
    joined_at = models.DateTimeField(default=timezone.now)
    left_at = models.DateTimeField(null=True)
    silenced_until = models.DateField(
        "no reminders to log until",
        null=True,
        help_text="After “we do meet, we just don't log”. Known to this partner only.",
    )

    kind_words = models.CharField(
        "what the partner reads", max_length=10, choices=KindWords.choices, blank=True, editable=False
    )
    leaving_reason = EncryptedTextField(
        "why, if they wished to say",
        default="",
        blank=True,
        help_text="For facilitators, subject to recusal.",
    )
    exit_answers = EncryptedJSONField("a question or two at the end", null=True)
    contact_later = EncryptedTextField("where the later survey reaches them", default="", blank=True)
    wishes_next = EncryptedTextField("what they would like after a partner left", default="", blank=True)

    objects = LearningPartnerQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["participant"],
                condition=Q(left_at__isnull=True),
                name="one_current_partnership_per_participant",
                violation_error_message="This person already has a partner in this cohort.",
            ),
            models.UniqueConstraint(
                fields=["partnership", "participant"], name="one_place_each_in_a_partnership"
            ),
        ]

    def __str__(self):
        return str(self.participant)

    @property
    def name(self):
        return self.participant.name

    @property
    def first_name(self):
        return self.participant.first_name

    @property
    def is_current(self):
        return self.left_at is None


def _break_from(row):
    begins, back = date.fromisoformat(row["begins"]), date.fromisoformat(row["back"])
    if row["left"] is None:
        return begins, back
    return begins, min(back, timezone.localdate(datetime.fromisoformat(row["left"])))


def _meetings():
    from partnerships.models.meetings import Meeting

    return Meeting.objects.all()


def _aims():
    from partnerships.models.shared import Aim

    return Aim.objects.all()


def _pauses_of_partners():
    """For an outer partnership: the pauses of those who have a place in it now."""
    return Pause.objects.filter(
        participant__places__partnership=OuterRef("pk"), participant__places__left_at__isnull=True
    )
