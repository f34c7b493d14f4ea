"""The two lists of people on the board: who is to be placed, searched and filtered, or ordered by what speaks for them.

Everybody comes from the cohort's pool, in few words each; a page of them is shown.
"""

from dataclasses import dataclass, field

from django.core.paginator import Paginator

from matching.addressing import SIDES, turning
from matching.exclusions import OF_ONE
from participants.models import MatchingProfile

A_SIDE = 20
NOT_POSSIBLE = 20
# What a list can be narrowed to, besides the words of a name: the field of the form, and whether it fits a person.
FILTERS = {
    "site": lambda one, value: one.placed.site == value,
    "directorate": lambda one, value: one.placed.directorate == value,
    "day": lambda one, value: value in one.placed.days,
    "note": lambda one, value: one.has_note,
    "ended": lambda one, value: one.placed.had_partner,
}


@dataclass(frozen=True)
class ToPlace:
    """Somebody of the pool whom a list may show: without a seat, or in a draft that would give way."""

    placed: object
    has_note: bool
    is_drafted: bool

    def __str__(self):
        return self.placed.name

    @property
    def pk(self):
        return self.placed.key

    @property
    def facts(self):
        """Where they work, in the few words there are."""
        return [words for words in (self.placed.directorate, self.placed.site) if words]

    @property
    def marks(self):
        said = {
            "partnership ended before": self.placed.had_partner,
            "note": self.has_note,
            "away at the moment": self.placed.paused_until,
            "in a draft": self.is_drafted,
        }
        return [words for words, is_so in said.items() if is_so]

    def answers_to(self, words):
        words = words.casefold()
        return words in self.placed.name.casefold() or words in self.placed.email


@dataclass
class Row:
    """One person of a list: where choosing them leads, what speaks for the two and what against."""

    person: ToPlace
    href: str
    is_chosen: bool = False
    reasons: list = field(default_factory=list)
    against: list = field(default_factory=list)

    @property
    def not_possible(self):
        """Why these two cannot be paired, in the middle of a sentence."""
        return [mid_sentence(reason) for reason in self.against if reason.is_barred]

    @property
    def thoughts(self):
        """(what it is, words): what to think of, or settle first, where the two are possible."""
        if self.not_possible:
            return []
        by_weight = {}
        for reason in self.against:
            by_weight.setdefault(reason.weight.value, []).append(reason.words)
        return [(weight, " ".join(words)) for weight, words in by_weight.items()]


@dataclass
class SideList:
    """One of the two lists; `ordered_for` is the person it is ordered for, if there is one."""

    side: str
    name_plural: str
    counted: str
    total: int
    drafted: int
    search: dict
    found: int
    page: object
    rows: list
    chosen: object = None
    ordered_for: object = None
    not_possible: list = field(default_factory=list)
    not_possible_count: int = 0
    sites: list = field(default_factory=list)
    directorates: list = field(default_factory=list)
    previous: str = ""
    next: str = ""
    href_without: str = ""

    @property
    def is_narrowed(self):
        return any(self.search.values())

    @property
    def chosen_is_not_possible(self):
        return any(row.is_chosen for row in self.not_possible)

    @property
    def days(self):
        return MatchingProfile.Day.choices

    @property
    def filters_in_words(self):
        """What the list is narrowed to, for the line above it."""
        days = dict(self.days)
        said = [
            f"“{self.search['words']}”" if self.search.get("words") else "",
            self.search.get("site", ""),
            self.search.get("directorate", ""),
            days.get(self.search.get("day"), ""),
            "has a note" if self.search.get("note") else "",
            "partnership ended before" if self.search.get("ended") else "",
        ]
        return [words for words in said if words]


def people_to_place(pool, drafted, noted):
    """Those without a seat, whose partnership ended first, then by name; after them those in a draft that gives way.

    drafted: keys of those in a draft nobody pinned. noted: keys of those whom a note is about.
    """
    people = [
        ToPlace(person, person.key in noted, person.key in drafted)
        for person in (*pool.network, *pool.leaders)
        if person.is_free or person.key in drafted
    ]
    return sorted(
        people, key=lambda one: (one.is_drafted, not one.placed.had_partner, one.placed.name.casefold())
    )


def narrowed(people, search):
    """Those of the people whom a search leaves. What it does not understand filters nothing."""
    words = search.get("words", "")
    if words:
        people = [person for person in people if person.answers_to(words)]
    for name, fits in FILTERS.items():
        if value := search.get(name):
            people = [person for person in people if fits(person, value)]
    return people


def lists_of(cohort, people, address, chosen, searches, pool):
    """Both lists. chosen: {side: Participant or None}. searches: {side: what it is narrowed to}.

    pool: the cohort's `fitting.Pool`; the list opposite to whom one looks for is ordered by it.
    """
    return [_list_of(side, cohort, people, address, chosen, searches.get(side, {}), pool) for side in SIDES]


def _list_of(side, cohort, people, address, chosen, search, pool):
    mine = [person for person in people if person.placed.side == side]
    to_place = sum(not person.is_drafted for person in mine)
    found = narrowed(mine, search)
    anchor = address.anchor
    for_whom = chosen.get(anchor) if anchor and anchor != side else None
    possible, barred = _ordered(pool, for_whom, found) if for_whom else (found, [])
    page = Paginator(possible, A_SIDE).get_page(address.page(side))
    shown = chosen[side].pk if chosen[side] else None

    def row(person, reasons=(), against=()):
        href = address.beside(side, person.pk) if for_whom else address.choosing(side, person.pk)
        return Row(person, href, person.pk == shown, list(reasons), list(against))

    rows = [row(person) for person in page]
    not_possible = [row(person) for person in barred[:NOT_POSSIBLE]]
    if for_whom:
        for one in rows + not_possible:
            one.reasons = pool.reasons(for_whom.pk, one.person.pk)
            one.against = pool.against(for_whom.pk, one.person.pk)
    return SideList(
        side=side,
        name_plural=cohort.programme.side_name_plural(side),
        counted=counted(to_place, cohort.programme, side),
        total=to_place,
        drafted=len(mine) - to_place,
        search=search,
        found=len(found),
        page=page,
        rows=rows,
        chosen=chosen[side],
        ordered_for=for_whom,
        not_possible=not_possible,
        not_possible_count=len(barred),
        sites=_different(mine, "site"),
        directorates=_different(mine, "directorate"),
        href_without=address.with_(f"side-{side}", **{side: None}),
        **turning(page, side, address, f"side-{side}"),
    )


def _ordered(pool, for_whom, found):
    """Those of the found with whom this person is possible, best first, and those with whom not."""
    found = {one.pk: one for one in found}
    possible, barred = [], []
    for beside in pool.ordered_for(for_whom.pk):
        if beside.person.key in found:
            (barred if beside.is_barred else possible).append(found[beside.person.key])
    return possible, barred


def mid_sentence(reason):
    """What bars a pair, after "Not possible: "."""
    if reason.code == "asked":
        return "private reason."
    begins_with_a_name = reason.code in OF_ONE
    return reason.words if begins_with_a_name else reason.words[:1].lower() + reason.words[1:]


def counted(number, programme, side):
    """ "1 senior leader", "4 BME partners": the programme's own words, in the middle of a sentence."""
    name = programme.side_name(side) if number == 1 else programme.side_name_plural(side)
    return f"{number} {within_a_sentence(name)}"


def within_a_sentence(name):
    """The name of a side with a small letter, unless it begins with an abbreviation ("BME partners")."""
    return name if name[1:2].isupper() else name[:1].lower() + name[1:]


def _different(people, fact):
    return sorted({getattr(person.placed, fact) for person in people} - {""}, key=str.casefold)[:60]
