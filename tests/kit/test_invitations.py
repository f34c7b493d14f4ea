"""Calendar files, read back by somebody else's parser."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from kit.calendars import at_local
from kit.invitations import Invitation, Method, to_ics

LONDON = ZoneInfo("Europe/London")
MEETING = Invitation(
    uid="7f8d@plp.example",
    sequence=0,
    changed_at=datetime(2027, 7, 1, 8, 30, tzinfo=UTC),
    starts_at=datetime(2027, 7, 13, 9, 0, tzinfo=UTC),
    minutes=90,
    title="PLP meeting",
    organiser="plp@trust.example",
    attendee="amina@trust.example",
    place="Ward B, room 2; ask at the desk",
    words="Afterwards:\nlog it",
    link="https://plp.example/partnership/",
)


def read(ics):
    calendar = Calendar.from_ical(ics)
    (event,) = calendar.walk("VEVENT")
    return calendar, event


def test_a_request_reads_back_as_what_was_meant():
    calendar, event = read(to_ics(MEETING, Method.REQUEST))
    assert (calendar["METHOD"], calendar["VERSION"]) == ("REQUEST", "2.0")
    assert event["UID"] == "7f8d@plp.example"
    assert event["SEQUENCE"] == 0
    assert event["DTSTAMP"].dt == MEETING.changed_at
    assert event["DTSTART"].dt == datetime(2027, 7, 13, 10, 0, tzinfo=LONDON)
    assert event["DTEND"].dt - event["DTSTART"].dt == timedelta(minutes=90)
    assert (event["SUMMARY"], event["STATUS"]) == ("PLP meeting", "CONFIRMED")
    assert event["LOCATION"] == "Ward B, room 2; ask at the desk"
    assert event["DESCRIPTION"] == "Afterwards:\nlog it"
    assert event["URL"] == "https://plp.example/partnership/"
    assert event["ORGANIZER"] == "mailto:plp@trust.example"
    assert event["ATTENDEE"] == "mailto:amina@trust.example"
    assert event["CLASS"] == "PRIVATE"
    assert list(calendar.errors) + list(event.errors) == []


def test_a_move_and_a_cancellation_are_about_the_same_meeting():
    """Same UID, higher SEQUENCE: what Outlook, Google and Apple go by."""
    moved = replace(MEETING, sequence=1, starts_at=MEETING.starts_at + timedelta(days=7))
    gone = replace(moved, sequence=2)
    events = [read(to_ics(one, method))[1] for one, method in ((moved, "REQUEST"), (gone, "CANCEL"))]
    assert [event["UID"] for event in events] == [MEETING.uid] * 2
    assert [event["SEQUENCE"] for event in events] == [1, 2]
    calendar, cancelled = read(to_ics(gone, Method.CANCEL))
    assert (calendar["METHOD"], cancelled["STATUS"]) == ("CANCEL", "CANCELLED")
    assert [name for name in ("LOCATION", "DESCRIPTION", "URL") if name in cancelled] == []


def test_a_file_to_download_asks_nobody_anything():
    calendar, event = read(to_ics(replace(MEETING, attendee=""), Method.PUBLISH))
    assert calendar["METHOD"] == "PUBLISH"
    assert "ATTENDEE" not in event
    assert "ATTENDEE" not in read(to_ics(MEETING, Method.PUBLISH))[1]


def test_an_invitation_goes_to_somebody():
    with pytest.raises(ValueError, match="sent to somebody"):
        to_ics(replace(MEETING, attendee=""), Method.REQUEST)


def test_a_moment_without_a_zone_is_refused():
    with pytest.raises(ValueError, match="time zone"):
        to_ics(replace(MEETING, starts_at=MEETING.starts_at.replace(tzinfo=None)), Method.REQUEST)


@pytest.mark.parametrize("year", [2026, 2027, 2031, 2040])
def test_its_rules_of_the_wall_are_london_s(year):
    """The VTIMEZONE as the parser works it out, against the zone Python knows, on both sides of each change."""
    (zone,) = Calendar.from_ical(to_ics(MEETING, Method.PUBLISH)).walk("VTIMEZONE")
    theirs = zone.to_tz(lookup_tzid=False)
    for month in range(1, 13):
        for day in (1, 15, 24, 28):
            noon = datetime(year, month, day, 12, tzinfo=LONDON)
            assert noon.replace(tzinfo=theirs).utcoffset() == noon.utcoffset(), noon


@pytest.mark.parametrize("which", [0, 1])
def test_an_hour_that_comes_twice_is_said_in_utc(which):
    moment = at_local(date(2027, 10, 31), time(1, 30), fold=which)
    ics = to_ics(replace(MEETING, starts_at=moment), Method.REQUEST)
    assert read(ics)[1]["DTSTART"].dt == moment
    assert f"DTSTART:{moment:%Y%m%dT%H%M%SZ}\r\n" in ics


@pytest.mark.parametrize("day", ["2027-03-27 23:30", "2027-10-30 23:30", "2027-12-24 09:00"])
def test_a_meeting_over_a_change_of_the_clocks_keeps_its_length(day):
    moment = datetime.fromisoformat(day).replace(tzinfo=LONDON).astimezone(UTC)
    event = read(to_ics(replace(MEETING, starts_at=moment, minutes=240), Method.REQUEST))[1]
    starts, ends = (event[name].dt.astimezone(UTC) for name in ("DTSTART", "DTEND"))
    assert (starts, ends - starts) == (moment, timedelta(hours=4))


@given(st.text(max_size=400))
def test_whatever_is_typed_stays_one_value(words):
    """No word of theirs becomes a line of ours; lines are short, and no letter is cut."""
    ics = to_ics(replace(MEETING, place=words), Method.REQUEST)
    lines = ics.encode().split(b"\r\n")
    assert max(map(len, lines)) <= 75
    assert all(line.decode() is not None for line in lines)
    unfolded = ics.replace("\r\n ", "")
    assert unfolded.count("\r\n") == ics.count("\r\n") - ics.count("\r\n ")
    assert unfolded.count("\r\nLOCATION:") <= 1
    assert [line.split(":")[0] for line in unfolded.splitlines()].count("END") == 5
    expected = words.replace("\r\n", "\n").replace("\r", "\n")
    expected = "".join(c for c in expected if c in "\n\t" or c.isprintable())
    assert str(read(ics)[1].get("LOCATION", "")) == expected


def test_an_address_cannot_smuggle_a_line():
    ics = to_ics(replace(MEETING, attendee="a@b.example\r\nX-EVIL:1"), Method.REQUEST)
    assert "\r\nX-EVIL" not in ics
