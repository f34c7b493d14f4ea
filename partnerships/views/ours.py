"""Our partnership: the page both partners share, aims, and leaving."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from partnerships import services
from partnerships.diary import dates_of
from partnerships.forms import AimForm
from partnerships.models import Aim, LearningPartner, Meeting, MeetingWords, Partnership
from partnerships.ours import ours_or_404
from partnerships.wording import time_together

page_with_form = require_http_methods(["GET", "HEAD", "POST"])
LATEST = 5


@require_safe
def partnership_current(request):
    """To the partnership of today, else the latest there was; a few kind words for whoever has none."""
    joined = Partnership.objects.visible_to(request.user).joined_by(request.user)
    latest = joined.of(request.user).first() or joined.order_by("-started_on").first()
    if latest:
        return redirect("partnership_detail", pk=latest.pk)
    return render(request, "partnerships/partnership_current.html")


@require_safe
def partnership_detail(request, pk):
    ours = ours_or_404(request.user, pk)
    aims = list(Aim.objects.visible_to(request.user).filter(partnership=pk))
    logged = Meeting.objects.visible_to(request.user).filter(partnership=pk)
    latest = with_words_said(request.user, logged.with_totals()[:LATEST])
    all_of_it = latest[0] if latest else None
    context = {
        "ours": ours,
        "aims": _by_owner(aims, ours),
        "latest": latest,
        "all_of_it": all_of_it,
        "together": all_of_it and time_together(all_of_it.number_held, all_of_it.minutes_held),
        "is_between": not ours.is_open and _is_between(request.user, ours),
        "dates": dates_of(request.user, ours) if ours.is_open else None,
    }
    return render(request, "partnerships/partnership_detail.html", context)


def _is_between(user, ours):
    """Whether the one who looks at what was waits for a new partner in that cohort."""
    places = LearningPartner.objects.visible_to(user).between_partners(user)
    goes_on = ours.partnership.cohort.ends_on >= timezone.localdate()
    return goes_on and places.filter(participant=ours.place.participant_id).exists()


def with_words_said(user, meetings):
    """The meetings as a list, each with the words written for all partners as `said`."""
    meetings = list(meetings)
    shared = MeetingWords.objects.visible_to(user).filter(
        meeting__in=[one.pk for one in meetings], shared=True
    )
    said = {}
    for words in shared.select_related("author__participant__user") if meetings else ():
        said.setdefault(words.meeting_id, []).append(words)
    for meeting in meetings:
        meeting.said = said.get(meeting.pk, [])
    return meetings


def _by_owner(aims, ours):
    """[(whose, aims, may I remove them)]: ours first, then mine and each partner's."""
    owners = [("Ours", None), ("Mine", ours.place.pk)]
    owners += [(f"{other.first_name}'s", other.pk) for other in ours.others]
    groups = [(title, [aim for aim in aims if aim.whose_id == owner], owner) for title, owner in owners]
    own = (None, ours.place.pk)
    return [(title, found, ours.is_open and owner in own) for title, found, owner in groups if found]


@page_with_form
def aim_add(request, pk):
    ours = ours_or_404(request.user, pk)
    ours.require_open()
    form = AimForm(request.POST or None)
    if form.is_valid():
        shared = form.cleaned_data["whose"] == "shared"
        services.add_aim(ours.partnership, words=form.cleaned_data["words"], shared=shared, by=request.user)
        return redirect("partnership_detail", pk=pk)
    return render(request, "partnerships/aim_add.html", {"ours": ours, "form": form})


@page_with_form
def aim_remove(request, pk):
    aim = get_object_or_404(Aim.objects.visible_to(request.user), pk=pk)
    ours = ours_or_404(request.user, aim.partnership_id)
    ours.require_open()
    if not aim.belongs_to(ours.place):
        raise PermissionDenied
    if request.method == "POST":
        services.remove_aim(aim, by=request.user)
        messages.success(request, "The aim is removed.")
        return redirect("partnership_detail", pk=ours.pk)
    return render(request, "partnerships/aim_remove.html", {"ours": ours, "aim": aim})


@page_with_form
def nudge_silence(request, pk):
    """ "We do meet, we just don't log": opened from a mail, done by a button."""
    ours = ours_or_404(request.user, pk)
    if request.method == "POST":
        services.silence_nudges(ours.partnership, by=request.user)
        messages.success(request, "Good to hear. We will not remind you for three months.")
        return redirect("partnership_detail", pk=pk)
    ours.require_open()
    return render(request, "partnerships/nudge_silence.html", {"ours": ours})
