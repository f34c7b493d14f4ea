"""How long a partnership lasts when somebody pauses: everything moves on by the days of the pauses. Pure."""

from dataclasses import dataclass
from datetime import date, timedelta

from kit.calendars import add_months

QUARTERS = (3, 6, 9, 12)


@dataclass(frozen=True)
class Span:
    """complete_on: its planned end. ends_on: the end the partners chose, the planned one unless they extended it.
    ends_at_latest_on: when it has had its longest time."""

    complete_on: date
    ends_on: date
    ends_at_latest_on: date


def moved_by_pauses(day, breaks, *, since):
    """`day`, later by the days of the breaks that began before it.

    breaks: (from, until) pairs in any order, until being the first day back. Days on which two pause at once
    count once, and so does no day before `since`. A break that begins within the days gained counts as well.
    """
    for begins, back in _one_after_another(breaks, since):
        if begins >= day:
            break
        day += back - begins
    return day


def span_of(started_on, breaks, *, shortest, longest, extended_until=None):
    """The `Span` of a partnership. extended_until: as the partners chose it, without any pause."""

    def moved(day):
        return moved_by_pauses(day, breaks, since=started_on)

    planned = add_months(started_on, shortest)
    return Span(moved(planned), moved(extended_until or planned), moved(add_months(started_on, longest)))


def fit_check_days(started_on, breaks, *, first_after):
    """The days on which both are asked how it is going: the first after so many days, then each quarter."""
    plain = [started_on + timedelta(days=first_after)]
    plain += [add_months(started_on, months) for months in QUARTERS]
    return sorted({moved_by_pauses(day, breaks, since=started_on) for day in plain})


def _one_after_another(breaks, since):
    """The breaks from `since` on, those that touch or overlap made one."""
    whole = []
    for begins, back in sorted((max(begins, since), back) for begins, back in breaks):
        if back <= begins:
            continue
        if whole and begins <= whole[-1][1]:
            whole[-1] = (whole[-1][0], max(back, whole[-1][1]))
        else:
            whole.append((begins, back))
    return whole
