"""How the two sides of a cohort stand: as a picture, as its numbers, and in words. Pure."""

from collections import Counter
from dataclasses import dataclass

VOWELS = "AEIOUaeiou"
WIDTH = 598  # of the longest bar, in the picture's units
STAGES = [
    ("accepted", "taking part"),
    ("offered", "place offered"),
    ("sent", "to decide"),
    ("waiting", "on the waiting list"),
]
DONE = {
    "check": "Checked that it is them",
    "accept": "Accepted",
    "offer": "Place offered",
    "wait": "On the waiting list",
    "decline": "Told “not this time”",
    "ask": "Asked about the other side",
    "unask": "No longer asked about the other side",
}


@dataclass(frozen=True)
class Part:
    """A stretch of one bar. `stage` is a key of STAGES; `x`, `width` in the picture's units."""

    stage: str
    name: str
    number: int
    x: float
    width: float

    @property
    def middle(self):
        return self.x + self.width / 2


@dataclass(frozen=True)
class Bar:
    """One side, or those whose side is still open."""

    name: str
    parts: list
    total: int
    numbers: list


@dataclass(frozen=True)
class Picture:
    """Bars under one another on one scale; `places_x` is where the places end, None without a limit."""

    bars: list
    places: int | None
    places_x: float | None
    lines: list
    notes: list
    stages = STAGES

    @property
    def sentence(self):
        return " ".join(self.lines)

    @property
    def headers(self):
        return ["Side", *(name.capitalize() for _, name in STAGES), "Together"] + (
            ["Places free"] if self.places is not None else []
        )

    @property
    def rows(self):
        """The same as the bars, for the table."""
        rows = []
        for place, bar in enumerate(self.bars):
            row = [bar.name, *bar.numbers, bar.total]
            if self.places is not None:
                held = bar.numbers[0] + bar.numbers[1]
                row.append(max(0, self.places - held) if place < 2 else "–")
            rows.append(row)
        return rows


def picture_of(programme, rows, places):
    """The balance as a picture. rows: (side, state, could be a leader, could be network) of everybody;
    places: on each side, None without a limit."""
    rows = list(rows)
    counts = Counter((side, state) for side, state, *_ in rows)
    names = [("leader", programme.leader_name_plural), ("network", programme.network_name_plural)]
    if any(counts["", stage] for stage, _ in STAGES):
        names.append(("", "Side still open"))
    numbers = {side: [counts[side, stage] for stage, _ in STAGES] for side, _ in names}
    longest = max([places or 0, 1, *(sum(row) for row in numbers.values())])
    bars = [_bar(name, numbers[side], WIDTH / longest) for side, name in names]
    return Picture(
        bars,
        places,
        None if places is None else round(1 + places * WIDTH / longest, 1),
        in_words(programme, rows, places),
        _beside(rows, [row for row in _live(rows) if row[0]]),
    )


def _bar(name, numbers, scale):
    parts, x = [], 0
    for (stage, words), number in zip(STAGES, numbers, strict=True):
        if number:
            parts.append(Part(stage, words, number, round(1 + x * scale, 1), round(number * scale, 1)))
        x += number
    return Bar(name, parts, sum(numbers), numbers)


def in_words(programme, rows, places=None):
    """Sentences about the balance of the sides.

    rows: (side, state, could be a leader, could be network) of everybody who has at least started.
    places: on each side, if they are limited.
    """
    live = _live(rows)
    sides = (("leader", programme.leader_name, programme.leader_name_plural),)
    sides += (("network", programme.network_name, programme.network_name_plural),)
    sent = Counter(side for side, *_ in live)
    states = Counter((side, state) for side, state, *_ in live)
    lines = [
        f"{_count(sent[side], _inside(one), _inside(several))}: "
        f"{_with_a_place(states[side, 'accepted'], states[side, 'offered'], sent[side])}."
        for side, one, several in sides
    ]
    if places is not None:
        lines.append(
            f"There {'is' if places == 1 else 'are'} {_count(places, 'place', 'places')} on each side."
        )
    return lines + _beside(rows, live)


def _live(rows):
    return [row for row in rows if row[1] not in ("started", "withdrawn", "declined")]


def _beside(rows, live):
    """What the bars do not show."""
    notes = []
    if open_side := sum(not side for side, *_ in live):
        notes.append(f"{_count(open_side, 'person', 'people')} whose side is still open.")
    if either := sum(a and b for _, _, a, b in live):
        notes.append(f"{_count(either, 'person', 'people')} could take either side.")
    if started := sum(state == "started" for _, state, *_ in rows):
        notes.append(f"{_count(started, 'profile', 'profiles')} started and not sent.")
    return notes


def sides_in_words(programme):
    """Who two partners are, in a sentence: "One of you is a senior leader, the other a BME partner."."""
    leader, network = programme.leader_name, programme.network_name
    return f"One of you is {one_of(leader)}, the other {one_of(network)}."


def what_was_done(decision, people):
    """One line for the top of the page."""
    names = str(people[0]) if len(people) == 1 else f"{len(people)} people"
    return f"{DONE[decision]}: {names}."


def has_known_domain(email, programme):
    """Whether an address is of a domain the programme knows: a hint, never a check."""
    return email.rpartition("@")[2].casefold() in {domain.casefold() for domain in programme.email_domains}


def _with_a_place(accepted, offered, sent):
    if not sent:
        return "nobody yet"
    if accepted == sent:
        return "has a place" if sent == 1 else "all have a place"
    if not accepted and not offered:
        return "no place given yet"
    words = []
    if accepted:
        words.append(f"{accepted} {'has' if accepted == 1 else 'have'} a place")
    if offered:
        words.append(f"{offered} {'is' if offered == 1 else 'are'} offered one")
    if rest := sent - accepted - offered:
        words.append(f"{rest} not yet")
    return ", ".join(words)


def one_of(name):
    """Somebody on a side, within a sentence: "a senior leader", "an executive"; empty for no name."""
    return f"{_article(name)} {_inside(name)}" if name else ""


def _inside(name):
    """A name as it is written within a sentence: "senior leader", and still "BME partner"."""
    return name if name[1:2].isupper() else name[:1].lower() + name[1:]


def _article(name):
    return "an" if name[:1] in VOWELS else "a"


def _count(number, one, several):
    return f"{number} {one if number == 1 else several}"
