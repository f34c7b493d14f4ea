"""How well people of the two sides fit: a weighted mean of five named parts, each between 0 and 1.

Pure. Side is a seat: whoever swaps the two sides gets the same fit, turned over. What the parts mean, and why they
have the shape they have: docs/maintainers/matching-engine.md.
"""

from dataclasses import dataclass, fields
from functools import cached_property
from itertools import permutations

import numpy as np

from matching.vectors import Texts

STEPS = 1_000_000  # fit is told in millionths, so that two machines agree
BLOCK = 512  # columns at a time: what is in between stays small
UNKNOWN, ONE_DAY = 0.5, 0.75  # what nobody said is neutral; one day in common is most of what two would be
ONLINE, IN_PERSON = "online", "in_person"
DAYS = ("mon", "tue", "wed", "thu", "fri")


@dataclass(frozen=True)
class Profile:
    """What the engine knows of one person, and all it ever knows. name: how reasons call them."""

    key: object
    answers: tuple
    directorate: str = ""
    site: str = ""
    mode: str = ""
    days: frozenset = frozenset()
    name: str = ""


@dataclass(frozen=True)
class Weights:
    """How much each part counts, 0 to 5."""

    reciprocity: int = 4
    shared_topics: int = 3
    work_worlds: int = 2
    reachable: int = 2
    stretch: int = 3

    def __iter__(self):
        return iter([(one.name, getattr(self, one.name)) for one in fields(self)])

    @property
    def total(self):
        return sum(weight for _, weight in self)


class Fit:
    """Everybody of one side with everybody of the other."""

    def __init__(self, leaders, network, weights, topics, stretch=frozenset()):
        self.leaders, self.network = list(leaders), list(network)
        self.weights, self.topics, self.stretch = weights, topics, frozenset(stretch)
        self.texts = Texts(self.leaders, self.network, topics)
        self._facts = _Facts(self.leaders, self.network)
        self._stretch = _places(stretch, self.leaders, self.network)

    @cached_property
    def matrix(self):
        """The fit of each leader with each of the network, between 0 and 1, in millionths."""
        fit = np.zeros((len(self.leaders), len(self.network)), dtype=np.float32)
        shares = [(name, np.float32(weight / self.weights.total)) for name, weight in self.weights if weight]
        for start in range(0, len(self.network), BLOCK):
            block = fit[:, start : start + BLOCK]
            for name, share in shares:
                block += share * self._value(name, slice(None), slice(start, start + BLOCK))
            np.rint(np.multiply(block, STEPS, out=block), out=block)
            block /= STEPS
        return fit

    def parts(self, i, j):
        """What the fit of these two is made of, with the words and facts that each point comes from."""
        from matching.reasons import traced

        rows, columns = slice(i, i + 1), slice(j, j + 1)
        values = {name: float(self._value(name, rows, columns)[0, 0]) for name, _ in self.weights}
        values["hopes of the one"] = float(self.texts.alike("hopes", "offers", rows, columns)[0, 0])
        values["hopes of the other"] = float(self.texts.alike("offers", "hopes", rows, columns)[0, 0])
        return traced(self.leaders[i], self.network[j], values, self)

    def reasons(self, i, j):
        """What speaks for these two, in words for people, the weightiest first."""
        from matching.reasons import in_words

        return in_words(self.parts(i, j), self.leaders[i], self.network[j])

    def _value(self, name, rows, columns):
        """One part for each pair of these rows and columns."""
        if name == "reciprocity":
            one = self.texts.alike("hopes", "offers", rows, columns)
            return (one + self.texts.alike("offers", "hopes", rows, columns)) / np.float32(2)
        if name == "shared_topics":
            return self.texts.alike("all", "all", rows, columns)
        if name == "work_worlds":
            return np.float32(1) - self._facts.same("directorate", rows, columns)
        if name == "reachable":
            return self._facts.reach(rows, columns)
        return self._stretched(rows, columns)

    def _stretched(self, rows, columns):
        places = range(len(self.leaders))[rows], range(len(self.network))[columns]
        value = np.zeros([len(each) for each in places], dtype=np.float32)
        for i, j in self._stretch:
            if i in places[0] and j in places[1]:
                value[i - places[0].start, j - places[1].start] = 1
        return value


class _Facts:
    """Where people work and how they can meet, as small arrays: [leaders, network]."""

    def __init__(self, *sides):
        self._codes = {}
        for name in ("directorate", "site"):
            said = [[" ".join(getattr(one, name).casefold().split()) for one in side] for side in sides]
            code = {words: number for number, words in enumerate(sorted({*said[0], *said[1]} - {""}))}
            self._codes[name] = [
                np.array([code.get(words, -1) for words in side], dtype=int) for side in said
            ]
        self._days = [
            np.array([[day in one.days for day in DAYS] for one in side], dtype=np.float32).reshape(
                -1, len(DAYS)
            )
            for side in sides
        ]
        self._modes = [[one.mode for one in side] for side in sides]

    def same(self, name, rows, columns):
        """1 where both say the same, 0 where they differ, half where one of them has not said."""
        one, other = self._codes[name][0][rows, None], self._codes[name][1][None, columns]
        return np.where((one < 0) | (other < 0), np.float32(UNKNOWN), (one == other).astype(np.float32))

    def reach(self, rows, columns):
        """The mean of the same place of work, ways to meet that go together, and days in common."""
        three = self.same("site", rows, columns)
        three += self._go_together(rows, columns)
        three += self._in_common(rows, columns)
        return three / np.float32(3)

    def _go_together(self, rows, columns):
        one, other = (
            np.array(modes, dtype=object) for modes in (self._modes[0][rows], self._modes[1][columns])
        )
        one, other = one[:, None], other[None, :]
        clash = ((one == ONLINE) & (other == IN_PERSON)) | ((one == IN_PERSON) & (other == ONLINE))
        return np.where((one == "") | (other == ""), UNKNOWN, np.where(clash, 0, 1)).astype(np.float32)

    def _in_common(self, rows, columns):
        one, other = self._days[0][rows], self._days[1][columns]
        days = one @ other.T
        value = np.select([days >= 2, days == 1], [1, ONE_DAY], 0).astype(np.float32)
        unknown = ~one.any(axis=1)[:, None] | ~other.any(axis=1)[None, :]
        return np.where(unknown, np.float32(UNKNOWN), value)


def _places(pairs, leaders, network):
    """Where the pairs of these keys are, as (row, column); those of which one is not here are left out."""
    rows = {profile.key: place for place, profile in enumerate(leaders)}
    columns = {profile.key: place for place, profile in enumerate(network)}
    both = [one for pair in pairs for one in permutations(pair, 2)]
    return sorted({(rows[a], columns[b]) for a, b in both if a in rows and b in columns})
