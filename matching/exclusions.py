"""What stands against people becoming partners, in words. Pure: everything it knows is handed to it.

The rules are the programme's ("A proposed match"): direct management is barred either way, further up is only
a caution since everybody is below the chief executive; whom somebody asked not to meet stays a private reason.
Some bars a facilitator may set aside with a written reason (`SET_ASIDE`); the others never.
"""

from dataclasses import dataclass, field, replace
from datetime import date
from enum import Enum
from itertools import combinations

ONLINE, IN_PERSON = "online", "in_person"
LEADER = "leader"

# What a facilitator may set aside for two people, with a written reason; what each is called.
SET_ASIDE = {
    "partnered_before": "partners before",
    "declined_before": "declined before",
    "same_team": "same line manager",
    "same_directorate": "same directorate",
    "same_evaluation_team": "same evaluation team",
    "dispute": "a past dispute",
}
# What each bar is called when people are counted: "3 line relationship, 1 private reason".
BAR_NAMES = {
    "same_person": "the same person",
    "same_side": "the same side",
    "not_taking_part": "not taking part at the moment",
    "has_partner": "has a partner already",
    "manager": "line relationship",
    "managers_manager": "line relationship",
    "asked": "private reason",
    **SET_ASIDE,
}
# What is true of one person, whoever the other is.
OF_ONE = {"not_taking_part", "has_partner", "paused", "unsettled", "word_about"}


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
    is_set_aside: bool = False

    @property
    def is_barred(self):
        return self.weight is Weight.BARRED

    @property
    def is_caution(self):
        return self.weight is Weight.CAUTION

    @property
    def can_be_set_aside(self):
        """Whether a facilitator may set it aside for these two, with a written reason."""
        return self.is_barred and self.code in SET_ASIDE


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
    """What is known about the cohort beyond the people. Pairs are frozensets of two keys (accounts: `partnered`,
    `evaluating`).

    managers: address -> line manager's address. asked: pairs one of whom asked not to be paired with the
    other. unsettled: people whose such wish nobody has looked into. has_partner: who is in a partnership now.
    evaluating: who hold the role of evaluator in one cohort together. disputes, words_first, flagged: what the
    team noted on two; words_about: on whom alone they noted "needs a word first". set_aside: {pair: codes} that
    a facilitator set aside. bar_*: the programme's rules; what they do not bar is a caution.
    """

    managers: dict = field(default_factory=dict)
    asked: frozenset = frozenset()
    unsettled: frozenset = frozenset()
    has_partner: frozenset = frozenset()
    declined: frozenset = frozenset()
    partnered: frozenset = frozenset()
    evaluating: frozenset = frozenset()
    disputes: frozenset = frozenset()
    words_first: frozenset = frozenset()
    words_about: frozenset = frozenset()
    flagged: frozenset = frozenset()
    set_aside: dict = field(default_factory=dict)
    bar_same_team: bool = True
    bar_same_directorate: bool = False
    bar_evaluation_team: bool = True


def reasons_against(a, b, facts):
    """Everything that stands against these two, the weightiest first. The same whichever way round."""
    if a.key == b.key or a.account == b.account:
        return [_barred("same_person", "They are the same person.")]
    soft = [_weighed(reason, a, b, facts) for reason in _soft_bars(a, b, facts)]
    return [
        *_bars(a, b, facts),
        *(reason for reason in soft if reason.is_barred),
        *_to_settle(a, b, facts),
        *(reason for reason in soft if reason.is_caution),
        *_cautions(a, b, facts),
    ]


def reasons_among(people, facts):
    """The same for a group: of two, or of three (one leader, two of the network), each two of them looked at."""
    if len(people) == 2:
        return reasons_against(*people, facts)
    found = []
    for a, b in combinations(_by_name(*people), 2):
        for reason in reasons_against(a, b, facts):
            if reason.code == "same_side" and a.side != LEADER:
                continue
            if reason.code not in OF_ONE:
                reason = replace(reason, words=f"{a.name} and {b.name}: {_within(reason.words)}")
            if reason not in found:
                found.append(reason)
    order = list(Weight)
    return sorted(found, key=lambda reason: order.index(reason.weight))


def management_line(email, managers):
    """The line managers above an address, nearest first. Ends where nobody is known, or where it loops."""
    line = []
    above = managers.get(email, "")
    while above and above != email and above not in line:
        line.append(above)
        above = managers.get(above, "")
    return line


def _bars(a, b, facts):
    """What nobody sets aside."""
    if a.side == b.side:
        yield _barred("same_side", "They are on the same side.")
    for person in _by_name(a, b):
        if not person.takes_part:
            yield _barred("not_taking_part", f"{person.name} is not taking part at the moment.")
    for person in _by_name(a, b):
        if person.key in facts.has_partner:
            yield _barred("has_partner", f"{person.name} already has a partner in this cohort.")
    steps = _steps_between(a, b, facts)
    if steps == 1:
        yield _barred("manager", "One of them is the other's line manager.")
    elif steps == 2:
        yield _barred("managers_manager", "One of them manages the other's line manager.")
    if frozenset([a.key, b.key]) in facts.asked:
        yield _barred("asked", "For a private reason.")


def _soft_bars(a, b, facts):
    """(code, words, whether it bars) of what a facilitator may set aside."""
    pair, accounts = frozenset([a.key, b.key]), frozenset([a.account, b.account])
    manager = facts.managers.get(a.email, "")
    if accounts in facts.partnered:
        yield "partnered_before", "They have been partners before.", True
    if pair in facts.declined:
        yield "declined_before", "They were proposed before and declined.", True
    if pair in facts.disputes:
        yield "dispute", "Somebody noted a past dispute between them.", True
    if accounts in facts.evaluating:
        yield "same_evaluation_team", "They are in the same evaluation team.", facts.bar_evaluation_team
    if manager and manager == facts.managers.get(b.email):
        yield "same_team", "They have the same line manager.", facts.bar_same_team
    if a.directorate and a.directorate.casefold() == b.directorate.casefold():
        yield "same_directorate", "They work in the same directorate.", facts.bar_same_directorate


def _weighed(soft, a, b, facts):
    code, words, bars = soft
    if not bars:
        return _caution(code, words)
    if code in facts.set_aside.get(frozenset([a.key, b.key]), ()):
        return Exclusion(Weight.CAUTION, code, f"{words} A facilitator has set this aside.", True)
    return _barred(code, words)


def _to_settle(a, b, facts):
    if facts.unsettled & {a.key, b.key}:
        yield Exclusion(
            Weight.TO_SETTLE, "unsettled", "A facilitator has something to look into before anybody agrees."
        )


def _cautions(a, b, facts):
    pair = frozenset([a.key, b.key])
    if _steps_between(a, b, facts) > 2:
        yield _caution("same_line", "One of them is further up the other's management line.")
    if pair in facts.words_first:
        yield _caution("word_first", "Somebody noted: needs a word first.")
    if pair in facts.flagged:
        yield _caution("flagged", "Somebody noted something on these two. Read it.")
    if {a.mode, b.mode} == {ONLINE, IN_PERSON}:
        yield _caution("modes", "One likes to meet online, the other in person.")
    if a.days and b.days and not a.days & b.days:
        yield _caution("days", "No day of the week suits both.")
    for person in _by_name(a, b):
        if person.key in facts.words_about:
            yield _caution("word_about", f"Somebody noted about {person.name}: needs a word first.")
        if person.paused_until:
            yield _caution("paused", f"{person.name} is away until {person.paused_until:%-d %B}.")


def _barred(code, words):
    return Exclusion(Weight.BARRED, code, words)


def _caution(code, words):
    return Exclusion(Weight.CAUTION, code, words)


def _steps_between(a, b, facts):
    """How many steps up the line one is above the other; 0 when neither is. The fewest, where lines loop."""
    lines = [(management_line(lower.email, facts.managers), upper) for lower, upper in ((a, b), (b, a))]
    return min((line.index(upper.email) + 1 for line, upper in lines if upper.email in line), default=0)


def _by_name(*people):
    return sorted(people, key=lambda person: person.name)


def _within(words):
    return words[:1].lower() + words[1:]
