"""Months, wall time and working days. Pure: today and now are arguments, never asked for here.

People say "at two on Tuesday" in the time of their own wall; what is stored is UTC. Twice a year the two disagree:
an hour of March does not exist, an hour of October happens twice. Neither is guessed.
"""

import calendar
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from holidays import country_holidays

LONDON = "Europe/London"


class NonexistentTime(ValueError):
    """The clocks go forward over this time: no wall clock ever shows it."""


class AmbiguousTime(ValueError):
    """The clocks go back over this time: wall clocks show it twice, and somebody has to say which is meant."""


def add_months(day: date, months: int) -> date:
    """The same day ``months`` later (or earlier), or the month's last day when it has no such day.

    31 January and one month is 28 or 29 February. Always count from the first day, not from the last result:
    31 January and two months is 31 March, though a month after 28 February is 28 March.
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return day.replace(year=year, month=month + 1, day=min(day.day, calendar.monthrange(year, month + 1)[1]))


def at_local(day: date, at: time, tz: str = LONDON, *, fold: int | None = None) -> datetime:
    """The moment, in UTC, when wall clocks in ``tz`` show ``at`` on ``day``.

    ``NonexistentTime`` when they never do. ``AmbiguousTime`` when they do twice, unless ``fold`` says which:
    0 the first time (summer time still), 1 the second.
    """
    zone = ZoneInfo(tz)
    first, second = (datetime.combine(day, at.replace(fold=which), zone) for which in (0, 1))
    as_utc = first.astimezone(UTC)
    if as_utc.astimezone(zone).replace(tzinfo=None) != first.replace(tzinfo=None):
        raise NonexistentTime(f"The clocks go forward on {day:%-d %B %Y}: there is no {at:%H:%M} that day.")
    if first.utcoffset() == second.utcoffset():
        return as_utc
    if fold is None:
        raise AmbiguousTime(f"The clocks go back on {day:%-d %B %Y}: {at:%H:%M} comes twice that day.")
    return (second if fold else first).astimezone(UTC)


def local_day_bounds(day: date, tz: str = LONDON) -> tuple[datetime, datetime]:
    """The first moment of ``day`` in ``tz`` and the first of the next, in UTC: ``start <= moment < end``.

    23 or 25 hours apart when the clocks change.
    """
    zone = ZoneInfo(tz)
    start, end = (datetime.combine(d, time.min, zone) for d in (day, day + timedelta(days=1)))
    return start.astimezone(UTC), end.astimezone(UTC)


def is_working_day(day: date) -> bool:
    """Monday to Friday, and not a bank holiday of England (with the substitutes for those on a weekend)."""
    return day.weekday() < 5 and day not in _bank_holidays(day.year)


def next_working_day(day: date) -> date:
    """The first working day after ``day``."""
    return working_days_after(day, 1)


def working_days_after(day: date, count: int) -> date:
    """The ``count``-th working day after ``day``, which itself never counts. ``ValueError`` for less than 1."""
    if count < 1:
        raise ValueError("Count at least one working day.")
    while count:
        day += timedelta(days=1)
        count -= is_working_day(day)
    return day


@lru_cache(maxsize=32)
def _bank_holidays(year: int) -> frozenset[date]:
    return frozenset(country_holidays("GB", subdiv="ENG", years=year))
