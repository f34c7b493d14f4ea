"""The end moves with every pause, of either partner, once for each day."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from participants.models import Pause
from partnerships.lasting import fit_check_days, moved_by_pauses, span_of
from partnerships.models import Partnership

START = date(2027, 4, 12)
END = date(2028, 4, 12)
DAY = timedelta(days=1)


def moved(*breaks, day=END):
    return moved_by_pauses(day, breaks, since=START)


def test_without_a_pause_nothing_moves():
    assert moved() == END


def test_the_end_moves_by_the_days_of_a_pause():
    assert moved((date(2027, 6, 1), date(2027, 6, 15))) == END + 14 * DAY


def test_days_on_which_both_pause_count_once():
    assert (
        moved((date(2027, 6, 1), date(2027, 6, 15)), (date(2027, 6, 8), date(2027, 6, 22))) == END + 21 * DAY
    )
    assert moved((date(2027, 6, 1), date(2027, 7, 1)), (date(2027, 6, 8), date(2027, 6, 9))) == END + 30 * DAY


def test_pauses_apart_add_up_in_whatever_order_they_come():
    apart = [(date(2027, 9, 1), date(2027, 9, 8)), (date(2027, 6, 1), date(2027, 6, 8))]
    assert moved(*apart) == moved(*reversed(apart)) == END + 14 * DAY


def test_a_pause_before_the_start_counts_from_the_start_on():
    assert moved((START - 30 * DAY, START + 5 * DAY)) == END + 5 * DAY
    assert moved((START - 30 * DAY, START - DAY)) == END


def test_a_pause_after_the_end_moves_nothing_and_one_in_the_days_gained_does():
    assert moved((END, END + 9 * DAY)) == END
    assert moved((END - DAY, END + DAY), (END + DAY, END + 4 * DAY)) == END + 5 * DAY


def test_a_pause_that_never_ran_moves_nothing():
    assert moved((date(2027, 6, 1), date(2027, 6, 1)), (date(2027, 6, 9), date(2027, 6, 3))) == END


days = st.integers(-20, 420).map(lambda n: START + n * DAY)


@given(st.lists(st.tuples(days, days), max_size=6))
def test_just_as_many_days_without_a_pause_lie_before_the_end_as_planned(breaks):
    end = moved(*breaks)
    at_work = [
        day
        for day in (START + n * DAY for n in range((end - START).days))
        if not any(begins <= day < back for begins, back in breaks)
    ]
    assert len(at_work) == (END - START).days


def test_the_span_has_a_planned_a_chosen_and_a_latest_end():
    pause = [(date(2027, 6, 1), date(2027, 6, 11))]
    plain = span_of(START, [], shortest=12, longest=15)
    assert (plain.complete_on, plain.ends_on, plain.ends_at_latest_on) == (END, END, date(2028, 7, 12))
    longer = span_of(START, pause, shortest=12, longest=15, extended_until=date(2028, 6, 12))
    assert (longer.complete_on, longer.ends_on) == (date(2028, 4, 22), date(2028, 6, 22))
    assert longer.ends_at_latest_on == date(2028, 7, 22)


def test_fit_checks_come_at_day_30_and_each_quarter_and_wait_while_somebody_pauses():
    assert fit_check_days(START, [], first_after=30) == [
        date(2027, 5, 12),
        date(2027, 7, 12),
        date(2027, 10, 12),
        date(2028, 1, 12),
        date(2028, 4, 12),
    ]
    assert fit_check_days(START, [(date(2027, 5, 11), date(2027, 6, 10))], first_after=30)[:2] == [
        date(2027, 6, 11),
        date(2027, 8, 11),
    ]


# --- read from the database -------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_partnerships_end_moves_with_the_pauses_of_either(pair):
    for place, begins, back in (
        (pair.amina, date(2027, 6, 1), date(2027, 6, 15)),
        (pair.peter, date(2027, 6, 8), date(2027, 6, 22)),
    ):
        Pause.objects.create(participant=place.participant, starts_on=begins, until=back)
    assert pair.partnership.complete_on == END + 21 * DAY
    assert pair.partnership.span().ends_at_latest_on == date(2028, 7, 12) + 21 * DAY


@pytest.mark.django_db
def test_a_leavers_pause_counts_until_they_left(trio):
    Pause.objects.create(
        participant=trio.ruth.participant, starts_on=date(2027, 5, 25), until=date(2027, 9, 1)
    )
    assert trio.partnership.complete_on == END + 7 * DAY


@pytest.mark.django_db
def test_many_partnerships_are_read_with_their_breaks_at_once(pair, django_assert_num_queries):
    Pause.objects.create(
        participant=pair.amina.participant, starts_on=date(2027, 6, 1), until=date(2027, 6, 15)
    )
    with django_assert_num_queries(1):
        listed = Partnership.objects.with_breaks().select_related("cohort__programme")
        assert [one.complete_on for one in listed] == [END + 14 * DAY]
