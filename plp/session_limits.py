"""When a session ends: after a quiet quarter of an hour, and after twelve hours whatever happens.

What is posted after the end is not lost: it is parked, encrypted, for an hour, for the same person.
"""

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from accounts.services import park_post, unpark_post
from plp.access import is_for_everybody

BEGAN = "session_began"
LAST_SEEN = "session_last_seen"
ENDED_FOR = "session_ended_for"
# Writing down every click would be a write for every read.
RESOLUTION = 60


class SessionLimitsMiddleware:
    """Ends sessions, and keeps what was being sent. Must come after authentication.

    A poll (`X-PLP-Poll: 1`) is no activity; an autosave is, because the page only sends one when somebody
    has changed something.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.user.is_authenticated:
            now = timezone.now().timestamp()
            if _is_over(request.session, now):
                _end(request, now)
            elif request.headers.get("X-PLP-Poll") != "1":
                _note_activity(request.session, now)
        response = self.get_response(request)
        if request.user.is_authenticated and BEGAN not in request.session:
            # Signed in just now: the time runs from here, not from the next click.
            _note_activity(request.session, timezone.now().timestamp())
        return response

    def process_view(self, request, view_func, view_args, view_kwargs):
        """Runs after the CSRF check, so no other site's page can park anything here."""
        if request.user.is_authenticated:
            if request.method == "POST" and "parked_post" in request.POST:
                unpark_post(request.POST["parked_post"], by=request.user)
            return None
        if is_for_everybody(request.resolver_match.view_name) or not _ended_lately(request.session):
            return None
        return _signed_out(request)


def _is_over(session, now):
    quiet = now - session.get(LAST_SEEN, now)
    lasted = now - session.get(BEGAN, now)
    return quiet > settings.SESSION_IDLE_MINUTES * 60 or lasted > settings.SESSION_MAX_HOURS * 3600


def _note_activity(session, now):
    if now - session.get(LAST_SEEN, 0) >= RESOLUTION:
        session.setdefault(BEGAN, now)
        session[LAST_SEEN] = now
        session.pop(ENDED_FOR, None)


def _end(request, now):
    whose = str(request.user.pk)
    logout(request)
    request.session[ENDED_FOR] = [whose, now]


def _ended_lately(session):
    """Whether this browser's last session ended by itself, not longer ago than words are kept."""
    if ENDED_FOR not in session:
        return False
    if timezone.now().timestamp() - session[ENDED_FOR][1] > settings.PARKED_POST_MINUTES * 60:
        del session[ENDED_FOR]
        return False
    return True


def _signed_out(request):
    kept = request.method == "POST" and _park(request)
    onward = request.get_full_path() if request.method == "GET" else ""
    request.session["signed_out"] = {"idle": True, "words_kept": kept, "next": onward}
    if request.headers.get("HX-Request"):
        return HttpResponse(status=204, headers={"HX-Redirect": reverse("signed_out")})
    return redirect("signed_out")


def _park(request):
    if request.resolver_match.view_name.startswith(settings.NEVER_PARKED):
        return False
    whose = request.session[ENDED_FOR][0]
    return park_post(whose, path=request.get_full_path(), fields=dict(request.POST.lists()))
