"""Group sessions as facilitators plan them."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from checkins.forms import AttendanceForm, SessionForm
from checkins.models import CheckInSession
from checkins.rehearsing import rehearsal_of
from checkins.services import (
    add_session,
    cancel_session,
    lay_out_sessions,
    mark_attendance,
    move_session,
    publish_sessions,
)
from participants.models import Cohort, Participant


def _cohort(request, pk):
    return get_object_or_404(Cohort.objects.facilitated_by(request.user).select_related("programme"), pk=pk)


def _session(request, pk):
    sessions = CheckInSession.objects.facilitated_by(request.user).select_related("cohort__programme")
    return get_object_or_404(sessions, pk=pk)


@require_safe
def session_plan(request, pk):
    """The year's sessions, what is still to publish, and what publishing will do."""
    cohort = _cohort(request, pk)
    now = timezone.now()
    sessions = list(cohort.sessions.with_numbers().order_by("starts_at", "pk"))
    context = {
        "cohort": cohort,
        "sessions": sessions,
        "waiting": cohort.sessions.to_publish(now).count(),
    }
    return render(request, "checkins/session_plan.html", context)


@require_POST
def session_lay_out(request, pk):
    new = lay_out_sessions(_cohort(request, pk), by=request.user)
    messages.success(request, f"{len(new)} sessions laid out. Nobody else sees them until you publish.")
    return redirect("session_plan", pk)


@require_http_methods(["GET", "POST"])
def session_publish(request, pk):
    """The rehearsal of publishing: whom it invites, in which words, and what is missing. Posting publishes."""
    cohort = _cohort(request, pk)
    if request.method == "POST":
        count = publish_sessions(cohort, by=request.user)
        messages.success(request, f"Published {count} session{'' if count == 1 else 's'}.")
        return redirect("session_plan", pk)
    context = {"cohort": cohort} | rehearsal_of(cohort, timezone.now())
    return render(request, "checkins/session_publish.html", context)


@require_http_methods(["GET", "POST"])
def session_add(request, pk):
    cohort = _cohort(request, pk)
    form = SessionForm(
        request.POST if request.method == "POST" else None, initial={"kind": CheckInSession.Kind.CHECK_IN}
    )
    if form.is_valid() and _tried(
        form,
        lambda data: add_session(cohort, data["kind"], data["starts_at"], **form.details, by=request.user),
    ):
        messages.success(request, "Session added. Nobody else sees it until you publish.")
        return redirect("session_plan", cohort.pk)
    return render(request, "checkins/session_add.html", {"cohort": cohort, "form": form})


@require_http_methods(["GET", "POST"])
def session_edit(request, pk):
    """Another time, place or link. A change people must know of is told to them, and the page says so."""
    session = _session(request, pk)
    form = SessionForm(request.POST if request.method == "POST" else None, instance=session)
    if form.is_valid() and _tried(
        form, lambda data: move_session(session, data["starts_at"], **form.details, by=request.user)
    ):
        messages.success(request, "Saved.")
        return redirect("session_plan", session.cohort_id)
    return render(request, "checkins/session_edit.html", {"session": session, "form": form})


@require_http_methods(["GET", "POST"])
def session_cancel(request, pk):
    session = _session(request, pk)
    if request.method == "POST":
        try:
            cancel_session(session, by=request.user)
        except ValidationError as problem:
            messages.error(request, problem.messages[0])
        else:
            messages.success(request, "Cancelled. Those who were invited will hear of it.")
        return redirect("session_plan", session.cohort_id)
    return render(request, "checkins/session_cancel.html", {"session": session})


@require_http_methods(["GET", "POST"])
def attendance_mark(request, pk):
    """A checklist of everyone taking part, walk-ins included, and one button."""
    session = _session(request, pk)
    people = Participant.objects.visible_to(request.user).accepted().filter(cohort=session.cohort_id)
    people = people.select_related("user").by_name()
    form = AttendanceForm(session, people, request.POST if request.method == "POST" else None)
    if form.is_valid() and _tried(
        form, lambda data: mark_attendance(session, form.attended(), by=request.user)
    ):
        messages.success(request, f"Saved: {len(form.cleaned_data['came'])} came.")
        return redirect("session_plan", session.cohort_id)
    return render(request, "checkins/attendance_mark.html", {"session": session, "form": form})


def _tried(form, change):
    """Whether the service agreed; what it objected to stands in the form."""
    try:
        change(form.cleaned_data)
    except ValidationError as problem:
        _place_errors(form, problem)
        return False
    return True


def _place_errors(form, problem):
    if not hasattr(problem, "error_dict"):
        form.add_error(None, problem)
        return
    for field, errors in problem.error_dict.items():
        name = "day" if field == "starts_at" else field
        form.add_error(name if name in form.fields else None, errors)
