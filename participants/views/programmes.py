from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Prefetch
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from participants import services
from participants.forms import AdministratorForm, CohortForm, ProgrammeForm
from participants.models import Cohort, Programme, Role, TeamRole
from participants.views.finding import cohort_of, done


@require_safe
def programme_list(request):
    cohorts = Prefetch("cohorts", Cohort.objects.visible_to(request.user))
    programmes = Programme.objects.visible_to(request.user).prefetch_related(cohorts)
    return render(request, "participants/programme_list.html", {"programmes": programmes})


@require_http_methods(["GET", "POST"])
def programme_add(request):
    form = ProgrammeForm(request.POST or None)
    made = []
    if done(form, lambda: made.append(services.create_programme(by=request.user, **form.cleaned_data))):
        messages.success(request, "The programme is there. Give it an administrator next.")
        return redirect("programme_detail", made[0].pk)
    return render(request, "participants/programme_add.html", {"form": form})


@require_http_methods(["GET", "POST"])
def programme_detail(request, pk):
    """A programme: its cohorts, and its administrators. POST gives somebody the administrator's role."""
    programme = _programme(request, pk)
    form = AdministratorForm(request.POST or None, programme=programme)
    if done(
        form,
        lambda: services.give_role(
            Role.ADMINISTRATOR, programme=programme, by=request.user, **form.cleaned_data
        ),
    ):
        messages.success(request, "It counts as soon as a second person has confirmed it.")
        return redirect("programme_detail", programme.pk)
    roles = (
        TeamRole.objects.visible_to(request.user)
        .filter(programme=programme, cohort=None, ended_at=None)
        .select_related("user", "given_by")
    )
    context = {
        "this_programme": programme,
        "cohorts": Cohort.objects.visible_to(request.user).filter(programme=programme),
        "roles": [(role, role.waits_for(request.user)) for role in sorted(roles, key=lambda role: role.name)],
        "form": form,
    }
    return render(request, "participants/programme_detail.html", context)


@require_http_methods(["GET", "POST"])
def programme_edit(request, pk):
    programme = _programme(request, pk)
    form = ProgrammeForm(request.POST or None, instance=programme)
    if done(form, lambda: services.edit_programme(programme, by=request.user, **form.cleaned_data)):
        messages.success(request, "The programme is changed.")
        return redirect("programme_detail", programme.pk)
    return render(request, "participants/programme_edit.html", {"form": form, "this_programme": programme})


@require_http_methods(["GET", "POST"])
def cohort_add(request, pk):
    programme = _programme(request, pk)
    form = CohortForm(request.POST or None, programme=programme)
    made = []
    if done(
        form, lambda: made.append(services.create_cohort(programme, by=request.user, **form.cleaned_data))
    ):
        messages.success(request, "The cohort is there. Next: its team, and the named cover.")
        return redirect("cohort_team", made[0].pk)
    return render(request, "participants/cohort_add.html", {"form": form, "this_programme": programme})


@require_http_methods(["GET", "POST"])
def cohort_edit(request, pk):
    cohort = cohort_of(request, pk, administrators=True)
    form = CohortForm(request.POST or None, instance=cohort, programme=cohort.programme)
    if done(form, lambda: services.edit_cohort(cohort, by=request.user, **form.cleaned_data)):
        messages.success(request, "The cohort is changed.")
        return redirect("cohort_team", cohort.pk)
    return render(request, "participants/cohort_edit.html", {"form": form, "cohort": cohort})


@require_POST
def cohort_open(request, pk):
    cohort = cohort_of(request, pk, Role.FACILITATOR, administrators=True)
    try:
        services.open_cohort(cohort, by=request.user)
    except ValidationError as refusal:
        for words in refusal.messages:
            messages.warning(request, words)
    else:
        messages.success(request, "The cohort is open. Its join link is below.")
    return redirect("cohort_team", cohort.pk)


def _programme(request, pk):
    programme = get_object_or_404(Programme.objects.visible_to(request.user), pk=pk)
    if not programme.is_administered_by(request.user):
        raise Http404
    return programme
