"""Drafts hold seats and nothing more: drawn by the engine or by hand, moved about until somebody proposes them."""

import numpy as np
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from audit.services import record, record_many
from matching.assignment import TOTAL, WORST, assign
from matching.fitting import pool_of
from matching.models import Match, MatchSeat
from matching.people import without_partner
from matching.services.proposing import hold_match, known_sure, known_tags, seatable, take_seats
from matching.services.rounds import (
    hold_round,
    require_matching_team,
    require_open,
    touch,
    what_stands_against,
)
from partnerships.services.forming import lock_participants

SO = "Among all who could be paired, these two fit well together."


@transaction.atomic
def draft_match(round, participants, *, by, reason="", tags=(), sure=""):
    """Put two people (or three) together as a pinned draft. Returns the `Match`.

    reason, tags, sure: as for a proposal, as far as somebody knows them already.
    Unpinned drafts that hold one of them give way; a pinned draft, a proposal or an agreed pair does not.
    """
    require_matching_team(round.cohort, by)
    round = hold_round(round)
    people = seatable(round, participants)
    draft = Match(
        state=Match.State.DRAFT,
        pinned=True,
        reason=reason.strip(),
        tags=known_tags(tags),
        sure=known_sure(sure),
        proposed_by=by,
    )
    match = take_seats(round, people, draft)
    record(by=by, verb="drafted", thing=match, cohort=round.cohort)
    touch(round.cohort)
    return match


@transaction.atomic
def pin_match(match, *, by):
    """Keep a draft where it is when the rest is drawn again."""
    _set_pin(match, True, by)


@transaction.atomic
def unpin_match(match, *, by):
    """Let a draft move again when the rest is drawn."""
    _set_pin(match, False, by)


@transaction.atomic
def draw_rest(round, *, goal=TOTAL, by, seen=None):
    """Fill all open seats with the best assignment; pins, proposals and agreed pairs stay. Returns how many drafts.

    goal: "total" (best in total) or "worst" (lift the worst-off first). seen: `round.changes` as the page
    showed it; when the board has changed since, nothing is done and the words say so.
    """
    require_matching_team(round.cohort, by)
    if goal not in (TOTAL, WORST):
        raise ValidationError("Choose what to aim for.", code="goal")
    round = hold_round(round)
    require_open(round, seen)
    hold_everybody(round.cohort)
    _loose(round).delete()
    pool = pool_of(round.cohort)
    pairs = best_for_the_free(pool, goal).pairs
    now = timezone.now()
    drafts = [
        Match(round=round, state=Match.State.DRAFT, suggested=True, proposed_by=by, proposed_at=now)
        for _ in pairs
    ]
    Match.objects.bulk_create(drafts)
    MatchSeat.objects.bulk_create(
        MatchSeat(match=draft, participant_id=person.key)
        for draft, (row, column) in zip(drafts, pairs, strict=True)
        for person in (pool.leaders[row], pool.network[column])
    )
    record(by=by, verb="drew", thing=round, cohort=round.cohort)
    touch(round.cohort)
    return len(drafts)


def hold_everybody(cohort):
    """Hold all who have no partner, in the order of ids; by their keys alone, since it may be thousands."""
    rows = without_partner([cohort]).select_for_update(no_key=True, of=["self"]).order_by("id")
    return list(rows.values_list("pk", flat=True))


def best_for_the_free(pool, goal=TOTAL, *, free=None, pins=()):
    """The engine's assignment of those without a seat, in places of the whole pool; those who come first, first.

    free: keys, when others than the board's are to be free. pins: places taken as given.
    """
    rows = [i for i, person in enumerate(pool.leaders) if _is_free(person, free)]
    columns = [j for j, person in enumerate(pool.network) if _is_free(person, free)]
    within = np.ix_(rows, columns)
    row_of, column_of = {i: n for n, i in enumerate(rows)}, {j: n for n, j in enumerate(columns)}
    found = assign(
        pool.fit.matrix[within],
        pool.barred[within],
        first_rows=[n for n, i in enumerate(rows) if pool.leaders[i].had_partner],
        first_columns=[n for n, j in enumerate(columns) if pool.network[j].had_partner],
        goal=goal,
        pins=[(row_of[i], column_of[j]) for i, j in pins],
    )
    found.pairs[:] = [(rows[i], columns[j]) for i, j in found.pairs]
    found.left_rows[:] = [rows[i] for i in found.left_rows]
    found.left_columns[:] = [columns[j] for j in found.left_columns]
    return found


@transaction.atomic
def clear_drafts(round, *, by, seen=None):
    """Take away all drafts that are not pinned. Returns how many."""
    require_matching_team(round.cohort, by)
    round = hold_round(round)
    require_open(round, seen)
    number = _loose(round).count()
    _loose(round).delete()
    if number:
        record(by=by, verb="cleared", thing=round, cohort=round.cohort)
        touch(round.cohort)
    return number


@transaction.atomic
def propose_drafts(round, matches, *, by, seen=None, reasons=None):
    """Propose these drafts; a second person then agrees to each. Returns the matches.

    reasons: {match's key: somebody's own words}; the engine's reasons in words stand where there are none.
    All of them or none: raises ValidationError when one is no draft any more or something bars it by now.
    """
    require_matching_team(round.cohort, by)
    round = hold_round(round)
    require_open(round, seen)
    wanted = {match.pk for match in matches}
    drafts = list(Match.objects.drafts().filter(round=round, pk__in=wanted).with_people())
    if not drafts or len(drafts) != len(wanted):
        raise ValidationError("One of these drafts has changed meanwhile. Look again.", code="changed")
    groups = [draft.people for draft in drafts]
    lock_participants([person.pk for group in groups for person in group])
    for draft, against in zip(drafts, what_stands_against(round.cohort, groups), strict=True):
        for reason in against:
            if reason.is_barred:
                raise ValidationError(f"{draft.names}: not possible. {reason.words}", code=reason.code)
    pool, own, now = pool_of(round.cohort), reasons or {}, timezone.now()
    for draft, group in zip(drafts, groups, strict=True):
        draft.reason = own.get(draft.pk, "").strip() or draft.reason or reason_in_words(pool, group)
        draft.state, draft.pinned, draft.proposed_by, draft.proposed_at = Match.State.PROPOSED, False, by, now
    Match.objects.bulk_update(
        drafts, ["reason", "state", "pinned", "proposed_by", "proposed_at"], batch_size=500
    )
    record_many(by=by, verb="proposed", things=drafts, cohort=round.cohort)
    touch(round.cohort)
    return drafts


def reason_in_words(pool, group):
    """What speaks for two people (or for a trio: for each of the network beside the leader), as one text."""
    leaders = [person.pk for person in group if pool.person(person.pk) in pool.leaders]
    others = [person.pk for person in group if person.pk not in leaders]
    told = [reason for other in others for reason in pool.reasons(leaders[0], other)]
    sentences = [f"{reason[:1].upper()}{reason[1:]}." for reason in dict.fromkeys(told)]
    return " ".join(sentences) or SO


def _is_free(person, free):
    return person.is_free if free is None else person.key in free


def _loose(round):
    return Match.objects.drafts().filter(round=round, pinned=False)


def _set_pin(match, pinned, by):
    require_matching_team(match.round.cohort, by)
    round, match = hold_match(match)
    if match.state != Match.State.DRAFT:
        raise ValidationError("Only a draft can be pinned or let go.", code="settled")
    if match.pinned != pinned:
        match.pinned = pinned
        match.save(update_fields=["pinned"])
        record(by=by, verb="pinned" if pinned else "unpinned", thing=match, cohort=round.cohort)
        touch(round.cohort)
