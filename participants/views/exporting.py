from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from kit.tables import csv_bytes, xlsx_bytes
from participants import services
from participants.forms import ExportForm
from participants.models import Role
from participants.views.finding import cohort_of
from participants.views.triage import shown_people

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TYPES = {"csv": "text/csv; charset=utf-8", "xlsx": XLSX}


@require_http_methods(["GET", "POST"])
def participant_export(request, pk):
    """The people as the list shows them, as a file: first what for, then the file."""
    cohort = cohort_of(request, pk, Role.FACILITATOR)
    filters, people, _ = shown_people(request, cohort, facilitates=True)
    form = ExportForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        rows = services.export_people(cohort, people, form.cleaned_data["purpose"], by=request.user)
        return as_file(rows, f"people-{timezone.localdate()}", form.cleaned_data["kind"], "People")
    context = {
        "cohort": cohort,
        "programme": cohort.programme,
        "form": form,
        "number": people.count(),
        "filtered": any(filters.cleaned_data.values()),
        "headers": services.EXPORTED,
    }
    return render(request, "participants/participant_export.html", context)


def as_file(rows, name, kind, title):
    """A table to keep: rows, headings first, as "csv" or "xlsx". `name` tells nothing about anybody."""
    headers, *rows = rows
    data = csv_bytes(headers, rows) if kind == "csv" else xlsx_bytes(headers, rows, title=title)
    response = HttpResponse(data, content_type=TYPES[kind])
    response["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
    return response
