"""Reflections: one's own pages, which nobody else can open and nothing else mentions."""

import uuid

from django.contrib import messages
from django.db.models import Prefetch
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from participants.models import Participant
from partnerships import services
from partnerships.forms import ReflectionForm
from partnerships.models import Reflection, ReflectionShare
from partnerships.views.autosaving import kept_or_not, saves_itself
from partnerships.views.ours import page_with_form


@require_safe
def reflection_list(request):
    shares = ReflectionShare.objects.visible_to(request.user).standing()
    reflections = Reflection.objects.visible_to(request.user)
    reflections = reflections.prefetch_related(Prefetch("shares", shares, to_attr="standing"))
    return render(request, "partnerships/reflection_list.html", {"reflections": reflections})


@page_with_form
def reflection_write(request):
    """A new one. The empty page carries its key already, so saving by itself and by the button keep one."""
    author = Participant.objects.visible_to(request.user).latest_of(request.user)
    if author is None:
        raise Http404
    form = ReflectionForm(request.POST or None, initial={"key": uuid.uuid4()})

    def keep(text):
        services.write_reflection(author, text=text, key=form.cleaned_data.get("key"), by=request.user)

    return _kept(request, form, keep, "partnerships/reflection_write.html")


@page_with_form
def reflection_edit(request, pk):
    reflection = get_object_or_404(
        Reflection.objects.visible_to(request.user).select_related("author"), pk=pk
    )
    form = ReflectionForm(request.POST or None, initial={"text": reflection.text})

    def keep(text):
        services.edit_reflection(reflection, text=text, by=request.user)

    more = {"reflection": reflection, "shares": reflection.shares.standing()}
    return _kept(request, form, keep, "partnerships/reflection_edit.html", **more)


@page_with_form
def reflection_delete(request, pk):
    reflection = get_object_or_404(
        Reflection.objects.visible_to(request.user).select_related("author"), pk=pk
    )
    if request.method == "POST":
        services.delete_reflection(reflection, by=request.user)
        messages.success(request, "The reflection is deleted.")
        return redirect("reflection_list")
    return render(request, "partnerships/reflection_delete.html", {"reflection": reflection})


def _kept(request, form, keep, template, **context):
    if saves_itself(request):
        return kept_or_not(form, keep)
    if form.is_valid():
        keep(form.cleaned_data["text"])
        messages.success(request, "Saved. Only you can read it.")
        return redirect("reflection_list")
    return render(request, template, {"form": form, **context})
