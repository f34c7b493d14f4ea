"""Pages about the programme itself, the health checks, and what people see when something went wrong."""

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render


def privacy(request):
    return render(request, "privacy.html")


def accessibility(request):
    return render(request, "accessibility.html")


def support(request):
    return render(request, "support.html")


def signed_out(request):
    return render(request, "signed_out.html")


def csrf_failure(request, reason=""):
    return render(request, "403_csrf.html", status=403)


def healthz(request):
    """The process answers."""
    return HttpResponse("ok", content_type="text/plain")


def readyz(request):
    return JsonResponse({"ready": True})
