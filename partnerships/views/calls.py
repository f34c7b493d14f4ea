"""For facilitators and the cover: calls to open, and what somebody said when a partnership ended."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from participants.models import Cohort
from partnerships import services
from partnerships.models import ContactRequest, LearningPartner, Partnership
from partnerships.recusal import recused_from
from partnerships.services.afterwards import EXIT_QUESTIONS, WISHES
from partnerships.views.ours import page_with_form


@require_safe
def contact_request_list(request, pk):
    """The calls of a cohort: those that wait, those that go on, those that are dealt with."""
    cohort = _cohort(request, pk)
    calls = ContactRequest.objects.read_by(request.user, cohort)
    calls = list(calls.select_related("participant__user", "opened_by").order_by("asked_at"))
    context = {
        "cohort": cohort,
        "programme": cohort.programme,
        "waiting": [call for call in calls if call.is_waiting],
        "going_on": [call for call in calls if call.opened_at and not call.done_at],
        "over": [call for call in reversed(calls) if call.opened_at and call.done_at],
    }
    return render(request, "partnerships/contact_request_list.html", context)


@require_safe
def contact_request_detail(request, pk):
    """One call. Until somebody opens it by the button the page says only that there is one."""
    call = _call(request, pk)
    if call.done_at and not call.opened_at:
        return render(request, "partnerships/contact_request_detail.html", {"call": call, "taken_back": True})
    partnership = None
    if call.opened_at and call.asks_for_the_end and call.participant.cohort.is_facilitated_by(request.user):
        places = LearningPartner.objects.visible_to(request.user).current()
        place = places.filter(participant=call.participant_id).select_related("partnership").first()
        partnership = place and place.partnership
    context = {"call": call, "cohort": call.participant.cohort, "partnership": partnership}
    return render(request, "partnerships/contact_request_detail.html", context)


@require_POST
def contact_request_open(request, pk):
    services.open_request(_call(request, pk), by=request.user)
    return redirect("contact_request_detail", pk=pk)


@require_POST
def contact_request_done(request, pk):
    call = _call(request, pk)
    try:
        services.finish_request(call, by=request.user)
        messages.success(request, "Noted as dealt with.")
    except ValidationError as refused:
        messages.info(request, " ".join(refused.messages))
        return redirect("contact_request_detail", pk=pk)
    return redirect("contact_request_list", pk=call.participant.cohort_id)


def _cohort(request, pk):
    cohorts = Cohort.objects.visible_to(request.user).select_related("programme", "cover")
    cohort = get_object_or_404(cohorts, pk=pk)
    if not cohort.is_facilitated_by(request.user) and cohort.cover_id != request.user.pk:
        raise Http404
    return cohort


def _call(request, pk):
    """The call, for who may read it. To anybody else it does not exist."""
    calls = ContactRequest.objects.for_team_member(request.user).select_related(
        "participant__cohort__programme", "participant__cohort__cover", "participant__user", "opened_by"
    )
    call = get_object_or_404(calls.prefetch_related("kept_from"), pk=pk)
    if not ContactRequest.objects.read_by(request.user, call.participant.cohort).filter(pk=pk).exists():
        raise Http404
    return call


@require_safe
def partnership_ending(request, pk):
    """How a partnership ended and what its partners said, for facilitators who are close to neither."""
    partnership = _ended(request, pk)
    places = list(partnership.partners.select_related("participant__user"))
    recused = recused_from(request.user, partnership.cohort)
    closed_to_me = any(place.participant_id in recused for place in places)
    for place in places:
        answers = place.exit_answers or {}
        place.said = [(question, answers[key]) for key, question in EXIT_QUESTIONS.items() if key in answers]
        place.wish = WISHES.get(place.wishes_next, "")
    context = {
        "partnership": partnership,
        "places": sorted(places, key=lambda place: place.name.lower()),
        "closed_to_me": closed_to_me,
        "is_own": any(place.participant.user_id == request.user.pk for place in places),
    }
    return render(request, "partnerships/partnership_ending.html", context)


@page_with_form
def partnership_reopen(request, pk):
    partnership = _ended(request, pk)
    places = list(partnership.partners.select_related("participant__user"))
    if any(place.participant.user_id == request.user.pk for place in places):
        raise PermissionDenied
    if request.method == "POST":
        try:
            services.reopen_partnership(partnership, by=request.user)
            messages.success(request, "The partnership goes on, and its partners are told.")
        except ValidationError as refused:
            messages.info(request, " ".join(refused.messages))
        return redirect("partnership_list", pk=partnership.cohort_id)
    context = {"partnership": partnership, "places": sorted(places, key=lambda place: place.name.lower())}
    return render(request, "partnerships/partnership_reopen.html", context)


def _ended(request, pk):
    mine = Partnership.objects.visible_to(request.user).facilitated_by(request.user).ended()
    return get_object_or_404(mine.select_related("cohort__programme"), pk=pk)
