from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from matching import services
from matching.board import counts_to_place
from matching.models import Match, MatchingRound
from matching.rehearsing import rehearsal_of


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
