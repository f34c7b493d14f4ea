from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from participants import services
from participants.forms import ColumnsForm, ConfirmImportForm, UploadForm
from participants.models import ImportDraft, Role
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
    form = ColumnsForm(
        request.POST or None,
        headers=draft.table["headers"],
        choices=services.remembered_choices(draft),
        month_first=draft.choices["month_first"] if draft.choices else None,
    )
    if done(
        form,
        lambda: services.choose_columns(draft, form.choices, month_first=form.month_first, by=request.user),
    ):
        return redirect("import_check", draft.pk)
    return render(request, "participants/import_columns.html", _context(draft, form))


@require_http_methods(["GET", "POST"])
def import_check(request, pk):
    """The dry run: what will happen, row by row, without a private column. Then all, or nobody."""
    draft = _draft(request, pk)
    if not draft.choices:
        return redirect("import_columns", draft.pk)
    form = ConfirmImportForm(request.POST or None)
    made = []
    if done(
        form,
        lambda: made.extend(services.confirm_import(draft, checked=form.is_checked, by=request.user)),
    ):
        messages.success(request, f"Imported: {len(made)} {'person' if len(made) == 1 else 'people'}.")
        return redirect("participant_list", draft.cohort_id)
    run = services.dry_run(draft)
    context = _context(draft, form) | {
        "run": run,
        "new": [(person, _places(person, draft.cohort.programme)) for person in run.new[:SHOWN]],
        "more": max(0, len(run.new) - SHOWN),
        "problems": run.problems[:SHOWN],
        "more_problems": max(0, len(run.problems) - SHOWN),
    }
    return render(request, "participants/import_check.html", context)


@require_POST
def import_discard(request, pk):
    """Throw the file away."""
    draft = _draft(request, pk)
    services.discard_import(draft, by=request.user)
    messages.success(request, "The file is thrown away. Nobody was imported.")
    return redirect("participant_list", draft.cohort_id)


def _draft(request, pk):
    drafts = ImportDraft.objects.visible_to(request.user).select_related("cohort__programme")
    return get_object_or_404(drafts, pk=pk)


def _context(draft, form):
    return {"draft": draft, "cohort": draft.cohort, "programme": draft.cohort.programme, "form": form}


def _places(person, programme):
    return " or ".join(programme.side_name(side) for side in person.sides)
