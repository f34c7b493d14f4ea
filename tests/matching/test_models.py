"""Each constraint once, and who sees a round."""

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from matching.models import Match, MatchingRound, MatchSeat, cohorts_matched_by
from participants.models import Participant, Side
from tests import make

pytestmark = pytest.mark.django_db


def refuses(name, act):
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        act()


def test_rounds_are_numbered_once(scene):
    MatchingRound.objects.update(released_at=timezone.now())
    refuses(
        "matching_round_numbered_once", lambda: MatchingRound.objects.create(cohort=scene.cohort, number=1)
    )


def test_one_open_round_per_cohort(scene):
    refuses(
        "one_open_matching_round_per_cohort",
        lambda: MatchingRound.objects.create(cohort=scene.cohort, number=2),
    )


def test_a_match_is_agreed_by_a_second_person(scene):
    match = scene.proposed()
    for second in (None, scene.facilitator):
        refuses(
            "match_agreed_by_a_second_person",
            lambda second=second: Match.objects.filter(pk=match.pk).update(
                state=Match.State.AGREED, settled_by=second
            ),
        )


def test_a_released_match_has_its_partnership_and_no_other_has_one(scene):
    match = Match.objects.filter(pk=scene.proposed().pk)
    refuses("released_match_has_its_partnership", lambda: match.update(state=Match.State.RELEASED))
    partnership = make.a_partnership()
    refuses("released_match_has_its_partnership", lambda: match.update(partnership=partnership))


def test_one_standing_seat_per_participant(scene):
    person = scene.proposed().people[0]
    another = scene.proposed()
    refuses(
        "one_standing_seat_per_participant",
        lambda: MatchSeat.objects.create(match=another, participant=person),
    )


def test_one_seat_each_in_a_match(scene):
    match = scene.proposed()
    match.seats.update(vacated_at=timezone.now())
    refuses(
        "one_seat_each_in_a_match",
        lambda: MatchSeat.objects.create(match=match, participant=match.people[0]),
    )


def test_a_round_is_seen_by_its_team_unless_they_take_part(scene):
    match = scene.proposed()
    takes_part = make.a_participant(scene.cohort, Side.LEADER, state=Participant.State.STARTED)
    make.a_matcher(scene.cohort, takes_part.user)
    left = make.a_participant(scene.cohort, Side.LEADER, state=Participant.State.WITHDRAWN)
    make.a_facilitator(scene.cohort, left.user)
    sees = {
        "facilitator": scene.facilitator,
        "matcher": scene.matcher,
    }
    sees_nothing = {
        "takes part": takes_part.user,
        "took part and withdrew": left.user,
        "in the pair": match.people[0].user,
        "evaluator": make.an_evaluator(scene.cohort),
        "elsewhere": make.a_facilitator(make.a_cohort(scene.cohort.programme)),
        "administrator": make.an_administrator(scene.cohort.programme),
        "superuser": make.a_person(is_superuser=True),
    }
    for who, user in (sees | sees_nothing).items():
        seen = who in sees
        assert MatchingRound.objects.visible_to(user).exists() is seen, who
        assert Match.objects.visible_to(user).exists() is seen, who
        assert cohorts_matched_by(user).filter(pk=scene.cohort.pk).exists() is seen, who
