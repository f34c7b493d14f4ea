"""For facilitators: which partnerships there are and whether they meet, never what about."""

from urllib.parse import quote

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from participants.models import Cohort
from participants.views.finding import keep_words_sought, words_sought
from partnerships import services
from partnerships.forms import ClosingForm
from partnerships.models import Partnership
from partnerships.views.ours import page_with_form

SHOWN = {"current": "Current", "quiet": "Gone quiet", "ended": "Ended", "all": "All"}
PER_PAGE = 50


@require_http_methods(["GET", "HEAD", "POST"])
def partnership_list(request, pk):
    """The partnerships of a cohort: whether they meet, never what about. Posting searches."""
    cohorts = Cohort.objects.visible_to(request.user).facilitated_by(request.user)
    cohort = get_object_or_404(cohorts.select_related("programme"), pk=pk)
    if request.method == "POST":
        return redirect(keep_words_sought(request, cohort, "show"))
    today = timezone.localdate()
    show = request.GET.get("show") if request.GET.get("show") in SHOWN else "current"
    found = Partnership.objects.visible_to(request.user).filter(cohort=cohort).shown_as(show, today)
    query = words_sought(request, cohort)
    listed = found.named(query).with_figures(today).with_partners().by_name()
    page = Paginator(listed, PER_PAGE).get_page(request.GET.get("page"))
    for partnership in page:
        _describe(partnership, request.user, today)
    context = {
        "cohort": cohort,
        "page": page,
        "query": query,
        "show": show,
        "shown": SHOWN,
        "kept": {"show": show},
    }
    return render(request, "partnerships/partnership_list.html", context)


def _describe(partnership, user, today):
    """Names in the alphabet, whether it is the reader's own, and for how many weeks nothing was logged.

    `addresses`: all of them in one, for writing to both when nothing is heard.
    """
    places = sorted(partnership.partners.all(), key=lambda place: place.name.lower())
    partnership.people = [place for place in places if place.is_current or not partnership.is_current]
    partnership.is_own = any(place.participant.user_id == user.pk for place in places)
    partnership.addresses = ",".join(
        quote(place.participant.user.email, safe="@+") for place in partnership.people
    )
    partnership.weeks_quiet = (today - (partnership.last_met_on or partnership.started_on)).days // 7


@page_with_form
def partnership_close(request, pk):
    mine = Partnership.objects.visible_to(request.user).facilitated_by(request.user)
    partnership = get_object_or_404(mine.select_related("cohort__programme").with_partners(), pk=pk)
    _describe_people(partnership, request.user)
    form = ClosingForm(request.POST or None)
    if form.is_valid():
        try:
            services.close_partnership(partnership, ending=form.cleaned_data["ending"], by=request.user)
            messages.success(request, "The partnership has ended, and its partners are told.")
        except ValidationError as refused:
            messages.info(request, " ".join(refused.messages))
        return redirect("partnership_list", pk=partnership.cohort_id)
    return render(request, "partnerships/partnership_close.html", {"partnership": partnership, "form": form})


def _describe_people(partnership, user):
    partnership.last_met_on = None
    _describe(partnership, user, timezone.localdate())
    if partnership.is_own or not partnership.is_current:
        raise PermissionDenied
