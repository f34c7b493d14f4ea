"""Two people pinned and the rest drawn anew around them, in one step."""

from django.db import transaction

from matching.assignment import TOTAL
from matching.services.drafting import draft_match, draw_rest
from matching.services.rounds import hold_round, require_open


@transaction.atomic
def pin_and_draw(round, participants, *, goal=TOTAL, by, seen=None):
    """Pin these two as a draft and draw the rest again. Returns (the match, how many were drawn)."""
    require_open(hold_round(round), seen)
    match = draft_match(round, participants, by=by)
    return match, draw_rest(round, goal=goal, by=by)
