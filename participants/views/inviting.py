"""What one hangs up or hands round to bring people: a QR code and a poster for each joining link."""

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from kit.codes import qr_svg
from participants import balance
from participants.models import Channel, Role
from participants.views.finding import cohort_of


@require_safe
def join_qr(request, pk, channel):
    """The code of one joining link, as an SVG picture."""
    cohort = _open_cohort(request, pk, channel)
    return HttpResponse(qr_svg(join_link(cohort, channel)), content_type="image/svg+xml")


@require_safe
def join_poster(request, pk, channel):
    """A page to print and hang up: what it is in five lines, until when, and the code."""
    cohort = _open_cohort(request, pk, channel)
    context = {
        "cohort": cohort,
        "programme": cohort.programme,
        "sides": balance.sides_in_words(cohort.programme),
        "channel": Channel(channel),
        "link": join_link(cohort, channel),
    }
    return render(request, "participants/join_poster.html", context)


def join_link(cohort, channel):
    """The address somebody follows to join, which remembers how they heard of it."""
    return f"{settings.BASE_URL}{reverse('join', args=[cohort.join_code])}?via={channel}"


def _open_cohort(request, pk, channel):
    cohort = cohort_of(request, pk, Role.FACILITATOR, administrators=True)
    if channel not in Channel.values or cohort.opened_at is None:
        raise Http404
    return cohort
