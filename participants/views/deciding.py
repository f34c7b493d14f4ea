from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from notifications.delivery import compose
from notifications.models import Message
from participants import balance, services
from participants.forms import DecisionForm
from participants.mails import about_participant
from participants.models import Participant, Role, Side, WhyNot
from participants.views.finding import cohort_of, done
from participants.views.triage import list_again

State = Participant.State
AT_ONCE = ("check", "unask")


@require_POST
def participant_decide(request, pk):
    """One decision for the ticked people: first what will happen, with every message, then the deed.

    What tells nobody anything, of one person, needs no second look.
    """
    cohort = cohort_of(request, pk, Role.FACILITATOR)
    people = Participant.objects.visible_to(request.user).filter(cohort=cohort).select_related("user")
    form = DecisionForm(request.POST, people=people, cohort=cohort)
    form.full_clean()
    if not form.knows_whom:
        return list_again(request, cohort, form)
    decision, chosen = form.cleaned_data["decision"], list(form.cleaned_data["people"])
    at_once = decision in AT_ONCE and len(chosen) == 1
    if not (at_once or form.is_settled):
        return _look_first(request, cohort, form, chosen)
    if not done(form, lambda: services.decide_for_many(chosen, decision, by=request.user, **form.choice)):
        return list_again(request, cohort, form)
    messages.success(request, balance.what_was_done(decision, chosen))
    if len(chosen) == 1:
        return redirect("participant_detail", chosen[0].pk)
    kept = request.GET.urlencode()
    people = reverse("participant_list", args=[cohort.pk])
    return redirect(f"{people}?{kept}" if kept else people)


def _look_first(request, cohort, form, chosen):
    """Who is meant, what changes for each, and each message as it would go."""
    decision = form.cleaned_data["decision"]
    choice = form.choice | ({"why_not": WhyNot.NO_PLACE} if form.lacks_reason else {})
    seen = services.foresee_decision(chosen, decision, by=request.user, **choice)
    before = {person.pk: person for person in chosen}
    told = [_told(decision, before[row.pk], row, kind, problem) for row, kind, problem in seen.people]
    going = [one for one in told if not one["problem"] or one["asks"]]
    shown = [] if form.lacks_reason or form.errors else [one for one in going if one["mail"]]
    context = {
        "cohort": cohort,
        "programme": cohort.programme,
        "form": form,
        "decision": decision,
        "going": going,
        "out": [one for one in told if one not in going],
        "no_room": seen.no_room,
        "letters": shown,
        "undecided": [one for one in going if one["problem"]],
        "unchecked": [one["person"] for one in told if one["person"].checked_at is None],
        "sides": [(side, cohort.programme.side_name(side)) for side in Side],
        "changed": form.cleaned_data["confirmed"] and not form.errors,
    }
    return render(request, "participants/participant_decide.html", context)


def _told(decision, before, row, kind, problem):
    """One person's part of the page. asks: whether their side is chosen here, as they ticked both."""
    asks = len(before.could_be) == 2 and before.checked_at is not None
    asks = asks and decision in ("accept", "offer") and before.state != State.ACCEPTED
    asks = asks or (decision == "ask" and len(before.could_be) == 2 and not before.side and not before.is_out)
    side = row.asked_side if decision == "ask" else row.side
    mail = compose(Message(kind=kind, to=row.addressee), about_participant(row)) if kind else None
    name = row.cohort.programme.side_name(side) if side else ""
    return {"person": row, "mail": mail, "problem": problem, "asks": asks, "side": side, "side_name": name}
