"""How a partnership can go on or end, and what comes after: each partner's own pages."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.views.decorators.http import require_safe

from kit.calendars import add_months
from participants.views.finding import done
from partnerships import services
from partnerships.care_forms import AfterForm, ExtendForm, LeavingForm, posted, said_before
from partnerships.lasting import moved_by_pauses
from partnerships.models import Partnership
from partnerships.ours import ours_or_404
from partnerships.views.ours import page_with_form


@require_safe
def partnership_going_on(request, pk):
    """Every way there is from here, in one place: go on, rest, talk, end."""
    ours = ours_or_404(request.user, pk)
    ours.require_open()
    span, today = ours.partnership.span(), timezone.localdate()
    context = {
        "ours": ours,
        "span": span,
        "is_due": span.ends_on <= today,
        "may_complete": span.complete_on <= today,
        "may_extend": span.ends_at_latest_on > today,
    }
    return render(request, "partnerships/partnership_going_on.html", context)


@page_with_form
def partnership_extend(request, pk):
    ours = ours_or_404(request.user, pk)
    ours.require_open()
    choices = _months_ahead(ours.partnership)
    form = ExtendForm(posted(request), choices=choices, initial={"months": _months_now(ours.partnership)})

    def extend():
        services.extend_partnership(ours.partnership, months=form.cleaned_data["months"], by=request.user)

    if done(form, extend):
        messages.success(request, f"That is noted, and {ours.names} can read it.")
        return redirect("partnership_going_on", pk=pk)
    context = {"ours": ours, "form": form, "may": bool(choices)}
    return render(request, "partnerships/partnership_extend.html", context)


def _months_ahead(partnership):
    """[(months, the day in words)] of every end that can still be chosen."""
    programme, breaks, found = partnership.cohort.programme, partnership.breaks(), []
    for months in range(programme.shortest_months, programme.longest_months + 1):
        planned = add_months(partnership.started_on, months)
        day = moved_by_pauses(planned, breaks, since=partnership.started_on)
        if day > timezone.localdate():
            found.append((months, f"{date_format(day, 'j F Y')} ({months} months)"))
    return found


def _months_now(partnership):
    shortest, longest = (
        partnership.cohort.programme.shortest_months,
        partnership.cohort.programme.longest_months,
    )
    until = partnership.extended_until
    ends = {add_months(partnership.started_on, months): months for months in range(shortest, longest + 1)}
    return ends.get(until, shortest)


@page_with_form
def partnership_complete(request, pk):
    ours = ours_or_404(request.user, pk)
    if request.method == "POST":
        try:
            services.complete_partnership(ours.partnership, by=request.user)
            messages.success(request, "Your partnership is complete. Thank you for the time you gave it.")
        except ValidationError as refused:
            messages.info(request, " ".join(refused.messages))
            return redirect("partnership_detail", pk=pk)
        return redirect("partnership_after", pk=pk)
    ours.require_open()
    span = ours.partnership.span()
    may = span.complete_on <= timezone.localdate()
    return render(request, "partnerships/partnership_complete.html", {"ours": ours, "span": span, "may": may})


@page_with_form
def partnership_leave(request, pk):
    ours = ours_or_404(request.user, pk)
    if not ours.is_open:
        return _ended_already(request, ours)
    form = LeavingForm(posted(request), names=ours.names)

    def leave():
        services.leave_partnership(ours.place, **form.cleaned_data, by=request.user)

    if done(form, leave):
        messages.success(request, "You have left this partnership. Thank you for trying it.")
        return redirect("partnership_after", pk=pk)
    return render(request, "partnerships/partnership_leave.html", {"ours": ours, "form": form})


def _ended_already(request, ours):
    if request.method != "POST":
        raise PermissionDenied
    messages.info(request, "This partnership has ended already.")
    return redirect("partnership_detail", pk=ours.pk)


@page_with_form
def partnership_after(request, pk):
    """What one would like next, a question or two, a way to be reached: all of it only if one wishes."""
    ours = ours_or_404(request.user, pk)
    if ours.place.is_current:
        return _not_ended(request, ours)
    is_complete = ours.partnership.ending == Partnership.Ending.COMPLETE
    form = AfterForm(posted(request), is_complete=is_complete, initial=said_before(ours.place))

    def say():
        services.say_what_next(ours.place, **form.what_is_said(), by=request.user)

    if done(form, say):
        messages.success(request, "Thank you. You can change it here at any time.")
        return redirect("partnership_detail", pk=pk)
    return render(request, "partnerships/partnership_after.html", {"ours": ours, "form": form})


def _not_ended(request, ours):
    """A mail of an ending that was undone leads to the partnership, which goes on."""
    if request.method == "POST":
        raise PermissionDenied
    return redirect("partnership_detail", pk=ours.pk)
