"""The survey as its evaluators and facilitators see it: where it stands, the questions, the results."""

from datetime import timedelta

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kit.tables import csv_bytes
from participants.models import Cohort, Role
from surveys import branching
from surveys.forms import ExtendForm, WindowForm
from surveys.models import Survey, TextAnswer
from surveys.services import extend_survey, make_ready, prepare_survey, set_window
from surveys.services.counting import progress
from surveys.services.preparing import invited_to
from surveys.services.reading import read_results, tables_of
from surveys.services.sealing import is_locked_out

# The seal comes with the next tick after the close; when it has not by then, the page says that something is wrong.
SEALED_WITHIN = timedelta(minutes=30)
# Inviting much earlier would leave out whoever gets a partner in the meantime.
FAR_OFF = timedelta(weeks=4)


@require_http_methods(["GET", "POST"])
def survey_overview(request, pk):
    """Where the cohort's survey stands, and the one thing to do about it."""
    cohort = _cohort(request, pk)
    survey = Survey.objects.visible_to(request.user).filter(cohort=cohort).first()
    if survey is None:
        return render(request, "surveys/survey_overview.html", {"cohort": cohort, "survey": None})
    posted = request.POST if request.method == "POST" else None
    form = WindowForm(posted, initial=_window(survey))
    if request.method == "POST" and form.is_valid():
        try:
            set_window(survey, **form.cleaned_data, by=request.user)
            return redirect("survey_overview", pk=pk)
        except ValidationError as problem:
            form.add_error(None, problem)
    return render(request, "surveys/survey_overview.html", _standing(survey, cohort) | {"form": form})


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
    try:
        make_ready(survey, by=request.user)
    except ValidationError as problem:
        messages.warning(request, problem.messages[0])
    return redirect("survey_overview", pk=survey.cohort_id)


@require_http_methods(["GET", "POST"])
def survey_extend(request, pk):
    """Keep an open survey open longer. pk: the survey."""
    survey = _survey(request, pk)
    form = ExtendForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            extend_survey(survey, closes_on=form.cleaned_data["closes_on"], by=request.user)
            return redirect("survey_overview", pk=survey.cohort_id)
        except ValidationError as problem:
            form.add_error("closes_on", problem.messages)
    context = {"form": form, "survey": survey, "cohort": survey.cohort}
    context["can_be_extended"] = survey.can_still_be_answered(timezone.now())
    return render(request, "surveys/survey_extend.html", context)


@require_safe
def survey_questions(request, pk):
    """The questionnaire, to read. pk: the survey."""
    survey = _survey(request, pk)
    pages = branching.pages(list(survey.questions.all()))
    context = {"survey": survey, "cohort": survey.cohort, "pages": pages}
    return render(request, "surveys/survey_questions.html", context)


@require_safe
def survey_results(request, pk):
    """Who answered and what, a topic at a time (`?topic=2`) or all at once to print (`?all=1`).

    Small numbers are hidden; people's own words are for evaluators without a stake.
    """
    surveys = Survey.objects.for_reader(request.user).select_related("cohort__programme")
    survey = get_object_or_404(surveys, pk=pk)
    context = {"survey": survey, "cohort": survey.cohort, "programme": survey.cohort.programme}
    if survey.is_sealed:
        context |= _results(read_results(survey), request.GET)
        texts = TextAnswer.objects.visible_to(request.user).filter(survey=survey)
        texts = texts.filter(question__page__in=context["shown"]).select_related("question")
        context["texts"] = sorted(texts, key=lambda text: (text.question.number, text.pk))
    return render(request, "surveys/survey_results.html", context)


def _results(sealed, asked):
    """What the page shows: everything, one topic, or (without, or with one that there is not) who answered."""
    numbers = {str(number): number for number, _ in sealed.topics}
    topic = numbers.get(asked.get("topic"))
    everything = "all" in asked
    shown = set(numbers.values()) if everything else {topic} - {None}
    page = {"topics": sealed.topics, "topic": topic, "everything": everything, "shown": shown}
    page["results"] = sealed.results(shown)
    page["topic_title"] = dict(sealed.topics).get(topic)
    if everything or topic is None:
        page |= sealed.who_answered() | {"headline": sealed.headline()}
    return page


@require_safe
def survey_tables(request, pk):
    """The published tables as CSV: the same numbers as the page, and none besides."""
    surveys = Survey.objects.visible_to(request.user).select_related("cohort__programme")
    survey = get_object_or_404(surveys, pk=pk, sealed_at__isnull=False)
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
        "is_locked_out": is_locked_out(survey),
        "is_late": not survey.is_sealed and survey.closes_at + SEALED_WITHIN < now,
        "is_far_off": survey.opens_at - now > FAR_OFF,
        "number_invited": invited_to(cohort).count() if not survey.is_ready else None,
        "counts": [(programme.side_name_plural(side), *numbers) for side, numbers in sorted(counts.items())],
    }
