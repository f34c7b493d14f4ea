"""A round as a list for people outside the matching team: names, and why in a word. Pure.

Neither what somebody wrote as a reason, nor a remark, nor a group: they were written for the matching team only.
"""

from kit.tables import xlsx_bytes
from matching.models.notes import Tag

ONE_OF = ("One partner", "Another partner", "A third partner")


def listed(matches, programme, *, titles, sides):
    """(names, [per person: name, job title, side's name], why) of each match, in the alphabet."""
    rows = []
    for match in sorted(matches, key=lambda match: match.names.casefold()):
        people = [
            (
                str(person),
                person.job_title if titles else "",
                programme.side_name(person.side) if sides else "",
            )
            for person in match.people
        ]
        rows.append((match.names, people, why_in_words(match)))
    return rows


def why_in_words(match):
    """ "Shared interest, easy to reach each other"; empty when nobody chose a word."""
    return ", ".join(Tag(tag).label for tag in match.tags).capitalize()


def workbook_of(rows, *, titles, sides):
    """The list as XLSX: a partnership in each row, its partners beside one another in the alphabet."""
    seats = max((len(people) for _, people, _ in rows), default=2)
    wanted = [True, titles, sides]
    headers = [
        word
        for seat in ONE_OF[:seats]
        for word, is_wanted in zip((seat, "Job title", "Side"), wanted, strict=True)
        if is_wanted
    ]
    lines = []
    for _, people, why in rows:
        seated = people + [("", "", "")] * (seats - len(people))
        cells = [
            cell for person in seated for cell, is_wanted in zip(person, wanted, strict=True) if is_wanted
        ]
        lines.append([*cells, why])
    return xlsx_bytes([*headers, "Why"], lines, title="Partnerships")
