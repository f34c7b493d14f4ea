from matching.views.board import matching_board, matching_search, round_open
from matching.views.changing import match_agree, match_decline, match_withdraw
from matching.views.releasing import round_release

__all__ = [
    "match_agree",
    "match_decline",
    "match_withdraw",
    "matching_board",
    "matching_search",
    "round_open",
    "round_release",
]
