from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from matching import services
from matching.arriving import what_comes_next
from matching.board import counts_to_place
from matching.exporting import listed
from matching.models import Match, MatchingRound
from matching.rehearsing import rehearsal_of, withdrawal_of
from matching.rule_forms import ListForm, PurposeForm
from matching.services.exporting import export_round

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
A_PAGE = 25


@require_http_methods(["GET", "HEAD", "POST"])
def round_release(request, pk):
    """The rehearsal of a release, the release itself, and afterwards the page that says it is done."""
    round = _round(request, pk)
    if request.method == "POST":
        try:
            services.release_round(round, by=request.user)
        except ValidationError as refusal:
            messages.warning(request, refusal.messages[0])
        return redirect("round_release", pk=pk)
    to_place = counts_to_place(round.cohort)
    context = {"round": round, "cohort": round.cohort, "left": sum(to_place.values())}
    if round.is_released:
        context |= _released(request, round) | {"may_open": all(to_place.values())}
        return render(request, "matching/round_released.html", context)
    context |= what_comes_next(round.cohort, timezone.now())
    context |= rehearsal_of(round, request.GET.get("page", 1))
    return render(request, "matching/round_release.html", context)


@require_safe
def round_list(request, pk):
    """The partnerships of a round as a list to print."""
    round = _round(request, pk)
    form = ListForm(request.GET or None)
    columns = form.columns
    context = {
        "round": round,
        "cohort": round.cohort,
        "rows": listed(
            Match.objects.visible_to(request.user).to_list(round), round.cohort.programme, **columns
        ),
        "form": form,
        "purpose": PurposeForm(initial=columns),
        "columns": columns,
    }
    return render(request, "matching/round_list.html", context)


@require_POST
def round_export(request, pk):
    """The same list as a spreadsheet; the history keeps who took it, and what for."""
    round = _round(request, pk)
    form = PurposeForm(request.POST)
    if not form.is_valid():
        messages.warning(request, "Choose what the list is for.")
        return redirect("round_list", pk=pk)
    workbook = export_round(round, form.cleaned_data["purpose"], by=request.user, **form.columns)
    response = HttpResponse(workbook, content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="partnerships-round-{round.number}.xlsx"'
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def partnership_withdraw(request, pk):
    """Take back a partnership that has not met yet: what each will read first, then the deed."""
    matches = Match.objects.visible_to(request.user).as_partnerships().with_names()
    match = get_object_or_404(matches.select_related("round__cohort__programme"), partnership=pk)
    if not services.may_withdraw_partnership(match.partnership, request.user):
        raise PermissionDenied("A facilitator who does not take part takes a partnership back.")
    if request.method == "POST":
        try:
            services.withdraw_partnership(match.partnership, by=request.user)
        except ValidationError as refusal:
            messages.warning(request, refusal.messages[0])
        else:
            messages.success(request, f"{match.names}: taken back and told. Both can be paired again.")
        return redirect("round_release", pk=match.round_id)
    context = withdrawal_of(match) | {"cohort": match.round.cohort}
    return render(request, "matching/partnership_withdraw.html", context)


def _round(request, pk):
    """The round, for who may release it: the matching team knows of it, facilitators decide."""
    rounds = MatchingRound.objects.visible_to(request.user).select_related("cohort__programme", "released_by")
    round = get_object_or_404(rounds, pk=pk)
    # `visible_to` has left out who takes part: what remains of `may_release` is the role.
    if not round.cohort.is_facilitated_by(request.user):
        raise PermissionDenied("A facilitator who does not take part looks after this.")
    return round


def _released(request, round):
    """What became of a released round: its partnerships, the other rounds, and whether there can be a next one."""
    matches = Match.objects.visible_to(request.user).filter(round=round).as_partnerships().with_names()
    page = Paginator(sorted(matches, key=lambda match: match.names.casefold()), A_PAGE)
    rounds = MatchingRound.objects.visible_to(request.user).filter(cohort=round.cohort)
    return {
        "page": page.get_page(request.GET.get("page")),
        "partnerships": page.count,
        "rounds": (rounds := list(rounds.with_formed().order_by("number"))),
        "open_round": next((one for one in rounds if not one.is_released), None),
    }
