"""A place is offered, or the other side asked about: the person's own answer, without a reason."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from participants import services
from participants.forms import SendForm
from participants.models import Participant
from participants.views.finding import done, own_profile


@require_http_methods(["GET", "POST"])
def place_answer(request, pk):
    """Yes or no to the place that is offered. The link of the mail leads here, also after the answer."""
    participant = own_profile(request, pk)
    if participant.state != Participant.State.OFFERED:
        return _nothing_asked(request, participant, "No answer is needed: this is where you stand.")
    yes, no = "yes" in request.POST, "no" in request.POST
    form = SendForm(request.POST if yes or no else None)
    answer = services.take_place if yes else services.turn_down_place
    if done(form, lambda: answer(participant, by=request.user)):
        messages.success(request, TAKEN if yes else TURNED_DOWN)
        return redirect("home")
    context = _about(participant) | {"form": form, "late": _is_late(participant)}
    return render(request, "participants/place_answer.html", context)


@require_http_methods(["GET", "POST"])
def side_answer(request, pk):
    """Whether one would take the other side one ticked; until a yes nothing changes."""
    participant = own_profile(request, pk)
    if not participant.asked_side or participant.is_out:
        return _nothing_asked(request, participant, "Nobody asks about the other side just now.")
    yes, no = "yes" in request.POST, "no" in request.POST
    form = SendForm(request.POST if yes or no else None)
    if done(form, lambda: services.answer_side(participant, yes, by=request.user)):
        messages.success(request, SIDE_TAKEN if yes else SIDE_KEPT)
        return redirect("home")
    other = participant.cohort.programme.side_name(participant.asked_side)
    context = _about(participant) | {"form": form, "asked": other}
    return render(request, "participants/side_answer.html", context)


TAKEN = "The place is yours. We are glad that you take part."
TURNED_DOWN = (
    "Thank you for telling us. Somebody else can have the place now, and you are welcome another time."
)
SIDE_TAKEN = "Thank you. You are on the other side now; the facilitators see it."
SIDE_KEPT = "Thank you for telling us. Nothing has changed."


def _nothing_asked(request, participant, words):
    messages.info(request, words)
    return redirect("profile_task_list", participant.pk)


def _is_late(participant):
    return participant.answer_by is not None and participant.answer_by < timezone.localdate()


def _about(participant):
    return {
        "participant": participant,
        "cohort": participant.cohort,
        "programme": participant.cohort.programme,
    }
