"""Pages about the programme itself, the health checks, and what people see when something went wrong."""

import hmac

from django.conf import settings
from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from plp import health
from plp.teams import teams_of


@require_safe
def privacy(request):
    """Who can see what, in plain words, with the names of those who hold a role where the reader takes part."""
    teams = teams_of(request.user) if request.user.is_authenticated else []
    return render(request, "privacy.html", {"teams": teams, "idle_minutes": settings.SESSION_IDLE_MINUTES})


@require_safe
def accessibility(request):
    return render(request, "accessibility.html")


@require_safe
def support(request):
    return render(request, "support.html")


@require_safe
def signed_out(request):
    """After signing out, and after a session ended by itself (then the middleware says why, once)."""
    return render(request, "signed_out.html", request.session.pop("signed_out", {}))


def csrf_failure(request, reason=""):
    return render(request, "403_csrf.html", status=403)


@require_safe
def healthz(request):
    """The process answers."""
    return HttpResponse("ok", content_type="text/plain")


@require_safe
def readyz(request):
    """Whether everything needed is there; which part is missing only for those who look after it."""
    state = health.state_at(timezone.now())
    ready = all(state.values())
    details = {"checks": state} if _looks_after_it(request) else {}
    return JsonResponse({"ready": ready} | details, status=200 if ready else 503)


def _looks_after_it(request):
    token = request.headers.get("X-PLP-Health-Token", "")
    if settings.HEALTH_TOKEN and hmac.compare_digest(token.encode(), settings.HEALTH_TOKEN.encode()):
        return True
    return request.user.is_authenticated and request.user.is_superuser
