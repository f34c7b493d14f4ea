from matching.models.notes import Flag, MatcherNote, Override, Tag, cohorts_matched_by
from matching.models.rounds import Match, MatchingRound, MatchSeat
from matching.models.rules import MatchingRules, Topic

__all__ = [
    "Flag",
    "Match",
    "MatchSeat",
    "MatcherNote",
    "MatchingRound",
    "MatchingRules",
    "Override",
    "Tag",
    "Topic",
    "cohorts_matched_by",
]
