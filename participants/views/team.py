from django.conf import settings
from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from participants import services
from participants.forms import CoverForm, RoleForm
from participants.models import Channel, Role, TeamRole
from participants.views.finding import cohort_of, done


@require_http_methods(["GET", "POST"])
def cohort_team(request, pk):
    """Who holds what in a cohort, who waits to be confirmed, the cover, the join link. POST gives a role."""
    cohort = cohort_of(request, pk, Role.FACILITATOR, administrators=True)
    form = RoleForm(request.POST or None)
    if done(form, lambda: services.give_role(cohort=cohort, by=request.user, **form.cleaned_data)):
        messages.success(request, "It counts as soon as a second person has confirmed it.")
        return redirect("cohort_team", cohort.pk)
    return render(request, "participants/cohort_team.html", _team_context(request, cohort, form))


@require_POST
def cohort_cover(request, pk):
    """Name the cover."""
    cohort = cohort_of(request, pk, Role.FACILITATOR, administrators=True)
    form = CoverForm(request.POST, team=cohort.team_members())
    if done(form, lambda: services.set_cover(cohort, form.cleaned_data["cover"], by=request.user)):
        messages.success(request, "The cover is named.")
        return redirect("cohort_team", cohort.pk)
    context = _team_context(request, cohort, RoleForm()) | {"cover_form": form}
    return render(request, "participants/cohort_team.html", context)


@require_POST
def role_confirm(request, pk):
    role = _role(request, pk)
    services.confirm_role(role, by=request.user)
    messages.success(request, f"{role.user} is now {role.get_role_display()}. The team is told.")
    return _back(request, role)


@require_POST
def role_end(request, pk):
    role = _role(request, pk)
    services.end_role(role, by=request.user)
    messages.success(request, "The role has ended.")
    return _back(request, role)


def _role(request, pk):
    roles = TeamRole.objects.visible_to(request.user).select_related("programme", "cohort", "user")
    return get_object_or_404(roles, pk=pk)


def _back(request, role):
    if role.programme.is_administered_by(request.user) and not role.cohort_id:
        return redirect("programme_detail", role.programme_id)
    if role.cohort_id and (
        role.cohort.is_facilitated_by(request.user) or role.programme.is_administered_by(request.user)
    ):
        return redirect("cohort_team", role.cohort_id)
    return redirect("home")


def _team_context(request, cohort, form):
    join_url = settings.BASE_URL + reverse("join", args=[cohort.join_code])
    roles = (
        TeamRole.objects.visible_to(request.user)
        .filter(cohort=cohort, ended_at=None)
        .select_related("user", "given_by")
        .order_by("role", "user__name")
    )
    return {
        "cohort": cohort,
        "roles": [(role, role.waits_for(request.user)) for role in roles],
        "administers": cohort.is_administered_by(request.user),
        "form": form,
        "cover_form": CoverForm(team=cohort.team_members(), initial={"cover": cohort.cover_id}),
        "missing": services.what_opening_needs(cohort),
        "links": [(channel.label, f"{join_url}?via={channel.value}") for channel in Channel],
    }
