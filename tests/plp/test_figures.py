"""A cohort in numbers."""

from datetime import timedelta

import pytest
from django.utils import timezone

from kit.calendars import add_months
from participants.models import Participant, Side
from partnerships.models import Meeting, Partnership
from partnerships.services import close_partnership, log_meeting
from plp import figures
from tests import make

pytestmark = pytest.mark.django_db
State = Participant.State


@pytest.fixture
def cohort():
    return make.a_cohort(starts_on=add_months(timezone.localdate(), -6))


def of(cohort):
    return figures.of_cohort(cohort, timezone.localdate())


def test_an_empty_cohort_counts_nothing(cohort):
    assert of(cohort) == {
        "sent": 0, "to_check": 0, "leaders": 0, "network": 0, "partnerships": 0, "met_lately": 0, "quiet": 0,
    }  # fmt: skip


def test_people_count_by_where_they_stand(cohort):
    make.a_participant(cohort, state=State.STARTED)
    make.a_participant(cohort, state=State.SENT)
    make.a_participant(cohort, Side.LEADER)
    make.a_participant(cohort, Side.NETWORK)
    make.a_participant(cohort, Side.NETWORK)
    counts = of(cohort)
    assert [counts[name] for name in ("sent", "to_check", "leaders", "network")] == [4, 1, 1, 2]


def test_partnerships_count_as_met_or_quiet_by_their_log(cohort):
    today = timezone.localdate()
    for weeks in (1, 5, 7, 9):
        met_weeks_ago(make.a_partnership(cohort), today - timedelta(weeks=weeks))
    make.a_partnership(cohort)  # never met in six months
    counts = of(cohort)
    assert [counts[name] for name in ("partnerships", "met_lately", "quiet")] == [5, 2, 2]


def met_weeks_ago(partnership, day):
    author = partnership.partners.first().participant.user
    log_meeting(partnership, held_on=day, minutes=60, mode=Meeting.Mode.values[0], by=author)


def test_what_has_ended_no_longer_counts(cohort):
    ended = make.a_partnership(cohort)
    close_partnership(ended, by=make.a_facilitator(cohort), ending=Partnership.Ending.COMPLETE)
    assert of(cohort)["partnerships"] == 0


def test_other_cohorts_do_not_count(cohort):
    other = make.a_cohort(cohort.programme, starts_on=cohort.starts_on)
    make.a_partnership(other)
    assert set(of(cohort).values()) == {0}


def test_figures_cost_the_same_for_one_and_for_three(cohort, django_assert_num_queries):
    make.a_partnership(cohort)
    with django_assert_num_queries(2):
        of(cohort)
    for _ in range(2):
        make.a_partnership(cohort)
    with django_assert_num_queries(2):
        of(cohort)
