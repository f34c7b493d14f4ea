from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from matching import services
from matching.addressing import Address
from matching.assignment import TOTAL
from matching.board import counted, within_a_sentence
from matching.drawing import WAYS, Drawing, changes_in_words
from matching.models import MatchingRound
from matching.services.pinning import pin_and_draw
from matching.views.board import cohort_matched
from participants.models import Participant, Side

A_PAGE = 24


@require_http_methods(["GET", "HEAD", "POST"])
def round_draw(request, pk):
    """What drawing the rest would give, in the way chosen; posting keeps it as drafts."""
    cohort = cohort_matched(request, pk)
    round = _open_round(request, cohort)
    if round is None:
        return redirect("matching_board", pk=pk)
    if request.method == "POST":
        return _keep(request, round)
    drawing = Drawing(round, request.GET.get("goal"))
    page = Paginator(drawing.pairs, A_PAGE).get_page(request.GET.get("page"))
    left = Paginator(drawing.left, A_PAGE).get_page(request.GET.get("left"))
    context = {"round": round, "cohort": cohort, "drawing": drawing, "page": page, "left": left}
    context |= {"pairs": drawing.told(page), "sides": _sides(cohort.programme)}
    context["counts"] = [counted(drawing.to_place[side], cohort.programme, side) for side in Side]
    return render(request, "matching/round_draw.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def match_what_if(request, pk):
    """What would change if two people were pinned, before anything is saved; posting pins them and draws again."""
    cohort = cohort_matched(request, pk)
    round = _open_round(request, cohort)
    if round is None:
        return redirect("matching_board", pk=pk)
    goal = request.GET.get("goal") if request.GET.get("goal") in WAYS else TOTAL
    people = _two(request, cohort)
    if request.method == "POST":
        return _pin(request, round, people, goal)
    answer = services.what_if(round, people, goal=goal)
    context = {"round": round, "cohort": cohort, "people": people, "answer": answer, "goal": goal}
    is_fragment = request.headers.get("HX-Request") and not request.headers.get("HX-Boosted")
    template = "matching/_what_if.html" if is_fragment else "matching/match_what_if.html"
    return render(request, template, context | changes_in_words(answer))


def _open_round(request, cohort):
    rounds = MatchingRound.objects.visible_to(request.user).select_related("cohort__programme")
    return rounds.unreleased().filter(cohort=cohort).first()


def _sides(programme):
    """What the programme calls several of the one side and one of the other, within a sentence."""
    return {
        "leaders": within_a_sentence(programme.side_name_plural(Side.LEADER)),
        "network": within_a_sentence(programme.side_name(Side.NETWORK)),
    }


def _two(request, cohort):
    """The two of the address, by name; 404 when one of them is not to be found here."""
    address = Address.of(request.GET)
    people = Participant.objects.visible_to(request.user).filter(cohort=cohort).select_related("user")
    found = people.filter(pk__in=filter(None, map(address.chosen, Side)))
    if {person.side: person.pk for person in found} != {side: address.chosen(side) for side in Side}:
        raise Http404
    return sorted(found, key=lambda person: person.name.casefold())


def _keep(request, round):
    goal = request.POST.get("goal", TOTAL)
    try:
        number = services.draw_rest(round, goal=goal, by=request.user, seen=request.POST.get("seen"))
    except ValidationError as refusal:
        messages.warning(request, refusal.messages[0])
        return redirect(
            f"{reverse('round_draw', args=[round.cohort_id])}?goal={goal if goal in WAYS else TOTAL}"
        )
    drafts = "1 pair is kept as a draft" if number == 1 else f"{number} pairs are kept as drafts"
    messages.success(request, f"{drafts}. Nobody hears of a draft; propose the ones you believe in.")
    return redirect("matching_board", pk=round.cohort_id)


def _pin(request, round, people, goal):
    try:
        match, number = pin_and_draw(round, people, goal=goal, by=request.user, seen=request.POST.get("seen"))
    except ValidationError as refusal:
        messages.warning(request, refusal.messages[0])
    else:
        others = "1 other draft was" if number == 1 else f"{number} other drafts were"
        messages.success(request, f"{match.names}: pinned. {others} drawn around them.")
    return redirect("matching_board", pk=round.cohort_id)
