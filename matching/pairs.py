"""The pairs of a round as the board lists them: drafts, those that wait for a second person, those agreed.

One query for all three lists, whatever their length: one page of each is shown.
"""

from dataclasses import dataclass

from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.urls import reverse

from matching.addressing import LISTS, turning
from matching.agreeing import why_not_second
from matching.models import Match, MatchSeat, Tag
from matching.services import may_withdraw_proposal
from participants.models import Participant
from partnerships.wording import names_in_words

# How many of a list are shown: all of a short one, the more of a long one the fewer lists are long.
SHORT, A_LIST = 10, {0: 30, 1: 30, 2: 20, 3: 15}
STATES = dict(zip(LISTS, (Match.State.DRAFT, Match.State.PROPOSED, Match.State.AGREED), strict=True))
# Nobody's words are needed to list a pair.
ANSWERS = [f"participant__profile__{name}" for name in ("answer_1", "answer_2", "answer_3", "access_needs")]
LIST_OF = {state: name for name, state in STATES.items()}
ORDER = {"drafts": ("pinned", "proposed_at"), "waiting": ("proposed_at",), "agreed": ("-settled_at",)}


@dataclass
class MatchList:
    name: str
    matches: list
    total: int
    page: object
    previous: str = ""
    next: str = ""

    @property
    def tickable(self):
        return [match for match in self.matches if match.may_be_ticked]


def with_counts(rounds):
    """The rounds, each with how many pairs it has in each list."""
    counts = {name: Count("matches", filter=Q(matches__state=state)) for name, state in STATES.items()}
    return rounds.annotate(**counts)


def match_lists(round, user, team, address, pool):
    """{name: MatchList}, and whether anything waits for this person. One query.

    round: one of `with_counts`. team: {key: roles} of those who pair people here. pool: for the reasons of drafts.
    """
    size = A_LIST[sum(getattr(round, name) > SHORT for name in LISTS)]
    pages = {
        name: Paginator(range(getattr(round, name)), size).get_page(address.page(name)) for name in LISTS
    }
    shown = {name: [] for name in LISTS}
    for match in _shown(round, pages):
        _say_what_may_be_done(match, user, team, address)
        if not match.reason:
            match.reasons = _reasons(match, pool)
        shown[LIST_OF[match.state]].append(match)
    lists = {
        name: MatchList(name, shown[name], getattr(round, name), page, **turning(page, name, address, name))
        for name, page in pages.items()
    }
    return lists | {"for_me": any(match.may_be_ticked for match in shown["waiting"])}


def _shown(round, pages):
    """The matches of these pages with their people, each list in its order."""
    wanted = Q(match__in=[])
    for name, page in pages.items():
        ordered = Match.objects.filter(round=round, state=STATES[name]).order_by(*ORDER[name], "pk")
        start = (page.number - 1) * page.paginator.per_page
        wanted |= Q(match__in=ordered.values("pk")[start : start + len(page)])
    if not any(map(len, pages.values())):
        return []
    seats = MatchSeat.objects.filter(wanted).select_related(
        "match__proposed_by", "match__settled_by", "participant__user", "participant__profile"
    )
    matches = {}
    for seat in seats.defer(*ANSWERS):
        match = matches.setdefault(seat.match_id, seat.match)
        match.seats_shown = [*getattr(match, "seats_shown", []), seat]
    return sorted(matches.values(), key=_place)


def _place(match):
    """Where a match stands in its list: as `ORDER` has it."""
    if match.state == Match.State.AGREED:
        return (-match.settled_at.timestamp(), match.pk)
    return (match.pinned and match.state == Match.State.DRAFT, match.proposed_at.timestamp(), match.pk)


def _reasons(match, pool):
    """What speaks for a draft that nobody has given a reason yet."""
    keys = [seat.participant_id for seat in match.seats_shown]
    in_pool = len(keys) == 2 and all(pool.person(key) for key in keys)
    return pool.reasons(*keys)[:3] if in_pool else []


def _say_what_may_be_done(match, user, team, address):
    seats = match.seats_shown
    people = sorted((seat.participant for seat in seats), key=lambda person: person.name.casefold())
    match.names_shown = names_in_words(map(str, people))
    match.gone = " and ".join(str(one) for one in people if one.state != Participant.State.ACCEPTED)
    match.read_both = address.reading(sorted(people, key=lambda person: person.side))
    match.is_mine = match.proposed_by_id == user.pk
    match.why_not = why_not_second(match.proposed_by_id, user.pk, team)
    match.may_take_back = may_withdraw_proposal(match, user, team)
    match.unasked = [seat for seat in seats if _is_to_be_asked(match, seat, len(seats))]
    match.yes_words = _yes_words(seats)
    match.marks = _marks(match, len(people))
    match.may_be_ticked = not match.gone and (
        match.state == Match.State.DRAFT
        or (match.state == Match.State.PROPOSED and not match.why_not and not match.unasked)
    )
    match.is_ticked = match.may_be_ticked and address.parameters.get("tick") == LIST_OF.get(match.state)
    match.buttons = [
        (reverse(name, args=[match.pk]), words, f"{name}-{match.pk}") for name, words in _buttons(match)
    ]


def _buttons(match):
    """(URL's name, words) of what may be done with this one alone."""
    if match.state == Match.State.AGREED:
        yield "match_withdraw", "Undo"
    elif match.state == Match.State.DRAFT:
        yield ("match_unpin", "Unpin") if match.pinned else ("match_pin", "Pin")
        yield "match_withdraw", "Take apart"
    else:
        if match.may_be_ticked:
            yield "match_agree", "Agree"
        if not match.is_mine:
            yield "match_decline", "Decline"
        elif match.may_take_back:
            yield "match_withdraw", "Take it back"


def _is_to_be_asked(match, seat, size):
    """Whether it is still to be heard from this person that they would learn in three."""
    return size > 2 and seat.said_yes_at is None and not seat.participant.profile.open_to_trio


def _yes_words(seats):
    """Who of three has said that it would suit them."""
    if len(seats) < 3:
        return ""
    said = sorted(str(seat.participant) for seat in seats if seat.said_yes_at)
    open_to_it = sorted(
        str(seat.participant)
        for seat in seats
        if not seat.said_yes_at and seat.participant.profile.open_to_trio
    )
    words = [f"{' and '.join(said)} said yes to three."] if said else []
    words += [f"{' and '.join(open_to_it)} ticked it in the profile."] if open_to_it else []
    return " ".join(words)


def _marks(match, size):
    """What is known of a pair in a few words: tags, how sure, where it comes from."""
    tags = dict(Tag.choices)
    return [
        *(["three together"] if size > 2 else []),
        *(tags[tag] for tag in match.tags if tag in tags),
        *([match.get_sure_display()] if match.sure else []),
        *(["drawn by fit"] if match.suggested else []),
        *(["pinned"] if match.state == Match.State.DRAFT and match.pinned else []),
    ]
