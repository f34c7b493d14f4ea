"""Fifty at once over ten people: nobody doubled, nobody stuck, and plain words for the losers.

Each race is run once more as a control, with the locks off and the constraint gone: it must then find
doubles, or it could never have failed.
"""

import random
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Barrier

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, connections

from matching.models import Match, MatchingRound, MatchSeat
from matching.services import agree_match, propose_match, proposing, release_round
from notifications.models import Message
from participants.models import Participant, Side
from partnerships.models import LearningPartner, Partnership
from partnerships.services import form_partnership, forming
from tests import make

pytestmark = pytest.mark.django_db(transaction=True)

ATTEMPTS = 50


def at_once(acts):
    """Runs all of them in the same moment, each on a connection of its own; returns what each came to."""
    start = Barrier(len(acts), timeout=60)

    def run(act):
        try:
            connections["default"].ensure_connection()
            start.wait()
            act()
            return "done"
        except ValidationError as refusal:
            return refusal.messages[0]
        except Exception as problem:  # the test then names it
            return f"UNEXPECTED {type(problem).__name__}: {problem}"
        finally:
            connections["default"].close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def unexpected(outcomes):
    return [outcome for outcome in outcomes if outcome.startswith("UNEXPECTED")]


def doubled(rows):
    """The people who have more than one of these rows."""
    return [who for who, times in Counter(rows.values_list("participant", flat=True)).items() if times > 1]


def contested_pairs(cohort):
    """Fifty pairs drawn from five people on each side, in either order."""
    sides = [[make.a_participant(cohort, side) for _ in range(5)] for side in (Side.LEADER, Side.NETWORK)]
    choose = random.Random(54)
    return [
        choose.sample(pair, 2) for pair in ([choose.choice(side) for side in sides] for _ in range(ATTEMPTS))
    ]


@contextmanager
def without(model, name):
    """The table without one of its constraints; its rows are gone afterwards."""
    constraint = next(one for one in model._meta.constraints if one.name == name)
    with connection.schema_editor() as editor:
        editor.remove_constraint(model, constraint)
    try:
        yield
    finally:
        model.objects.all().delete()
        with connection.schema_editor() as editor:
            editor.add_constraint(model, constraint)


def read_without_lock(pks):
    return {person.pk: person for person in Participant.objects.filter(pk__in=pks)}


def round_without_lock(round):
    return MatchingRound.objects.select_related("cohort__programme").get(pk=round.pk)


# ---- proposing


def propose_fifty(scene):
    return at_once(
        [
            lambda pair=pair: propose_match(scene.round, pair, reason="So", by=scene.facilitator)
            for pair in contested_pairs(scene.cohort)
        ]
    )


def test_fifty_proposals_at_once_seat_nobody_twice(scene):
    outcomes = propose_fifty(scene)

    assert unexpected(outcomes) == []
    assert doubled(MatchSeat.objects.standing()) == []
    assert outcomes.count("done") == Match.objects.count() > 0
    assert MatchSeat.objects.count() == 2 * Match.objects.count()
    losers = [outcome for outcome in outcomes if outcome != "done"]
    assert all(words.endswith("is already in another proposed pair.") for words in losers)


@pytest.mark.parametrize("lock_kept", ["round", "people"])
def test_either_lock_is_enough_without_the_constraint(scene, monkeypatch, lock_kept):
    if lock_kept == "round":
        monkeypatch.setattr(proposing, "lock_participants", read_without_lock)
    else:
        monkeypatch.setattr(proposing, "hold_round", round_without_lock)
    with without(MatchSeat, "one_standing_seat_per_participant"):
        outcomes = propose_fifty(scene)

        assert unexpected(outcomes) == []
        assert doubled(MatchSeat.objects.standing()) == []


def test_control_without_locks_people_are_seated_twice(scene, monkeypatch):
    monkeypatch.setattr(proposing, "lock_participants", read_without_lock)
    monkeypatch.setattr(proposing, "hold_round", round_without_lock)
    with without(MatchSeat, "one_standing_seat_per_participant"):
        propose_fifty(scene)

        assert doubled(MatchSeat.objects.standing()) != []


# ---- forming partnerships


def form_fifty(scene):
    return at_once(
        [
            lambda pair=pair: form_partnership(scene.cohort, pair, by=scene.facilitator)
            for pair in contested_pairs(scene.cohort)
        ]
    )


def test_fifty_partnerships_at_once_give_nobody_two_partners(scene):
    outcomes = form_fifty(scene)

    assert unexpected(outcomes) == []
    assert doubled(LearningPartner.objects.current()) == []
    assert outcomes.count("done") == Partnership.objects.count() > 0
    assert set(outcomes) == {
        "done",
        "One of these people already has a partner in this cohort, so nothing was changed.",
    }


def test_control_without_locks_people_get_two_partners(scene, monkeypatch):
    monkeypatch.setattr(forming, "lock_participants", read_without_lock)
    with without(LearningPartner, "one_current_partnership_per_participant"):
        form_fifty(scene)

        assert doubled(LearningPartner.objects.current()) != []


# ---- releasing


def test_ten_releases_at_once_are_one_release(scene):
    for _ in range(3):
        agree_match(scene.proposed(), by=scene.matcher)

    outcomes = at_once([lambda: release_round(scene.round, by=scene.facilitator)] * 10)

    assert outcomes == ["done"] * 10
    assert (Partnership.objects.count(), Message.objects.count()) == (3, 6)


def test_nobody_slips_into_a_round_that_is_being_released(scene):
    agree_match(scene.proposed(), by=scene.matcher)
    pairs = [scene.pair() for _ in range(9)]

    outcomes = at_once(
        [lambda: release_round(scene.round, by=scene.facilitator)]
        + [
            lambda pair=pair: propose_match(scene.round, pair, reason="So", by=scene.facilitator)
            for pair in pairs
        ]
    )

    assert unexpected(outcomes) == []
    scene.round.refresh_from_db()
    if scene.round.is_released:
        assert not Match.objects.standing().exists()
    else:
        assert outcomes[0] == "A pair still waits for a second person."
