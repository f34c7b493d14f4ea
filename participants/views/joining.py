from urllib.parse import urlencode

from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from participants import balance, door
from participants.models import Channel, Cohort, Participant
from participants.services import start_profile


@require_http_methods(["GET", "POST"])
def join(request, code):
    """The start page of a cohort: what it is, what it asks, who reads what; and the way in while it is open.

    Opening the link changes nothing but the visitor's own session (it opens signing up for them). The
    button is remembered there, so that signing up leads straight on to the profile; unless there is something
    to read first, because the profile would wait for a check of who they are.
    """
    cohort = Cohort.objects.by_join_code(code).select_related("programme").first()
    if cohort is None:
        raise Http404
    own = _own_participation(request.user, cohort)
    if own is not None and own.state != Participant.State.WITHDRAWN:
        return redirect("profile_task_list", own.pk)
    context = _context(request.user, cohort)
    if context["open"]:
        _remember(request, cohort)
        if request.method == "POST" and not request.user.is_authenticated:
            request.session["join_pressed"] = cohort.join_code
            query = urlencode({"next": request.path})
            return redirect(f"{reverse('account_signup')}?{query}")
        pressed = request.session.pop("join_pressed", "") == cohort.join_code and not context["unknown"]
        if request.user.is_authenticated and (request.method == "POST" or pressed):
            return _start(request, cohort, context)
    return render(request, "participants/join.html", context)


def _start(request, cohort, context):
    request.session.pop("join_code", None)
    channel = request.session.pop("join_channel", "")
    try:
        participant = start_profile(cohort, by=request.user, channel=channel)
    except ValidationError as refusal:
        return render(request, "participants/join.html", context | {"refused": refusal.messages[0]})
    return redirect("profile_task_list", participant.pk)


def _remember(request, cohort):
    request.session["join_code"] = cohort.join_code
    channel = request.GET.get("via", "")
    if channel in Channel.values:
        request.session["join_channel"] = channel


def _own_participation(user, cohort):
    if not user.is_authenticated:
        return None
    return Participant.objects.visible_to(user).filter(cohort=cohort, user_id=user.pk).first()


def _context(user, cohort):
    programme = cohort.programme
    stands = door.stands(cohort)
    return {
        "cohort": cohort,
        "programme": programme,
        "sides": balance.sides_in_words(programme),
        "stands": stands,
        "open": stands not in (door.EARLY, door.OVER),
        "waits": stands in (door.LATE, door.FULL),
        "last_day": door.last_day(cohort),
        "unknown": user.is_authenticated and not door.knows(programme, user),
    }
