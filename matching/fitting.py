"""From a cohort's people to how well each two of them fit: read, decrypted, handed to the engine, kept for a while.

What is kept stays in this process's memory: nothing decrypted, nor anything made of it, goes to Redis or a disk.
"""

from collections import OrderedDict
from copy import copy
from dataclasses import dataclass, replace
from functools import cached_property
from threading import Lock
from uuid import UUID

import numpy as np
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, Subquery
from django.db.models.functions import JSONObject
from django.utils import timezone

from matching.barring import barred_matrix
from matching.exclusions import Exclusion, Facts, Person, reasons_against, reasons_among
from matching.models import MatchingRules, MatchSeat, Tag, Topic
from matching.people import facts_about, without_partner
from matching.scoring import Fit, Profile, Weights
from matching.vocabulary import TOPICS
from matching.wording import Topics
from participants.models import MatchingProfile, NotToBePaired, Pause, Programme, Side, name_shown

KEPT, KEPT_CELLS = 4, 30_000_000
_kept, _kept_lock = OrderedDict(), Lock()


@dataclass(frozen=True)
class Placed(Person):
    """A person of the pool, with what ranks them and what the engine reads."""

    site: str = ""
    is_free: bool = True
    had_partner: bool = False
    since: object = None
    saved_at: object = None
    open_to_trio: bool = False

    @property
    def read_by_engine(self):
        return (self.key, self.name, self.directorate, self.site, self.mode, self.days, self.saved_at)


@dataclass(frozen=True)
class Beside:
    """One of the other side, seen from somebody chosen. What speaks for the two: `Pool.reasons`, of those shown."""

    person: Placed
    chosen: Placed
    fit: float
    is_barred: bool
    facts: Facts

    @cached_property
    def against(self) -> list[Exclusion]:
        return reasons_against(self.person, self.chosen, self.facts)

    @property
    def is_free(self):
        return self.person.is_free


class Pool:
    """The people of a cohort who have no partner, as the engine sees them.

    leaders, network: `Placed` people in a fixed order (who joined first); fit: the engine's `Fit` of them;
    facts: for `exclusions`.
    """

    def __init__(self, people, facts, fit):
        self.leaders = [person for person in people if person.side == Side.LEADER]
        self.network = [person for person in people if person.side == Side.NETWORK]
        self.facts, self.fit = facts, fit
        self._rows = {person.key: place for place, person in enumerate(self.leaders)}
        self._columns = {person.key: place for place, person in enumerate(self.network)}

    @cached_property
    def barred(self):
        """True where two cannot be paired: a row for each leader, a column for each other."""
        return barred_matrix(self.leaders, self.network, self.facts)

    def person(self, key):
        """The person of that key; None for who is not in the pool."""
        if key in self._rows:
            return self.leaders[self._rows[key]]
        return self.network[self._columns[key]] if key in self._columns else None

    def place(self, one, other):
        """(row, column) of two people, by their keys, whichever way round."""
        return (
            (self._rows[one], self._columns[other])
            if one in self._rows
            else (self._rows[other], self._columns[one])
        )

    def ordered_for(self, key):
        """All of the other side as `Beside`s: those possible by fit, best first, then those not possible."""
        chosen = self.person(key)
        if key in self._rows:
            others, fits = self.network, self.fit.matrix[self._rows[key]]
            barred = barred_matrix([chosen], others, self.facts)[0]
        else:
            others, fits = self.leaders, self.fit.matrix[:, self._columns[key]]
            barred = barred_matrix(others, [chosen], self.facts)[:, 0]
        order = np.lexsort((-fits, barred))
        return [
            Beside(others[place], chosen, float(fits[place]), bool(barred[place]), self.facts)
            for place in order.tolist()
        ]

    def fit_of(self, one, other):
        return float(self.fit.matrix[self.place(one, other)])

    def reasons(self, one, other):
        """What speaks for these two (keys), in words."""
        return self.fit.reasons(*self.place(one, other))

    def parts(self, one, other):
        """The named parts of the fit of these two (keys), each with its weight, value and words."""
        return self.fit.parts(*self.place(one, other))

    def against(self, *keys):
        """What stands against these two or three (keys)."""
        return reasons_among([self.person(key) for key in keys], self.facts)

    def as_read_by(self, user, cohort):
        """The same pool, in which a wish that nobody has settled shows only to who may settle it.

        Anybody else could conclude from the gap whom it means: themselves, for one. Agreeing still asks.
        """
        if not self.facts.unsettled:
            return self
        theirs = frozenset()
        if cohort.is_facilitated_by(user):
            wishes = NotToBePaired.objects.to_settle_by(user).filter(participant__cohort=cohort)
            theirs = frozenset(wishes.values_list("participant", flat=True))
        read = copy(self)
        read.facts = replace(self.facts, unsettled=self.facts.unsettled & theirs)
        return read

    def with_weights(self, weights):
        """The same people under other weights, for a look at what they would do."""
        fit = copy(self.fit)
        fit.weights = weights
        fit.__dict__.pop("matrix", None)
        return Pool([*self.leaders, *self.network], self.facts, fit)


def pool_of(cohort):
    """The cohort's `Pool`: three queries, and one more to decrypt the answers when something has changed."""
    people = _people(cohort)
    facts = facts_about(cohort)
    weights, topics, stretch = _settings(cohort)
    return Pool(people, facts, _kept_fit(cohort, people, weights, topics, stretch))


def topics_of(programme):
    """[(name, [words and phrases])]: the programme's own vocabulary, or the default one."""
    rows = Topic.objects.filter(programme=programme).values_list("name", "synonyms")
    return [(name, lines(synonyms)) for name, synonyms in rows] or TOPICS


def weights_of(programme):
    """The engine's `Weights` of a programme: its rules, or the defaults."""
    names = [name for name, _ in Weights()]
    row = MatchingRules.objects.filter(programme=programme).values(*names).first()
    return Weights(**row) if row else Weights()


def lines(synonyms):
    return [line.strip() for line in synonyms.splitlines() if line.strip()]


def forget_fits():
    """Empty what this process has kept."""
    with _kept_lock:
        _kept.clear()


def _people(cohort):
    today = timezone.localdate()
    seats = MatchSeat.objects.standing().filter(participant=OuterRef("pk"))
    pauses = Pause.objects.on(today).filter(participant=OuterRef("pk")).order_by("-until")
    rows = (
        without_partner([cohort])
        .filter(profile__isnull=False)
        .annotate(
            shown=name_shown(), seated=Exists(seats), back_on=Subquery(pauses.values("until")[:1])
        )
        .order_by("started_at", "pk")
        .values_list(
            "pk", "user_id", "shown", "side", "user__email", "directorate", "profile__mode", "profile__days",
            "back_on", "site", "seated", "had_partner", "started_at", "profile__saved_at", "profile__open_to_trio",
        )
    )  # fmt: skip
    return [
        Placed(
            key, account, name, side, True, email.casefold(), directorate, mode, frozenset(days),
            back_on, site, not seated, had_partner, since, saved_at, open_to_trio,
        )
        for key, account, name, side, email, directorate, mode, days, back_on, site, seated, had_partner, since,
            saved_at, open_to_trio in rows
    ]  # fmt: skip


def _settings(cohort):
    """The programme's weights and vocabulary and the pairs noted as a deliberate stretch, in one query."""
    names = [name for name, _ in Weights()]
    topics = Topic.objects.filter(programme=OuterRef("pk")).order_by("name")
    notes = cohort.matcher_notes.filter(other__isnull=False, tags__contains=[Tag.STRETCH]).order_by()
    programme = (
        Programme.objects.filter(pk=cohort.programme_id)
        .annotate(
            vocabulary=ArraySubquery(topics.values(json=JSONObject(name="name", synonyms="synonyms"))),
            stretch=ArraySubquery(notes.values(json=JSONObject(one="about_id", other="other_id"))),
        )
        .values("vocabulary", "stretch", *[f"matching_rules__{name}" for name in names])
        .get()
    )
    weights = {name: programme[f"matching_rules__{name}"] for name in names}
    topics = [(topic["name"], lines(topic["synonyms"])) for topic in programme["vocabulary"]] or TOPICS
    stretch = frozenset(frozenset([UUID(two["one"]), UUID(two["other"])]) for two in programme["stretch"])
    return Weights() if None in weights.values() else Weights(**weights), topics, stretch


def _kept_fit(cohort, people, weights, topics, stretch):
    """The fit of these people; computed once while nothing it reads has changed."""
    vocabulary = tuple((name, tuple(words)) for name, words in topics)
    seen = (weights, vocabulary, stretch, tuple(person.read_by_engine for person in people))
    with _kept_lock:
        known = _kept.get(cohort.pk)
        if known and known[0] == seen:
            _kept.move_to_end(cohort.pk)
            return known[1]
    fit = _computed(people, weights, topics, stretch)
    with _kept_lock:
        _kept[cohort.pk] = (seen, fit)
        _kept.move_to_end(cohort.pk)
        while len(_kept) > KEPT or (
            len(_kept) > 1 and sum(one.matrix.size for _, one in _kept.values()) > KEPT_CELLS
        ):
            _kept.popitem(last=False)
    return fit


def _computed(people, weights, topics, stretch):
    rows = MatchingProfile.objects.filter(participant__in=[person.key for person in people])
    rows = rows.values_list("participant", "answer_1", "answer_2", "answer_3")
    answers = {participant: tuple(words) for participant, *words in rows}
    sides = {side: [] for side in Side.values}
    for person in people:
        key, name, directorate, site, mode, days, _ = person.read_by_engine
        sides[person.side].append(
            Profile(key, answers.get(key, ("", "", "")), directorate, site, mode, days, name)
        )
    fit = Fit(sides[Side.LEADER], sides[Side.NETWORK], weights, Topics(topics), stretch)
    fit.matrix  # noqa: B018 computed here, once, rather than under whoever asks first
    return fit
