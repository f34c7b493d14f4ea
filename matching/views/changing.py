from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from matching import services
from matching.models import Match


@require_POST
def match_agree(request, pk):
    return _change(request, pk, services.agree_match, "{names}: agreed. Nobody is told before the release.")


@require_POST
def match_decline(request, pk):
    return _change(request, pk, services.decline_match, "{names}: declined. Both are to be placed again.")


@require_POST
def match_withdraw(request, pk):
    return _change(request, pk, services.withdraw_match, "{names}: taken back. Both are to be placed again.")


def _change(request, pk, service, words):
    match = get_object_or_404(Match.objects.visible_to(request.user).select_related("round__cohort"), pk=pk)
    try:
        service(match, by=request.user)
    except ValidationError as refusal:
        messages.warning(request, refusal.messages[0])
    else:
        messages.success(request, words.format(names=match.names))
    return redirect("matching_board", pk=match.round.cohort_id)
