"""What one asks before anything is changed: what if these two, how does the round come out, who is left and why.

Nothing here writes anything.
"""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class WhatIf:
    """What pinning two people would change. gone, new: pairs of `exclusions.Person`. cost: what it takes from
    the total (fit of all pairs). why_not: words when they cannot be pinned; the rest is empty then."""

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

    person: object
    had_partner: bool
    since: object
    others: int
    why: tuple = ()


@dataclass(frozen=True)
class PossibleTrio:
    """The pair (`exclusions.Person`s) that would best take somebody left; `unasked`: who has not said yes to three."""

    person: object
    pair: tuple
    reasons: tuple = ()
    unasked: tuple = ()


@dataclass(frozen=True)
class Outcome:
    """How the round stands. total: fit of all its pairs; worst: (fit, people) of the worst-off pair, or None."""

    pairs: int = 0
    total: float = 0.0
    mean: float | None = None
    worst: tuple | None = None
    left: tuple = field(default=())
    trios: tuple = field(default=())


def what_if(round, participants, *, goal="total"):
    """What would change if these two were pinned: a `WhatIf`. Read-only."""
    raise NotImplementedError


def outcome_of(round):
    """How the round's drafts, proposals and agreed pairs come out: an `Outcome`. Read-only."""
    raise NotImplementedError
