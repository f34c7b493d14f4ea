"""The log: a past meeting in a few seconds, and each partner's words about it."""

from uuid import UUID, uuid4

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from partnerships import services
from partnerships.forms import MeetingForm, OwnWordsForm, WordsForm, facts_of
from partnerships.models import Meeting, MeetingWords, PlannedMeeting
from partnerships.ours import ours_or_404
from partnerships.plan_forms import MeetingLogForm, likely_facts
from partnerships.views.autosaving import kept_or_not, saves_itself
from partnerships.views.ours import page_with_form, with_words_said

PER_PAGE = 25


@require_safe
def meeting_list(request, pk):
    """The whole log, page by page."""
    ours = ours_or_404(request.user, pk)
    logged = Meeting.objects.visible_to(request.user).filter(partnership=pk)
    page = Paginator(logged, PER_PAGE).get_page(request.GET.get("page"))
    meetings = with_words_said(request.user, page.object_list)
    number = page.paginator.count - page.start_index() + 1
    context = {"ours": ours, "page": page, "meetings": meetings, "number": number}
    return render(request, "partnerships/meeting_list.html", context)


@page_with_form
def meeting_log(request, pk):
    """Log a meeting. When that day is logged already, one question more (`same_day`): is it that one?"""
    ours = ours_or_404(request.user, pk)
    ours.require_open()
    today = timezone.localdate()
    plan = _planned(request, pk)
    if request.method == "POST":
        form = MeetingLogForm(request.POST, today=today)
        if form.is_valid():
            answer = _save(request, ours, form, plan)
            if answer is not None:
                return answer
    else:
        last = Meeting.objects.visible_to(request.user).filter(partnership=pk).first()
        form = MeetingLogForm(initial=likely_facts(last, request.GET, today=today, plan=plan), today=today)
    return render(request, "partnerships/meeting_log.html", {"ours": ours, "form": form, "plan": plan})


def _planned(request, pk):
    """The planned meeting that the link or the form speaks of; None for anything else: it only helps."""
    asked = request.POST.get("plan") or request.GET.get("plan")
    try:
        key = UUID(asked or "")
    except ValueError:
        return None
    plans = PlannedMeeting.objects.visible_to(request.user).standing()
    return plans.filter(pk=key, partnership=pk, meeting__isnull=True).first()


def _save(request, ours, form, plan):
    """Where to go next, or None when the form says what to put right."""
    next_meeting = form.next_meeting()
    try:
        meeting = services.log_meeting(
            ours.partnership,
            **form.facts(),
            **form.typed_words(),
            plan=plan,
            next_meeting=next_meeting,
            by=request.user,
            another=request.POST.get("same_day") == "another",
        )
    except services.MeetingAlreadyLogged as logged:
        return _same_day(request, ours, form, logged.meeting)
    except ValidationError as refused:
        form.add_error(None, refused)
        return None
    more = " The next one is planned, and you each get it by mail." if next_meeting else ""
    messages.success(request, f"Your meeting is in the log.{more}")
    return redirect("partnership_detail", pk=meeting.partnership_id)


def _same_day(request, ours, form, meeting):
    """Add the words to that meeting when told that it is the same one; else ask."""
    if request.POST.get("same_day") != "same":
        context = {
            "ours": ours,
            "form": form,
            "meeting": meeting,
            "mine": meeting.logged_by_id == ours.place.pk,
        }
        return render(request, "partnerships/meeting_log_same_day.html", context)
    typed = form.typed_words()
    services.add_to_log(meeting, **typed, next_meeting=form.next_meeting(), by=request.user)
    return redirect("meeting_detail" if any(typed.values()) else "meeting_words", pk=meeting.pk)


@require_safe
def meeting_detail(request, pk):
    meeting, ours = _meeting(request, pk)
    words = MeetingWords.objects.visible_to(request.user).filter(meeting=meeting)
    words = list(words.select_related("author__participant__user"))
    context = {
        "meeting": meeting,
        "ours": ours,
        "said": [one for one in words if one.shared],
        "take_aways": [one for one in words if not one.shared],
        "mine": meeting.logged_by_id == ours.place.pk,
    }
    return render(request, "partnerships/meeting_detail.html", context)


@page_with_form
def meeting_correct(request, pk):
    meeting, ours = _own_meeting(request, pk)
    today = timezone.localdate()
    form = MeetingForm(request.POST or None, initial=facts_of(meeting), today=today)
    if form.is_valid():
        try:
            services.correct_meeting(meeting, **form.facts(), by=request.user)
            return redirect("meeting_detail", pk=pk)
        except ValidationError as refused:
            form.add_error(None, refused)
    return render(
        request, "partnerships/meeting_correct.html", {"ours": ours, "meeting": meeting, "form": form}
    )


@page_with_form
def meeting_remove(request, pk):
    meeting, ours = _own_meeting(request, pk)
    if request.method == "POST":
        try:
            services.remove_meeting(meeting, by=request.user)
        except ValidationError as refused:
            messages.info(request, " ".join(refused.messages))
            return redirect("meeting_detail", pk=pk)
        messages.success(request, "The meeting is out of your log.")
        return redirect("partnership_detail", pk=ours.pk)
    return render(request, "partnerships/meeting_remove.html", {"ours": ours, "meeting": meeting})


@page_with_form
def meeting_words(request, pk):
    """New words. What saves itself is for their author alone; only the button shows them to a partner."""
    meeting, ours = _meeting(request, pk)
    ours.require_open()
    fresh = {"key": uuid4(), "readers": "shared"}
    form = OwnWordsForm(request.POST or None, names=ours.names, initial=fresh)

    def keep(text, *, shared=False):
        key = form.cleaned_data.get("key")
        services.add_words(meeting, text=text, shared=shared, key=key, by=request.user)

    if saves_itself(request):
        return kept_or_not(form, keep)
    if form.is_valid():
        try:
            keep(form.cleaned_data["text"], shared=form.share)
            return redirect("meeting_detail", pk=pk)
        except ValidationError as refused:
            form.add_error(None, refused)
    return render(
        request, "partnerships/meeting_words.html", {"ours": ours, "meeting": meeting, "form": form}
    )


@page_with_form
def meeting_words_edit(request, pk):
    """One's own words. Those for oneself save themselves, and may be shared as long as the partnership lasts."""
    words = _own_words(request, pk)
    ours = ours_or_404(request.user, words.meeting.partnership_id)
    if words.shared:
        ours.require_open()
    form = _words_form(request, words, ours)
    if saves_itself(request) and not words.shared:
        return kept_or_not(form, lambda text: services.edit_words(words, text=text, by=request.user))
    if form.is_valid():
        services.edit_words(words, text=form.cleaned_data["text"], share=form.share, by=request.user)
        return redirect("meeting_detail", pk=words.meeting_id)
    remove_url = reverse("meeting_words_remove", args=[pk])
    context = {"ours": ours, "words": words, "meeting": words.meeting, "form": form, "remove_url": remove_url}
    return render(request, "partnerships/meeting_words_edit.html", context)


@require_POST
def meeting_words_remove(request, pk):
    words = _own_words(request, pk)
    services.remove_words(words, by=request.user)
    messages.success(request, "Your words are removed.")
    return redirect("meeting_detail", pk=words.meeting_id)


def _meeting(request, pk):
    meeting = get_object_or_404(Meeting.objects.visible_to(request.user), pk=pk)
    return meeting, ours_or_404(request.user, meeting.partnership_id)


def _own_meeting(request, pk):
    """A meeting one logged oneself, in a partnership that lasts; PermissionDenied for the other partner."""
    meeting, ours = _meeting(request, pk)
    ours.require_open()
    if meeting.logged_by_id != ours.place.pk:
        raise PermissionDenied
    return meeting, ours


def _words_form(request, words, ours):
    """Who reads private words can still be chosen; who reads shared ones is settled."""
    if words.shared or not ours.is_open:
        return WordsForm(request.POST or None, initial={"text": words.text})
    private = {"text": words.text, "readers": "mine"}
    return OwnWordsForm(request.POST or None, names=ours.names, initial=private)


def _own_words(request, pk):
    visible = MeetingWords.objects.visible_to(request.user).written_by(request.user)
    return get_object_or_404(visible.select_related("meeting", "author__participant"), pk=pk)
