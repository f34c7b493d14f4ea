"""Drafts: drawn, pinned, tried out, cleared, proposed. Nobody outside the team ever hears of one."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from audit.models import AuditEvent
from matching.models import Match, MatchingRound, MatchSeat
from matching.people import to_place
from matching.services import (
    agree_match,
    clear_drafts,
    decline_match,
    draft_match,
    draw_rest,
    pin_match,
    propose_drafts,
    unpin_match,
    withdraw_match,
)
from notifications.models import Message
from participants.models import NotToBePaired, Side
from tests import make
from tests.matching.conftest import says
from tests.matching.test_services import refusal

pytestmark = pytest.mark.django_db


def drafted():
    return {frozenset(match.names.split(" and ")) for match in Match.objects.drafts()}


BEST = {frozenset({"Ada Low", "Yas Day"}), frozenset({"Ben Orr", "Zoe Moss"})}


def changes(scene):
    return MatchingRound.objects.get(pk=scene.round.pk).changes


# ---- by hand


def test_draft_match_holds_two_seats_and_tells_nobody(scene):
    pair = scene.pair()

    match = draft_match(scene.round, pair, by=scene.matcher)

    assert (match.state, match.pinned, match.suggested, match.reason) == (Match.State.DRAFT, True, False, "")
    assert set(match.people) == set(pair)
    assert not to_place([scene.cohort]).exists()
    assert AuditEvent.objects.about(match).get().verb == "drafted"
    assert (Message.objects.count(), changes(scene)) == (0, 1)


def test_draft_match_refuses_what_bars_a_pair(scene):
    manager, report = scene.pair()
    report.line_manager_email = manager.user.email
    report.save()

    assert refusal(draft_match, scene.round, [manager, report], by=scene.matcher) == "manager"
    assert Match.objects.count() == 0


@pytest.mark.parametrize("state", ["proposed", "agreed"])
def test_draft_match_leaves_proposed_and_agreed_pairs_alone(scene, state):
    match = scene.proposed()
    if state == "agreed":
        agree_match(match, by=scene.matcher)
    pair = [match.people[0], next(p for p in scene.pair() if p.side != match.people[0].side)]

    assert refusal(draft_match, scene.round, pair, by=scene.matcher) == "seated"
    assert Match.objects.get() == match


def test_a_draft_is_taken_back_by_anybody_of_the_team(scene):
    match = draft_match(scene.round, scene.pair(), by=scene.facilitator)

    withdraw_match(match, by=scene.matcher)

    assert not MatchSeat.objects.standing().exists()


def test_a_draft_is_neither_agreed_nor_declined(scene):
    match = draft_match(scene.round, scene.pair(), by=scene.facilitator)

    assert refusal(agree_match, match, by=scene.matcher) == "settled"
    assert refusal(decline_match, match, by=scene.matcher) == "settled"


# ---- drawing the rest


def test_draw_rest_fills_all_seats_with_the_best_assignment(scene, four):
    assert draw_rest(scene.round, by=scene.matcher) == 2

    assert drafted() == BEST
    assert set(Match.objects.values_list("state", "suggested", "pinned", "proposed_by")) == {
        (Match.State.DRAFT, True, False, scene.matcher.pk)
    }
    assert AuditEvent.objects.about(scene.round).last().verb == "drew"
    assert (Message.objects.count(), changes(scene)) == (0, 1)


def test_draw_rest_keeps_pins_proposals_and_agreed_pairs(scene, four):
    ada, _, _, zoe = four
    pinned = draft_match(scene.round, [ada, zoe], by=scene.facilitator)
    agreed = scene.proposed()
    agree_match(agreed, by=scene.matcher)
    proposed = scene.proposed()

    assert draw_rest(scene.round, by=scene.matcher) == 1

    assert {*Match.objects.filter(suggested=False)} == {pinned, agreed, proposed}
    assert drafted() == {frozenset({"Ada Low", "Zoe Moss"}), frozenset({"Ben Orr", "Yas Day"})}


def test_draw_rest_again_replaces_what_it_drew(scene, four):
    draw_rest(scene.round, by=scene.matcher)
    kept = Match.objects.first()
    pin_match(kept, by=scene.facilitator)

    assert draw_rest(scene.round, by=scene.facilitator) == 1

    assert drafted() == BEST
    assert Match.objects.filter(pk=kept.pk).exists()
    assert MatchSeat.objects.count() == 4


def test_draw_rest_never_draws_what_is_barred(scene, four):
    ada, _, yas, _ = four
    NotToBePaired.objects.create(participant=yas, words="her", other=ada, resolved_at=timezone.now())

    draw_rest(scene.round, by=scene.matcher)

    assert drafted() == {frozenset({"Ada Low", "Zoe Moss"}), frozenset({"Ben Orr", "Yas Day"})}


def test_draw_rest_seats_those_whose_partnership_ended_first(scene, four):
    """Cat fits nobody; all the same it is not Cat who waits."""
    cat = says(make.a_participant(scene.cohort, Side.LEADER, name="Cat Wu"), "Stamps.")
    partner = make.a_participant(scene.cohort, Side.NETWORK, name="Gone", state="withdrawn")
    partnership = make.a_partnership(scene.cohort, partners=[cat, partner])
    partnership.partners.update(left_at=timezone.now())

    draw_rest(scene.round, by=scene.matcher)

    assert any("Cat Wu" in pair for pair in drafted())


def test_draw_rest_can_lift_the_worst_off_first(scene, four):
    draw_rest(scene.round, goal="worst", by=scene.matcher)

    assert len(drafted()) == 2
    assert refusal(draw_rest, scene.round, goal="kindness", by=scene.matcher) == "goal"


def test_drawing_clearing_and_proposing_refuse_a_board_that_has_changed(scene, four):
    seen = changes(scene)
    drafts = [draft_match(scene.round, four[::2], by=scene.facilitator)]
    before = drafted()

    for act, more in ((draw_rest, []), (clear_drafts, []), (propose_drafts, [drafts])):
        assert refusal(act, scene.round, *more, by=scene.matcher, seen=seen) == "changed"

    assert drafted() == before
    assert draw_rest(scene.round, by=scene.matcher, seen=str(changes(scene))) == 1


def test_drawing_refuses_a_released_round(scene, four):
    MatchingRound.objects.update(released_at=timezone.now())

    assert refusal(draw_rest, scene.round, by=scene.matcher) == "released"
    assert refusal(draft_match, scene.round, four[::2], by=scene.matcher) == "released"


def test_drafts_are_for_the_matching_team(scene, four):
    draft = draft_match(scene.round, four[::2], by=scene.facilitator)
    takes_part = make.a_facilitator(scene.cohort, make.a_participant(scene.cohort).user)
    for stranger in (
        takes_part,
        four[0].user,
        make.an_evaluator(scene.cohort),
        make.a_person(is_superuser=True),
    ):
        for act, arguments in (
            (draft_match, [scene.round, four[1::2]]),
            (draw_rest, [scene.round]),
            (clear_drafts, [scene.round]),
            (propose_drafts, [scene.round, [draft]]),
            (pin_match, [draft]),
            (unpin_match, [draft]),
        ):
            with pytest.raises(PermissionDenied):
                act(*arguments, by=stranger)
    assert Match.objects.get().state == Match.State.DRAFT


def test_draw_rest_asks_as_often_for_three_pairs_as_for_one(scene):
    asked = []
    for number in (1, 2):
        for _ in range(number):
            scene.pair()
        with CaptureQueriesContext(connection) as captured:
            assert draw_rest(scene.round, by=scene.matcher) == len(asked) + number
        asked.append([query["sql"] for query in captured])
        clear_drafts(scene.round, by=scene.matcher)
    assert len(asked[0]) == len(asked[1])


def test_a_failure_in_the_middle_leaves_the_drafts_as_they_were(scene, four, monkeypatch):
    from matching.services import drafting

    draw_rest(scene.round, by=scene.matcher)
    before = set(Match.objects.values_list("pk", flat=True))

    def fails(**more):
        raise RuntimeError("the power went")

    monkeypatch.setattr(drafting, "record", fails)
    with pytest.raises(RuntimeError):
        draw_rest(scene.round, by=scene.matcher)

    assert set(Match.objects.values_list("pk", flat=True)) == before


# ---- clearing, proposing


def test_clear_drafts_keeps_pins(scene, four):
    draw_rest(scene.round, by=scene.matcher)
    kept = Match.objects.first()
    pin_match(kept, by=scene.matcher)

    assert clear_drafts(scene.round, by=scene.facilitator) == 1
    assert Match.objects.get() == kept
    assert clear_drafts(scene.round, by=scene.facilitator) == 0


def test_propose_drafts_writes_the_engines_reasons_or_ones_own(scene, four):
    draw_rest(scene.round, by=scene.facilitator)
    own, other = Match.objects.drafts()
    pin_match(own, by=scene.facilitator)

    propose_drafts(scene.round, [own, other], by=scene.matcher, reasons={own.pk: " They sing. "})

    own.refresh_from_db()
    other.refresh_from_db()
    assert (own.reason, own.pinned, own.suggested) == ("They sing.", False, True)
    assert "night shifts" in other.reason or "budgets" in other.reason
    assert other.reason[0].isupper()
    assert other.reason.endswith(".")
    assert {own.proposed_by, other.proposed_by} == {scene.matcher}
    assert AuditEvent.objects.filter(verb="proposed").count() == 2
    agree_match(own, by=scene.facilitator)


def test_whoever_proposes_a_draft_does_not_agree_to_it(scene, four):
    draw_rest(scene.round, by=scene.facilitator)
    (match, *_) = propose_drafts(scene.round, Match.objects.drafts(), by=scene.matcher)

    with pytest.raises(PermissionDenied):
        agree_match(match, by=scene.matcher)


def test_propose_drafts_is_all_or_nothing(scene, four):
    ada, _, yas, _ = four
    draw_rest(scene.round, by=scene.facilitator)
    drafts = list(Match.objects.drafts())
    NotToBePaired.objects.create(participant=yas, words="her", other=ada, resolved_at=timezone.now())

    assert refusal(propose_drafts, scene.round, drafts, by=scene.matcher) == "asked"
    assert Match.objects.drafts().count() == 2

    clear_drafts(scene.round, by=scene.facilitator)
    assert refusal(propose_drafts, scene.round, drafts, by=scene.matcher) == "changed"
    assert refusal(propose_drafts, scene.round, [], by=scene.matcher) == "changed"


def test_a_draft_with_somebody_unsettled_is_proposed_and_waits_at_the_second_person(scene, four):
    NotToBePaired.objects.create(participant=four[0], words="somebody tall")

    draw_rest(scene.round, by=scene.facilitator)
    matches = propose_drafts(scene.round, Match.objects.drafts(), by=scene.matcher)

    waiting = next(match for match in matches if four[0] in match.people)
    assert refusal(agree_match, waiting, by=scene.facilitator) == "unsettled"
