"""What a change of the rules does: whom the engine would pair before and after it, and why. Pure.

Everybody without a partner is drawn anew on both sides of the comparison, whatever is pinned or agreed: it shows
what the rules do, not what would become of the board.
"""

from dataclasses import dataclass, fields, replace

from matching.assignment import assign
from matching.scoring import Weights

SHOWN, EXAMPLES = 8, 3
BARS = ("bar_same_team", "bar_same_directorate", "bar_evaluation_team")


@dataclass(frozen=True)
class Effect:
    """drawn: how many pairs there would be. gone, new: names of the first pairs that differ; examples: (names,
    reasons in words). possible, was_possible: how many of all thinkable pairs the rules allow."""

    leaders: int
    network: int
    drawn: int = 0
    is_as_saved: bool = True
    gone: tuple = ()
    new: tuple = ()
    more_gone: int = 0
    more_new: int = 0
    changed: int = 0
    examples: tuple = ()
    possible: int = 0
    was_possible: int = 0

    @property
    def thinkable(self):
        return self.leaders * self.network

    @property
    def fewer_possible(self):
        return max(self.was_possible - self.possible, 0)

    @property
    def more_possible(self):
        return max(self.possible - self.was_possible, 0)


def effect_of(pool, saved, tried):
    """The `Effect` of going from the saved rules to those tried, on the people of a pool."""
    before, after = _under(pool, saved), _under(pool, tried)
    old = _drawn(before)
    as_saved = _engine_reads(saved) == _engine_reads(tried)
    new = old if as_saved else _drawn(after)
    gone, came = sorted(old - new), sorted(new - old)
    examples = [(names_of(pool, pair), after.fit.reasons(*pair)) for pair in (came or sorted(new))[:EXAMPLES]]
    return Effect(
        leaders=len(pool.leaders),
        network=len(pool.network),
        drawn=len(new),
        is_as_saved=as_saved,
        gone=tuple(names_of(pool, pair) for pair in gone[:SHOWN]),
        new=tuple(names_of(pool, pair) for pair in came[:SHOWN]),
        more_gone=max(len(gone) - SHOWN, 0),
        more_new=max(len(came) - SHOWN, 0),
        changed=len(came),
        examples=tuple(examples),
        possible=int((~after.barred).sum()),
        was_possible=int((~before.barred).sum()),
    )


def names_of(pool, pair):
    """Both names in the alphabet: no place comes before another."""
    names = [pool.leaders[pair[0]].name, pool.network[pair[1]].name]
    return " and ".join(sorted(names, key=str.casefold))


def _engine_reads(rules):
    return [getattr(rules, name) for name in (*(field.name for field in fields(Weights)), *BARS)]


def _under(pool, rules):
    """The pool under other rules: its fits weighed anew, its bars as they say."""
    weights = Weights(**{field.name: getattr(rules, field.name) for field in fields(Weights)})
    same = pool.fit.weights == weights
    other = pool.with_weights(pool.fit.weights if same else weights)
    if same:
        other.fit = pool.fit
    other.facts = replace(pool.facts, **{name: getattr(rules, name) for name in BARS})
    return other


def _drawn(pool):
    firsts = [
        [place for place, person in enumerate(side) if person.had_partner]
        for side in (pool.leaders, pool.network)
    ]
    found = assign(pool.fit.matrix, pool.barred, first_rows=firsts[0], first_columns=firsts[1])
    return set(found.pairs)
