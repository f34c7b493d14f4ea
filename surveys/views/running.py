"""The survey as its evaluators and facilitators see it: where it stands, the questions, the results."""

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from kit.tables import csv_bytes
from participants.models import Cohort, Role
from surveys import branching
from surveys.forms import ExtendForm, WindowForm
from surveys.models import Survey, TextAnswer
from surveys.services import extend_survey, make_ready, prepare_survey, set_window
from surveys.services.counting import progress
from surveys.services.preparing import invited_to
from surveys.services.reading import results_page, tables_of


def survey_overview(request, pk):
    """Where the cohort's survey stands, and the one thing to do about it."""
    cohort = _cohort(request, pk)
    survey = Survey.objects.visible_to(request.user).filter(cohort=cohort).first()
    if survey is None:
        return render(request, "surveys/survey_overview.html", {"cohort": cohort, "survey": None})
    window = WindowForm(request.POST or None, initial=_window(survey))
    if request.method == "POST" and window.is_valid():
        try:
            set_window(survey, **window.cleaned_data, by=request.user)
            return redirect("survey_overview", pk=pk)
        except ValidationError as problem:
            window.add_error(None, problem)
    return render(request, "surveys/survey_overview.html", _standing(survey, cohort) | {"form": window})


@require_POST
def survey_prepare(request, pk):
    """Copy the questionnaire and the dates of the programme's calendar."""
    cohort = _cohort(request, pk)
    if not Survey.objects.visible_to(request.user).filter(cohort=cohort).exists():
        prepare_survey(cohort, by=request.user)
    return redirect("survey_overview", pk=pk)


@require_POST
def survey_make_ready(request, pk):
    """Freeze, invite, and let the window open by itself. pk: the survey."""
    survey = _survey(request, pk)
    make_ready(survey, by=request.user)
    return redirect("survey_overview", pk=survey.cohort_id)


def survey_extend(request, pk):
    """Keep an open survey open longer. pk: the survey."""
    survey = _survey(request, pk)
    form = ExtendForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            extend_survey(survey, closes_on=form.cleaned_data["closes_on"], by=request.user)
            return redirect("survey_overview", pk=survey.cohort_id)
        except ValidationError as problem:
            form.add_error("closes_on", problem.messages)
    return render(
        request, "surveys/survey_extend.html", {"form": form, "survey": survey, "cohort": survey.cohort}
    )


@require_GET
def survey_questions(request, pk):
    """The questionnaire, to read. pk: the survey."""
    survey = _survey(request, pk)
    pages = branching.pages(list(survey.questions.all()))
    context = {"survey": survey, "cohort": survey.cohort, "pages": pages}
    return render(request, "surveys/survey_questions.html", context)


@require_GET
def survey_results(request, pk):
    """Who answered and what, small numbers hidden; one's own words for evaluators without a stake."""
    survey = _survey(request, pk)
    context = {"survey": survey, "cohort": survey.cohort, "programme": survey.cohort.programme}
    if survey.is_sealed:
        texts = TextAnswer.objects.visible_to(request.user).filter(survey=survey).select_related("question")
        context |= results_page(survey) | {
            "texts": sorted(texts, key=lambda text: (text.question.number, text.pk)),
            "may_read_words": Survey.objects.with_words_for(request.user).filter(pk=survey.pk).exists(),
            "is_evaluator": survey.cohort.has_on_team(request.user, Role.EVALUATOR),
        }
    return render(request, "surveys/survey_results.html", context)


@require_GET
def survey_tables(request, pk):
    """The published tables as CSV: the same numbers as the page, and none besides."""
    survey = get_object_or_404(Survey.objects.visible_to(request.user), pk=pk, sealed_at__isnull=False)
    response = HttpResponse(csv_bytes(*tables_of(survey)), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="survey-results.csv"'
    return response


def _cohort(request, pk):
    cohorts = Cohort.objects.visible_to(request.user).with_role(
        request.user, Role.EVALUATOR, Role.FACILITATOR
    )
    return get_object_or_404(cohorts.select_related("programme"), pk=pk)


def _survey(request, pk):
    surveys = Survey.objects.visible_to(request.user).select_related("cohort__programme")
    return get_object_or_404(surveys, pk=pk)


def _window(survey):
    return {
        "opens_on": timezone.localdate(survey.opens_at),
        "closes_on": timezone.localdate(survey.closes_at),
    }


def _standing(survey, cohort):
    now = timezone.now()
    programme = cohort.programme
    counts = progress(survey) if survey.is_ready else {}
    return {
        "cohort": cohort,
        "survey": survey,
        "is_open": survey.is_open(now),
        "is_early": survey.is_ready and now < survey.opens_at,
        "number_invited": invited_to(cohort).count() if not survey.is_ready else None,
        "counts": [(programme.side_name_plural(side), *numbers) for side, numbers in sorted(counts.items())],
    }
