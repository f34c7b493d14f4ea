"""What stands against two people becoming partners, in words. Pure: everything it knows is handed to it.

The rules are the programme's ("A proposed match"): direct management is barred either way, further up is only
a caution since everybody is below the chief executive; whom somebody asked not to meet stays a private reason.
"""

from dataclasses import dataclass, field
from datetime import date
from enum import Enum

ONLINE, IN_PERSON = "online", "in_person"


class Weight(Enum):
    """How much something weighs: it bars a pair, has to be settled before it is agreed, or is worth a thought."""

    BARRED = "Not possible"
    TO_SETTLE = "To settle first"
    CAUTION = "Worth a thought"


@dataclass(frozen=True)
class Exclusion:
    """One thing that stands against a pair. code is for programs, words for people."""

    weight: Weight
    code: str
    words: str

    @property
    def is_barred(self):
        return self.weight is Weight.BARRED

    @property
    def is_caution(self):
        return self.weight is Weight.CAUTION


@dataclass(frozen=True)
class Person:
    """What the rules need to know of one person. key: of the participant; account: of the human being."""

    key: object
    account: object
    name: str
    side: str
    takes_part: bool = True
    email: str = ""
    directorate: str = ""
    mode: str = ""
    days: frozenset = frozenset()
    paused_until: date | None = None


@dataclass(frozen=True)
class Facts:
    """What is known about the cohort beyond the two. Pairs are frozensets of two keys (accounts: `partnered`).

    managers: address -> line manager's address. asked: pairs one of whom asked not to be paired with the
    other. unsettled: people whose such wish nobody has looked into. has_partner: who is in a partnership now.
    """

    managers: dict = field(default_factory=dict)
    asked: frozenset = frozenset()
    unsettled: frozenset = frozenset()
    has_partner: frozenset = frozenset()
    declined: frozenset = frozenset()
    partnered: frozenset = frozenset()


def reasons_against(a, b, facts):
    """Everything that stands against these two, the weightiest first. The same whichever way round."""
    return [*_bars(a, b, facts), *_to_settle(a, b, facts), *_cautions(a, b, facts)]


def management_line(email, managers):
    """The line managers above an address, nearest first. Ends where nobody is known, or where it loops."""
    line = []
    above = managers.get(email, "")
    while above and above != email and above not in line:
        line.append(above)
        above = managers.get(above, "")
    return line


def _bars(a, b, facts):
    pair = frozenset([a.key, b.key])

    def barred(code, words):
        return Exclusion(Weight.BARRED, code, words)

    if a.key == b.key or a.account == b.account:
        yield barred("same_person", "They are the same person.")
        return
    if a.side == b.side:
        yield barred("same_side", "They are on the same side.")
    for person in _by_name(a, b):
        if not person.takes_part:
            yield barred("not_taking_part", f"{person.name} is not taking part at the moment.")
        if person.key in facts.has_partner:
            yield barred("has_partner", f"{person.name} already has a partner in this cohort.")
    steps = _steps_between(a, b, facts)
    if steps == 1:
        yield barred("manager", "One of them is the other's line manager.")
    elif steps == 2:
        yield barred("managers_manager", "One of them manages the other's line manager.")
    if pair in facts.asked:
        yield barred("asked", "For a private reason.")


def _to_settle(a, b, facts):
    if facts.unsettled & {a.key, b.key}:
        yield Exclusion(
            Weight.TO_SETTLE, "unsettled", "A facilitator has something to look into before anybody agrees."
        )


def _cautions(a, b, facts):
    def caution(code, words):
        return Exclusion(Weight.CAUTION, code, words)

    if _steps_between(a, b, facts) > 2:
        yield caution("same_line", "One of them is further up the other's management line.")
    if frozenset([a.account, b.account]) in facts.partnered:
        yield caution("partnered_before", "They have been partners before.")
    if frozenset([a.key, b.key]) in facts.declined:
        yield caution("declined_before", "This pair was proposed before and declined.")
    if a.directorate and a.directorate.casefold() == b.directorate.casefold():
        yield caution("same_directorate", "They work in the same directorate.")
    if {a.mode, b.mode} == {ONLINE, IN_PERSON}:
        yield caution("modes", "One likes to meet online, the other in person.")
    if a.days and b.days and not a.days & b.days:
        yield caution("days", "No day of the week suits both.")
    for person in _by_name(a, b):
        if person.paused_until:
            yield caution("paused", f"{person.name} is away until {person.paused_until:%-d %B}.")


def _steps_between(a, b, facts):
    """How many steps up the line one is above the other; 0 when neither is."""
    for lower, upper in ((a, b), (b, a)):
        line = management_line(lower.email, facts.managers)
        if upper.email in line:
            return line.index(upper.email) + 1
    return 0


def _by_name(a, b):
    return sorted((a, b), key=lambda person: person.name)
