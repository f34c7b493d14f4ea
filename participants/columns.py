"""Which column of a spreadsheet is what, and what its cells mean. Pure: no database, no clock.

`guess` reads headings (question texts, usually), `read_rows` turns a table into people and problems. A
problem names a row and a column; it never repeats what stood in a private one.
"""

import re
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from kit.tables import AmbiguousDates, TableError, guess_date

LONDON = ZoneInfo("Europe/London")

MEANINGS = {
    "": "Leave this column out",
    "email": "Work e-mail",
    "name": "Name",
    "side": "The place they would like",
    "groups": "The groups they belong to",
    "job_title": "Job title",
    "directorate": "Directorate",
    "site": "Usual place of work",
    "band": "Band or level",
    "line_manager_email": "Line manager's e-mail",
    "channel": "How they heard of the programme",
    "answer_1": "First answer",
    "answer_2": "Second answer",
    "answer_3": "Third answer",
    "mode": "How they like to meet",
    "days": "Days that suit them",
    "access_needs": "Access or communication needs (private)",
    "not_with": "People not to be paired with (private)",
    "sent_at": "When they sent it",
}
REQUIRED = ("email", "name", "side", "answer_1", "answer_2", "answer_3")

# Tried from the top; the first heading word that fits wins, and each meaning is given away once.
_SIGNS = [
    ("line_manager_email", r"manager"),
    ("not_with", r"not\b.*\b(pair|match|partner)|rather not|avoid"),
    ("access_needs", r"accessib|access need|adjustment|communication need"),
    ("sent_at", r"completion time|submitted|completed at|timestamp|sent at"),
    ("channel", r"\bhear\b|heard|find out|found out|channel"),
    ("groups", r"describe you|describes you|identify|groups?\b.*\bbelong|belong"),
    ("side", r"\bplace\b.*\b(like|take|want)|\bside\b|\brole\b.*programme|take part as|applying as"),
    ("mode", r"(like|prefer|want) to meet|meeting (mode|format)|meet\b.*\b(online|person)"),
    ("days", r"\bdays?\b"),
    ("answer_3", r"good partner|makes a (good )?partner|partnership for (me|you)|third (answer|prompt)"),
    ("answer_2", r"learn|share|second (answer|prompt)"),
    ("answer_1", r"about (me|you)|yourself|first (answer|prompt)"),
    ("directorate", r"directorate|division|department|care group"),
    ("site", r"based|\bsite\b|location|place of work|workplace"),
    ("band", r"\bband\b|\bgrade\b|\blevel\b"),
    ("job_title", r"job title|job role|position|post title|\bjob\b"),
    ("email", r"e-?mail"),
    ("name", r"\bname\b"),
]

_CHANNELS = [
    ("chief-executive", r"chief exec|\bceo\b"),
    ("staff-network", r"network"),
    ("intranet", r"intranet|web ?site|news"),
    ("colleague", r"colleague|friend|manager|word of mouth"),
]
_MODES = [
    ("either", r"either|both|any|no preference|don'?t mind"),
    ("in_person", r"person|face"),
    ("online", r"teams|online|virtual|video|remote"),
]
_DAYS = [("mon", "mon"), ("tue", "tue"), ("wed", "wed"), ("thu", "thu"), ("fri", "fri")]
GAP = True
_HEADING = 500  # letters of a heading that are looked at: a page of text above a column would take minutes
_LIMITS = {"name": 150, "job_title": 120, "directorate": 120, "site": 120, "band": 60}
_EMAIL = re.compile(r"[^@\s,;<>\"]+@[^@\s,;<>\".]+(\.[^@\s,;<>\".]+)+")


@dataclass(frozen=True)
class Words:
    """What a programme calls its sides and groups, as its form may have printed them."""

    leader: tuple[str, ...]
    network: tuple[str, ...]
    leader_group: tuple[str, ...]
    network_group: tuple[str, ...]


@dataclass
class ImportedPerson:
    """One row, understood."""

    number: int
    email: str
    name: str
    sides: list[str]
    groups: list[str] = field(default_factory=list)
    job_title: str = ""
    directorate: str = ""
    site: str = ""
    band: str = ""
    line_manager_email: str = ""
    channel: str = "other"
    answers: list[str] = field(default_factory=lambda: ["", "", ""])
    mode: str = ""
    days: list[str] = field(default_factory=list)
    access_needs: str = ""
    not_with: list[str] = field(default_factory=list)
    sent_at: datetime | None = None
    filled: frozenset = frozenset()  # the meanings in whose cells something stands


@dataclass(frozen=True)
class Problem:
    """One thing to put right: the row as the spreadsheet numbers it, what to do in words, which column's meaning.

    gap: something is missing that only somebody new needs.
    """

    number: int
    words: str
    meaning: str = ""
    gap: bool = False


def words_of(programme):
    """The `Words` of a programme (anything with its naming attributes)."""
    return Words(
        leader=(programme.leader_name, programme.leader_name_plural, "Senior leader"),
        network=(programme.network_name, programme.network_name_plural, "BME partner"),
        leader_group=(programme.leader_group, "Associate director or above"),
        network_group=(programme.network_group, "Black or minority ethnic background"),
    )


def guess(headers):
    """Heading → meaning ("" for a column to leave out). Each meaning is used for one column at most."""
    choices = dict.fromkeys(headers, "")
    for meaning, sign in _SIGNS:
        for header in headers:
            if not choices[header] and re.search(sign, header[:_HEADING], re.IGNORECASE):
                choices[header] = meaning
                break
    return choices


def missing_columns(choices, *, only_known=False):
    """The meanings without which nobody can be imported, that no column has been given.

    only_known: the table is about people who are here already; then the e-mail is enough.
    """
    given = set(choices.values())
    needed = ("email",) if only_known else REQUIRED
    return [MEANINGS[meaning] for meaning in needed if meaning not in given]


def read_rows(headers, rows, numbers, choices, words, *, month_first=None):
    """People and problems of a table: (list of ImportedPerson, list of Problem).

    choices: heading → meaning, as from `guess`. words: `words_of(programme)`. month_first: which way
    dates are written, when the column itself cannot tell. Raises AmbiguousDates then, if it is None.
    """
    columns = {choices[header]: index for index, header in enumerate(headers) if choices.get(header)}
    sent, date_problems = _moments(columns, rows, numbers, month_first)
    people, problems, seen = [], list(date_problems), {}
    for row, number, sent_at in zip(rows, numbers, sent, strict=True):
        cells = {meaning: row[index].strip() for meaning, index in columns.items()}
        person, wrong = _read_row(cells, number, words)
        person.sent_at = sent_at
        first = seen.setdefault(person.email, number)
        if person.email and first != number:
            wrong.append(("email", f"The same e-mail stands in row {first}."))
        people.append(person)
        problems += [Problem(number, words, meaning, bool(gap)) for meaning, words, *gap in wrong]
    return people, sorted(problems, key=lambda problem: problem.number)


def _read_row(cells, number, words):
    wrong = []
    email = cells.get("email", "").lower()
    if not _EMAIL.fullmatch(email) or len(email) > 254:
        wrong.append(("email", "The work e-mail is missing or is not an e-mail address."))
    name = " ".join(cells.get("name", "").split())
    if not name:
        wrong.append(("name", "The name is missing.", GAP))
    sides = _sides(cells.get("side", ""), words, wrong)
    manager = cells.get("line_manager_email", "").lower()
    if manager and (not _EMAIL.fullmatch(manager) or len(manager) > 254):
        wrong.append(("line_manager_email", "The line manager's e-mail is not an e-mail address."))
        manager = ""
    for place in (1, 2, 3):
        if not cells.get(f"answer_{place}"):
            which = ("first", "second", "third")[place - 1]
            wrong.append((f"answer_{place}", f"The {which} answer is empty.", GAP))
    for meaning, longest in _LIMITS.items():
        if len(cells.get(meaning, "")) > longest:
            wrong.append((meaning, f"“{MEANINGS[meaning]}” is longer than {longest} letters."))
    days = [day for day, start in _DAYS if any(p.lower().startswith(start) for p in _parts(cells, "days"))]
    person = ImportedPerson(
        number=number,
        email=email,
        name=name,
        sides=sides,
        groups=_groups(_parts(cells, "groups"), words),
        line_manager_email=manager,
        channel=_first_fit(_CHANNELS, cells.get("channel", ""), "other"),
        answers=[cells.get(f"answer_{place}", "") for place in (1, 2, 3)],
        mode=_first_fit(_MODES, cells.get("mode", ""), ""),
        days=days,
        access_needs=cells.get("access_needs", ""),
        filled=frozenset(meaning for meaning, text in cells.items() if text),
        not_with=[line for line in re.split(r"[;\n]+", cells.get("not_with", "")) if line.strip()],
        **{meaning: cells.get(meaning, "") for meaning in ("job_title", "directorate", "site", "band")},
    )
    return person, wrong


def _sides(text, words, wrong):
    """The sides somebody ticked: only ever what they wrote, never concluded from who they are."""
    sides = []
    for part in filter(None, (part.strip() for part in text.split(";"))):
        for side, names in (("leader", words.leader), ("network", words.network)):
            if part.casefold() in (name.casefold() for name in names) and side not in sides:
                sides.append(side)
    if not sides:
        known = f"“{words.leader[0]}” or “{words.network[0]}”"
        wrong.append(("side", f"The place they would like should be {known}.", *([] if text else [GAP])))
    return sides


def _groups(parts, words):
    groups = []
    for part in parts:
        said = part.casefold()
        if said in (name.casefold() for name in words.leader_group):
            groups.append("leader")
        elif said in (name.casefold() for name in words.network_group):
            groups.append("network")
        elif "in person" in said or "prefer" in said:
            groups.append("in_person")
    return list(dict.fromkeys(groups))


def _parts(cells, meaning):
    return [part.strip() for part in re.split(r"[;,\n]", cells.get(meaning, "")) if part.strip()]


def _first_fit(signs, text, otherwise):
    return next((value for value, sign in signs if re.search(sign, text, re.IGNORECASE)), otherwise)


def _moments(columns, rows, numbers, month_first):
    """When each row was sent, in London's time, or None; a column that holds no dates is one problem."""
    if "sent_at" not in columns:
        return [None] * len(rows), []
    cells = [row[columns["sent_at"]].strip() for row in rows]
    if not any(cells):
        return [None] * len(rows), []
    try:
        form = guess_date(cells, month_first=month_first)
    except AmbiguousDates:
        raise
    except TableError:
        words = f"“{MEANINGS['sent_at']}” holds something that is not a date. You can leave that column out."
        return [None] * len(rows), [Problem(numbers[0], words, "sent_at")]
    return [datetime.strptime(cell, form).replace(tzinfo=LONDON) if cell else None for cell in cells], []
