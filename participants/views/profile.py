from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from participants import services
from participants.checklist import profile_tasks
from participants.forms import AboutForm, AnswersForm, PracticalForm, SendForm
from participants.views.finding import done, own_profile


@require_safe
def profile_task_list(request, pk):
    """What belongs to one's profile, each with where it stands."""
    participant = own_profile(request, pk)
    context = _about(participant) | {
        "tasks": profile_tasks(participant),
        "pause": participant.pauses.on(timezone.localdate()).first(),
    }
    return render(request, "participants/profile_task_list.html", context)


@require_http_methods(["GET", "POST"])
def profile_about(request, pk):
    participant = own_profile(request, pk)
    form = AboutForm(request.POST or None, instance=participant)
    if done(form, lambda: services.save_about(participant, by=request.user, **form.cleaned_data)):
        return _on(participant, "profile_answers")
    return render(request, "participants/profile_about.html", _about(participant) | {"form": form})


@require_http_methods(["GET", "POST"])
def profile_answers(request, pk):
    """The three answers. An autosave (a POST with `X-PLP-Autosave`) keeps what is there and says so without a page."""
    participant = own_profile(request, pk)
    if request.headers.get("X-PLP-Autosave"):
        return _autosave(request, participant)
    stored = {f"answer_{number}": words for number, words in enumerate(participant.profile.answers, 1)}
    form = AnswersForm(
        request.POST or None, initial=stored, participant=participant, required=not participant.is_unfinished
    )
    if done(form, lambda: services.save_answers(participant, by=request.user, **form.cleaned_data)):
        return _on(participant, "profile_practical")
    context = _about(participant) | {"form": form, "placed": participant.is_placed}
    return render(request, "participants/profile_answers.html", context)


def _autosave(request, participant):
    form = AnswersForm(request.POST, participant=participant)
    kept = done(
        form,
        lambda: services.save_answers(participant, by=request.user, autosave=True, **form.cleaned_data),
    )
    return HttpResponse(status=204 if kept else 422)


@require_http_methods(["GET", "POST"])
def profile_practical(request, pk):
    participant = own_profile(request, pk)
    initial = {
        "not_with": "\n".join(row.words for row in participant.not_with.all()),
        "mail_is_shared": request.user.mail_is_shared,
    }
    form = PracticalForm(request.POST or None, instance=participant.profile, initial=initial)
    if done(form, lambda: services.save_practical(participant, by=request.user, **form.cleaned_data)):
        # Saying that others read one's mail ends all sessions but this one.
        update_session_auth_hash(request, request.user)
        return _on(participant, "profile_check")
    return render(request, "participants/profile_practical.html", _about(participant) | {"form": form})


@require_http_methods(["GET", "POST"])
def profile_check(request, pk):
    """Check your answers, and send them to the facilitators."""
    participant = own_profile(request, pk)
    form = SendForm(request.POST if request.method == "POST" else None)
    if done(form, lambda: services.send_profile(participant, by=request.user)):
        messages.success(request, "Your profile is with the facilitators. Thank you.")
        return redirect("profile_task_list", participant.pk)
    context = _about(participant) | {
        "form": form,
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
    return render(request, "participants/profile_withdraw.html", _about(participant) | {"form": form})


def _about(participant):
    return {
        "participant": participant,
        "profile": participant.profile,
        "cohort": participant.cohort,
        "programme": participant.cohort.programme,
    }


def _on(participant, next_page):
    """Filling in goes on to the next page; changing something later goes back to the list."""
    return redirect(next_page if participant.is_unfinished else "profile_task_list", participant.pk)


def _group_names(participant):
    programme = participant.cohort.programme
    names = {"leader": programme.leader_group, "network": programme.network_group}
    names["in_person"] = "I prefer to say it in person"
    return ", ".join(name for group, name in names.items() if group in participant.groups)
