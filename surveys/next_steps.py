"""What the survey offers to home: to answer it, and for its team to run it."""

from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

from kit.steps import Step
from participants.models import roles_held
from surveys.models import Survey, SurveyInvitation

LOOK_AHEAD = timedelta(weeks=4)


def next_steps(user, now):
    """The open surveys somebody has not answered yet."""
    waiting = SurveyInvitation.objects.visible_to(user).waiting(now).select_related("survey")
    return [
        Step(
            title=f"Answer the survey, open until {timezone.localtime(invitation.survey.closes_at):%-d %B}",
            url=reverse("survey_start", args=[invitation.survey_id]),
            note="About 10 minutes. Nobody can read your answers before it closes.",
            action="Read about the survey",
            rank=15,
        )
        for invitation in waiting
    ]


def team_steps(user, cohorts, now):
    """For evaluators and facilitators: a survey to prepare, to make ready, or results to read."""
    running = {held.cohort for held in roles_held(user) if held.role in RUNS_SURVEYS}
    surveys = {survey.cohort_id: survey for survey in Survey.objects.visible_to(user).order_by("opens_at")}
    return [
        Step(title=words, url=reverse("survey_overview", args=[cohort.pk]), rank=30)
        for cohort in cohorts
        if cohort.pk in running and (words := _where_it_stands(cohort, surveys.get(cohort.pk), now))
    ]


def _where_it_stands(cohort, survey, now):
    """What the team of a cohort should know of its survey, in a line; empty when there is nothing."""
    if survey is None:
        soon = cohort.survey_opens_on - LOOK_AHEAD <= timezone.localdate(now) < cohort.ends_at_latest_on
        return f"{cohort.name}: prepare the evaluation survey" if soon else ""
    if not survey.is_ready:
        return f"{cohort.name}: the survey is prepared and nobody is invited yet"
    if survey.is_open(now):
        return f"{cohort.name}: the survey is open until {timezone.localtime(survey.closes_at):%-d %B}"
    if survey.is_sealed and survey.sealed_at > now - LOOK_AHEAD:
        return f"{cohort.name}: the survey has closed, its results can be read"
    return ""


RUNS_SURVEYS = {"evaluator", "facilitator"}
