"""The least a signed-in Django page can cost, as a measure for ours: a page with one query."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.urls import path

from participants.models import Cohort


@login_required
def bare(request):
    return HttpResponse(f"<p>{Cohort.objects.count()}</p>")


urlpatterns = [path("", bare)]
