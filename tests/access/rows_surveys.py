"""The survey: each answers their own; the team runs it and reads tables; nobody sees who has answered."""

from datetime import timedelta

from django.utils import timezone

from surveys.links import path_for
from surveys.models import Survey
from surveys.services import make_ready, prepare_survey, send_answers
from tests.access.rows import ANYONE, EVALUATORS, FACILITATORS, Row, button, key_of, page

# Everyone of the world's cohort who has or had a partner was asked; nobody else was.
ASKED = {
    "own",
    "partner",
    "other_pair",
    "leaver",
    "paused",
    "both_groups",
    "matcher_participant",
    "facilitator_participant",
    "evaluator_participant",
}
RUNS_IT = FACILITATORS | EVALUATORS


def add_to(world):
    """An open survey of the cohort, one sealed before it, and one answered by "partner"."""
    world.old_survey = a_survey(world)
    Survey.objects.filter(pk=world.old_survey.pk).update(
        sealed_at=timezone.now() - timedelta(days=30), swept_at=timezone.now() - timedelta(days=30)
    )
    world.survey = a_survey(world)
    world.invitation = world.survey.invitations.get(participant=world.participants["own"])
    partner = world.survey.invitations.get(participant=world.participants["partner"])
    send_answers(partner, {"group": "Senior leader"})


def a_survey(world):
    facilitator = world.users["facilitator"]
    survey = prepare_survey(world.cohort, by=facilitator)
    survey.opens_at = timezone.now() - timedelta(days=2)
    survey.closes_at = timezone.now() + timedelta(days=15)
    survey.save()
    return make_ready(survey, by=facilitator)


def first_page(world):
    return {"pk": world.survey.pk, "page": 1}


def link_of_own(world):
    return {"token": path_for(world.invitation).split("/")[-2]}


RUN = {200: RUNS_IT}

ROWS = {
    # Whoever holds the link gets in as far as the next page, which asks whose it is.
    "survey_by_link": Row(get={302: ANYONE}, kwargs=link_of_own),
    "survey_start": page(*ASKED, pk="survey"),
    # "partner" has answered: their answers are sent, and can be seen by nobody.
    "survey_page": Row(
        get={200: ASKED - {"partner"}, 302: {"partner"}},
        post={200: ASKED - {"partner"}, 302: {"partner"}},
        kwargs=first_page,
    ),
    "survey_check": Row(get={302: ASKED}, post={302: ASKED}, kwargs=key_of("survey")),
    "survey_thanks": page(*ASKED, pk="survey"),
    "survey_stop_reminders": button(*ASKED, pk="survey"),
    # Evaluators and facilitators run it, one who takes part as well: they see counts and tables.
    "survey_overview": Row(get=RUN, post=RUN, kwargs=key_of("cohort")),
    "survey_prepare": button(*RUNS_IT, pk="cohort"),
    "survey_make_ready": button(*RUNS_IT, pk="survey"),
    "survey_extend": Row(get=RUN, post=RUN, kwargs=key_of("survey")),
    "survey_questions": page(*RUNS_IT, pk="survey"),
    "survey_results": [page(*RUNS_IT, pk="survey"), page(*RUNS_IT, pk="old_survey")],
    # Before the seal there are no tables for anybody.
    "survey_tables": [page(*RUNS_IT, pk="old_survey"), Row(get={404: RUNS_IT}, kwargs=key_of("survey"))],
}
