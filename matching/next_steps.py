"""What matching asks of the team. Of learning partners it asks nothing: they hear of it at the release."""

from collections import Counter

from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone

from kit.steps import Step
from matching.board import within_a_sentence
from matching.models import Match, MatchingRound, cohorts_matched_by
from matching.people import to_place
from participants.models import Role, Side, roles_held


def next_steps(user, now):
    return []


def team_steps(user, cohorts, now):
    """People to pair, pairs that wait for this person, a round ready to be rehearsed.

    Nothing in a cohort whose year is over, nor where the person takes part themselves (access rule 10).
    """
    today = timezone.localdate(now)
    matched = cohorts_matched_by(user).filter(pk__in=[cohort.pk for cohort in cohorts])
    matched = [cohort for cohort in matched.select_related("programme") if today < cohort.ends_on]
    if not matched:
        return []
    to_pair = Counter(to_place(matched).order_by().values_list("cohort", "side"))
    facilitated = {held.cohort for held in roles_held(user) if held.role == Role.FACILITATOR}
    rounds = (
        MatchingRound.objects.visible_to(user)
        .unreleased()
        .filter(cohort__in=matched)
        .annotate(
            proposed=Count("matches", filter=Q(matches__state=Match.State.PROPOSED)),
            for_me=Count(
                "matches", filter=Q(matches__state=Match.State.PROPOSED) & ~Q(matches__proposed_by=user.pk)
            ),
            agreed=Count("matches", filter=Q(matches__state=Match.State.AGREED)),
            drafts=Count("matches", filter=Q(matches__state=Match.State.DRAFT)),
        )
    )
    open_rounds = {round.cohort_id: round for round in rounds}
    return [
        step
        for cohort in matched
        for step in _steps_of(
            cohort,
            open_rounds.get(cohort.pk),
            {side: to_pair[cohort.pk, side] for side in Side},
            cohort.pk in facilitated,
            today,
        )
    ]


def _steps_of(cohort, round, to_pair, facilitates, today):
    board = reverse("matching_board", args=[cohort.pk])
    if round is None:
        # While people still join there is no hurry to pair them.
        if cohort.closes_on < today:
            yield from _pairing(cohort, to_pair, board, "Open a matching round")
        return
    if round.for_me:
        pairs = "1 pair waits" if round.for_me == 1 else f"{round.for_me} pairs wait"
        yield Step(
            f"{pairs} for a second person",
            f"{board}#waiting",
            note=cohort.name,
            action="Read and agree",
            rank=25,
        )
    yield from _pairing(cohort, to_pair, board, "Go on matching")
    if round.drafts:
        drafts = "1 draft is" if round.drafts == 1 else f"{round.drafts} drafts are"
        yield Step(
            f"{drafts} not proposed yet",
            f"{board}#drafts",
            note=cohort.name,
            action="Read and propose",
            rank=27,
        )
    elif facilitates and round.agreed and not round.proposed:
        yield Step(
            "All pairs are agreed: rehearse the release",
            reverse("round_release", args=[round.pk]),
            note=cohort.name,
            action="Rehearse the release",
            rank=28,
        )


def _pairing(cohort, to_pair, board, action):
    """Somebody on both sides can be paired; those of one side alone can only wait, and nothing is to be done."""
    number = sum(to_pair.values())
    if all(to_pair.values()):
        yield Step(f"Pair {number} people", board, note=cohort.name, action=action, rank=30)
    elif number:
        waiting = "1 person waits" if number == 1 else f"{number} people wait"
        empty = next(side for side in Side if not to_pair[side])
        missing = within_a_sentence(cohort.programme.side_name_plural(empty))
        note = f"{cohort.name}: none of the {missing} is free yet."
        yield Step(f"{waiting} for a partner", board, note=note, rank=70)
