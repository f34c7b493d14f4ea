"""One proposes with a reason, a second person agrees. Nobody is told before the release."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from audit.services import record
from matching.agreeing import why_not_second
from matching.models import Match, MatchSeat, Tag
from matching.services.rounds import (
    hold_round,
    matching_team,
    people_of,
    require_matching_team,
    require_open,
    touch,
    what_stands_against,
)
from participants.models import Role, Side
from partnerships.services.forming import lock_participants


@transaction.atomic
def propose_match(round, participants, *, reason, by, tags=(), sure=""):
    """Propose that these become partners: two people, or three as a trio. Returns the `Match`.

    Nobody but the matching team knows of it. reason: why these, in words one could defend if they read it.
    A draft that holds exactly these people becomes the proposal; unpinned drafts that hold one of them give
    way. Raises ValidationError in plain words when something bars them or somebody else was quicker,
    PermissionDenied for who does not pair here.
    """
    require_matching_team(round.cohort, by)
    if not reason.strip():
        raise ValidationError("Write why these two.", code="reason")
    round = hold_round(round)
    people = seatable(round, participants)
    match = take_seats(
        round,
        people,
        Match(
            state=Match.State.PROPOSED,
            reason=reason.strip(),
            tags=known_tags(tags),
            sure=known_sure(sure),
            proposed_by=by,
        ),
    )
    record(by=by, verb="proposed", thing=match, cohort=round.cohort)
    touch(round.cohort)
    return match


@transaction.atomic
def agree_match(match, *, by):
    """Agree to a proposal, as the second person. Raises ValidationError when something stands against it."""
    require_matching_team(match.round.cohort, by)
    round, match = hold_match(match)
    _require_proposed(match)
    words = why_not_second(match.proposed_by_id, by.pk, matching_team(round.cohort))
    if words:
        raise PermissionDenied(words)
    for against in what_stands_against(round.cohort, [people_of(round.cohort, _seated(match))])[0]:
        if not against.is_caution:
            raise ValidationError(f"{against.weight.value}: {against.words}", code=against.code)
    for words in trio_unasked([match]).get(match.pk, []):
        raise ValidationError(words, code="trio")
    settle(match, Match.State.AGREED, "agreed", by)


@transaction.atomic
def agree_matches(round, matches, *, by, seen=None):
    """Agree to several proposals of a round as the second person: all of them or none. Returns how many.

    A `ValidationError` names each pair that could not be agreed, and why.
    """
    require_matching_team(round.cohort, by)
    round = hold_round(round)
    require_open(round, seen)
    matches = list(Match.objects.filter(pk__in=[match.pk for match in matches], round=round).with_names())
    lock_participants([seat.participant_id for match in matches for seat in match.seats.all()])
    wrong = []
    for match in matches:
        match.round = round
        try:
            agree_match(match, by=by)
        except (ValidationError, PermissionDenied) as problem:
            words = problem.messages if isinstance(problem, ValidationError) else [str(problem)]
            wrong += [f"{match.names}: {one}" for one in words]
    if wrong:
        raise ValidationError([*wrong, "So none of them is agreed yet: leave these out and try again."])
    return len(matches)


@transaction.atomic
def decline_match(match, *, by):
    """Say no to a proposal, as somebody other than its proposer. It is remembered; all are to be placed again."""
    require_matching_team(match.round.cohort, by)
    _, match = hold_match(match)
    _require_proposed(match)
    if match.proposed_by_id == by.pk:
        raise PermissionDenied("You proposed this pair yourself: take it back instead.")
    settle(match, Match.State.DECLINED, "declined", by)


@transaction.atomic
def withdraw_match(match, *, by):
    """Take back a draft, a proposal or an agreed pair, as if it had never been. Possible until the release."""
    require_matching_team(match.round.cohort, by)
    round, match = hold_match(match)
    if not match.is_standing:
        raise ValidationError(f"This pair is {match.get_state_display()}, so it cannot be taken back.")
    if match.state == Match.State.PROPOSED and not may_withdraw_proposal(
        match, by, matching_team(round.cohort)
    ):
        raise PermissionDenied("Whoever proposed a pair, or a facilitator, can take it back.")
    settle(match, Match.State.WITHDRAWN, "withdrew", by)


@transaction.atomic
def record_trio_yes(match, participant, *, by):
    """Write down that this person, asked whether they would learn in a group of three, said yes.

    The question is the general one: nobody hears of the draft by it.
    """
    require_matching_team(match.round.cohort, by)
    round, match = hold_match(match)
    if not match.is_standing:
        raise ValidationError(f"This is {match.get_state_display()} by now.", code="settled")
    seats = list(match.seats.all())
    seat = next((seat for seat in seats if seat.participant_id == participant.pk), None)
    if seat is None or len(seats) != 3:
        raise ValidationError("This person is not in a group of three.", code="trio")
    if seat.said_yes_at is None:
        seat.said_yes_at, seat.said_yes_to = timezone.now(), by
        seat.save(update_fields=["said_yes_at", "said_yes_to"])
        record(by=by, verb="heard_yes", thing=match, cohort=round.cohort)
        touch(round.cohort)


def may_withdraw_proposal(match, user, team):
    return match.proposed_by_id == user.pk or Role.FACILITATOR in team.get(user.pk, set())


def trio_unasked(matches):
    """{match: words for each person of a group of three who has not said that they would learn in three}."""
    seats = MatchSeat.objects.filter(match__in=matches).select_related(
        "participant__user", "participant__profile"
    )
    groups = {}
    for seat in seats:
        groups.setdefault(seat.match_id, []).append(seat)
    return {
        match: [
            f"Ask {seat.participant} first whether learning in a group of three would suit them, "
            "and note the answer here."
            for seat in group
            if not (seat.said_yes_at or seat.participant.profile.open_to_trio)
        ]
        for match, group in groups.items()
        if len(group) == 3
    }


# ---- shared with drafting


def seatable(round, participants):
    """The people of a draft or proposal, held to the end of the transaction, once nothing bars them."""
    require_open(round)
    keys = {participant.pk for participant in participants}
    if len(keys) not in (2, 3) or len(lock_participants(keys)) != len(keys):
        raise ValidationError("Choose one person on each side.", code="two")
    people = people_of(round.cohort, keys)
    if len(people) != len(keys):
        raise ValidationError("Choose people of this cohort.", code="other_cohort")
    if len(people) == 3 and [person.side for person in people].count(Side.LEADER) != 1:
        programme = round.cohort.programme
        raise ValidationError(
            f"A group of three is one from {programme.leader_name_plural.lower()} and two from "
            f"{programme.network_name_plural}, never the other way round.",
            code="trio_sides",
        )
    for against in what_stands_against(round.cohort, [people])[0]:
        if against.is_barred:
            raise ValidationError(f"Not possible: {against.words}", code=against.code)
    return people


def take_seats(round, people, match):
    """Seat these people in `match` (not saved yet), in the place of unpinned drafts that hold one of them.

    The draft that holds exactly these people turns into `match`, with its yeses.
    """
    seats = MatchSeat.objects.standing().filter(participant__in=people).select_related("match")
    held = {}
    for seat in seats.select_related("match", "participant__user"):
        held.setdefault(seat.match, []).append(seat)
    for other, their_seats in held.items():
        if other.state == Match.State.DRAFT and other.round_id == round.pk:
            everyone = set(_seated(other))
            if everyone == {person.pk for person in people}:
                return _become(other, match)
            if not other.pinned:
                continue
            raise ValidationError(
                f"{their_seats[0].participant} is in a draft that somebody pinned. Unpin it first.",
                code="seated",
            )
        raise ValidationError(
            f"{their_seats[0].participant} is already in another proposed pair.", code="seated"
        )
    Match.objects.filter(pk__in=[other.pk for other in held]).delete()
    match.round = round
    match.save(force_insert=True)
    MatchSeat.objects.bulk_create(MatchSeat(match=match, participant=person) for person in people)
    return match


def known_tags(tags):
    if not set(tags) <= set(Tag.values):
        raise ValidationError("Choose from the list of reasons.", code="tags")
    return [tag for tag in Tag.values if tag in tags]


def hold_match(match):
    round = hold_round(match.round)
    lock_participants(_seated(match))
    match = Match.objects.filter(pk=match.pk).first()
    if match is None:
        raise ValidationError("This draft has given way to another by now.", code="settled")
    return round, match


def settle(match, state, verb, by):
    match.state, match.settled_by, match.settled_at = state, by, timezone.now()
    match.save(update_fields=["state", "settled_by", "settled_at"])
    if not match.is_standing:
        match.seats.update(vacated_at=match.settled_at)
    record(by=by, verb=verb, thing=match, cohort=match.round.cohort)
    touch(match.round.cohort)


def _become(draft, match):
    for name in ("state", "reason", "tags", "sure", "pinned", "proposed_by", "proposed_at"):
        setattr(draft, name, getattr(match, name))
    draft.save()
    return draft


def known_sure(sure):
    if sure and sure not in Match.Sure.values:
        raise ValidationError("Choose how sure you are from the list.", code="sure")
    return sure


def _seated(match):
    return list(match.seats.values_list("participant", flat=True))


def _require_proposed(match):
    if match.state != Match.State.PROPOSED:
        raise ValidationError(f"This pair is {match.get_state_display()} by now.", code="settled")
