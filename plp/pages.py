"""Pages about the programme itself, the health checks, and what people see when something went wrong."""

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe


@require_safe
def privacy(request):
    return render(request, "privacy.html")


@require_safe
def accessibility(request):
    return render(request, "accessibility.html")


@require_safe
def support(request):
    return render(request, "support.html")


@require_safe
def signed_out(request):
    return render(request, "signed_out.html")


def csrf_failure(request, reason=""):
    return render(request, "403_csrf.html", status=403)


@require_safe
def healthz(request):
    """The process answers."""
    return HttpResponse("ok", content_type="text/plain")


@require_safe
def readyz(request):
    return JsonResponse({"ready": True})
