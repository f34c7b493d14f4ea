"""Two hundred at once on one board of ten people: proposing, drafting, drawing, agreeing, taking back, noting.

Nobody is doubled, nobody is stuck, nobody meets an error page, and the losers read plain words. The same storm
with the locks off and the constraint gone must find doubles, or it could never have failed.
"""

import random
from contextlib import suppress

import pytest
from django.core.exceptions import PermissionDenied

from matching.models import Match, MatchingRound, MatchSeat
from matching.services import (
    agree_match,
    clear_drafts,
    draft_match,
    drafting,
    draw_rest,
    propose_drafts,
    propose_match,
    proposing,
    withdraw_match,
    write_note,
)
from participants.models import Participant, Side
from tests import make
from tests.matching.test_concurrency import (
    at_once,
    doubled,
    read_without_lock,
    round_without_lock,
    unexpected,
    without,
)

pytestmark = pytest.mark.django_db(transaction=True)

ATTEMPTS, AT_ONCE = 200, 50
PLAIN_WORDS = (
    "is already in another proposed pair.",
    "is in a draft that somebody pinned. Unpin it first.",
    "Somebody changed the board meanwhile. Look again: it now shows what they did, and nothing was changed.",
    "One of these drafts has changed meanwhile. Look again.",
    "This draft has given way to another by now.",
    "by now.",
    "so it cannot be taken back.",
)


@pytest.fixture
def ten(scene):
    leaders = [make.a_participant(scene.cohort, Side.LEADER) for _ in range(5)]
    return leaders, [make.a_participant(scene.cohort, Side.NETWORK) for _ in range(5)]


def acts(scene, ten):
    """Two hundred things that two colleagues do, drawn by lot but the same each time."""
    lot = random.Random(54)
    by = [scene.facilitator, scene.matcher]

    def pair():
        return [lot.choice(side) for side in ten]

    def any_match(states, act, who):
        match = Match.objects.filter(state__in=states).select_related("round__cohort").order_by("?").first()
        if match is not None:
            with suppress(PermissionDenied):  # the other of the two would have to
                act(match, by=who)

    def some_drafts(who, seen):
        drafts = list(Match.objects.drafts()[:2])
        if drafts:
            propose_drafts(scene.round, drafts, by=who, seen=seen)

    def one():
        who, two, kind = lot.choice(by), pair(), lot.randrange(10)
        if kind < 3:
            return lambda: propose_match(scene.round, two, reason="So", by=who)
        if kind < 5:
            return lambda: draft_match(scene.round, two, by=who)
        if kind == 5:
            return lambda: draw_rest(scene.round, goal=lot.choice(["total", "worst"]), by=who)
        if kind == 6:
            seen = lot.choice([None, 0])
            return lambda: some_drafts(who, seen)
        if kind == 7:
            return lambda: any_match(["proposed"], agree_match, who)
        if kind == 8:
            return lambda: any_match(["draft", "proposed", "agreed"], withdraw_match, who)
        return lot.choice(
            [
                lambda: clear_drafts(scene.round, by=who),
                lambda: write_note(*two, tags=["stretch"], by=who),
            ]
        )

    return [one() for _ in range(ATTEMPTS)]


def storm(scene, ten):
    outcomes, waiting = [], acts(scene, ten)
    for start in range(0, ATTEMPTS, AT_ONCE):
        outcomes += at_once(waiting[start : start + AT_ONCE])
    return outcomes


def test_two_hundred_at_once_on_one_board(scene, ten):
    outcomes = storm(scene, ten)

    assert unexpected(outcomes) == []
    assert doubled(MatchSeat.objects.standing()) == []
    assert len(outcomes) == ATTEMPTS
    assert outcomes.count("done") > 20
    refusals = {outcome for outcome in outcomes if outcome != "done"}
    assert [words for words in refusals if not words.endswith(PLAIN_WORDS)] == []
    standing = Match.objects.standing()
    assert all(match.seats.filter(vacated_at__isnull=True).count() == 2 for match in standing)
    assert not MatchSeat.objects.standing().exclude(match__in=standing).exists()


def test_control_without_locks_the_storm_doubles_people(scene, ten, monkeypatch):
    for module in (proposing, drafting):
        monkeypatch.setattr(module, "lock_participants", read_without_lock)
        monkeypatch.setattr(module, "hold_round", round_without_lock)
    monkeypatch.setattr(drafting, "hold_everybody", lambda cohort: None)
    with without(MatchSeat, "one_standing_seat_per_participant"):
        storm(scene, ten)

        assert doubled(MatchSeat.objects.standing()) != []


def test_every_change_of_the_board_is_counted_once(scene, ten):
    pairs = [list(pair) for pair in zip(*ten, strict=True)]

    at_once([lambda pair=pair: draft_match(scene.round, pair, by=scene.matcher) for pair in pairs])

    assert MatchingRound.objects.get().changes == len(pairs) == Participant.objects.count() // 2
