from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from matching import services
from matching.board import Address, board_of, counted, counts_to_place, open_round_of, within_a_sentence
from matching.forms import FilterForm, PairForm
from matching.models import MatchingRound, cohorts_matched_by
from matching.news import news_of
from participants.models import Participant, Side


@require_http_methods(["GET", "HEAD", "POST"])
def matching_board(request, pk):
    """The cohort's open round: who is to be placed, two people side by side, the pairs. Posting pairs two."""
    round = open_round_of(request.user, pk)
    if round is None:
        return _no_round(request, cohort_matched(request, pk))
    board = board_of(round, request.user, request.GET, _searches(request, pk))
    form = _pair_form(request, board)
    if request.method == "POST" and (match := _pair(request, round, form)):
        where = Address.of(request.GET).with_(
            f"match-{match.pk}", leader=None, network=None, **{"for": None, "third": None}
        )
        return redirect(reverse("matching_board", args=[pk]) + where)
    return render(request, "matching/matching_board.html", board | {"form": form})


@require_safe
def board_changes(request, pk):
    """What has changed on the board since somebody last looked (`seen`): nothing, or the parts to put anew."""
    rounds = MatchingRound.objects.visible_to(request.user)
    round = get_object_or_404(rounds.only("changes", "released_at", "cohort"), pk=pk)
    if request.GET.get("seen") == str(round.changes):
        return HttpResponse(status=204)
    board_url = reverse("matching_board", args=[round.cohort_id])
    if round.released_at:
        return HttpResponse(status=204, headers={"HX-Redirect": board_url})
    board = board_of(
        open_round_of(request.user, round.cohort_id),
        request.user,
        request.GET,
        _searches(request, round.cohort_id),
    )
    return render(
        request, "matching/_changes.html", board | {"news": news_of(round, request.user), "oob": True}
    )


@require_POST
def matching_search(request, pk):
    """Remembers what to narrow a side down to. Not by the address: names do not belong there."""
    cohort = cohort_matched(request, pk)
    searches = request.session.setdefault("matching_search", {}).setdefault(str(cohort.pk), {})
    side = request.POST.get("side")
    if side in Side.values:
        everybody = "everybody" in request.POST
        searches[side] = {} if everybody else FilterForm(request.POST).narrowing()
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


def _searches(request, pk):
    return request.session.get("matching_search", {}).get(str(pk), {})


def _no_round(request, cohort):
    rounds = MatchingRound.objects.visible_to(request.user).filter(cohort=cohort)
    counts = counts_to_place(cohort)
    sides = [counted(number, cohort.programme, side) for side, number in counts.items()]
    missing = [
        within_a_sentence(cohort.programme.side_name_plural(side))
        for side, number in counts.items()
        if not number
    ]
    context = {
        "cohort": cohort,
        "last": rounds.order_by("-number").first(),
        "sides": sides,
        "to_place": sum(counts.values()),
        "nobody_among": missing[0] if missing else "",
    }
    return render(request, "matching/matching_board_closed.html", context)


def _pair_form(request, board):
    """The form under two people beside each other; a draft of the two comes with what was noted on it."""
    draft = board["compared"]["together"] if board["compared"] else None
    initial = {"third": request.GET.get("third", "")}
    if draft:
        initial |= {"reason": draft.reason, "tags": draft.tags, "sure": draft.sure}
    data = request.POST if request.method == "POST" else None
    return PairForm(data, initial=initial, thirds=board["thirds"])


def _pair(request, round, form):
    """The match proposed or kept as a draft; None when the form says why not."""
    if not form.is_valid():
        return None
    said = form.cleaned_data
    address = Address.of(request.GET)
    keys = [*map(address.chosen, Side), said.get("third")]
    people = Participant.objects.visible_to(request.user).filter(
        cohort=round.cohort, pk__in=filter(None, keys)
    )
    words = {name: said[name] for name in ("reason", "tags", "sure")}
    is_draft = request.POST.get("do") == "draft"
    try:
        match = (services.draft_match if is_draft else services.propose_match)(
            round, people, by=request.user, **words
        )
    except ValidationError as refusal:
        form.add_error(None, refusal)
        return None
    done = "kept as a draft" if is_draft else "proposed. A second person now agrees or declines"
    messages.success(request, f"{match.names}: {done}.")
    return match
