from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from matching import services
from matching.board import Address
from matching.forms import NoteForm, SetAsideForm
from matching.models import MatcherNote, Override, cohorts_matched_by
from matching.noting import (
    cohorts_noted_by,
    days_notes_are_kept,
    in_words,
    key_of,
    notes_between,
    others_of,
    pairs_here,
    with_numbers,
)
from participants.models import Participant

A_PAGE = 40


@require_http_methods(["GET", "HEAD", "POST"])
def person_notes(request, pk):
    """What colleagues know of one person, or (with a second one) of two together, and a place to add to it."""
    person = get_object_or_404(others_of(request.user), pk=pk)
    second = _second(request, person)
    form = NoteForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and _write(request, person, second, form):
        return redirect(_onward(request, person))
    people = [person, second] if second else [person]
    context = {
        "person": person,
        "second": second,
        "names": " and ".join(sorted(map(str, people))),
        "cohort": person.cohort,
        "form": form,
        "notes": [in_words(note) for note in notes_between(request.user, people)[:A_PAGE]],
        "days": days_notes_are_kept(person.cohort),
        "facilitates": pairs_here(request.user, person.cohort)
        and person.cohort.is_facilitated_by(request.user),
        "only_own": not pairs_here(request.user, person.cohort),
        "address": Address.of(request.GET).with_(),
        "board": _board(request, person.cohort),
    }
    return render(request, "matching/person_notes.html", context)


@require_POST
def note_delete(request, pk):
    notes = MatcherNote.objects.visible_to(request.user).select_related("about__cohort", "other")
    note = get_object_or_404(notes, pk=pk)
    person = note.about
    services.delete_note(note, by=request.user)
    messages.success(request, "The note is deleted.")
    return redirect(_onward(request, person))


@require_safe
def cohort_notes(request, pk):
    """The people of a cohort by name, to write down what one knows of them; also for who takes part themselves."""
    cohort = get_object_or_404(cohorts_noted_by(request.user).select_related("programme"), pk=pk)
    words = request.session.get("notes_search", {}).get(str(pk), "")
    second = others_of(request.user).filter(cohort=cohort, pk=key_of(request.GET.get("with"))).first()
    people = others_of(request.user).filter(cohort=cohort).accepted().select_related("user").by_name()
    people = people.exclude(pk=second.pk) if second else people
    page = Paginator(people.search(words) if words else people, A_PAGE).get_page(request.GET.get("page"))
    context = {
        "cohort": cohort,
        "page": page,
        "people": with_numbers(request.user, page),
        "second": second,
        "words": words,
        "pairs_here": pairs_here(request.user, cohort),
        "days": days_notes_are_kept(cohort),
    }
    return render(request, "matching/cohort_notes.html", context)


@require_POST
def cohort_notes_search(request, pk):
    """Remembers what to search for. Not by the address: names do not belong there."""
    get_object_or_404(cohorts_noted_by(request.user).select_related("programme"), pk=pk)
    words = request.POST.get("words", "").replace("\0", "").strip()[:100]
    request.session.setdefault("notes_search", {})[str(pk)] = words
    request.session.modified = True
    key = key_of(request.GET.get("with"))
    return redirect(reverse("cohort_notes", args=[pk]) + (f"?with={key}" if key else ""))


@require_POST
def override_add(request, pk):
    """A facilitator sets aside what stands against the two people of the address, with a reason."""
    cohort = get_object_or_404(cohorts_matched_by(request.user), pk=pk)
    address = Address.of(request.GET)
    keys = [key for key in map(address.chosen, ("leader", "network")) if key]
    two = list(Participant.objects.visible_to(request.user).filter(cohort=cohort, pk__in=keys))
    form = SetAsideForm(request.POST)
    if len(two) != 2:
        raise Http404
    if not form.is_valid():
        messages.warning(request, "Write why it may be set aside for these two.")
    else:
        _set_aside(request, two, form.cleaned_data)
    return redirect(reverse("matching_board", args=[pk]) + address.with_("compare"))


@require_POST
def override_take_back(request, pk):
    overrides = Override.objects.visible_to(request.user).select_related("cohort")
    override = get_object_or_404(overrides, pk=pk)
    cohort = override.cohort_id
    services.take_back_override(override, by=request.user)
    messages.success(request, "Taken back: it stands against the two again.")
    back = Address.of_text(request.POST.get("back", "")).with_("compare")
    return redirect(reverse("matching_board", args=[cohort]) + back)


def _second(request, person):
    """The second person of the address; None without one, not found when it is somebody of elsewhere."""
    if not request.GET.get("with"):
        return None
    others = others_of(request.user).filter(cohort=person.cohort).exclude(pk=person.pk)
    return get_object_or_404(others, pk=key_of(request.GET["with"]))


def _write(request, person, second, form):
    """Whether the note was written; otherwise the form says why not."""
    if not form.is_valid():
        return False
    try:
        services.write_note(person, second, by=request.user, **form.cleaned_data)
    except ValidationError as refusal:
        form.add_error(None, refusal)
        return False
    messages.success(request, "Your note is kept.")
    return True


def _set_aside(request, two, said):
    try:
        services.set_aside(*two, said["code"], reason=said["reason"], by=request.user)
    except ValidationError as refusal:
        messages.warning(request, refusal.messages[0])
    else:
        messages.success(request, "Set aside for these two. It stays written down beside them.")


def _board(request, cohort):
    """Where on the board one came from; empty for who has no board."""
    address = Address.of(request.GET)
    if not address.parameters or not pairs_here(request.user, cohort):
        return ""
    return reverse("matching_board", args=[cohort.pk]) + address.with_("compare")


def _onward(request, person):
    """Back to the board one came from, or to the person's notes."""
    return _board(request, person.cohort) or reverse("person_notes", args=[person.pk])
