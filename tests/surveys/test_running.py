"""The pages of the team: preparing, inviting, extending; never who has answered."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from surveys.models import Survey
from surveys.services import prepare_survey, send_answers
from tests.surveys.conftest import LEADER, a_scene, browser_of, close

pytestmark = pytest.mark.django_db


def text(response):
    return response.content.decode()


@pytest.fixture
def evaluator(scene):
    return browser_of(scene.evaluator)


def overview(scene):
    return reverse("survey_overview", args=[scene.cohort.pk])


def test_the_team_sees_counts_in_steps_and_no_names(scene, evaluator):
    for invitation in scene.invitations:
        send_answers(invitation, {"group": LEADER})
    shown = text(evaluator.get(overview(scene)))
    assert "3 invited; too few have answered to say how many" in shown
    assert "Why nothing can be read yet" in shown
    assert [p.user.name for p in scene.people if p.user.name in shown] == []


def test_preparing_choosing_days_and_inviting(db):
    scene = a_scene()
    client = browser_of(scene.evaluator)
    assert "There is no survey yet" in text(client.get(overview(scene)))
    client.post(reverse("survey_prepare", args=[scene.cohort.pk]))
    client.post(reverse("survey_prepare", args=[scene.cohort.pk]))
    survey = Survey.objects.get()
    backwards = client.post(overview(scene), {"opens_on": "2030-03-04", "closes_on": "2030-03-01"})
    assert "The survey must close after it opens." in text(backwards)
    assert 'value="2030-03-04"' in text(backwards)
    nonsense = client.post(overview(scene), {"opens_on": "soon", "closes_on": ""})
    assert nonsense.status_code == 200
    client.post(overview(scene), {"opens_on": "2030-03-04", "closes_on": "2030-03-21"})
    survey.refresh_from_db()
    assert survey.days_open == 17
    assert "Invite 6 people" in text(client.get(overview(scene)))
    client.post(reverse("survey_make_ready", args=[survey.pk]))
    assert "Waiting for its first day" in text(client.get(overview(scene)))
    late = client.post(overview(scene), {"opens_on": "2030-03-05", "closes_on": "2030-03-21"})
    assert "People have been invited for these dates" in text(late)


def test_inviting_to_a_survey_whose_days_have_passed_is_said_in_words(db):
    scene = a_scene()
    survey = close(prepare_survey(scene.cohort, by=scene.evaluator))
    client = browser_of(scene.evaluator)
    answer = client.post(reverse("survey_make_ready", args=[survey.pk]), follow=True)
    assert answer.status_code == 200
    assert "Choose a later closing date first" in text(answer)


def test_extending(scene, evaluator):
    url = reverse("survey_extend", args=[scene.survey.pk])
    assert "An extension is never silent" in text(evaluator.get(url))
    earlier = evaluator.post(url, {"closes_on": timezone.localdate().isoformat()})
    assert "Choose a day after the present closing date." in text(earlier)
    day = timezone.localdate() + timedelta(days=31)
    assert evaluator.post(url, {"closes_on": day.isoformat()}).headers["Location"] == overview(scene)
    assert "Extended; at first" in text(evaluator.get(overview(scene)))
    sheet = text(browser_of(scene.people[0].user).get(reverse("survey_start", args=[scene.survey.pk])))
    assert "extended; it would have closed on" in sheet
    close(scene.survey)
    assert "Only a survey that is open" in text(evaluator.get(url))


def test_the_questions_can_be_read(scene, evaluator):
    shown = text(evaluator.get(reverse("survey_questions", args=[scene.survey.pk])))
    assert "Asked of senior leaders only." in shown
    assert "Would you recommend taking part to a colleague?" in shown
