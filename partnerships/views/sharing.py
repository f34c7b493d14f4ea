"""Reflections that their author lets somebody read: shared with the partner, or sent to the facilitators."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from participants.models import Cohort
from partnerships import services
from partnerships.forms import ShareForm
from partnerships.models import Reflection, ReflectionShare
from partnerships.ours import ours_or_404
from partnerships.recusal import recused_from
from partnerships.services.sharing import audiences_of
from partnerships.views.ours import page_with_form


@page_with_form
def reflection_share(request, pk):
    """A preview of exactly what they will read, who they are, and what taking back can and cannot do."""
    mine = Reflection.objects.visible_to(request.user).select_related("author")
    reflection = get_object_or_404(mine, pk=pk)
    audiences = audiences_of(reflection)
    if not audiences:
        raise Http404
    form = ShareForm(request.POST or None, audiences=audiences, initial={"seen": reflection.text})
    if form.is_valid():
        try:
            services.share_reflection(
                reflection,
                audience=form.cleaned_data["audience"],
                seen=form.cleaned_data["seen"],
                by=request.user,
            )
            messages.success(
                request, "They can read it now, and get a mail that says so, without a word of it."
            )
            return redirect("reflection_edit", pk=pk)
        except ValidationError as refused:
            form.add_error(None, refused)
    context = {"reflection": reflection, "form": form}
    return render(request, "partnerships/reflection_share.html", context)


@require_POST
def reflection_take_back(request, pk):
    shares = ReflectionShare.objects.visible_to(request.user).filter(reflection__author__user=request.user)
    share = get_object_or_404(shares.select_related("reflection__author"), pk=pk)
    services.take_back_share(share, by=request.user)
    messages.success(request, "It is only yours again. What was read cannot be unread.")
    return redirect("reflection_edit", pk=share.reflection_id)


@require_safe
def reflection_shared(request, pk):
    """What partners have shared with one another in this partnership: theirs, and one's own."""
    ours = ours_or_404(request.user, pk)
    shares = ReflectionShare.objects.visible_to(request.user).standing()
    shares = shares.filter(partnership=pk, audience=ReflectionShare.Audience.PARTNER)
    shares = list(shares.select_related("reflection__author__user"))
    context = {
        "ours": ours,
        "theirs": [one for one in shares if one.reflection.author_id != ours.place.participant_id],
        "mine": [one for one in shares if one.reflection.author_id == ours.place.participant_id],
    }
    return render(request, "partnerships/reflection_shared.html", context)


@require_safe
def reflections_sent(request, pk):
    """What was sent to the facilitators; nothing of anybody close to the one who reads."""
    cohorts = Cohort.objects.visible_to(request.user).facilitated_by(request.user)
    cohort = get_object_or_404(cohorts.select_related("programme"), pk=pk)
    shares = ReflectionShare.objects.sent_to(request.user).standing().filter(partnership__cohort=cohort)
    shares = shares.exclude(reflection__author__in=recused_from(request.user, cohort))
    shares = shares.select_related("reflection__author__user")[:200]
    return render(request, "partnerships/reflections_sent.html", {"cohort": cohort, "shares": shares})
