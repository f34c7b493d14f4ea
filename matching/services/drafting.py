"""Drafts hold seats and nothing more: drawn by the engine or by hand, moved about until somebody proposes them."""

from django.db import transaction


@transaction.atomic
def draft_match(round, participants, *, by):
    """Put two people (or three) together as a pinned draft. Returns the `Match`.

    Unpinned drafts that hold one of them give way; a pinned draft, a proposal or an agreed pair does not.
    """
    raise NotImplementedError


@transaction.atomic
def pin_match(match, *, by):
    """Keep a draft where it is when the rest is drawn again."""
    raise NotImplementedError


@transaction.atomic
def unpin_match(match, *, by):
    raise NotImplementedError


@transaction.atomic
def draw_rest(round, *, goal="total", by, seen=None):
    """Fill all open seats with the best assignment; pins, proposals and agreed pairs stay. Returns how many drafts.

    goal: "total" (best in total) or "worst" (lift the worst-off first). seen: `round.changes` as the page
    showed it; when the board has changed since, nothing is done and the words say so.
    """
    raise NotImplementedError


@transaction.atomic
def clear_drafts(round, *, by, seen=None):
    """Take away all drafts that are not pinned. Returns how many."""
    raise NotImplementedError


@transaction.atomic
def propose_drafts(round, matches, *, by, seen=None, reasons=None):
    """Propose these drafts; a second person then agrees to each. Returns the matches.

    reasons: {match's key: somebody's own words}; the engine's reasons in words stand where there are none.
    """
    raise NotImplementedError
