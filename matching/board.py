"""What the matching board shows: who is to be placed, two people side by side, and the pairs there are.

A constant number of queries and a page of bounded size, whatever the size of the cohort.
"""

from dataclasses import dataclass, field
from urllib.parse import urlencode
from uuid import UUID

from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.utils import timezone

from matching.agreeing import why_not_second
from matching.exclusions import Weight
from matching.models import Match, MatchSeat
from matching.people import rules_for, to_place
from matching.services import matching_team, may_withdraw_proposal
from participants.models import Participant, Role, Side

A_SIDE = 25
PAIRS = 10
SIDES = (Side.NETWORK, Side.LEADER)
PARAMETERS = [*SIDES, *(f"{side}_page" for side in SIDES), "waiting_page", "agreed_page"]


@dataclass(frozen=True)
class Address:
    """The board as somebody has it before them: who is chosen, which pages. Keys only, never a name."""

    parameters: dict

    @classmethod
    def of(cls, query):
        return cls({name: query[name] for name in PARAMETERS if query.get(name)})

    def with_(self, fragment="", **changes):
        """The query string after these changes; None takes a parameter away."""
        parameters = {name: value for name, value in (self.parameters | changes).items() if value}
        return f"?{urlencode(parameters)}" + (f"#{fragment}" if fragment else "")

    def chosen(self, side):
        try:
            return UUID(self.parameters.get(side, ""))
        except ValueError:
            return None

    def page(self, name):
        return self.parameters.get(f"{name}_page", 1)


@dataclass
class Row:
    """One person to place: where choosing them leads, and what stands against them beside the one chosen."""

    person: Participant
    href: str
    is_chosen: bool
    against: list = field(default_factory=list)

    @property
    def facts(self):
        """Where they work, in the few words there are."""
        return [words for words in (self.person.directorate, self.person.site) if words]

    @property
    def is_barred(self):
        return any(reason.is_barred for reason in self.against)


@dataclass
class SideList:
    """One of the two lists."""

    side: str
    name_plural: str
    counted: str
    total: int
    search: str
    page: object
    rows: list
    chosen: Participant | None
    previous: str = ""
    next: str = ""
    href_without: str = ""


def board_of(round, user, query, searches):
    """Everything the template needs.

    query: the request's GET. searches: {side: words} that this person last searched for on this board.
    """
    cohort, address = round.cohort, Address.of(query)
    chosen = _chosen(cohort, address)
    lists = _lists(cohort, address, chosen, searches)
    rules = _rules(cohort, lists, chosen)
    _say_what_stands_against(lists, chosen, rules)
    team = matching_team(cohort)
    counts = (
        Match.objects.standing()
        .filter(round=round)
        .aggregate(
            waiting=Count("pk", filter=Q(state=Match.State.PROPOSED)),
            agreed=Count("pk", filter=Q(state=Match.State.AGREED)),
        )
    )
    return {
        "round": round,
        "cohort": cohort,
        "lists": lists,
        "to_place": sum(one.total for one in lists),
        "compared": _compared(cohort, [chosen[side] for side in SIDES], rules),
        "address": address.with_(),
        "waiting": _waiting(round, user, team, address, counts["waiting"]),
        "agreed": _pairs(
            Match.objects.agreed().filter(round=round).order_by("-settled_at"),
            "agreed",
            address,
            counts["agreed"],
        ),
        "counts": counts,
        "may_release": Role.FACILITATOR in team.get(user.pk, set()),
    }


def counts_to_place(cohort):
    """{side: how many people of it are to be placed}."""
    return to_place([cohort]).aggregate(**{side: Count("pk", filter=Q(side=side)) for side in SIDES})


def counted(number, programme, side):
    """ "1 senior leader", "4 BME partners": the programme's own words, in the middle of a sentence."""
    name = programme.side_name(side) if number == 1 else programme.side_name_plural(side)
    return f"{number} {within_a_sentence(name)}"


def within_a_sentence(name):
    """The name of a side with a small letter, unless it begins with an abbreviation ("BME partners")."""
    return name if name[1:2].isupper() else name[:1].lower() + name[1:]


def _chosen(cohort, address):
    keys = [address.chosen(side) for side in SIDES]
    people = Participant.objects.accepted().filter(cohort=cohort, pk__in=[key for key in keys if key])
    found = {(person.side, person.pk): person for person in people.select_related("user", "profile")}
    return {side: found.get((side, key)) for side, key in zip(SIDES, keys, strict=True)}


def _lists(cohort, address, chosen, searches):
    totals = counts_to_place(cohort)
    lists = []
    for side, other in (SIDES, SIDES[::-1]):
        words = searches.get(side, "")
        people = to_place([cohort]).on_side(side)
        paginator = Paginator(people.search(words) if words else people, A_SIDE)
        if not words:
            paginator.count = totals[side]
        page = paginator.get_page(address.page(side))
        lists.append(
            SideList(
                side=side,
                name_plural=cohort.programme.side_name_plural(side),
                counted=counted(totals[side], cohort.programme, side),
                total=totals[side],
                search=words,
                page=page,
                rows=[
                    Row(
                        person,
                        address.with_("compare" if chosen[other] else f"side-{other}", **{side: person.pk}),
                        person == chosen[side],
                    )
                    for person in page
                ],
                chosen=chosen[side],
                href_without=address.with_(f"side-{side}", **{side: None}),
                **_turning(page, side, address, f"side-{side}"),
            )
        )
    return lists


def _rules(cohort, lists, chosen):
    """What stands against any two of those on the page; None while nobody is chosen."""
    somebody = [person for person in chosen.values() if person]
    if not somebody:
        return None
    everyone = [row.person for one in lists for row in one.rows] + somebody
    return rules_for(cohort, everyone, timezone.localdate())


def _say_what_stands_against(lists, chosen, rules):
    """Beside somebody chosen, each person of the other list carries what stands against the two."""
    for one, opposite in zip(lists, SIDES[::-1], strict=True):
        if other := chosen[opposite]:
            for row in one.rows:
                row.against = rules(row.person, other)


def _compared(cohort, chosen, rules):
    """Those chosen side by side, question against question; None while nobody is."""
    people = [person for person in chosen if person]
    if not people:
        return None
    both = len(people) == 2
    against = rules(*people) if both else []
    seated = list(MatchSeat.objects.standing().filter(participant__in=people))
    names = {person.pk: str(person) for person in people}
    return {
        "people": people,
        "names": " and ".join(sorted(names.values())),
        "both": both,
        "answers": [
            (prompt, [(person, person.profile.answers[number]) for person in people])
            for number, (prompt, _) in enumerate(cohort.programme.prompts)
        ],
        "practical": practical_rows(people),
        "to_settle": any(reason.weight is Weight.TO_SETTLE for reason in against),
        "barred": [reason for reason in against if reason.is_barred],
        "thoughts": [reason for reason in against if not reason.is_barred],
        "seated": sorted(names[seat.participant_id] for seat in seated),
        "together": len(seated) == 2 and seated[0].match_id == seated[1].match_id,
        "free": both and not seated and not any(reason.is_barred for reason in against),
    }


def practical_rows(people):
    """(what, [of each]) of the facts beside the answers, where anybody has said something."""
    rows = [
        ("Works as", [person.job_title for person in people]),
        ("Directorate", [person.directorate for person in people]),
        ("Place of work", [person.site for person in people]),
        ("Band", [person.band for person in people]),
        ("Likes to meet", [person.profile.get_mode_display() for person in people]),
        ("Days that suit", [_days(person.profile) for person in people]),
        ("Access needs", [person.profile.access_needs for person in people]),
    ]
    return [(what, values) for what, values in rows if any(values)]


def _days(profile):
    names = dict(profile.Day.choices)
    return ", ".join(names[day] for day in names if day in profile.days)


def _waiting(round, user, team, address, count):
    matches = Match.objects.proposed().filter(round=round).order_by("proposed_at")
    pairs = _pairs(matches, "waiting", address, count)
    for match in pairs["matches"]:
        match.why_not = why_not_second(match.proposed_by_id, user.pk, team)
        match.is_mine = match.proposed_by_id == user.pk
        match.may_take_back = may_withdraw_proposal(match, user, team)
    return pairs


def _pairs(matches, name, address, count):
    paginator = Paginator(matches.with_people(), PAIRS)
    paginator.count = count
    page = paginator.get_page(address.page(name))
    shown = list(page)
    for match in shown:
        gone = [str(person) for person in match.people if person.state != Participant.State.ACCEPTED]
        match.gone = " and ".join(gone)
        match.read_both = address.with_("compare", **{person.side: person.pk for person in match.people})
    return {"matches": shown, "page": page, **_turning(page, name, address, name)}


def _turning(page, name, address, fragment):
    """Where the page before and the page after are; empty where there is none."""

    def href(number):
        return address.with_(fragment, **{f"{name}_page": number})

    return {
        "previous": href(page.previous_page_number()) if page.has_previous() else "",
        "next": href(page.next_page_number()) if page.has_next() else "",
    }
