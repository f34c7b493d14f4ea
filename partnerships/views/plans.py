"""Planning a meeting, moving it, calling it off; for partners, and for assistants who arrange for them."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from partnerships import services
from partnerships.diary import diary_or_404
from partnerships.models import PlannedMeeting
from partnerships.plan_calendar import FILE_NAME, calendar_file
from partnerships.plan_forms import PlanForm, likely_plan, plan_as_it_is
from partnerships.views.ours import page_with_form
from partnerships.wording import turn_in_words

TOLD = "Each of you gets a mail with a file for your calendar."


@page_with_form
def meeting_plan(request, pk):
    diary = diary_or_404(request.user, pk)
    diary.require_open()
    last = _last_planned(request.user, pk)
    form = PlanForm(request.POST or None, initial=likely_plan(last))
    if form.is_valid():
        try:
            services.plan_meeting(diary.partnership, **form.facts(), by=request.user)
            messages.success(request, f"Your meeting is planned. {TOLD}")
            return redirect(diary.url)
        except ValidationError as refused:
            form.add_error(None, refused)
    turn = "" if diary.for_somebody else turn_in_words(last and last.booked_for, diary.place, diary.others)
    return render(request, "partnerships/meeting_plan.html", {"diary": diary, "form": form, "turn": turn})


@page_with_form
def meeting_move(request, pk):
    plan, diary = _plan(request, pk)
    form = PlanForm(request.POST or None, initial=plan_as_it_is(plan))
    if form.is_valid():
        try:
            moved = services.move_plan(plan, **form.facts(), by=request.user)
            if moved.sequence != plan.sequence:
                messages.success(request, f"Your meeting has changed. {TOLD}")
            return redirect(diary.url)
        except ValidationError as refused:
            form.add_error(None, refused)
    return render(request, "partnerships/meeting_move.html", {"diary": diary, "plan": plan, "form": form})


@page_with_form
def meeting_cancel(request, pk):
    plan, diary = _plan(request, pk)
    if request.method == "POST":
        try:
            services.cancel_plan(plan, by=request.user)
            messages.success(request, "Your meeting is called off. That is part of life.")
        except ValidationError as refused:
            messages.info(request, " ".join(refused.messages))
        return redirect(diary.url)
    return render(request, "partnerships/meeting_cancel.html", {"diary": diary, "plan": plan})


@require_safe
def meeting_calendar(request, pk):
    """The calendar file, to download; it follows no later change, the one in the mail does."""
    plan = get_object_or_404(PlannedMeeting.objects.visible_to(request.user).standing(), pk=pk)
    response = HttpResponse(calendar_file(plan, request.user), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{FILE_NAME}"'
    return response


def _plan(request, pk):
    """A planned meeting that may still change."""
    plans = PlannedMeeting.objects.visible_to(request.user).standing().filter(meeting__isnull=True)
    plan = get_object_or_404(plans, pk=pk)
    diary = diary_or_404(request.user, plan.partnership_id)
    diary.require_open()
    return plan, diary


def _last_planned(user, pk):
    plans = PlannedMeeting.objects.visible_to(user).standing().filter(partnership=pk)
    return plans.with_booker().order_by("-planned_at").first()
