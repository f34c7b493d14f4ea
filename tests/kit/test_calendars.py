from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit.calendars import (
    AmbiguousTime,
    NonexistentTime,
    add_months,
    at_local,
    is_working_day,
    local_day_bounds,
    next_working_day,
    working_days_after,
)

# --- Months


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2026, 1, 15), 1, date(2026, 2, 15)),
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2028, 1, 31), 1, date(2028, 2, 29)),
        (date(2026, 1, 31), 2, date(2026, 3, 31)),
        (date(2028, 2, 29), 12, date(2029, 2, 28)),
        (date(2028, 2, 29), 48, date(2032, 2, 29)),
        (date(2026, 11, 30), 3, date(2027, 2, 28)),
        (date(2026, 12, 31), 15, date(2028, 3, 31)),
        (date(2026, 3, 31), -1, date(2026, 2, 28)),
        (date(2026, 1, 1), -1, date(2025, 12, 1)),
        (date(2026, 5, 5), 0, date(2026, 5, 5)),
    ],
)
def test_a_month_later_is_the_same_day_or_the_month_s_last(day, months, expected):
    assert add_months(day, months) == expected


@given(st.dates(date(2000, 1, 1), date(2080, 1, 1)), st.integers(0, 60))
def test_months_never_skip_a_month_nor_move_the_day_forward(day, months):
    later = add_months(day, months)
    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == months
    assert later.day == day.day or (later.day < day.day and (later + timedelta(days=1)).day == 1)


# --- Wall time


def test_two_o_clock_in_winter_is_two_in_utc_and_in_summer_one():
    assert at_local(date(2026, 1, 15), time(14)) == datetime(2026, 1, 15, 14, tzinfo=UTC)
    assert at_local(date(2026, 7, 15), time(14)) == datetime(2026, 7, 15, 13, tzinfo=UTC)


def test_the_answer_is_in_utc():
    assert at_local(date(2026, 7, 15), time(14)).tzinfo is UTC


@pytest.mark.parametrize("day", [date(2026, 3, 29), date(2027, 3, 28)])
def test_the_hour_the_clocks_leave_out_in_march_is_refused(day):
    assert at_local(day, time(0, 59)) == datetime(day.year, 3, day.day, 0, 59, tzinfo=UTC)
    for at in (time(1), time(1, 30), time(1, 59, 59)):
        for fold in (None, 0, 1):
            with pytest.raises(NonexistentTime):
                at_local(day, at, fold=fold)
    assert at_local(day, time(2)) == datetime(day.year, 3, day.day, 1, tzinfo=UTC)


@pytest.mark.parametrize("day", [date(2026, 10, 25), date(2027, 10, 31)])
def test_the_hour_that_comes_twice_in_october_is_asked_about(day):
    assert at_local(day, time(0, 59)) == datetime(day.year, 10, day.day - 1, 23, 59, tzinfo=UTC)
    for at in (time(1), time(1, 30), time(1, 59, 59)):
        with pytest.raises(AmbiguousTime):
            at_local(day, at)
    assert at_local(day, time(1, 30), fold=0) == datetime(day.year, 10, day.day, 0, 30, tzinfo=UTC)
    assert at_local(day, time(1, 30), fold=1) == datetime(day.year, 10, day.day, 1, 30, tzinfo=UTC)
    assert at_local(day, time(2)) == datetime(day.year, 10, day.day, 2, tzinfo=UTC)


def test_the_errors_name_the_day_and_the_hour():
    with pytest.raises(NonexistentTime, match=r"forward on 29 March 2026: there is no 01:30 that day"):
        at_local(date(2026, 3, 29), time(1, 30))
    with pytest.raises(AmbiguousTime, match=r"back on 25 October 2026: 01:30 comes twice"):
        at_local(date(2026, 10, 25), time(1, 30))


def test_another_zone_has_hours_of_its_own():
    assert at_local(date(2026, 3, 29), time(1, 30), "Europe/Berlin") == datetime(
        2026, 3, 29, 0, 30, tzinfo=UTC
    )
    with pytest.raises(NonexistentTime):
        at_local(date(2026, 3, 29), time(2, 30), "Europe/Berlin")


@given(st.datetimes(datetime(2026, 1, 1), datetime(2028, 12, 31)))  # noqa: DTZ001
def test_what_comes_back_is_what_the_wall_clock_shows(wall):
    wall = wall.replace(microsecond=0)
    try:
        moment = at_local(wall.date(), wall.time())
    except NonexistentTime:
        assert (wall.month, wall.hour) == (3, 1)
    except AmbiguousTime:
        assert (wall.month, wall.hour) == (10, 1)
    else:
        assert moment.astimezone(ZoneInfo("Europe/London")).replace(tzinfo=None) == wall


# --- Days as windows


@pytest.mark.parametrize(
    ("day", "hours"),
    [
        (date(2026, 3, 29), 23),
        (date(2027, 3, 28), 23),
        (date(2026, 10, 25), 25),
        (date(2027, 10, 31), 25),
        (date(2026, 7, 1), 24),
        (date(2028, 2, 29), 24),
    ],
)
def test_a_day_has_the_hours_its_clocks_give_it(day, hours):
    start, end = local_day_bounds(day)
    assert end - start == timedelta(hours=hours)


def test_a_summer_day_begins_the_evening_before_in_utc():
    assert local_day_bounds(date(2026, 7, 1)) == (
        datetime(2026, 6, 30, 23, tzinfo=UTC),
        datetime(2026, 7, 1, 23, tzinfo=UTC),
    )


@given(st.dates(date(2026, 1, 1), date(2028, 12, 31)))
def test_days_follow_each_other_without_gap_or_overlap(day):
    assert local_day_bounds(day)[1] == local_day_bounds(day + timedelta(days=1))[0]


# --- Working days

BANK_HOLIDAYS = {
    # gov.uk/bank-holidays, England and Wales
    2026: ["01-01", "04-03", "04-06", "05-04", "05-25", "08-31", "12-25", "12-28"],
    2027: ["01-01", "03-26", "03-29", "05-03", "05-31", "08-30", "12-27", "12-28"],
    2028: ["01-03", "04-14", "04-17", "05-01", "05-29", "08-28", "12-25", "12-26"],
}


@pytest.mark.parametrize("year", BANK_HOLIDAYS)
def test_the_weekdays_off_are_england_s_bank_holidays(year):
    days = [date(year, 1, 1) + timedelta(days=n) for n in range(365)]
    off = [f"{day:%m-%d}" for day in days if day.weekday() < 5 and not is_working_day(day)]
    assert off == BANK_HOLIDAYS[year]


def test_scotland_s_holidays_are_working_days_here():
    assert is_working_day(date(2026, 1, 2)) is True
    assert is_working_day(date(2026, 8, 3)) is True


def test_a_weekend_is_not_working():
    assert [is_working_day(date(2026, 6, day)) for day in (5, 6, 7, 8)] == [True, False, False, True]


def test_the_next_working_day_comes_after_weekends_and_holidays():
    assert next_working_day(date(2026, 6, 3)) == date(2026, 6, 4)
    assert next_working_day(date(2026, 6, 5)) == date(2026, 6, 8)
    assert next_working_day(date(2026, 4, 2)) == date(2026, 4, 7)
    assert next_working_day(date(2026, 12, 24)) == date(2026, 12, 29)
    assert next_working_day(date(2028, 2, 28)) == date(2028, 2, 29)


def test_working_days_are_counted_from_the_day_after():
    assert working_days_after(date(2026, 6, 5), 1) == date(2026, 6, 8)
    assert working_days_after(date(2026, 6, 5), 5) == date(2026, 6, 12)
    assert working_days_after(date(2026, 6, 6), 1) == date(2026, 6, 8)
    assert working_days_after(date(2026, 12, 23), 3) == date(2026, 12, 30)
    for count in (0, -1):
        with pytest.raises(ValueError):
            working_days_after(date(2026, 6, 5), count)
