from matching.views.board import board_changes, matching_board, matching_search, round_open
from matching.views.changing import (
    drafts_propose,
    match_agree,
    match_decline,
    match_pin,
    match_unpin,
    match_withdraw,
    matches_agree,
    trio_yes,
)
from matching.views.knowing import (
    cohort_notes,
    cohort_notes_search,
    note_delete,
    override_add,
    override_take_back,
    person_notes,
)
from matching.views.releasing import round_release

__all__ = [
    "board_changes",
    "cohort_notes",
    "cohort_notes_search",
    "drafts_propose",
    "match_agree",
    "match_decline",
    "match_pin",
    "match_unpin",
    "match_withdraw",
    "matches_agree",
    "matching_board",
    "matching_search",
    "note_delete",
    "override_add",
    "override_take_back",
    "person_notes",
    "round_open",
    "round_release",
    "trio_yes",
]
