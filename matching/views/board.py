from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from matching import services
from matching.board import Address, board_of, counted, counts_to_place, within_a_sentence
from matching.forms import ProposalForm
from matching.models import MatchingRound, cohorts_matched_by
from participants.models import Participant, Side


@require_http_methods(["GET", "HEAD", "POST"])
def matching_board(request, pk):
    """The cohort's open round: who is to be placed, two people side by side, the pairs. Posting proposes."""
    cohort = cohort_matched(request, pk)
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
    cohort = cohort_matched(request, pk)
    searches = request.session.setdefault("matching_search", {}).setdefault(str(cohort.pk), {})
    side = request.POST.get("side")
    if side in Side.values:
        searches[side] = request.POST.get("words", "").strip()[:100]
        request.session.modified = True
    where = Address.of(request.GET).with_(f"side-{side}", **{f"{side}_page": None})
    return redirect(reverse("matching_board", args=[pk]) + where)


@require_POST
def round_open(request, pk):
    cohort = cohort_matched(request, pk)
    services.open_round(cohort, by=request.user)
    return redirect("matching_board", pk=pk)


def cohort_matched(request, pk):
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
