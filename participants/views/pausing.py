from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from participants import services
from participants.forms import AssistantForm, PauseForm
from participants.models import Delegation, Participant
from participants.views.finding import done, own_profile


@require_http_methods(["GET", "POST"])
def pause(request, pk):
    """Pause until a day, for oneself or, as a facilitator, for somebody who asked for it."""
    participant = _may_pause(request, pk)
    running = participant.pauses.on(timezone.localdate()).first()
    initial = {"until": running.until} if running else None
    form = PauseForm(request.POST or None, initial=initial)
    if done(form, lambda: services.pause(participant, form.cleaned_data["until"], by=request.user)):
        until = form.cleaned_data["until"]
        messages.success(request, f"Paused until {until:%A} {until.day} {until:%B}. No reason is kept.")
        return _back(request, participant)
    context = {
        "participant": participant,
        "programme": participant.cohort.programme,
        "running": running,
        "form": form,
        "is_me": participant.user_id == request.user.pk,
    }
    return render(request, "participants/pause.html", context)


@require_POST
def pause_end(request, pk):
    participant = _may_pause(request, pk)
    services.end_pause(participant, by=request.user)
    messages.success(request, "The pause is over.")
    return _back(request, participant)


@require_http_methods(["GET", "POST"])
def delegation_list(request, pk):
    """One's assistants: who may plan one's meetings, and an end to it."""
    participant = own_profile(request, pk)
    form = AssistantForm(request.POST or None)
    if done(form, lambda: services.give_delegation(participant, by=request.user, **form.cleaned_data)):
        messages.success(request, "Your assistant can plan your meetings now. We have written to them.")
        return redirect("delegation_list", participant.pk)
    context = {
        "participant": participant,
        "programme": participant.cohort.programme,
        "delegations": participant.delegations.current().select_related("delegate"),
        "form": form,
    }
    return render(request, "participants/delegation_list.html", context)


@require_POST
def delegation_end(request, pk):
    """Take it back; the assistant may give it back, too."""
    delegations = Delegation.objects.visible_to(request.user).current().select_related("participant__cohort")
    delegation = get_object_or_404(delegations, pk=pk)
    services.end_delegation(delegation, by=request.user)
    messages.success(request, "That has ended.")
    if delegation.participant.user_id == request.user.pk:
        return redirect("delegation_list", delegation.participant_id)
    return redirect("home")


def _may_pause(request, pk):
    people = Participant.objects.visible_to(request.user).select_related("cohort__programme", "user")
    participant = get_object_or_404(people, pk=pk)
    if not services.may_pause(request.user, participant):
        raise Http404
    return participant


def _back(request, participant):
    if participant.user_id == request.user.pk:
        return redirect("profile_task_list", participant.pk)
    return redirect("participant_detail", participant.pk)
