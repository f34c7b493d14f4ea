from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from participants import balance, services
from participants.forms import FilterForm, NotWithForm, TelephoneForm
from participants.models import NotToBePaired, Participant, Role, Side
from participants.overview import Overview
from participants.views.finding import cohort_of, done, keep_words_sought, person_of, words_sought

PER_PAGE = 50
TEAM = (Role.FACILITATOR, Role.MATCHER)


@require_http_methods(["GET", "HEAD", "POST"])
def participant_list(request, pk):
    """The people of a cohort: who sent a profile, on which side, how far they have come. Posting searches."""
    cohort = cohort_of(request, pk, *TEAM)
    if request.method == "POST":
        return redirect(keep_words_sought(request, cohort, "side", "state", "channel", "directorate"))
    return render(request, "participants/participant_list.html", _list_context(request, cohort))


@require_safe
def participant_detail(request, pk):
    """One person with their profile, and what a facilitator can decide."""
    participant = person_of(request, pk, *TEAM)
    facilitates = participant.cohort.is_facilitated_by(request.user)
    if participant.is_unfinished and not facilitates:
        raise Http404
    people = Participant.objects.visible_to(request.user).filter(cohort=participant.cohort)
    manager = people.filter(user__email__iexact=participant.line_manager_email or "-")
    context = {
        "participant": participant,
        "profile": participant.profile,
        "cohort": participant.cohort,
        "programme": participant.cohort.programme,
        "facilitates": facilitates,
        "sides": [(side, participant.cohort.programme.side_name(side)) for side in Side],
        "is_me": participant.user_id == request.user.pk,
        "readable": _is_readable(participant),
        "known_domain": balance.has_known_domain(participant.user.email, participant.cohort.programme),
        "manager": manager.select_related("user").first(),
        "twins": Overview(people if facilitates else people.sent()).twins_of(participant.pk),
        "other_side": next((one for one in participant.could_be if one != participant.side), ""),
        "today": timezone.localdate(),
        "pause": participant.pauses.on(timezone.localdate()).first(),
        "not_with": _not_with_forms(request, participant) if facilitates else [],
    }
    return render(request, "participants/participant_detail.html", context)


@require_http_methods(["GET", "POST"])
def participant_add(request, pk):
    """Type a profile that somebody says on the telephone."""
    cohort = cohort_of(request, pk, Role.FACILITATOR)
    form = TelephoneForm(request.POST or None, cohort=cohort)
    if done(form, lambda: services.add_by_telephone(cohort, by=request.user, **form.typed)):
        messages.success(request, "It is kept. They get an e-mail, read it, and send it themselves.")
        return redirect("participant_list", cohort.pk)
    context = {"cohort": cohort, "programme": cohort.programme, "form": form}
    return render(request, "participants/participant_add.html", context)


@require_POST
def not_with_settle(request, pk):
    """Say who is meant by "not to be paired with"."""
    asked = get_object_or_404(
        NotToBePaired.objects.visible_to(request.user).select_related("participant__cohort"), pk=pk
    )
    if asked.participant.user_id == request.user.pk:
        raise Http404
    others = _others(request, asked.participant)
    form = NotWithForm(request.POST, people=others)
    if done(
        form, lambda: services.settle_not_to_be_paired(asked, form.cleaned_data["other"], by=request.user)
    ):
        messages.success(request, "That is settled.")
    else:
        messages.warning(request, "Choose somebody from the list, or nobody.")
    return redirect("participant_detail", asked.participant_id)


def _list_context(request, cohort):
    facilitates = cohort.is_facilitated_by(request.user)
    form, shown, overview = shown_people(request, cohort, facilitates)
    page = Paginator(shown.by_name(), PER_PAGE).get_page(request.GET.get("page"))
    return {
        "cohort": cohort,
        "programme": cohort.programme,
        "facilitates": facilitates,
        "filter_form": form,
        "filtered": any(form.cleaned_data.values()),
        "page": page,
        "people": [(person, overview.twins_of(person.pk)) for person in page],
        "known": {p.pk for p in page if balance.has_known_domain(p.user.email, cohort.programme)},
        "overview": overview,
        "picture": overview.picture(cohort),
        "today": timezone.localdate(),
        "ticked": [],
        "tick_all": request.GET.get("tick") == "all",
    }


def shown_people(request, cohort, facilitates):
    """The filter as asked for, the people it leaves, and the overview of everybody."""
    everybody = Participant.objects.visible_to(request.user).filter(cohort=cohort)
    if not facilitates:
        everybody = everybody.sent()
    overview = Overview(everybody)
    asked = request.GET.dict() | {"q": words_sought(request, cohort)}
    form = FilterForm(asked, cohort=cohort, overview=overview, facilitates=facilitates)
    shown = form.apply_to(everybody, request.user).select_related("user", "cohort__programme")
    return form, shown, overview


def list_again(request, cohort, form):
    """The list once more, with what was wrong and the same people ticked."""
    context = _list_context(request, cohort) | {
        "form": form,
        "ticked": request.POST.getlist("people"),
        "tick_all": False,
    }
    return render(request, "participants/participant_list.html", context)


def _is_readable(participant):
    """Whether the team may read the answers: sent and not withdrawn."""
    states = Participant.State
    return participant.state not in (states.STARTED, states.WITHDRAWN)


def _others(request, participant):
    people = Participant.objects.visible_to(request.user).filter(cohort=participant.cohort_id)
    return people.exclude(pk=participant.pk).select_related("user").by_name()


def _not_with_forms(request, participant):
    """Each wish with the form that settles it."""
    asked = NotToBePaired.objects.visible_to(request.user).filter(participant=participant)
    asked = list(asked.select_related("other__user"))
    if not asked or participant.user_id == request.user.pk:
        return []
    people = _others(request, participant)
    named = list(people)
    forms = []
    for row in asked:
        meant = row.other or next((one for one in named if row.names(one)), None)
        form = NotWithForm(people=people, names=named, initial={"other": meant}, auto_id=f"id_{row.pk}_%s")
        forms.append((row, form))
    return forms
