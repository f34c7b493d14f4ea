from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from participants import services
from participants.channels import in_a_sentence, what_brings_people
from participants.forms import CoverForm, RoleForm
from participants.models import Channel, Participant, Role, TeamRole
from participants.views.finding import cohort_of, done
from participants.views.inviting import join_link

# Where each joining link belongs.
LINK_USES = {
    Channel.STAFF_NETWORK: "For the staff network's own mails and meetings.",
    Channel.INTRANET: "For a page or a piece of news on the intranet.",
    Channel.CHIEF_EXECUTIVE: "For what the chief executive sends to everybody.",
    Channel.COLLEAGUE: "For one person to pass on to another.",
    Channel.OTHER: "For anything else, such as a poster.",
}


@require_http_methods(["GET", "POST"])
def cohort_team(request, pk):
    """Who holds what in a cohort, who waits to be confirmed, the cover, the join link. POST gives a role."""
    cohort = cohort_of(request, pk, Role.FACILITATOR, administrators=True)
    form = RoleForm(request.POST or None, programme=cohort.programme)
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
    context = _team_context(request, cohort, RoleForm(programme=cohort.programme)) | {"cover_form": form}
    return render(request, "participants/cohort_team.html", context)


@require_POST
def role_confirm(request, pk):
    role = _role(request, pk)
    services.confirm_role(role, by=request.user)
    messages.success(request, f"{role.user} is now {role.get_role_display()}. The team is told.")
    return redirect(_way_back(request, role))


@require_http_methods(["GET", "POST"])
def role_end(request, pk):
    """First what stops for whom, for getting a role back takes two people; then the deed."""
    role = _role(request, pk)
    if not role.may_be_ended_by(request.user):
        raise PermissionDenied
    if request.method == "GET" and not role.ended_at:
        context = {
            "role": role,
            "cohort": role.cohort,
            "programme": role.programme,
            "is_me": role.user_id == request.user.pk,
            "is_last": role.is_the_last(),
            "back": _way_back(request, role),
        }
        return render(request, "participants/role_end.html", context)
    services.end_role(role, by=request.user)
    if hasattr(request.user, "roles_now"):
        # Read when the request came: the role that ended may be one's own.
        del request.user.roles_now
    messages.success(request, "The role has ended.")
    return redirect(_way_back(request, role))


def _role(request, pk):
    roles = TeamRole.objects.visible_to(request.user).select_related("programme", "cohort", "user")
    return get_object_or_404(roles, pk=pk)


def _way_back(request, role):
    """The page that lists the role, or home for who can no longer open that."""
    administers = role.programme.is_administered_by(request.user)
    if administers and not role.cohort_id:
        return reverse("programme_detail", args=[role.programme_id])
    if role.cohort_id and (administers or role.cohort.is_facilitated_by(request.user)):
        return reverse("cohort_team", args=[role.cohort_id])
    return reverse("home")


def _by_role_and_name(role):
    return role.role, role.name.casefold()


def _team_context(request, cohort, form):
    roles = (
        TeamRole.objects.visible_to(request.user)
        .filter(cohort=cohort, ended_at=None)
        .select_related("user", "given_by")
    )
    return {
        "cohort": cohort,
        "roles": [(role, role.waits_for(request.user)) for role in sorted(roles, key=_by_role_and_name)],
        "administers": cohort.is_administered_by(request.user),
        "form": form,
        "cover_form": CoverForm(team=cohort.team_members(), initial={"cover": cohort.cover_id}),
        "missing": services.what_opening_needs(cohort),
        "links": [(channel, join_link(cohort, channel.value), LINK_USES[channel]) for channel in Channel],
        **_what_brings_people(request, cohort),
    }


def _what_brings_people(request, cohort):
    """Counts for who facilitates: an administrator does not see the cohort's people, nor how many there are."""
    if not cohort.is_facilitated_by(request.user):
        return {}
    people = Participant.objects.visible_to(request.user).filter(cohort=cohort)
    ways = what_brings_people(Channel.choices, people.came_through())
    rows = [[way.label, way.began, way.sent] for way in ways]
    return {
        "ways": ways,
        "ways_in_words": in_a_sentence(ways),
        "ways_headers": ["Came through", "Began a profile", "Sent it"],
        "ways_rows": rows,
    }
