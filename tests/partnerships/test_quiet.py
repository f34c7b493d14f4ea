"""Who has gone quiet, to the day; and the nudge that follows: twice at most, never within 28 days."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from notifications.delivery import deliver_due
from notifications.models import Message
from participants.models import Pause
from partnerships import services
from partnerships.models import LearningPartner, Meeting, Partnership
from plp.reminders import nothing_logged, queue_due

pytestmark = pytest.mark.django_db
TODAY = date(2027, 7, 13)
EIGHT_WEEKS_AGO = TODAY - timedelta(weeks=8)
DAY = timedelta(days=1)


def quiet(today=TODAY):
    return Partnership.objects.gone_quiet(today).count()


def met(pair, day, **fields):
    return Meeting.objects.create(partnership=pair.partnership, held_on=day, logged_by=pair.amina, **fields)


def test_quiet_after_exactly_eight_weeks_without_a_meeting(pair):
    met(pair, EIGHT_WEEKS_AGO)
    assert (quiet(TODAY - DAY), quiet(TODAY)) == (0, 1)


def test_quiet_counts_from_the_start_when_they_never_met(pair):
    start = pair.partnership.started_on
    assert quiet(start + timedelta(weeks=8) - DAY) == 0
    assert quiet(start + timedelta(weeks=8)) == 1


def test_quiet_weeks_are_the_programmes(pair):
    pair.cohort.programme.quiet_weeks = 4
    pair.cohort.programme.save()
    met(pair, TODAY - timedelta(weeks=4))
    assert quiet() == 1


def test_cancelled_meetings_do_not_count(pair):
    met(pair, TODAY - DAY, took_place=False)
    assert quiet() == 1


def test_the_latest_meeting_counts_in_whatever_order_they_were_logged(pair):
    met(pair, TODAY - timedelta(weeks=1))
    met(pair, TODAY - timedelta(weeks=10))
    assert quiet() == 0


def test_an_ended_partnership_is_not_quiet(pair):
    services.close_partnership(pair.partnership, by=pair.facilitator)
    assert quiet() == 0


@pytest.mark.parametrize("who", ["amina", "peter"])
def test_a_pause_of_either_counts_like_a_meeting_on_the_day_they_are_back(pair, who):
    back = TODAY - timedelta(weeks=2)
    Pause.objects.create(
        participant=getattr(pair, who).participant, starts_on=back - timedelta(weeks=20), until=back
    )
    assert [quiet(back - DAY), quiet(back), quiet(back + timedelta(weeks=8) - DAY)] == [0, 0, 0]
    assert quiet(back + timedelta(weeks=8)) == 1


def test_a_pause_that_lies_ahead_or_never_ran_does_not_count(pair):
    Pause.objects.create(participant=pair.amina.participant, starts_on=TODAY + DAY, until=TODAY + 9 * DAY)
    Pause.objects.create(participant=pair.amina.participant, starts_on=TODAY - DAY, until=TODAY - DAY)
    assert quiet() == 1


def test_a_leavers_pause_does_not_count(trio):
    Pause.objects.create(participant=trio.ruth.participant, starts_on=TODAY, until=TODAY + 9 * DAY)
    assert quiet() == 1


# --- the nudge -------------------------------------------------------------------------------------------


def nudges():
    return Message.objects.filter(kind="nothing_logged")


def tick(clock, when):
    """Beat and delivery at that moment; how many nudges went (what else is due goes its own way)."""
    clock(when)
    queue_due(timezone.now())
    before = nudges().filter(state="sent").count()
    deliver_due()
    return nudges().filter(state="sent").count() - before


def test_both_partners_are_nudged_at_eight_and_twelve_weeks_and_then_left_in_peace(pair, clock):
    start = pair.partnership.started_on  # 12 April
    days = [start + timedelta(days=n) for n in range(0, 200)]
    sent = {day: tick(clock, f"{day} 09:00") for day in days}
    assert {day - start: n for day, n in sent.items() if n} == {
        timedelta(weeks=8): 2,
        timedelta(weeks=12): 2,
    }


def test_a_meeting_starts_the_count_anew_but_never_two_within_28_days(pair, clock):
    assert tick(clock, "2027-07-13 09:00") == 2
    met(pair, TODAY - timedelta(weeks=8) + DAY)  # logged late: quiet again tomorrow
    assert tick(clock, "2027-07-14 09:00") == 0
    assert tick(clock, "2027-08-09 09:00") == 0
    assert tick(clock, "2027-08-10 09:00") == 2


def test_ticking_twice_queues_once(pair):
    queue_due(timezone.now())
    assert (nudges().count(), queue_due(timezone.now()), nudges().count()) == (2, 0, 2)


def test_nobody_paused_is_nudged_and_their_partner_neither(pair):
    Pause.objects.create(participant=pair.peter.participant, starts_on=TODAY, until=TODAY + DAY)
    assert list(nothing_logged(timezone.now())) == []


def test_we_do_meet_silences_whoever_said_it_for_a_quarter(pair, clock):
    services.silence_nudges(pair.partnership, by=pair.amina_user)
    assert [m.to for m in nothing_logged(timezone.now())] == [pair.peter_user]

    assert tick(clock, "2027-10-11 09:00") == 1
    assert tick(clock, "2027-10-12 09:00") == 1
    assert nudges().filter(state="sent", to=pair.amina_user).count() == 1


@pytest.mark.parametrize("change", ["met", "paused", "silenced", "left"])
def test_a_nudge_that_is_no_longer_true_is_withdrawn(pair, clock, change):
    queue_due(timezone.now())
    if change == "met":
        met(pair, TODAY)
    elif change == "paused":
        Pause.objects.create(participant=pair.amina.participant, starts_on=TODAY, until=TODAY + DAY)
    elif change == "silenced":
        LearningPartner.objects.update(silenced_until=TODAY + DAY)
    else:
        LearningPartner.objects.update(left_at=timezone.now())
        Partnership.objects.update(ended_on=TODAY, ending="early")
    deliver_due()
    assert set(nudges().values_list("state", flat=True)) == {"withdrawn"}


def test_nudges_cost_as_many_queries_for_three_as_for_one(pair, django_assert_num_queries):
    from tests import make

    with django_assert_num_queries(2):
        assert len(list(nothing_logged(timezone.now()))) == 2
    for _ in range(2):
        make.a_partnership(pair.cohort)
    with django_assert_num_queries(2):
        assert len(list(nothing_logged(timezone.now()))) == 6
