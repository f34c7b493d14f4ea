"""Pairing: for the facilitator and the matcher who do not take part; for those who do it does not exist."""

from matching.services import open_round, propose_match
from participants.models import Side
from tests import make
from tests.access.rows import Row, button, key_of

TEAM = {"facilitator", "matcher"}


def add_to(world):
    world.round = open_round(world.cohort, by=world.users["facilitator"])
    pair = [make.a_participant(world.cohort, side) for side in Side]
    world.match = propose_match(world.round, pair, reason="Both garden.", by=world.users["facilitator"])


ROWS = {
    "matching_board": Row(get={200: TEAM}, post={200: TEAM}, kwargs=key_of("cohort")),
    "matching_search": button(*TEAM, pk="cohort"),
    "round_open": button(*TEAM, pk="cohort"),
    # The one who proposed it is not the second person: they know of it, and may not.
    "match_agree": Row(post={302: {"matcher"}, 403: {"facilitator"}}, kwargs=key_of("match")),
    "match_decline": Row(post={302: {"matcher"}, 403: {"facilitator"}}, kwargs=key_of("match")),
    "match_withdraw": Row(post={302: {"facilitator"}, 403: {"matcher"}}, kwargs=key_of("match")),
    # A matcher knows the round and may not release it.
    "round_release": Row(
        get={200: {"facilitator"}, 403: {"matcher"}},
        post={302: {"facilitator"}, 403: {"matcher"}},
        kwargs=key_of("round"),
    ),
}
