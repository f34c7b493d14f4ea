"""Pairing people: one proposes with a reason, a second person agrees, a facilitator releases. Nobody is told before."""

from collections import defaultdict

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from audit.services import record
from matching.agreeing import why_not_second
from matching.mails import messages_of
from matching.models import Match, MatchingRound, MatchSeat, cohorts_matched_by
from matching.people import rules_for
from notifications.services import queue_messages
from participants.models import Cohort, Participant, Role, TeamRole
from partnerships.models import Partnership
from partnerships.services.forming import form_partnerships, lock_participants
from partnerships.services.guide import give_guide


@transaction.atomic
def open_round(cohort, *, by):
    """The cohort's round of matching: a new one, or the one that is open already. Returns the `MatchingRound`.

    Two colleagues who press the button at once get the same round.
    """
    _require_matching_team(cohort, by)
    cohort = Cohort.objects.select_for_update(no_key=True).get(pk=cohort.pk)
    open_now = MatchingRound.objects.unreleased().filter(cohort=cohort).first()
    if open_now:
        return open_now
    earlier = MatchingRound.objects.filter(cohort=cohort).count()
    opened = MatchingRound.objects.create(cohort=cohort, number=earlier + 1)
    record(by=by, verb="opened", thing=opened, cohort=cohort)
    return opened


@transaction.atomic
def propose_match(round, participants, *, reason, by):
    """Propose that these two become partners. Returns the `Match`; nobody but the matching team knows of it.

    reason: why these two, in words one could defend if they read it. Raises ValidationError in plain words
    when something bars the pair or somebody else was quicker, PermissionDenied for who does not pair here.
    """
    _require_matching_team(round.cohort, by)
    if not reason.strip():
        raise ValidationError("Write why these two.", code="reason")
    round = hold_round(round)
    if round.is_released:
        raise ValidationError("This round has been released. Open the next one.", code="released")
    keys = {participant.pk for participant in participants}
    if len(keys) != 2 or len(lock_participants(keys)) != 2:
        raise ValidationError("Choose one person on each side.", code="two")
    people = _people(round.cohort, keys)
    if len(people) != 2:
        raise ValidationError("Choose two people of this cohort.", code="other_cohort")
    for seat in (
        MatchSeat.objects.standing().filter(participant__in=people).select_related("participant__user")
    ):
        raise ValidationError(f"{seat.participant} is already in another proposed pair.", code="seated")
    for against in what_stands_against(round.cohort, [people])[0]:
        if against.is_barred:
            raise ValidationError(f"Not possible: {against.words}", code=against.code)
    match = Match.objects.create(round=round, reason=reason.strip(), proposed_by=by)
    MatchSeat.objects.bulk_create(MatchSeat(match=match, participant=person) for person in people)
    record(by=by, verb="proposed", thing=match, cohort=round.cohort)
    return match


@transaction.atomic
def agree_match(match, *, by):
    """Agree to a proposed pair, as the second person. Raises ValidationError when something stands against it."""
    _require_matching_team(match.round.cohort, by)
    round, match = _hold(match)
    _require_proposed(match)
    words = why_not_second(match.proposed_by_id, by.pk, matching_team(round.cohort))
    if words:
        raise PermissionDenied(words)
    for against in what_stands_against(round.cohort, [_people(round.cohort, _seated(match))])[0]:
        if not against.is_caution:
            raise ValidationError(f"{against.weight.value}: {against.words}", code=against.code)
    _settle(match, Match.State.AGREED, "agreed", by)


@transaction.atomic
def decline_match(match, *, by):
    """Say no to a proposed pair, as somebody other than its proposer. It is remembered; both are to be placed again."""
    _require_matching_team(match.round.cohort, by)
    _, match = _hold(match)
    _require_proposed(match)
    if match.proposed_by_id == by.pk:
        raise PermissionDenied("You proposed this pair yourself: take it back instead.")
    _settle(match, Match.State.DECLINED, "declined", by)


@transaction.atomic
def withdraw_match(match, *, by):
    """Take back a proposed or agreed pair, as if it had never been proposed. Possible until the release."""
    _require_matching_team(match.round.cohort, by)
    round, match = _hold(match)
    if not match.is_standing:
        raise ValidationError(f"This pair is {match.get_state_display()}, so it cannot be taken back.")
    if match.state == Match.State.PROPOSED and not may_withdraw_proposal(
        match, by, matching_team(round.cohort)
    ):
        raise PermissionDenied("Whoever proposed a pair, or a facilitator, can take it back.")
    _settle(match, Match.State.WITHDRAWN, "withdrew", by)


@transaction.atomic
def release_round(round, *, by):
    """Make partners of every agreed pair and tell each of them, all in one transaction. Returns the partnerships.

    Doing it again changes nothing and tells nobody twice. Raises ValidationError when a pair still waits for
    its second person or something has come to stand against one.
    """
    if not may_release(round, by):
        raise PermissionDenied("A facilitator who does not take part releases a round.")
    round = hold_round(round)
    if round.is_released:
        return list(Partnership.objects.filter(match__round=round))
    matches, groups = _ready_matches(round)
    partnerships = form_partnerships(round.cohort, groups, by=by)
    give_guide(round.cohort.programme, by=by)
    for match, partnership in zip(matches, partnerships, strict=True):
        match.state, match.partnership = Match.State.RELEASED, partnership
    Match.objects.bulk_update(matches, ["state", "partnership"])
    now = timezone.now()
    MatchSeat.objects.filter(match__in=matches).update(vacated_at=now)
    round.released_at, round.released_by = now, by
    round.save(update_fields=["released_at", "released_by"])
    queue_messages(messages_of(partnerships, groups, now))
    record(by=by, verb="released", thing=round, cohort=round.cohort)
    return partnerships


def may_release(round, user):
    """Whether somebody may release this round: a facilitator who does not take part in the cohort."""
    return round.cohort.is_facilitated_by(user) and _is_on_matching_team(round.cohort, user)


def may_withdraw_proposal(match, user, team):
    return match.proposed_by_id == user.pk or Role.FACILITATOR in team.get(user.pk, set())


def matching_team(cohort):
    """{key: set of roles} of the facilitators and matchers who pair people here: none who takes or took part."""
    taking_part = Participant.objects.their_own().filter(cohort=cohort)
    held = (
        TeamRole.objects.current()
        .filter(cohort=cohort, role__in=[Role.FACILITATOR, Role.MATCHER], user__is_active=True)
        .exclude(user__in=taking_part.values("user"))
    )
    team = defaultdict(set)
    for user, role in held.values_list("user", "role"):
        team[user].add(role)
    return dict(team)


def what_stands_against(cohort, groups):
    """For each group of two, what stands against it; the same number of queries for any number of groups."""
    groups = list(groups)
    rules = rules_for(cohort, [person for group in groups for person in group], timezone.localdate())
    return [rules(*group) for group in groups]


def hold_round(round):
    """Hold the round's row to the end of the transaction: one change of its matches at a time."""
    rounds = MatchingRound.objects.select_for_update(of=["self"], no_key=True)
    return rounds.select_related("cohort__programme").get(pk=round.pk)


def _hold(match):
    round = hold_round(match.round)
    match = Match.objects.get(pk=match.pk)
    lock_participants(_seated(match))
    return round, match


def _ready_matches(round):
    """The round's matches and the people of each, once nothing stands against releasing them."""
    matches = list(Match.objects.standing().filter(round=round).prefetch_related("seats"))
    if not matches:
        raise ValidationError("There is no agreed pair to release yet.", code="nothing")
    if any(match.state == Match.State.PROPOSED for match in matches):
        raise ValidationError("A pair still waits for a second person.", code="proposed")
    keys = [[seat.participant_id for seat in match.seats.all()] for match in matches]
    lock_participants([key for group in keys for key in group])
    people = {person.pk: person for person in _people(round.cohort, [key for group in keys for key in group])}
    groups = [[people[key] for key in group] for group in keys]
    for group, against in zip(groups, what_stands_against(round.cohort, groups), strict=True):
        names = " and ".join(sorted(map(str, group)))
        for reason in against:
            if not reason.is_caution:
                raise ValidationError(
                    f"{names}: {reason.weight.value.lower()}. {reason.words}", code=reason.code
                )
    return matches, groups


def _settle(match, state, verb, by):
    match.state, match.settled_by, match.settled_at = state, by, timezone.now()
    match.save(update_fields=["state", "settled_by", "settled_at"])
    if not match.is_standing:
        match.seats.update(vacated_at=match.settled_at)
    record(by=by, verb=verb, thing=match, cohort=match.round.cohort)


def _people(cohort, keys):
    return list(Participant.objects.filter(cohort=cohort, pk__in=keys).select_related("user", "profile"))


def _seated(match):
    return list(match.seats.values_list("participant", flat=True))


def _require_proposed(match):
    if match.state != Match.State.PROPOSED:
        raise ValidationError(f"This pair is {match.get_state_display()} by now.", code="settled")


def _is_on_matching_team(cohort, user):
    return cohorts_matched_by(user).filter(pk=cohort.pk).exists()


def _require_matching_team(cohort, user):
    if not _is_on_matching_team(cohort, user):
        raise PermissionDenied("Only facilitators and matchers who do not take part pair people here.")
