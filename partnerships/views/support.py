"""How it is going, and "please contact me": one's own pages, of which no partner ever sees a trace."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from participants.models import Participant
from participants.views.finding import done
from partnerships import services
from partnerships.care_forms import ContactForm, FitCheckForm, posted
from partnerships.lasting import fit_check_days
from partnerships.models import ContactRequest, FitCheck, LearningPartner
from partnerships.ours import ours_or_404
from partnerships.services.contacting import whom_to_keep_it_from
from partnerships.views.ours import page_with_form


@page_with_form
def fit_check(request, pk):
    """How it is going, as asked last; changed as often as one likes until the next time."""
    ours = ours_or_404(request.user, pk)
    ours.require_open()
    asked = FitCheck.objects.of(request.user).filter(place=ours.place)
    check = asked.first()
    if check is None:
        return render(request, "partnerships/fit_check.html", {"ours": ours, "first_on": _first_on(ours)})
    form = FitCheckForm(posted(request), initial={"answer": check.answer})

    def answer():
        services.answer_fit_check(check, answer=form.cleaned_data["answer"], by=request.user)

    if done(form, answer):
        messages.success(request, "Thank you. Only the facilitators read it, and you can change it here.")
        return redirect("partnership_detail", pk=pk)
    return render(request, "partnerships/fit_check.html", {"ours": ours, "check": check, "form": form})


def _first_on(ours):
    first_after = ours.partnership.cohort.programme.fit_check_days
    days = fit_check_days(ours.partnership.started_on, ours.partnership.breaks(), first_after=first_after)
    return next((day for day in days if day > timezone.localdate()), None)


@page_with_form
def contact_request(request):
    """Ask to be contacted, and see where what one asked for stands."""
    participant = Participant.objects.visible_to(request.user).latest_of(request.user)
    if participant is None:
        raise Http404
    form = ContactForm(
        posted(request),
        initial={"concerns": request.GET.get("about", "")},
        team=[one for one in whom_to_keep_it_from(participant.cohort) if one.pk != request.user.pk],
        has_partner=LearningPartner.objects.of(request.user)
        .current()
        .filter(participant=participant)
        .exists(),
    )

    def ask():
        services.ask_for_contact(participant, **form.what_is_asked(), by=request.user)

    if done(form, ask):
        messages.success(request, "It has reached the team. Somebody gets in touch with you.")
        return redirect("contact_request")
    asked = ContactRequest.objects.of(request.user)
    context = {"form": form, "asked": asked, "cohort": participant.cohort}
    return render(request, "partnerships/contact_request.html", context)


@require_POST
def contact_take_back(request, pk):
    asked = get_object_or_404(ContactRequest.objects.of(request.user).select_related("participant"), pk=pk)
    try:
        services.take_back_request(asked, by=request.user)
        messages.success(request, "You have taken it back.")
    except ValidationError as refused:
        messages.info(request, " ".join(refused.messages))
    return redirect("contact_request")
