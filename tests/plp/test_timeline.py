from datetime import date

from plp.timeline import year_of


class Programme:
    check_in_months = [3, 6, 9, 12]
    longest_months = 15


class Cohort:
    programme = Programme
    opens_on = date(2026, 1, 5)
    closes_on = date(2026, 2, 15)
    starts_on = date(2026, 3, 9)
    survey_opens_on = date(2027, 1, 9)
    ends_on = date(2027, 3, 9)
    ends_at_latest_on = date(2027, 6, 9)


def test_the_year_begins_with_recruiting_and_ends_at_the_latest_day():
    timeline = year_of(Cohort, [], date(2026, 6, 1))
    assert [stretch.name for stretch in timeline.stretches] == [
        "Recruiting",
        "Matching",
        "Partnerships",
        "Up to month 15",
    ]
    assert timeline.stretches[0].x == 0
    last = timeline.stretches[-1]
    assert round(last.x + last.width) == 1000


def test_stretches_follow_one_another_without_a_gap():
    stretches = year_of(Cohort, [], date(2026, 6, 1)).stretches
    assert [s.ends for s in stretches[:-1]] == [s.starts for s in stretches[1:]]


def test_today_lies_in_exactly_one_stretch():
    for today in (Cohort.opens_on, Cohort.closes_on, Cohort.starts_on, Cohort.ends_on):
        assert sum(stretch.now for stretch in year_of(Cohort, [], today).stretches) == 1


def test_a_day_outside_the_year_has_no_place_in_the_picture():
    assert year_of(Cohort, [], date(2025, 12, 31)).today_x is None
    assert year_of(Cohort, [], date(2027, 6, 10)).today_x is None


def test_planned_months_stand_in_until_sessions_are_laid_out():
    names = [mark.name for mark in year_of(Cohort, [], date(2026, 6, 1)).marks]
    assert names == ["Launch", "Check-in 1", "Check-in 2", "Check-in 3", "Survey opens", "Check-in 4"]


def test_real_sessions_replace_the_planned_months():
    sessions = [("Launch 1", date(2026, 3, 16)), ("Check-in 1", date(2026, 6, 10))]
    marks = year_of(Cohort, sessions, date(2026, 6, 1)).marks
    assert [(mark.name, mark.day) for mark in marks] == [*sessions, ("Survey opens", date(2027, 1, 9))]


def test_neighbouring_labels_take_turns_on_two_rows():
    sessions = [("Launch 1", date(2026, 3, 16)), ("Launch 2", date(2026, 3, 30))]
    first, second, _ = year_of(Cohort, sessions, date(2026, 6, 1)).marks
    assert (first.low, second.low) == (False, True)


def test_the_sentence_says_where_we_are_and_what_comes_next():
    assert year_of(Cohort, [], date(2026, 6, 1)).sentence == (
        "The cohort is in this stage: Partnerships. Next comes Check-in 1, 9 June 2026."
    )
    assert year_of(Cohort, [], date(2028, 1, 1)).sentence == "This cohort's year is over."


def test_the_table_has_every_stage_and_every_mark_in_order_of_days():
    timeline = year_of(Cohort, [], date(2026, 6, 1))
    days = [row[0] for row in timeline.rows]
    assert days == sorted(days)
    assert len(timeline.rows) == len(timeline.stretches) + len(timeline.marks)
    assert len(timeline.steps) == len(timeline.rows)


def test_exactly_one_step_of_the_tall_picture_is_marked_as_now():
    steps = year_of(Cohort, [], date(2026, 6, 1)).steps
    assert [step["name"] for step in steps if step["now"]] == ["Launch"]
