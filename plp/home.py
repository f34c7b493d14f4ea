"""Home: what is next for you, whoever you are."""

from django.shortcuts import render

from participants.models import Programme


def programme_of_visitor(request):
    """Context for every page: the programme whose words, colour and contacts to show, and the menu."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"programme": None, "on_team": False}
    programme = (
        Programme.objects.filter(cohorts__participants__user_id=user.pk)
        .order_by("-cohorts__starts_on")
        .first()
    ) or Programme.objects.filter(team__user_id=user.pk).first()
    return {"programme": programme, "on_team": user.has_module_perms("admin")}


def home(request):
    return render(request, "home.html")


def team_home(request):
    return render(request, "team_home.html")
