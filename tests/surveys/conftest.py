from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.test import Client
from django.utils import timezone

from participants.models import Side
from surveys.models import Survey
from surveys.services import make_ready, prepare_survey
from tests import make

LEADER, NETWORK, BOTH, UNSAID = "Senior leader", "BME partner", "Both", "I prefer not to say"


def an_open_survey(cohort, by):
    """Opened two days ago, closes in fifteen."""
    survey = prepare_survey(cohort, by=by)
    survey.opens_at = timezone.now() - timedelta(days=2)
    survey.closes_at = timezone.now() + timedelta(days=15)
    survey.save()
    return make_ready(survey, by=by)


def close(survey):
    """Lets the survey's last hour pass, without moving the clock."""
    Survey.objects.filter(pk=survey.pk).update(
        opens_at=timezone.now() - timedelta(days=17), closes_at=timezone.now() - timedelta(minutes=1)
    )
    survey.refresh_from_db()
    return survey


def browser_of(user):
    client = Client()
    client.force_login(user)
    return client


def a_scene(pairs=3):
    """A cohort with its evaluator and facilitator, and `pairs` partnerships whose partners were asked."""
    cohort = make.a_cohort(starts_on=timezone.localdate() - timedelta(days=300))
    scene = SimpleNamespace(
        cohort=cohort,
        evaluator=make.an_evaluator(cohort, name="Helen Park"),
        facilitator=make.a_facilitator(cohort, name="Kemi Hart"),
        partnerships=[make.a_partnership(cohort) for _ in range(pairs)],
    )
    scene.people = list(cohort.participants.filter(side__in=Side.values).order_by("user__email"))
    return scene


def open_in(scene):
    """Opens the scene's survey; `scene.invitations` are in the order of its people."""
    scene.survey = an_open_survey(scene.cohort, scene.evaluator)
    found = {i.participant_id: i for i in scene.survey.invitations.select_related("survey")}
    scene.invitations = [found[person.pk] for person in scene.people]
    return scene


@pytest.fixture
def scene(db):
    return open_in(a_scene())


@pytest.fixture
def browser(scene):
    """The first invited person's browser, signed in."""
    return browser_of(scene.people[0].user)
