from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from matching import services
from matching.board import Address, board_of, counted, counts_to_place, within_a_sentence
from matching.forms import ProposalForm
from matching.models import Match, MatchingRound, cohorts_matched_by
from matching.rehearsing import rehearsal_of
from participants.models import Participant, Side


@require_http_methods(["GET", "HEAD", "POST"])
def matching_board(request, pk):
    """The cohort's open round: who is to be placed, two people side by side, the pairs. Posting proposes."""
    cohort = _cohort(request, pk)
    rounds = (
        MatchingRound.objects.visible_to(request.user)
        .filter(cohort=cohort)
        .select_related("cohort__programme")
    )
    round = rounds.unreleased().first()
    if round is None:
        return _no_round(request, cohort, rounds.order_by("-number").first())
    form = ProposalForm(request.POST or None)
    if request.method == "POST" and _propose(request, round, form):
        return redirect(
            reverse("matching_board", args=[pk]) + Address.of(request.GET).with_(leader=None, network=None)
        )
    searches = request.session.get("matching_search", {}).get(str(pk), {})
    return render(
        request,
        "matching/matching_board.html",
        board_of(round, request.user, request.GET, searches) | {"form": form},
    )


@require_POST
def matching_search(request, pk):
    """Remembers what to search a side for. Not by the address: names do not belong there."""
    cohort = _cohort(request, pk)
    searches = request.session.setdefault("matching_search", {}).setdefault(str(cohort.pk), {})
    side = request.POST.get("side")
    if side in Side.values:
        searches[side] = request.POST.get("words", "").strip()[:100]
        request.session.modified = True
    where = Address.of(request.GET).with_(f"side-{side}", **{f"{side}_page": None})
    return redirect(reverse("matching_board", args=[pk]) + where)


@require_POST
def round_open(request, pk):
    cohort = _cohort(request, pk)
    services.open_round(cohort, by=request.user)
    return redirect("matching_board", pk=pk)


@require_POST
def match_agree(request, pk):
    return _change(request, pk, services.agree_match, "{names}: agreed. Nobody is told before the release.")


@require_POST
def match_decline(request, pk):
    return _change(request, pk, services.decline_match, "{names}: declined. Both are to be placed again.")


@require_POST
def match_withdraw(request, pk):
    return _change(request, pk, services.withdraw_match, "{names}: taken back. Both are to be placed again.")


@require_http_methods(["GET", "HEAD", "POST"])
def round_release(request, pk):
    """The rehearsal of a release, the release itself, and afterwards the page that says it is done."""
    rounds = MatchingRound.objects.visible_to(request.user).select_related("cohort__programme", "released_by")
    round = get_object_or_404(rounds, pk=pk)
    if not services.may_release(round, request.user):
        raise PermissionDenied("A facilitator releases a round.")
    if request.method == "POST":
        try:
            services.release_round(round, by=request.user)
        except ValidationError as refusal:
            messages.warning(request, refusal.messages[0])
        return redirect("round_release", pk=pk)
    context = {"round": round, "cohort": round.cohort, "left": sum(counts_to_place(round.cohort).values())}
    if round.is_released:
        context["partnerships"] = (
            Match.objects.visible_to(request.user).filter(round=round, partnership__isnull=False).count()
        )
        return render(request, "matching/round_released.html", context)
    return render(
        request, "matching/round_release.html", context | rehearsal_of(round, request.GET.get("page", 1))
    )


def _cohort(request, pk):
    return get_object_or_404(cohorts_matched_by(request.user).select_related("programme"), pk=pk)


def _no_round(request, cohort, last):
    counts = counts_to_place(cohort)
    sides = [counted(number, cohort.programme, side) for side, number in counts.items()]
    missing = [
        within_a_sentence(cohort.programme.side_name_plural(side))
        for side, number in counts.items()
        if not number
    ]
    context = {
        "cohort": cohort,
        "last": last,
        "sides": sides,
        "to_place": sum(counts.values()),
        "nobody_among": missing[0] if missing else "",
    }
    return render(request, "matching/matching_board_closed.html", context)


def _propose(request, round, form):
    """Whether it was proposed; otherwise the form says why not."""
    address = Address.of(request.GET)
    people = Participant.objects.visible_to(request.user).filter(
        cohort=round.cohort, pk__in=filter(None, map(address.chosen, Side))
    )
    if not form.is_valid():
        return False
    try:
        match = services.propose_match(round, people, reason=form.cleaned_data["reason"], by=request.user)
    except ValidationError as refusal:
        form.add_error(None, refusal)
        return False
    messages.success(request, f"{match.names}: proposed. A second person now agrees or declines.")
    return True


def _change(request, pk, service, words):
    match = get_object_or_404(Match.objects.visible_to(request.user).select_related("round__cohort"), pk=pk)
    try:
        service(match, by=request.user)
    except ValidationError as refusal:
        messages.warning(request, refusal.messages[0])
    else:
        messages.success(request, words.format(names=match.names))
    return redirect("matching_board", pk=match.round.cohort_id)
