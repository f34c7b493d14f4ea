"""What matching asks of whom, and that it asks nothing of who takes part."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from kit.calendars import add_months
from matching.models import MatchingRound
from matching.next_steps import next_steps, team_steps
from matching.services import agree_match, draft_match, open_round
from participants.models import Side
from tests import make

pytestmark = pytest.mark.django_db


def titles(user, *cohorts):
    return [step.title for step in team_steps(user, cohorts, timezone.now())]


def test_people_to_pair(scene):
    scene.pair()
    make.a_participant(scene.cohort, Side.NETWORK)

    assert titles(scene.matcher, scene.cohort) == ["Pair 3 people"]
    assert team_steps(scene.matcher, [scene.cohort], timezone.now())[0].url == reverse(
        "matching_board", args=[scene.cohort.pk]
    )


def test_pairs_wait_for_the_second_person_only(scene):
    scene.proposed(by=scene.facilitator)
    scene.proposed(by=scene.facilitator)

    assert titles(scene.matcher, scene.cohort) == ["2 pairs wait for a second person"]
    assert titles(scene.facilitator, scene.cohort) == []


def test_all_agreed_is_for_facilitators(scene):
    agree_match(scene.proposed(), by=scene.matcher)

    assert titles(scene.facilitator, scene.cohort) == ["All pairs are agreed: rehearse the release"]
    assert titles(scene.matcher, scene.cohort) == []


def test_drafts_are_to_be_proposed_before_a_release(scene):
    agree_match(scene.proposed(), by=scene.matcher)
    draft_match(scene.round, scene.pair(), by=scene.matcher)

    assert titles(scene.facilitator, scene.cohort) == ["1 draft is not proposed yet"]
    draft_match(scene.round, scene.pair(), by=scene.matcher)
    assert titles(scene.matcher, scene.cohort) == ["2 drafts are not proposed yet"]


def test_no_hurry_while_people_still_join(scene, clock):
    MatchingRound.objects.all().delete()
    scene.pair()

    assert titles(scene.matcher, scene.cohort) == []
    clock(add_months(timezone.localdate(), 2).strftime("%Y-%m-%d 09:00"))
    assert titles(scene.matcher, scene.cohort) == ["Pair 2 people"]


@pytest.mark.parametrize("has_round", [True, False])
def test_somebody_nobody_can_be_paired_with_is_a_quiet_line(scene, clock, has_round):
    if not has_round:
        MatchingRound.objects.all().delete()
        clock(add_months(timezone.localdate(), 2).strftime("%Y-%m-%d 09:00"))
    make.a_participant(scene.cohort, Side.NETWORK)

    (step,) = team_steps(scene.matcher, [scene.cohort], timezone.now())
    note = f"{scene.cohort.name}: none of the senior leaders is free yet."
    assert (step.title, step.note, step.action, step.rank) == ("1 person waits for a partner", note, "", 70)
    make.a_participant(scene.cohort, Side.NETWORK)
    assert titles(scene.matcher, scene.cohort) == ["2 people wait for a partner"]


def test_a_cohort_whose_year_is_over_asks_for_no_pairing(scene, clock):
    scene.pair()
    agree_match(scene.proposed(), by=scene.matcher)
    scene.proposed()
    clock(scene.cohort.ends_on.strftime("%Y-%m-%d 09:00"))

    assert titles(scene.matcher, scene.cohort) == titles(scene.facilitator, scene.cohort) == []


def test_who_takes_part_is_asked_nothing(scene):
    scene.proposed()
    scene.pair()
    make.a_participant(scene.cohort, Side.LEADER, user=scene.matcher)

    assert titles(scene.matcher, scene.cohort) == []
    assert titles(make.an_evaluator(scene.cohort), scene.cohort) == []
    assert next_steps(scene.matcher, timezone.now()) == []


def test_three_cohorts_cost_what_one_costs(scene):
    scene.proposed()
    scene.pair()
    cohorts = [scene.cohort]
    for _ in range(2):
        cohort = make.a_cohort()
        make.a_facilitator(cohort, scene.facilitator)
        open_round(cohort, by=scene.facilitator)
        make.a_participant(cohort)
        cohorts.append(cohort)

    asked = []
    for some in (cohorts[:1], cohorts):
        with CaptureQueriesContext(connection) as captured:
            team_steps(scene.facilitator, some, timezone.now())
        asked.append(len(captured))
    assert asked[0] == asked[1]
