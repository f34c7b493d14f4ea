"""What a decision does to one person: may it be, what changes, which message they get. Pure: nothing is saved.

The page asks it before anything happens, the service does the same to the locked row. So what was shown is what
is done. A row is a `Participant` with `placed` (has, or had, a partner) and `seated` (matching is under way).
"""

from dataclasses import dataclass, field
from datetime import date

from django.core.exceptions import ValidationError

from participants.models import Participant, WhyNot

State = Participant.State
HOLDING = (State.OFFERED, State.ACCEPTED)
VERBS = {
    "check": "checked that it is them",
    "accept": "accepted",
    "offer": "offered a place to",
    "wait": "put on the waiting list",
    "decline": "said not this time to",
    "ask": "asked about the other side",
    "unask": "took the question about the side back",
}


@dataclass(frozen=True)
class Decision:
    """what: a key of `VERBS`. sides: key of a person → the side chosen for them. answer_by: of an offer.
    why_not: of "not this time"."""

    what: str
    today: date
    sides: dict = field(default_factory=dict)
    answer_by: date | None = None
    why_not: str = ""


def apply(decision, row, *, by, now):
    """Change the row in memory as decided; the kind of message they get, "" for none, None if nothing changes.

    `ValidationError`, in words about "they", when the decision does not fit this person.
    """
    _require(row.state not in (State.STARTED, State.WITHDRAWN), "There is no sent profile to decide on.")
    return _ACTS[decision.what](decision, row, by, now)


def needs_room(before, row):
    """Whether this change takes a place on a side that was not held for them before. before: (state, side)."""
    return row.state in HOLDING and not (before[0] in HOLDING and before[1] == row.side)


def side_for(decision, row):
    """The side somebody gets: the chosen one, else theirs, else the only one they ticked; "" while open."""
    only = row.could_be[0] if len(row.could_be) == 1 else ""
    return decision.sides.get(row.pk) or row.side or only


def _check(decision, row, by, now):
    if row.checked_at is not None:
        return None
    row.checked_by, row.checked_at = by, now
    return ""


def _accept(decision, row, by, now):
    side = _side(decision, row)
    if row.state == State.ACCEPTED and row.side == side:
        return None
    _require(
        row.state != State.ACCEPTED,
        f"They have a place as {row.side_name}: ask them first whether they would change.",
    )
    row.side = side
    _move(row, State.ACCEPTED, now)
    return "place_confirmed"


def _offer(decision, row, by, now):
    side = _side(decision, row)
    _require(row.state != State.ACCEPTED, "They have a place already.")
    _require(decision.answer_by is not None, "Say until which day they can answer.")
    _require(decision.answer_by >= decision.today, "The day to answer by has passed already.")
    if (row.state, row.side, row.answer_by) == (State.OFFERED, side, decision.answer_by):
        return None
    row.side = side
    _move(row, State.OFFERED, now)
    row.answer_by = decision.answer_by
    return "place_offered"


def _wait(decision, row, by, now):
    if row.state == State.WAITING:
        return None
    kind = "place_taken_back" if row.state == State.OFFERED else "waiting_list"
    _require_free(row)
    _move(row, State.WAITING, now)
    return kind


def _decline(decision, row, by, now):
    if row.state == State.DECLINED:
        return None
    _require_free(row)
    _require(decision.why_not in WhyNot.values, "Say why: they read it, in these words.")
    _move(row, State.DECLINED, now)
    row.why_not = decision.why_not
    return "not_this_time"


def _ask(decision, row, by, now):
    side = decision.sides.get(row.pk) or next((one for one in row.could_be if one != row.side), "")
    _require(len(row.could_be) == 2, "They ticked one side only.")
    _require(row.state != State.DECLINED, "They have been told “not this time”.")
    _require_free(row)
    _require(side in row.could_be and side != row.side, "That is the side they take already.")
    if row.asked_side == side:
        return None
    row.asked_side = side
    return "side_asked"


def _unask(decision, row, by, now):
    if not row.asked_side:
        return None
    row.asked_side = ""
    return ""


_ACTS = {
    "check": _check,
    "accept": _accept,
    "offer": _offer,
    "wait": _wait,
    "decline": _decline,
    "ask": _ask,
    "unask": _unask,
}


def _side(decision, row):
    _require(row.checked_at is not None, "First check that it is them.")
    side = side_for(decision, row)
    _require(bool(row.could_be), "They ticked no side yet: ask them to.")
    _require(bool(side), "They ticked both sides: choose one for them.")
    _require(side in row.could_be, "They did not tick this side.")
    return side


def _move(row, state, now):
    row.state, row.state_since = state, now
    row.answer_by, row.asked_side, row.why_not = None, "", ""


def _require_free(row):
    """Somebody without a place is always free."""
    _require(not row.placed, "They have, or had, a partner: their place stays.")
    _require(not row.seated, "Their place cannot change while matching is under way.")


def _require(fine, words):
    if not fine:
        raise ValidationError(words)
