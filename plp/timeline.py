"""A cohort's year as a picture: what lies where between the first day of recruiting and the last of all."""

from dataclasses import dataclass
from datetime import date, timedelta

from kit.calendars import add_months

WIDTH = 1000
ROW = 46


@dataclass(frozen=True)
class Stretch:
    """A stage with its days. `x`, `width`: in the picture's units. `now`: today lies in it."""

    name: str
    starts: date
    ends: date
    x: float
    width: float
    now: bool
    over: bool


@dataclass(frozen=True)
class Mark:
    """One thing that happens on a day: a launch session, a check-in, the survey. `low`: label on the second row."""

    name: str
    day: date
    x: float
    low: bool
    over: bool


@dataclass(frozen=True)
class Timeline:
    """Everything the picture and its table need; `today_x` is None when today lies outside the year."""

    stretches: list[Stretch]
    marks: list[Mark]
    today: date
    today_x: float | None
    sentence: str

    @property
    def rows(self):
        """The same as the picture, in order of days: (what, from, until, where it stands)."""
        rows = [(s.starts, s.name, s.ends, _standing(s.over, s.now)) for s in self.stretches]
        rows += [(m.day, m.name, None, _standing(m.over, m.day == self.today)) for m in self.marks]
        return sorted(rows, key=lambda row: (row[0], row[2] is None))

    @property
    def steps(self):
        """The same from top to bottom, for a narrow screen: y of each row, today's row marked."""
        rows = [(day, name, ends) for day, name, ends, _ in self.rows]
        passed = sum(day <= self.today for day, _, _ in rows)
        return [
            {
                "name": name,
                "day": day,
                "ends": ends,
                "y": 24 + ROW * index,
                "over": (ends or day) < self.today,
                "now": index == passed - 1,
            }
            for index, (day, name, ends) in enumerate(rows)
        ]

    @property
    def tall_height(self):
        return 24 + ROW * (len(self.stretches) + len(self.marks))


def year_of(cohort, sessions, today):
    """The timeline of a cohort.

    sessions: iterable of (name, date) that are really planned; where there are none yet, the months
    of the programme stand in. today: a date.
    """
    first, last = cohort.opens_on, cohort.ends_at_latest_on
    scale = WIDTH / ((last - first).days or 1)

    def x(day):
        return round((day - first).days * scale, 1)

    def stretch(name, starts, ends):
        return Stretch(
            name, starts, ends, x(starts), x(ends) - x(starts), starts <= today < ends, ends <= today
        )

    stretches = [
        stretch("Recruiting", first, cohort.closes_on + timedelta(days=1)),
        stretch("Matching", cohort.closes_on + timedelta(days=1), cohort.starts_on),
        stretch("Partnerships", cohort.starts_on, cohort.ends_on),
        stretch("Up to month " + str(cohort.programme.longest_months), cohort.ends_on, last),
    ]
    days = sorted(list(sessions) or _planned(cohort), key=lambda pair: pair[1])
    days.append(("Survey opens", cohort.survey_opens_on))
    marks, previous = [], None
    for name, day in sorted(days, key=lambda pair: pair[1]):
        close_by = previous is not None and x(day) - previous.x < 90
        previous = Mark(name, day, x(day), close_by and not previous.low, day < today)
        marks.append(previous)
    inside = first <= today <= last
    return Timeline(stretches, marks, today, x(today) if inside else None, _sentence(stretches, marks, today))


def _planned(cohort):
    launch = [("Launch", cohort.starts_on)]
    months = cohort.programme.check_in_months
    return launch + [
        (f"Check-in {n}", add_months(cohort.starts_on, m)) for n, m in enumerate(months, start=1)
    ]


def _standing(over, now):
    return "now" if now else "done" if over else "to come"


def _sentence(stretches, marks, today):
    now = next((stretch.name for stretch in stretches if stretch.now), None)
    coming = next((mark for mark in marks if mark.day >= today), None)
    if now is None:
        where = "This cohort's year is over." if stretches[-1].over else "This cohort's year has not begun."
    else:
        where = f"The cohort is in this stage: {now}."
    return where + (f" Next comes {coming.name}, {coming.day:%-d %B %Y}." if coming else "")
