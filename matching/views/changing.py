from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from matching import services
from matching.board import Address
from matching.models import Match, MatchingRound
from participants.models import Participant


@require_POST
def match_agree(request, pk):
    return _change(request, pk, services.agree_match, "{names}: agreed. Nobody is told before the release.")


@require_POST
def match_decline(request, pk):
    return _change(request, pk, services.decline_match, "{names}: declined. All are to be placed again.")


@require_POST
def match_withdraw(request, pk):
    return _change(request, pk, services.withdraw_match, "{names}: taken apart. All are to be placed again.")


@require_POST
def match_pin(request, pk):
    return _change(request, pk, services.pin_match, "{names}: pinned. “Propose the rest” leaves it alone.")


@require_POST
def match_unpin(request, pk):
    return _change(request, pk, services.unpin_match, "{names}: not pinned any more.")


@require_POST
def trio_yes(request, pk):
    """A colleague has asked one of three whether learning in three would suit them, and heard yes."""
    match = _match(request, pk)
    people = Participant.objects.visible_to(request.user).filter(cohort=match.round.cohort)
    try:
        person = people.filter(pk=request.POST.get("participant")).first()
    except ValidationError:
        person = None
    if person is None:
        raise Http404
    try:
        services.record_trio_yes(match, person, by=request.user)
    except ValidationError as refusal:
        messages.warning(request, refusal.messages[0])
    else:
        messages.success(request, f"Noted: learning in three would suit {person}.")
    return _back(request, match.round.cohort_id, f"match-{pk}")


@require_POST
def drafts_propose(request, pk):
    """Several drafts at once, those ticked or all: all of them or none."""
    round = _round(request, pk)
    drafts = Match.objects.visible_to(request.user).filter(round=round).drafts()
    if request.POST.get("which") != "all":
        drafts = _ticked(request, drafts)
    return _change_many(request, round, services.propose_drafts, list(drafts), "proposed", "waiting")


@require_POST
def matches_agree(request, pk):
    """Agree to several pairs at once, as the second person: all of them or none."""
    round = _round(request, pk)
    matches = _ticked(request, Match.objects.visible_to(request.user).filter(round=round))
    return _change_many(request, round, services.agree_matches, list(matches), "agreed", "agreed")


def _match(request, pk):
    return get_object_or_404(Match.objects.visible_to(request.user).select_related("round__cohort"), pk=pk)


def _round(request, pk):
    return get_object_or_404(MatchingRound.objects.visible_to(request.user).select_related("cohort"), pk=pk)


def _ticked(request, matches):
    try:
        return matches.filter(pk__in=request.POST.getlist("pairs"))
    except ValidationError:
        return matches.none()


def _change(request, pk, service, words):
    match = _match(request, pk)
    names = match.names
    try:
        service(match, by=request.user)
    except ValidationError as refusal:
        messages.warning(request, f"{names}: {refusal.messages[0]}")
    else:
        messages.success(request, words.format(names=names))
    return _back(request, match.round.cohort_id)


def _change_many(request, round, service, matches, done, fragment):
    if not matches:
        messages.warning(request, "Tick at least one pair first.")
        return _back(request, round.cohort_id)
    seen = {"seen": request.POST["seen"]} if request.POST.get("seen", "").isdigit() else {}
    try:
        service(round, matches, by=request.user, **seen)
    except ValidationError as refusal:
        for words in refusal.messages[:5]:
            messages.warning(request, words)
        return _back(request, round.cohort_id)
    pairs = "1 pair" if len(matches) == 1 else f"{len(matches)} pairs"
    messages.success(request, f"{pairs} {done}. Nobody is told before the release.")
    return _back(request, round.cohort_id, fragment)


def _back(request, cohort, fragment=""):
    """The board as it was before the button was pressed."""
    where = Address.of_text(request.POST.get("back", "")).with_(fragment, tick=None)
    return redirect(reverse("matching_board", args=[cohort]) + where)
