"""What brings people: how many began a profile, and sent it, by the way they heard of the programme. Pure."""

from collections import Counter
from dataclasses import dataclass

WIDTH = 100  # of the picture, for the longest bar


@dataclass(frozen=True)
class Way:
    """One way people hear of it: began a profile, sent it; the bars' lengths in the picture's units."""

    label: str
    began: int
    sent: int
    began_width: float
    sent_width: float


def what_brings_people(channels, rows):
    """The ways, in the order of `channels` (value, label). rows: (channel, whether it was sent) of each person."""
    rows = list(rows)
    began = Counter(channel for channel, _ in rows)
    sent = Counter(channel for channel, was_sent in rows if was_sent)
    unit = WIDTH / max(began.values(), default=1)
    return [
        Way(label, began[value], sent[value], began[value] * unit, sent[value] * unit)
        for value, label in channels
    ]


def in_a_sentence(ways):
    """The same in words: the alternative text of the picture, and the line above it."""
    began, sent = sum(way.began for way in ways), sum(way.sent for way in ways)
    if not began:
        return "Nobody has begun a profile yet."
    people = "person has" if began == 1 else "people have"
    line = f"{began} {people} begun a profile, {sent} of them sent it."
    most = max(way.began for way in ways)
    best = [way.label for way in ways if way.began == most]
    return f"{line} Most came through: {best[0]}." if len(best) == 1 and began > most else line
