from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from participants import door, services
from participants.checklist import profile_tasks
from participants.forms import AboutForm, AnswersForm, PracticalForm, SendForm
from participants.models import Participant
from participants.views.finding import accepted, done, own_profile


@require_safe
def profile_task_list(request, pk):
    """What belongs to one's profile, each with where it stands."""
    participant = own_profile(request, pk)
    context = _about(participant) | {
        "tasks": profile_tasks(participant),
        "pause": participant.pauses.on(timezone.localdate()).first(),
        "waits": _why_wait(participant),
        "takes_profiles": door.takes_profiles(participant.cohort),
        "has_partner": _has_partner(participant),
    }
    return render(request, "participants/profile_task_list.html", context)


@require_http_methods(["GET", "POST"])
def profile_about(request, pk):
    participant = own_profile(request, pk)
    partly = participant.is_unfinished and (_is_for_later(request) or _saves_itself(request))
    form = AboutForm(request.POST or None, instance=participant, required=not partly)
    if _saves_itself(request):
        return _kept_or_not(form, lambda data: _save_about(request, participant, data, autosave=True))
    if done(form, lambda: _save_about(request, participant, form.cleaned_data)):
        return _on(request, participant, "profile_answers")
    return render(request, "participants/profile_about.html", _about(participant) | {"form": form})


@require_http_methods(["GET", "POST"])
def profile_answers(request, pk):
    """The three answers, kept by the button or as they are typed."""
    participant = own_profile(request, pk)
    stored = {f"answer_{number}": words for number, words in enumerate(participant.profile.answers, 1)}
    required = not (participant.is_unfinished or _saves_itself(request))
    form = AnswersForm(request.POST or None, initial=stored, participant=participant, required=required)
    if _saves_itself(request):
        return _kept_or_not(form, lambda data: _save_answers(request, participant, data, autosave=True))
    if done(form, lambda: _save_answers(request, participant, form.cleaned_data)):
        return _on(request, participant, "profile_practical")
    context = _about(participant) | {"form": form, "placed": participant.is_placed}
    return render(request, "participants/profile_answers.html", context)


@require_http_methods(["GET", "POST"])
def profile_practical(request, pk):
    participant = own_profile(request, pk)
    initial = {
        "not_with": "\n".join(row.words for row in participant.not_with.all()),
        "mail_is_shared": request.user.mail_is_shared,
    }
    form = PracticalForm(request.POST or None, instance=participant.profile, initial=initial)
    if _saves_itself(request):
        return _kept_or_not(form, lambda data: _save_practical(request, participant, data, autosave=True))
    if done(form, lambda: _save_practical(request, participant, form.cleaned_data)):
        # Saying that others read one's mail ends all sessions but this one.
        update_session_auth_hash(request, request.user)
        return _on(request, participant, "profile_check")
    return render(request, "participants/profile_practical.html", _about(participant) | {"form": form})


@require_http_methods(["GET", "POST"])
def profile_check(request, pk):
    """Check your answers, and send them to the facilitators."""
    participant = own_profile(request, pk)
    form = SendForm(request.POST if request.method == "POST" else None)
    if done(form, lambda: services.send_profile(participant, by=request.user)):
        messages.success(request, f"Your profile is {_where(participant)}. Thank you.")
        return redirect("profile_task_list", participant.pk)
    context = _about(participant) | {
        "form": form,
        "waits": _why_wait(participant),
        "not_with": "\n".join(row.words for row in participant.not_with.all()),
        "groups": _group_names(participant),
    }
    return render(request, "participants/profile_check.html", context)


@require_safe
def profile_preview(request, pk):
    """Exactly what the partner will read, no more and no less."""
    return render(request, "participants/profile_preview.html", _about(own_profile(request, pk)))


@require_http_methods(["GET", "POST"])
def profile_withdraw(request, pk):
    participant = own_profile(request, pk)
    form = SendForm(request.POST if request.method == "POST" else None)
    if done(form, lambda: services.withdraw(participant, by=request.user)):
        messages.success(request, "You have withdrawn. Nobody will ask you why.")
        return redirect("home")
    context = _about(participant) | {"form": form, "has_partner": _has_partner(participant)}
    return render(request, "participants/profile_withdraw.html", context)


def _about(participant):
    return {
        "participant": participant,
        "profile": participant.profile,
        "cohort": participant.cohort,
        "programme": participant.cohort.programme,
    }


def _save_about(request, participant, data, **how):
    data = {"could_be": participant.could_be} | data  # missing only from an autosave that is not in order
    services.save_about(participant, by=request.user, **data, **how)


def _save_answers(request, participant, data, **how):
    services.save_answers(participant, by=request.user, **data, **how)


def _save_practical(request, participant, data, **how):
    if how:
        data = {name: value for name, value in data.items() if name != "mail_is_shared"}
    services.save_practical(participant, by=request.user, **data, **how)


def _saves_itself(request):
    """Whether the page keeps what is typed by itself (static/js/autosave.js): a POST that wants no page."""
    return request.method == "POST" and request.headers.get("X-PLP-Autosave") == "1"


def _kept_or_not(form, keep):
    """204 when all is kept; 422 when something is not in order yet. What is in order is kept all the same."""
    in_order = form.is_valid()
    fields = len(form.cleaned_data)
    kept = accepted(form, lambda: keep(form.cleaned_data))
    if not kept and len(form.cleaned_data) < fields:  # refused for one field: the others are kept
        accepted(form, lambda: keep(form.cleaned_data))
    return HttpResponse(status=204 if in_order and kept else 422)


def _where(participant):
    participant.refresh_from_db(fields=["state"])
    waits = participant.state == Participant.State.WAITING
    return "on the waiting list" if waits else "with the facilitators"


def _why_wait(participant):
    """Why the profile goes, or went, to the waiting list; empty for who is further on."""
    waiting = participant.state in (Participant.State.STARTED, Participant.State.WAITING)
    return door.why_wait(participant) if waiting else ""


def _has_partner(participant):
    return participant.places.filter(left_at__isnull=True).exists()


def _is_for_later(request):
    return "later" in request.POST


def _on(request, participant, next_page):
    """Filling in goes on to the next page; changing something later goes back to the list."""
    if _is_for_later(request):
        messages.success(request, "It is kept. Come back whenever it suits you.")
    onward = participant.is_unfinished and not _is_for_later(request)
    return redirect(next_page if onward else "profile_task_list", participant.pk)


def _group_names(participant):
    programme = participant.cohort.programme
    names = {"leader": programme.leader_group, "network": programme.network_group}
    names["in_person"] = "I prefer to say it in person"
    return ", ".join(name for group, name in names.items() if group in participant.groups)
