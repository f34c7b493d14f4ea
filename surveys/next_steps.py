"""What the survey offers to home: to answer it, and for its team to run it."""

from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

from kit.steps import Step
from participants.models import TeamRole
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
    running = {held.cohort_id for held in TeamRole.objects.held_by(user) if held.role in RUNS_SURVEYS}
    surveys = {survey.cohort_id: survey for survey in Survey.objects.visible_to(user).order_by("opens_at")}
    today = timezone.localdate(now)
    steps = []
    for cohort in cohorts:
        if cohort.pk not in running:
            continue
        survey = surveys.get(cohort.pk)
        words = None
        if survey is None:
            if cohort.survey_opens_on - LOOK_AHEAD <= today < cohort.ends_at_latest_on:
                words = f"{cohort.name}: prepare the evaluation survey"
        elif not survey.is_ready:
            words = f"{cohort.name}: the survey is prepared and nobody is invited yet"
        elif survey.is_sealed and survey.sealed_at > now - LOOK_AHEAD:
            words = f"{cohort.name}: the survey has closed, its results can be read"
        if words:
            steps.append(Step(title=words, url=reverse("survey_overview", args=[cohort.pk]), rank=30))
    return steps


RUNS_SURVEYS = {"evaluator", "facilitator"}
