"""What one asks before anything is changed: what if these two, how does the round come out, who is left and why.

Nothing here writes anything.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass
from hashlib import blake2b

import numpy as np

from matching.assignment import TOTAL, what_changes
from matching.barring import bars_between
from matching.exclusions import BAR_NAMES, Person, reasons_among
from matching.fitting import pool_of
from matching.models import Match, MatchSeat
from matching.services.drafting import best_for_the_free
from participants.models import Side

TRIOS_AT_MOST = 20
CODES = list(BAR_NAMES)
SEATED, FREE = "already in a pair", "free: they could be paired"


@dataclass(frozen=True)
class WhatIf:
    """What pinning two people would change. gone, new: pairs of `Person`s. cost: what it takes from the total (the
    fits of all drafts added up). why_not: words when they cannot be pinned; the rest is empty then."""

    gone: tuple = ()
    new: tuple = ()
    cost: float = 0.0
    total: float = 0.0
    worst_before: float | None = None
    worst: float | None = None
    left_before: int = 0
    left: int = 0
    why_not: str = ""


@dataclass(frozen=True)
class Left:
    """Somebody without a seat. why: ((words, how many of the other side), ...), adding up to `others`."""

    person: Person
    others: int
    why: tuple


@dataclass(frozen=True)
class PossibleTrio:
    """The pair that would best take somebody left: pair is two `Person`s, match the key of the match they are in.

    unasked: those of the three who have not said that they would learn in three.
    """

    person: Person
    match: object
    pair: tuple
    reasons: tuple
    unasked: tuple


@dataclass(frozen=True)
class Outcome:
    """How the round stands. total, mean: of the fits of its pairs; worst: (fit, people) of the worst-off pair or None.

    left: the waiting list in its order: whose partnership ended, then who joined first.
    """

    pairs: int
    total: float
    mean: float | None
    worst: tuple | None
    left: tuple
    trios: tuple


def what_if(round, participants, *, goal=TOTAL):
    """What would change if these two were pinned: a `WhatIf`. Read-only."""
    pool = pool_of(round.cohort)
    loose = _seats(round).filter(match__state=Match.State.DRAFT, match__pinned=False)
    loose = set(loose.values_list("participant", flat=True))
    free = {person.key for person in (*pool.leaders, *pool.network) if person.is_free} | loose
    keys = [participant.pk for participant in participants]
    why_not = _why_not(pool, keys, free)
    if why_not:
        return WhatIf(why_not=why_not)
    before = _drawn_before(pool, goal, free)
    after = best_for_the_free(pool, goal, free=free, pins=[pool.place(*keys)])
    changes = what_changes(before, after)

    def people(pairs):
        return tuple((pool.leaders[i], pool.network[j]) for i, j in pairs)

    return WhatIf(
        gone=people(changes.gone),
        new=people(changes.new),
        cost=changes.cost,
        total=after.total,
        worst_before=before.worst,
        worst=after.worst,
        left_before=len(before.left_rows) + len(before.left_columns),
        left=len(after.left_rows) + len(after.left_columns),
    )


def outcome_of(round):
    """How the round's drafts, proposals and agreed pairs come out: an `Outcome`. Read-only."""
    pool = pool_of(round.cohort)
    groups = _groups(pool, round)
    fits = [(_fit_of(pool, group), group) for group in groups.values()]
    total = sum(fit for fit, _ in fits)
    left = [person for person in (*pool.leaders, *pool.network) if person.is_free]
    left.sort(key=lambda person: (not person.had_partner, person.since, person.name))
    return Outcome(
        pairs=len(fits),
        total=round_off(total),
        mean=round_off(total / len(fits)) if fits else None,
        worst=min(fits, key=lambda pair: pair[0]) if fits else None,
        left=tuple(why_left(pool, left)),
        trios=tuple(possible_trios(pool, left, groups)),
    )


def round_off(fit):
    return round(fit, 6)


def _drawn_before(pool, goal, free):
    """How the rest comes out as things are. Kept beside the fit: whoever tries one pin tries another."""
    first = frozenset(person.key for person in (*pool.leaders, *pool.network) if person.had_partner)
    barred = blake2b(np.ascontiguousarray(pool.barred)).digest()
    now = (goal, pool.fit.weights, frozenset(free), first, barred)
    kept = getattr(pool.fit, "drawn_before", None)
    if kept is None or kept[0] != now:
        kept = pool.fit.drawn_before = (now, best_for_the_free(pool, goal, free=free))
    return kept[1]


def _why_not(pool, keys, free):
    """Words why these two cannot be pinned as things are; empty when they can."""
    people = [pool.person(key) for key in keys]
    if len(people) != 2 or None in people or people[0].side == people[1].side:
        return "Choose one person on each side who has no partner."
    for person in people:
        if person.key not in free:
            return f"{person.name} is in a pair that is pinned, proposed or agreed."
    for reason in pool.against(*keys):
        if reason.is_barred:
            return f"Not possible: {reason.words}"
    return ""


def _seats(round):
    return MatchSeat.objects.standing().filter(match__round=round)


def _groups(pool, round):
    """{match's key: its people, the leader first}; without those who have left the pool meanwhile."""
    groups = defaultdict(list)
    seats = _seats(round).order_by("match__proposed_at", "match").values_list("match", "participant")
    for match, key in seats:
        if person := pool.person(key):
            groups[match].append(person)
    groups = {
        match: sorted(group, key=lambda person: (person.side != Side.LEADER, person.name))
        for match, group in groups.items()
    }
    return {match: group for match, group in groups.items() if len({person.side for person in group}) == 2}


def _fit_of(pool, group):
    """The fit of two; of three, the mean of the leader's with each of the others."""
    leader, *others = group
    return sum(pool.fit_of(leader.key, other.key) for other in others) / len(others)


def why_left(pool, left):
    """A `Left` for each of these, in their order."""
    counts = {}
    for side, others in ((Side.LEADER, pool.network), (Side.NETWORK, pool.leaders)):
        mine = [person for person in left if person.side == side]
        first_bar = np.full((len(mine), len(others)), -1, dtype=np.int8)
        for code, rows, columns in bars_between(mine, others, pool.facts):
            new = first_bar[rows, columns] < 0
            first_bar[rows[new], columns[new]] = CODES.index(code)
        for person, row in zip(mine, first_bar.tolist(), strict=True):
            counts[person.key] = Counter(
                BAR_NAMES[CODES[bar]] if bar >= 0 else FREE if other.is_free else SEATED
                for bar, other in zip(row, others, strict=True)
            )
    return [
        Left(person, counts[person.key].total(), tuple(counts[person.key].most_common())) for person in left
    ]


def possible_trios(pool, left, groups):
    """For each of the network who is left, the pair that would best take them: one leader, two of the network."""
    pairs = [(match, *group) for match, group in groups.items() if len(group) == 2]
    waiting = [person for person in left if person.side == Side.NETWORK][:TRIOS_AT_MOST]
    for person in waiting:
        fits = [(pool.fit_of(leader.key, person.key), n) for n, (_, leader, _) in enumerate(pairs)]
        for _, n in sorted(fits, key=lambda fit: (-fit[0], fit[1])):
            match, *pair = pairs[n]
            if not any(reason.is_barred for reason in reasons_among([person, *pair], pool.facts)):
                unasked = tuple(one for one in (*pair, person) if not one.open_to_trio)
                reasons = tuple(pool.reasons(pair[0].key, person.key))
                yield PossibleTrio(person, match, tuple(pair), reasons, unasked)
                break
