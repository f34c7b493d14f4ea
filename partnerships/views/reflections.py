"""Reflections: one's own pages, which nobody else can open and nothing else mentions."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from participants.models import Participant
from partnerships import services
from partnerships.forms import ReflectionForm
from partnerships.models import Reflection
from partnerships.views.ours import page_with_form


@require_safe
def reflection_list(request):
    reflections = Reflection.objects.visible_to(request.user)
    return render(request, "partnerships/reflection_list.html", {"reflections": reflections})


@page_with_form
def reflection_write(request):
    """A new one. The empty page carries its key already, so saving by itself and by the button keep one."""
    form = ReflectionForm(request.POST or None, initial={"key": uuid.uuid4()})
    if form.is_valid():
        mine = Participant.objects.visible_to(request.user).filter(user=request.user)
        services.write_reflection(
            mine.order_by("-cohort__starts_on").first(),
            text=form.cleaned_data["text"],
            key=form.cleaned_data["key"],
            by=request.user,
        )
        return _saved(request)
    return _page(request, form, "partnerships/reflection_write.html")


@page_with_form
def reflection_edit(request, pk):
    reflection = get_object_or_404(
        Reflection.objects.visible_to(request.user).select_related("author"), pk=pk
    )
    form = ReflectionForm(request.POST or None, initial={"text": reflection.text})
    if form.is_valid():
        services.edit_reflection(reflection, text=form.cleaned_data["text"], by=request.user)
        return _saved(request)
    return _page(request, form, "partnerships/reflection_edit.html", reflection=reflection)


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


def _saves_itself(request):
    return request.headers.get("X-PLP-Autosave") == "1"


def _saved(request):
    if _saves_itself(request):
        return HttpResponse(status=204)
    messages.success(request, "Saved. Only you can read it.")
    return redirect("reflection_list")


def _page(request, form, template, **context):
    if request.method == "POST" and _saves_itself(request):
        return HttpResponse(status=422)
    return render(request, template, {"form": form, **context})
