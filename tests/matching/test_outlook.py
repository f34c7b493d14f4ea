"""What if these two, how does it come out, who is left and why: asked before anything is changed."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from matching.models import Match
from matching.services import draft_match, draw_rest, outcome_of, what_if
from participants.models import MatchingProfile, NotToBePaired, Side
from tests import make
from tests.matching.conftest import says
from tests.matching.test_drafting import BEST, changes, drafted

pytestmark = pytest.mark.django_db


def names(pairs):
    return {frozenset(person.name for person in pair) for pair in pairs}


def test_what_if_tells_what_a_pin_would_change_and_changes_nothing(scene, four):
    ada, ben, yas, zoe = four
    draw_rest(scene.round, by=scene.matcher)
    before, number = drafted(), changes(scene)

    told = what_if(scene.round, [ada, zoe])

    assert names(told.gone) == BEST
    assert names(told.new) == {frozenset({"Ada Low", "Zoe Moss"}), frozenset({"Ben Orr", "Yas Day"})}
    assert told.cost > 0
    assert (told.left_before, told.left, told.why_not) == (0, 0, "")
    assert what_if(scene.round, [ada, yas]).gone == ()
    assert (drafted(), changes(scene)) == (before, number)


def test_what_if_compares_with_the_board_as_it_is_now(scene, four):
    """What is kept of an earlier question must not answer a later one."""
    ada, ben, yas, zoe = four
    assert names(what_if(scene.round, [ada, zoe]).gone) == BEST
    NotToBePaired.objects.create(participant=yas, words="her", other=ada, resolved_at=timezone.now())
    assert what_if(scene.round, [ada, zoe]).gone == ()
    assert what_if(scene.round, [ada, zoe], goal="worst").gone == ()
    draft_match(scene.round, [ben, zoe], by=scene.matcher)
    assert (
        what_if(scene.round, [ada, zoe]).why_not
        == "Zoe Moss is in a pair that is pinned, proposed or agreed."
    )


def test_what_if_says_why_two_cannot_be_pinned(scene, four):
    ada, ben, yas, zoe = four
    NotToBePaired.objects.create(participant=yas, words="him", other=ben, resolved_at=timezone.now())
    draft_match(scene.round, [ada, zoe], by=scene.matcher)

    assert what_if(scene.round, [ben, yas]).why_not == "Not possible: For a private reason."
    assert what_if(scene.round, [yas, ada]).why_not == (
        "Ada Low is in a pair that is pinned, proposed or agreed."
    )
    assert what_if(scene.round, [ada, ben]).why_not == "Choose one person on each side who has no partner."


def test_outcome_tells_the_total_the_worst_off_and_who_is_left_and_why(scene, four):
    ada, ben, yas, zoe = four
    eve = make.a_participant(scene.cohort, Side.NETWORK, name="Eve Poe", line_manager_email=ada.user.email)
    NotToBePaired.objects.create(participant=eve, words="him", other=ben, resolved_at=timezone.now())
    make.a_participant(scene.cohort, Side.LEADER, name="Flo Fox", line_manager_email=eve.user.email)
    draw_rest(scene.round, by=scene.matcher)

    outcome = outcome_of(scene.round)

    assert outcome.pairs == 2
    assert outcome.mean == pytest.approx(outcome.total / 2, abs=1e-6)
    assert outcome.worst[0] <= outcome.mean
    assert [(left.person.name, left.others, dict(left.why)) for left in outcome.left] == [
        ("Eve Poe", 3, {"line relationship": 2, "private reason": 1}),
        ("Flo Fox", 3, {"line relationship": 1, "already in a pair": 2}),
    ]


def test_outcome_before_anything_is_drawn(scene, four):
    outcome = outcome_of(scene.round)

    assert (outcome.pairs, outcome.total, outcome.mean, outcome.worst) == (0, 0, None, None)
    assert [dict(left.why) for left in outcome.left] == [{"free: they could be paired": 2}] * 4


def test_the_waiting_list_begins_with_whose_partnership_ended_then_who_joined_first(scene):
    late, early, again = (
        make.a_participant(scene.cohort, Side.NETWORK, name=name) for name in ("Late", "Early", "Again")
    )
    for days, person in ((1, late), (9, early)):
        person.started_at = timezone.now() - timezone.timedelta(days=days)
        person.save()
    partnership = make.a_partnership(
        scene.cohort, partners=[again, make.a_participant(scene.cohort, state="withdrawn")]
    )
    partnership.partners.update(left_at=timezone.now())

    assert [left.person.name for left in outcome_of(scene.round).left] == ["Again", "Early", "Late"]


def test_whoever_is_left_of_the_network_may_fit_into_a_trio(scene, four):
    ada, ben, yas, zoe = four
    eve = says(make.a_participant(scene.cohort, Side.NETWORK, name="Eve Poe"), "I have so many stamps.")
    MatchingProfile.objects.filter(participant__in=[eve, ada]).update(open_to_trio=True)
    draw_rest(scene.round, by=scene.matcher)
    (left,) = outcome_of(scene.round).left
    assert left.person.name == "Eve Poe"

    (trio,) = outcome_of(scene.round).trios

    assert trio.person.name == "Eve Poe"
    assert frozenset(person.name for person in trio.pair) in BEST
    assert {person.name for person in trio.unasked} == {person.name for person in trio.pair} - {"Ada Low"}
    match = Match.objects.get(pk=trio.match)
    assert {person.pk for person in match.people} == {person.key for person in trio.pair}

    leader = next(person for person in (ada, ben) if person.pk == trio.pair[0].key)
    leader.line_manager_email = eve.user.email
    leader.save()
    (other,) = outcome_of(scene.round).trios
    assert other.pair != trio.pair


def test_a_leader_left_over_makes_no_trio(scene, four):
    make.a_participant(scene.cohort, Side.LEADER, name="Flo Fox")
    draw_rest(scene.round, by=scene.matcher)

    assert outcome_of(scene.round).trios == ()


def test_outcome_and_what_if_ask_as_often_for_three_pairs_as_for_one(scene):
    asked = []
    for number in (1, 2):
        pairs = [scene.pair() for _ in range(number)]
        draw_rest(scene.round, by=scene.matcher)
        counts = []
        for act in (lambda: outcome_of(scene.round), lambda pair=pairs[0]: what_if(scene.round, pair)):
            with CaptureQueriesContext(connection) as captured:
                act()
            counts.append(len(captured))
        asked.append(counts)
        Match.objects.update(pinned=True)
    assert asked[0] == asked[1]
