"""What became of a cohort's e-mails, for those who look after it: that, to whom, when. Never the words.

The outbox knows no cohort, so the page and the second try live here.
"""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from audit.services import record
from notifications.kinds import all_kinds
from notifications.models import Message
from notifications.services import retry_message
from participants.models import Cohort

PER_PAGE = 50


def messages_of(cohorts):
    """The cohorts' messages of the kinds their team may see. What a kind hides, it hides here too."""
    shown = [kind.name for kind in all_kinds() if kind.team_sees]
    return Message.objects.in_cohorts(cohorts).filter(kind__in=shown).select_related("to")


@transaction.atomic
def retry_delivery(message, cohort, *, by):
    """Send once more what could not be delivered. Only facilitators; False when it had not failed."""
    if message.cohort_id != cohort.pk or not cohort.is_facilitated_by(by):
        raise PermissionDenied
    if not retry_message(message):
        return False
    record(by=by, verb="asked to send again", thing=message, cohort=cohort)
    return True


@require_safe
def cohort_messages(request, pk):
    """Newest first, what failed before everything else. Only facilitators read what kind each was."""
    cohorts = (
        Cohort.objects.facilitated_by(request.user) | Cohort.objects.administered_by(request.user)
    ).distinct()
    cohort = get_object_or_404(cohorts, pk=pk)
    found = messages_of(cohorts.filter(pk=pk))
    failed = Message.State.FAILED
    page = Paginator(found.exclude(state=failed).order_by("-created_at", "pk"), PER_PAGE)
    context = {
        "cohort": cohort,
        "failed": found.filter(state=failed).order_by("-created_at", "pk")[:PER_PAGE],
        "page": page.get_page(request.GET.get("page")),
        "may_retry": cohort.is_facilitated_by(request.user),
    }
    return render(request, "cohort_messages.html", context)


@require_POST
def message_retry(request, pk):
    cohorts = Cohort.objects.facilitated_by(request.user)
    message = get_object_or_404(messages_of(cohorts), pk=pk)
    cohort = get_object_or_404(cohorts, pk=message.cohort_id)
    if retry_delivery(message, cohort, by=request.user):
        messages.success(request, "It waits to go again, and leaves within the minute.")
    else:
        messages.info(request, "It has not failed, so there is nothing to send again.")
    return redirect("cohort_messages", cohort.pk)
