"""Proposing, agreeing, declining, taking back: happy paths and each guard. Release has a file of its own."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from audit.models import AuditEvent
from matching.models import Match, MatchingRound, MatchSeat
from matching.people import to_place
from matching.services import (
    agree_match,
    decline_match,
    draft_match,
    open_round,
    pin_match,
    propose_match,
    set_aside,
    unpin_match,
    withdraw_match,
)
from notifications.models import Message
from participants.models import NotToBePaired, Participant, Role, Side, TeamRole
from tests import make

pytestmark = pytest.mark.django_db


def refusal(act, *arguments, **more):
    with pytest.raises(ValidationError) as refused:
        act(*arguments, **more)
    return refused.value.code


# ---- rounds


def test_open_round_once(scene):
    assert open_round(scene.cohort, by=scene.matcher) == scene.round
    assert scene.round.number == 1
    assert AuditEvent.objects.about(scene.round).get().verb == "opened"


def test_open_round_again_after_the_release(scene):
    MatchingRound.objects.update(released_at=timezone.now())

    assert open_round(scene.cohort, by=scene.matcher).number == 2


def test_open_round_is_for_the_matching_team(scene):
    takes_part = make.a_participant(scene.cohort, Side.LEADER)
    make.a_matcher(scene.cohort, takes_part.user)
    for stranger in (make.a_person(), make.an_evaluator(scene.cohort), takes_part.user):
        with pytest.raises(PermissionDenied):
            open_round(scene.cohort, by=stranger)


# ---- proposing


def test_propose_match_seats_two_and_tells_nobody(scene):
    pair = scene.pair()

    match = propose_match(scene.round, pair, reason=" Both grew up on farms. ", by=scene.matcher)

    assert (match.state, match.reason, match.proposed_by) == (
        Match.State.PROPOSED,
        "Both grew up on farms.",
        scene.matcher,
    )
    assert set(match.people) == set(pair)
    assert AuditEvent.objects.about(match).get().verb == "proposed"
    assert Message.objects.count() == 0
    assert not to_place([scene.cohort]).exists()


def test_propose_match_needs_a_reason(scene):
    assert refusal(propose_match, scene.round, scene.pair(), reason="  ", by=scene.matcher) == "reason"


def test_propose_match_is_for_the_matching_team(scene):
    takes_part = make.a_participant(scene.cohort, Side.LEADER)
    make.a_matcher(scene.cohort, takes_part.user)
    pair = scene.pair()
    for stranger in (pair[0].user, make.a_facilitator(make.a_cohort()), takes_part.user):
        with pytest.raises(PermissionDenied):
            propose_match(scene.round, pair, reason="Why not", by=stranger)


def test_propose_match_refuses_who_is_in_another_pair(scene):
    leader, network = scene.pair()
    scene.proposed([leader, scene.pair()[1]])

    code = refusal(propose_match, scene.round, [leader, network], reason="Better so", by=scene.matcher)

    assert code == "seated"
    assert Match.objects.count() == 1


@pytest.mark.parametrize(("number", "code"), [(1, "two"), (3, "trio_sides"), (4, "two")])
def test_propose_match_takes_two_people_or_a_trio(scene, number, code):
    people = [*scene.pair(), *scene.pair()][:number]  # of three, two are leaders

    assert refusal(propose_match, scene.round, people, reason="So", by=scene.matcher) == code


def test_propose_match_refuses_people_of_another_cohort(scene):
    pair = [scene.pair()[0], make.a_participant(make.a_cohort(), Side.NETWORK)]

    assert refusal(propose_match, scene.round, pair, reason="So", by=scene.matcher) == "other_cohort"


def test_propose_match_refuses_what_bars_the_pair(scene):
    manager, report = scene.pair()
    report.line_manager_email = manager.user.email.upper()
    report.save()
    asks, asked = scene.pair()
    NotToBePaired.objects.create(participant=asks, words="him", other=asked, resolved_at=timezone.now())
    waiting, free = scene.pair()
    waiting.state = Participant.State.WAITING
    waiting.save()
    partner, other = scene.pair()
    make.a_partnership(scene.cohort, partners=[partner, make.a_participant(scene.cohort, Side.NETWORK)])

    for pair, code in (
        ((manager, report), "manager"),
        ((asks, asked), "asked"),
        ((asked, asks), "asked"),
        ((waiting, free), "not_taking_part"),
        ((partner, other), "has_partner"),
        ((manager, asks), "same_side"),
    ):
        assert refusal(propose_match, scene.round, pair, reason="So", by=scene.matcher) == code
    assert Match.objects.count() == 0


def test_propose_match_refuses_the_managers_manager_through_somebody_not_yet_accepted(scene):
    manager, report = scene.pair()
    between = make.a_participant(
        scene.cohort,
        Side.LEADER,
        state=Participant.State.STARTED,
        line_manager_email=manager.user.email,
    )
    report.line_manager_email = between.user.email
    report.save()

    code = refusal(propose_match, scene.round, [manager, report], reason="So", by=scene.matcher)

    assert code == "managers_manager"


def test_propose_match_refuses_a_released_round(scene):
    pair = scene.pair()
    MatchingRound.objects.update(released_at=timezone.now())

    assert refusal(propose_match, scene.round, pair, reason="So", by=scene.matcher) == "released"


def test_a_declined_pair_may_be_proposed_again_once_a_facilitator_set_that_aside(scene):
    match = scene.proposed()
    people = match.people
    decline_match(match, by=scene.matcher)
    again = {"reason": "We spoke to them.", "by": scene.matcher}
    assert refusal(propose_match, scene.round, people, **again) == "declined_before"

    set_aside(*people, "declined_before", reason="It was a misunderstanding.", by=scene.facilitator)

    again = propose_match(scene.round, people, **again)

    assert again.state == Match.State.PROPOSED


def test_propose_match_keeps_what_its_proposer_thinks(scene):
    match = propose_match(
        scene.round, scene.pair(), reason="So", tags=["worlds", "interest"], sure="try", by=scene.matcher
    )

    match.refresh_from_db()
    assert (match.tags, match.sure) == (["interest", "worlds"], "try")
    for wrong in ({"tags": ["kinship"]}, {"sure": "very"}):
        assert refusal(
            propose_match, scene.round, scene.pair(), reason="So", by=scene.matcher, **wrong
        ) == next(iter(wrong))


def test_a_draft_of_the_same_two_becomes_the_proposal(scene):
    pair = scene.pair()
    draft = draft_match(scene.round, pair, by=scene.facilitator)

    match = propose_match(scene.round, pair[::-1], reason="Both farm.", by=scene.matcher)

    assert (match.pk, match.state, match.proposed_by) == (draft.pk, Match.State.PROPOSED, scene.matcher)
    assert (match.reason, match.pinned) == ("Both farm.", False)
    assert MatchSeat.objects.count() == 2


def test_a_loose_draft_gives_way_to_a_proposal_and_a_pinned_one_does_not(scene):
    (ann, zoe), (_, yas) = scene.pair(), scene.pair()
    draft = draft_match(scene.round, [ann, zoe], by=scene.facilitator)
    assert refusal(propose_match, scene.round, [ann, yas], reason="So", by=scene.matcher) == "seated"

    unpin_match(draft, by=scene.matcher)
    match = propose_match(scene.round, [ann, yas], reason="So", by=scene.matcher)

    assert [*Match.objects.all()] == [match]
    assert zoe in to_place([scene.cohort])
    assert refusal(pin_match, draft, by=scene.matcher) == "settled"


def test_every_change_of_the_board_is_counted(scene):
    def changes():
        scene.round.refresh_from_db()
        return scene.round.changes

    match = scene.proposed()
    assert changes() == 1
    agree_match(match, by=scene.matcher)
    withdraw_match(match, by=scene.matcher)
    decline_match(scene.proposed(), by=scene.matcher)
    assert changes() == 5


# ---- the second person


def test_agree_match_by_a_second_person(scene):
    match = scene.proposed(by=scene.facilitator)

    agree_match(match, by=scene.matcher)

    match.refresh_from_db()
    assert (match.state, match.settled_by) == (Match.State.AGREED, scene.matcher)
    assert [event.verb for event in AuditEvent.objects.about(match)] == ["proposed", "agreed"]


def test_agree_match_never_by_the_proposer(scene):
    match = scene.proposed(by=scene.facilitator)

    with pytest.raises(PermissionDenied):
        agree_match(match, by=scene.facilitator)


def test_agree_match_takes_a_facilitator_and_a_matcher(scene):
    match = scene.proposed(by=scene.facilitator)

    with pytest.raises(PermissionDenied):
        agree_match(match, by=make.a_facilitator(scene.cohort))
    with pytest.raises(PermissionDenied):
        agree_match(scene.proposed(by=scene.matcher), by=make.a_matcher(scene.cohort))


def test_agree_match_by_any_two_where_there_is_no_matcher(scene):
    TeamRole.objects.filter(role=Role.MATCHER).update(ended_at=timezone.now())
    match = scene.proposed(by=scene.facilitator)

    agree_match(match, by=make.a_facilitator(scene.cohort))

    match.refresh_from_db()
    assert match.state == Match.State.AGREED


def test_a_matcher_who_takes_part_does_not_count_as_one(scene):
    taking_part = make.a_participant(scene.cohort, Side.NETWORK, user=scene.matcher)
    match = scene.proposed(by=scene.facilitator)

    agree_match(match, by=make.a_facilitator(scene.cohort))
    with pytest.raises(PermissionDenied):
        agree_match(scene.proposed(), by=taking_part.user)


def test_agree_match_waits_until_a_wish_is_settled(scene):
    match = scene.proposed()
    wish = NotToBePaired.objects.create(participant=match.people[0], words="somebody in estates")

    assert refusal(agree_match, match, by=scene.matcher) == "unsettled"

    wish.resolved_at = timezone.now()
    wish.save()
    agree_match(match, by=scene.matcher)


def test_agree_match_looks_again_at_what_bars_the_pair(scene):
    match = scene.proposed()
    Participant.objects.filter(pk=match.people[0].pk).update(state=Participant.State.WITHDRAWN)

    assert refusal(agree_match, match, by=scene.matcher) == "not_taking_part"


def test_agree_match_only_once(scene):
    match = scene.proposed()
    agree_match(match, by=scene.matcher)

    assert refusal(agree_match, match, by=scene.matcher) == "settled"


def test_decline_match_frees_both_and_is_remembered(scene):
    match = scene.proposed()

    decline_match(match, by=scene.matcher)

    match.refresh_from_db()
    assert (match.state, match.settled_by) == (Match.State.DECLINED, scene.matcher)
    assert set(to_place([scene.cohort])) == set(match.people)
    assert AuditEvent.objects.about(match).last().verb == "declined"
    assert refusal(decline_match, match, by=scene.matcher) == "settled"


def test_decline_match_is_not_for_its_proposer(scene):
    with pytest.raises(PermissionDenied):
        decline_match(scene.proposed(by=scene.facilitator), by=scene.facilitator)


def test_withdraw_match_undoes_an_agreed_pair(scene):
    match = scene.proposed()
    agree_match(match, by=scene.matcher)

    withdraw_match(match, by=scene.matcher)

    match.refresh_from_db()
    assert match.state == Match.State.WITHDRAWN
    assert set(to_place([scene.cohort])) == set(match.people)
    with pytest.raises(ValidationError):
        withdraw_match(match, by=scene.matcher)


def test_withdraw_match_while_proposed_is_for_its_proposer_and_facilitators(scene):
    match = scene.proposed(by=make.a_matcher(scene.cohort))

    with pytest.raises(PermissionDenied):
        withdraw_match(match, by=scene.matcher)
    withdraw_match(match, by=scene.facilitator)

    match.refresh_from_db()
    assert match.state == Match.State.WITHDRAWN


@pytest.mark.parametrize("act", [agree_match, decline_match, withdraw_match])
def test_who_does_not_match_here_can_do_nothing_to_a_match(scene, act):
    match = scene.proposed()
    for stranger in (match.people[0].user, make.an_evaluator(scene.cohort), make.a_person(is_superuser=True)):
        with pytest.raises(PermissionDenied):
            act(match, by=stranger)
    match.refresh_from_db()
    assert match.state == Match.State.PROPOSED


# ---- who is to be placed


def test_to_place_puts_those_whose_partnership_ended_first(scene):
    ada, zoe = scene.pair("Ada", "Zoe")
    partnership = make.a_partnership(scene.cohort, partners=[zoe, make.a_participant(scene.cohort)])
    partnership.partners.update(left_at=timezone.now() - timedelta(days=1))
    make.a_participant(scene.cohort, Side.NETWORK, state=Participant.State.WAITING)

    assert [(str(person), person.had_partner) for person in to_place([scene.cohort])][1:] == [
        ("Zoe", True),
        ("Ada", False),
    ]


def test_no_seat_is_left_behind(scene):
    decline_match(scene.proposed(by=scene.facilitator), by=scene.matcher)
    withdraw_match(scene.proposed(by=scene.facilitator), by=scene.facilitator)

    assert not MatchSeat.objects.standing().exists()
