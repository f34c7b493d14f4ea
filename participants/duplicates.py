"""Who is perhaps in a cohort twice, under two addresses. Pure. It only points; people decide, nothing is merged."""

import re
from dataclasses import dataclass
from unicodedata import combining, normalize

SHORTEST_LOCAL_PART = 3


@dataclass(frozen=True)
class Known:
    """What is compared of one person."""

    key: object
    name: str
    email: str
    directorate: str = ""


def perhaps_the_same(people):
    """Key → the keys of those who are perhaps the same person, in the order given; who is alone is left out.

    Alike are: the same name, whatever its capitals, accents and order; the same part of the address before the
    @; or the same surname and initial within one directorate.
    """
    people = list(people)
    places = {person.key: place for place, person in enumerate(people)}
    groups = {}
    for person in people:
        for sign in _signs(person):
            groups.setdefault(sign, []).append(person.key)
    alike = {}
    for keys in groups.values():
        for key in keys if len(keys) > 1 else []:
            alike.setdefault(key, set()).update(other for other in keys if other != key)
    return {key: sorted(others, key=places.get) for key, others in sorted(alike.items(), key=_by(places))}


def _signs(person):
    words = _words(person.name)
    if len(words) > 1:
        yield "name", tuple(sorted(words))
        if person.directorate.strip():
            yield "initial", words[0][0], words[-1], person.directorate.strip().casefold()
    local = person.email.casefold().partition("@")[0].partition("+")[0]
    if len(local) >= SHORTEST_LOCAL_PART:
        yield "address", local


def _by(places):
    return lambda pair: places[pair[0]]


def _words(text):
    """The words of a name without capitals, accents and punctuation."""
    letters = (letter for letter in normalize("NFKD", text.casefold()) if not combining(letter))
    return re.findall(r"\w+", "".join(letters).replace("'", "").replace("’", ""))
