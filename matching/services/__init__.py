"""Everything that changes a matching round, and what one asks of it before changing it."""

from matching.services.drafting import (
    clear_drafts,
    draft_match,
    draw_rest,
    pin_match,
    propose_drafts,
    unpin_match,
)
from matching.services.knowing import (
    delete_note,
    forget_notes,
    may_write_note,
    set_aside,
    take_back_override,
    write_note,
)
from matching.services.outlook import outcome_of, what_if
from matching.services.proposing import (
    agree_match,
    agree_matches,
    decline_match,
    may_withdraw_proposal,
    propose_match,
    record_trio_yes,
    trio_unasked,
    withdraw_match,
)
from matching.services.releasing import may_withdraw_partnership, release_round, withdraw_partnership
from matching.services.rounds import (
    hold_round,
    matching_team,
    may_release,
    may_set_aside,
    open_round,
    what_stands_against,
)

__all__ = [
    "agree_match",
    "agree_matches",
    "clear_drafts",
    "decline_match",
    "delete_note",
    "draft_match",
    "draw_rest",
    "forget_notes",
    "hold_round",
    "matching_team",
    "may_release",
    "may_set_aside",
    "may_withdraw_partnership",
    "may_withdraw_proposal",
    "may_write_note",
    "open_round",
    "outcome_of",
    "pin_match",
    "propose_drafts",
    "propose_match",
    "record_trio_yes",
    "release_round",
    "set_aside",
    "take_back_override",
    "trio_unasked",
    "unpin_match",
    "what_if",
    "what_stands_against",
    "withdraw_match",
    "withdraw_partnership",
    "write_note",
]
