"""What the matching board shows: who is to be placed, two people side by side, and the pairs there are.

A constant number of queries and a page of bounded size, whatever the size of the cohort.
"""

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, OuterRef, Q

from matching.addressing import SIDES, Address, opposite
from matching.fitting import pool_of
from matching.listing import counted, lists_of, people_to_place, within_a_sentence
from matching.models import Match, MatcherNote, MatchingRound, MatchSeat
from matching.pairs import match_lists, with_counts
from matching.people import to_place
from matching.reading import chosen_people, compared, thirds_for
from matching.services.rounds import team_of, team_rows
from participants.models import Role

__all__ = ["Address", "board_of", "counted", "counts_to_place", "open_round_of", "within_a_sentence"]


def open_round_of(user, cohort_key):
    """The cohort's open round, if this person pairs people there; else None. One query.

    With it come its counts, its team, whom its unpinned drafts hold and whom notes are about.
    """
    rounds = MatchingRound.objects.visible_to(user).unreleased().filter(cohort=cohort_key)
    loose = MatchSeat.objects.standing().filter(
        match__round=OuterRef("pk"), match__state=Match.State.DRAFT, match__pinned=False
    )
    notes = MatcherNote.objects.visible_to(user).filter(cohort=OuterRef("cohort")).order_by()
    round = (
        with_counts(rounds.select_related("cohort__programme"))
        .annotate(
            loose=ArraySubquery(loose.values("participant")),
            noted=ArraySubquery(notes.values("about")),
            noted_with=ArraySubquery(notes.filter(other__isnull=False).values("other")),
            team_rows=ArraySubquery(team_rows(OuterRef("cohort"))),
        )
        .first()
    )
    return round


def board_of(round, user, query, searches):
    """Everything the template needs.

    round: of `open_round_of`. query: the request's GET. searches: {side: what this person last narrowed it to}.
    """
    cohort, address = round.cohort, Address.of(query)
    team, pool = team_of(round.team_rows), pool_of(cohort).as_read_by(user, cohort)
    people = people_to_place(pool, set(round.loose), {*round.noted, *round.noted_with})
    chosen = chosen_people(cohort, address)
    address = address.without([side for side in SIDES if not chosen[side]])
    lists = lists_of(cohort, people, address, chosen, searches, pool)
    somebody = any(chosen.values())
    return {
        "round": round,
        "cohort": cohort,
        "lists": lists,
        "anchor": address.anchor,
        "to_place": sum(one.total for one in lists),
        "movable": len(people),
        "can_pair": all(one.total for one in lists),
        "can_draw": all(one.total + one.drafted for one in lists),
        "compared": compared(cohort, user, chosen, pool) if somebody else None,
        "thirds": thirds_for(chosen, people, pool),
        "address": address.with_(),
        "look_from": _look_from(address, chosen),
        "tick": address.parameters.get("tick", ""),
        **{f"tick_{name}": address.with_(name, tick=name) for name in ("drafts", "waiting")},
        **match_lists(round, user, team, address, pool),
        "may_release": Role.FACILITATOR in team.get(user.pk, set()),
    }


def counts_to_place(cohort):
    """{side: how many people of it are to be placed}."""
    return to_place([cohort]).aggregate(**{side: Count("pk", filter=Q(side=side)) for side in SIDES})


def _look_from(address, chosen):
    """(person, href) to turn the board round: partners for the other of the two."""
    if not all(chosen.values()):
        return None
    other = opposite(address.anchor)
    return chosen[other], address.with_("compare", **{"for": other})
