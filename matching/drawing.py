"""What drawing the rest would give, before anything is saved: the pairs, the worst-off, who is left and why."""

from collections import Counter
from dataclasses import dataclass, replace
from functools import cached_property

from matching.assignment import TOTAL, WORST
from matching.effect import names_of
from matching.fitting import Pool, pool_of
from matching.models import Match
from matching.services.drafting import best_for_the_free
from matching.services.outlook import FREE, SEATED, possible_trios, why_left
from partnerships.wording import names_in_words

WAYS = {
    TOTAL: (
        "Best for everybody together",
        "The pairs that fit best when all are counted together. One or two may have little in common.",
    ),
    WORST: (
        "Lift the worst-off first",
        "First nobody ends in a pair that hardly fits, then the best for everybody. Some others give way a little.",
    ),
}
COSTS = [(0.005, "hardly anything"), (0.02, "a little"), (0.05, "something")]


@dataclass(frozen=True)
class Board:
    """What stands on a round's board: keys of those who are held, how much of what there is."""

    held: frozenset
    groups: tuple
    pinned: int = 0
    proposed: int = 0
    agreed: int = 0
    loose: int = 0

    @property
    def kept(self):
        """ "2 pinned drafts", "1 agreed pair": what drawing leaves alone."""
        counts = [
            (self.pinned, "pinned draft"),
            (self.proposed, "proposed pair"),
            (self.agreed, "agreed pair"),
        ]
        return [f"{number} {word}{'' if number == 1 else 's'}" for number, word in counts if number]


def board_now(round):
    """The `Board` of a round; two queries."""
    matches = list(Match.objects.standing().filter(round=round).defer("reason").prefetch_related("seats"))
    kept = [match for match in matches if match.pinned or match.state != Match.State.DRAFT]
    groups = tuple(tuple(seat.participant_id for seat in match.seats.all()) for match in kept)
    states = [match.state for match in kept]
    return Board(
        held=frozenset(key for group in groups for key in group),
        groups=groups,
        pinned=states.count(Match.State.DRAFT),
        proposed=states.count(Match.State.PROPOSED),
        agreed=states.count(Match.State.AGREED),
        loose=len(matches) - len(kept),
    )


class Drawing:
    """A round drawn in one of the two ways, and compared with the other."""

    def __init__(self, round, goal):
        self.goal = goal if goal in WAYS else TOTAL
        self.board, self.pool = board_now(round), pool_of(round.cohort)
        self._free = {person.key for person in (*self.pool.leaders, *self.pool.network)} - self.board.held
        self.found = {way: best_for_the_free(self.pool, way, free=self._free) for way in WAYS}

    @property
    def chosen(self):
        return self.found[self.goal]

    @cached_property
    def pairs(self):
        """The places of each pair, in the alphabet of their names."""
        return sorted(self.chosen.pairs, key=lambda pair: names_of(self.pool, pair).casefold())

    def told(self, pairs):
        """(names, reasons in words) of these."""
        return [(names_of(self.pool, pair), self.pool.fit.reasons(*pair)) for pair in pairs]

    @property
    def ways(self):
        return [self._way(goal) for goal in WAYS]

    @property
    def differing(self):
        """How many pairs the other way would draw differently."""
        one, other = (set(found.pairs) for found in self.found.values())
        return len(one - other)

    @property
    def others_wait(self):
        """Whether the other way would leave other people waiting."""
        one, other = ((found.left_rows, found.left_columns) for found in self.found.values())
        return one != other

    @cached_property
    def left(self):
        """Who would have no seat, in the order of the waiting list."""
        waiting = [person for person in self._people_after if person.is_free]
        waiting.sort(key=lambda person: (not person.had_partner, person.since, str(person.key)))
        return why_left(self._after, waiting)

    @property
    def to_place(self):
        """{side: how many people the drawing had to place}."""
        return Counter(person.side for person in self._people_after if person.key in self._free)

    @property
    def without_allowed(self):
        """Those of them whom no allowed partner is there for, paired or not."""
        return [left for left in self.left if not {FREE, SEATED} & {words for words, _ in left.why}]

    @cached_property
    def trios(self):
        """With whom somebody who is left could learn in three."""
        return list(possible_trios(self._after, [left.person for left in self.left], self._groups_after))

    def _way(self, goal):
        found, (title, words) = self.found[goal], WAYS[goal]
        worst = min(found.pairs, key=lambda pair: (float(self.pool.fit.matrix[pair]), pair), default=None)
        return {
            "goal": goal,
            "is_chosen": goal == self.goal,
            "title": title,
            "words": words,
            "drawn": len(found.pairs),
            "total": f"{found.total:.1f}",
            "worst": names_of(self.pool, worst) if worst else "",
            "worst_reasons": self.pool.fit.reasons(*worst) if worst else [],
        }

    @cached_property
    def _people_after(self):
        left = {self.pool.leaders[i].key for i in self.chosen.left_rows}
        left |= {self.pool.network[j].key for j in self.chosen.left_columns}
        return [
            replace(person, is_free=person.key in left) for person in (*self.pool.leaders, *self.pool.network)
        ]

    @cached_property
    def _after(self):
        after = Pool(self._people_after, self.pool.facts, self.pool.fit)
        after.barred = self.pool.barred
        return after

    @property
    def _groups_after(self):
        """Every pair there would be, the leader first: those kept and those drawn."""
        kept = [[self._after.person(key) for key in group] for group in self.board.groups if len(group) == 2]
        kept = [sorted(group, key=lambda person: person.side) for group in kept if None not in group]
        drawn = [[self._after.leaders[i], self._after.network[j]] for i, j in self.chosen.pairs]
        return dict(enumerate((*kept, *drawn)))


def changes_in_words(answer):
    """Of a `WhatIf`: the names of the pairs that go and of those that come, and what it costs."""
    return {"gone": _names_of_all(answer.gone), "new": _names_of_all(answer.new), "cost": list(_cost(answer))}


def _cost(answer):
    """Sentences: who is left, what it takes from everybody together, what becomes of the worst-off."""
    more = answer.left - answer.left_before
    if more:
        people = "person is" if abs(more) == 1 else "people are"
        yield f"{abs(more)} {people} left without a partner {'in addition' if more > 0 else 'less'}."
    before = answer.total + answer.cost
    if before and not more:
        figures = f"the fits of all pairs added up: {before:.2f} before, {answer.total:.2f} after"
        yield f"For everybody together it costs {_share(answer.cost / before)} ({figures})."
    if None not in (answer.worst_before, answer.worst) and answer.worst != answer.worst_before:
        more_or_less = "more" if answer.worst > answer.worst_before else "less"
        yield f"The two with least in common have {more_or_less} than before."


def _share(cost):
    """How much of the total a cost is, in words."""
    if cost <= 0:
        return "nothing"
    return next((words for most, words in COSTS if cost < most), "a lot")


def _names_of_all(pairs):
    names = [names_in_words(sorted((one.name for one in pair), key=str.casefold)) for pair in pairs]
    return sorted(names, key=str.casefold)
