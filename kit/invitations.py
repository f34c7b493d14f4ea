"""Calendar files (iCalendar, RFC 5545 and 5546) that calendars follow when a meeting moves or is called off. Pure.

The same UID and a higher SEQUENCE is what makes Outlook, Google and Apple change the meeting they have instead
of adding another. Times are the wall's, with the rules of that wall beside them (VTIMEZONE), because some readers
know no time zone by name.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from kit.calendars import LONDON

MAKER = "-//Parallel Learning Partnerships//PLP//EN"
LONGEST_LINE = 75  # bytes

# The rules of the United Kingdom's wall since 1996: summer from the last Sunday of March to that of October.
LONDON_RULES = (
    "BEGIN:VTIMEZONE",
    f"TZID:{LONDON}",
    "BEGIN:DAYLIGHT",
    "TZNAME:BST",
    "DTSTART:19960331T010000",
    "TZOFFSETFROM:+0000",
    "TZOFFSETTO:+0100",
    "RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU",
    "END:DAYLIGHT",
    "BEGIN:STANDARD",
    "TZNAME:GMT",
    "DTSTART:19961027T020000",
    "TZOFFSETFROM:+0100",
    "TZOFFSETTO:+0000",
    "RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU",
    "END:STANDARD",
    "END:VTIMEZONE",
)


class Method(StrEnum):
    """What the reader's calendar is asked to do."""

    REQUEST = "REQUEST"  # in a mail: put it in, or change what is there
    CANCEL = "CANCEL"  # in a mail: take it out
    PUBLISH = "PUBLISH"  # a file to download: here it is, nobody is asked anything


@dataclass(frozen=True)
class Invitation:
    """One meeting as a calendar needs to know it.

    uid: the same for ever, and nobody else's ("<key>@<host>"). sequence: one more with each change, a
    cancellation included. changed_at, starts_at: aware moments. organiser, attendee: mail addresses; name nobody
    whose presence others must not learn, since calendars are read by more people than their owner.
    """

    uid: str
    sequence: int
    changed_at: datetime
    starts_at: datetime
    minutes: int
    title: str
    organiser: str
    attendee: str = ""
    place: str = ""
    words: str = ""
    link: str = ""


def to_ics(invitation: Invitation, method: Method) -> str:
    """The calendar file, its lines folded and ended as the standard says.

    ``ValueError`` for a REQUEST or CANCEL that goes to nobody, and for a moment without a time zone.
    """
    if method != Method.PUBLISH and not invitation.attendee:
        raise ValueError("An invitation is sent to somebody.")
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:{MAKER}",
        "CALSCALE:GREGORIAN",
        f"METHOD:{method}",
        *LONDON_RULES,
        *_event(invitation, method),
        "END:VCALENDAR",
    ]
    return "".join(f"{_folded(line)}\r\n" for line in lines)


def _event(invitation, method):
    ends_at = invitation.starts_at + timedelta(minutes=invitation.minutes)
    cancelled = method == Method.CANCEL
    yield "BEGIN:VEVENT"
    yield f"UID:{_text(invitation.uid)}"
    yield f"SEQUENCE:{invitation.sequence}"
    yield f"DTSTAMP:{_utc(invitation.changed_at)}"
    yield f"LAST-MODIFIED:{_utc(invitation.changed_at)}"
    yield from _when(invitation.starts_at, ends_at)
    yield f"SUMMARY:{_text(invitation.title)}"
    yield f"STATUS:{'CANCELLED' if cancelled else 'CONFIRMED'}"
    yield f"ORGANIZER:mailto:{_address(invitation.organiser)}"
    if method != Method.PUBLISH:
        # Nobody's answer is asked for: the two have agreed already.
        yield f"ATTENDEE;ROLE=REQ-PARTICIPANT;PARTSTAT=ACCEPTED;RSVP=FALSE:mailto:{_address(invitation.attendee)}"
    if not cancelled:
        yield from _details(invitation)
    # Colleagues who may look at somebody's calendar see that they are busy, and no link to join.
    yield "CLASS:PRIVATE"
    yield f"TRANSP:{'TRANSPARENT' if cancelled else 'OPAQUE'}"
    yield "END:VEVENT"


def _details(invitation):
    if invitation.place:
        yield f"LOCATION:{_text(invitation.place)}"
    if invitation.words:
        yield f"DESCRIPTION:{_text(invitation.words)}"
    if invitation.link:
        yield f"URL:{_one_line(invitation.link)}"


def _when(starts_at, ends_at):
    """By the wall; in UTC when the clocks go back over it, since by the wall nobody could say which hour is meant."""
    moments = {"DTSTART": starts_at, "DTEND": ends_at}
    if any(_comes_twice(moment) for moment in moments.values()):
        return [f"{name}:{_utc(moment)}" for name, moment in moments.items()]
    return [f"{name};TZID={LONDON}:{_wall(moment):%Y%m%dT%H%M%S}" for name, moment in moments.items()]


def _comes_twice(moment):
    wall = _wall(moment)
    return wall.replace(fold=0).utcoffset() != wall.replace(fold=1).utcoffset()


def _wall(moment):
    return _aware(moment).astimezone(ZoneInfo(LONDON))


def _utc(moment):
    return f"{_aware(moment).astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _aware(moment):
    if moment.tzinfo is None:
        raise ValueError("Say in which time zone that is.")
    return moment


def _text(words):
    """Typed words as one value: no line of theirs can become a line of ours."""
    words = words.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    words = words.replace("\r\n", "\n").replace("\r", "\n").replace("\n", "\\n")
    return "".join(letter for letter in words if letter == "\t" or letter.isprintable())


def _address(address):
    return _one_line(address).replace(";", "").replace(",", "")


def _one_line(words):
    return "".join(letter for letter in words if letter.isprintable() and not letter.isspace())


def _folded(line):
    """No line longer than 75 bytes, no letter cut in two: what goes on begins with a blank."""
    parts, current, room = [], "", LONGEST_LINE
    for letter in line:
        size = len(letter.encode())
        if size > room:
            parts.append(current)
            current, room = "", LONGEST_LINE - 1
        current += letter
        room -= size
    return "\r\n ".join([*parts, current])
