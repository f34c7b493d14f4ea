from contextlib import suppress

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from kombu.exceptions import OperationalError

from participants import services
from participants.forms import ColumnsForm, ConfirmImportForm, UploadForm
from participants.models import ImportDraft, Role
from participants.tasks import run_import
from participants.views.exporting import as_file
from participants.views.finding import cohort_of, done

SHOWN = 100


@require_http_methods(["GET", "POST"])
def import_upload(request, pk):
    """Choose the file."""
    cohort = cohort_of(request, pk, Role.FACILITATOR)
    form = UploadForm(request.POST or None, request.FILES or None)
    made = []
    if done(
        form,
        lambda: made.append(services.start_import(cohort, form.cleaned_data["file"], by=request.user)),
    ):
        return redirect("import_columns", made[0].pk)
    context = {"cohort": cohort, "programme": cohort.programme, "form": form}
    return render(request, "participants/import_upload.html", context)


@require_http_methods(["GET", "POST"])
def import_columns(request, pk):
    """Which column is what. Shows headings, never a cell."""
    draft = _draft(request, pk)
    if draft.is_running or draft.is_done:
        return redirect("import_progress", draft.pk)
    form = ColumnsForm(
        request.POST or None,
        headers=draft.table["headers"],
        choices=services.remembered_choices(draft),
        before=draft.choices or {},
    )
    if done(form, lambda: services.choose_columns(draft, form.choices, by=request.user, **form.reading)):
        return redirect("import_check", draft.pk)
    return render(request, "participants/import_columns.html", _context(draft, form))


@require_http_methods(["GET", "POST"])
def import_check(request, pk):
    """The dry run: what will happen, row by row, without a private column. Then all, or nobody."""
    draft = _draft(request, pk)
    if draft.is_running or draft.is_done:
        return redirect("import_progress", draft.pk)
    if not draft.choices:
        return redirect("import_columns", draft.pk)
    form = ConfirmImportForm(
        request.POST or None, initial={"known": "update" if draft.update_known else "leave"}
    )
    choice = {"by": request.user}
    if form.is_valid():
        choice |= {"checked": form.is_checked, "update": form.updates}
    if len(draft.table["rows"]) > services.LARGEST_AT_ONCE:
        if done(form, lambda: services.begin_import(draft, **choice)):
            return _hand_over(draft)
    else:
        made = []
        if done(form, lambda: made.append(services.confirm_import(draft, **choice))):
            messages.success(request, _what_came(made[0]))
            return redirect("participant_list", draft.cohort_id)
    return render(request, "participants/import_check.html", _check_context(draft, form))


@require_safe
def import_problems(request, pk):
    """What to put right, as a file: rows, headings and words, never a cell."""
    draft = _draft(request, pk)
    if not draft.choices:
        return redirect("import_columns", draft.pk)
    kind = "csv" if request.GET.get("as") == "csv" else "xlsx"
    rows = [("Row", "Column", "What to put right"), *services.problems_of(draft)]
    return as_file(rows, "rows-to-put-right", kind, "Rows to put right")


@require_safe
def import_progress(request, pk):
    """How far a large import is. It goes on when nobody looks."""
    draft = _draft(request, pk)
    if not (draft.is_running or draft.outcome):
        return redirect("import_check", draft.pk)
    return render(request, "participants/import_progress.html", _context(draft, None))


@require_POST
def import_discard(request, pk):
    """Throw the file away."""
    draft = _draft(request, pk)
    try:
        services.discard_import(draft, by=request.user)
    except ValidationError as refusal:
        messages.warning(request, refusal.messages[0])
        return redirect("import_progress", draft.pk)
    messages.success(request, "The file is thrown away. Nobody was imported.")
    return redirect("participant_list", draft.cohort_id)


def _draft(request, pk):
    drafts = ImportDraft.objects.visible_to(request.user).select_related("cohort__programme")
    return get_object_or_404(drafts, pk=pk)


def _context(draft, form):
    return {"draft": draft, "cohort": draft.cohort, "programme": draft.cohort.programme, "form": form}


def _places(person, programme):
    return " or ".join(programme.side_name(side) for side in person.sides)


def _check_context(draft, form):
    run = services.dry_run(draft)
    updates = [
        (row, person, changes) for row, person, changes in run.updates if changes.labels or changes.kept
    ]
    updates.sort(key=lambda update: (not update[2].labels, update[0].number))
    return _context(draft, form) | {
        "run": run,
        "new": [(person, _places(person, draft.cohort.programme)) for person in run.new[:SHOWN]],
        "more": max(0, len(run.new) - SHOWN),
        "updates": updates[:SHOWN],
        "more_updates": max(0, len(updates) - SHOWN),
        "changing": sum(bool(changes.labels) for _, _, changes in updates),
        "problems": services.problems_of(draft)[:SHOWN] if run.problems else [],
        "more_problems": max(0, len(run.problems) - SHOWN),
    }


def _hand_over(draft):
    # Without a queue it waits for the next tick; the draft says that it is to be done.
    with suppress(OperationalError):
        run_import.apply_async(args=[str(draft.pk)], retry=False)
    return redirect("import_progress", draft.pk)


def _what_came(made):
    if made is None:
        return "This file has been dealt with already."
    new, updated = made
    words = f"Imported: {len(new)} {'person' if len(new) == 1 else 'people'}."
    return f"{words} Brought up to date: {len(updated)}." if updated else words
