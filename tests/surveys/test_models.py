"""One test a constraint, and what the querysets mean."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from participants.models import Side
from surveys.models import Question, Response, Survey, SurveyInvitation
from surveys.services import prepare_survey
from tests import make
from tests.surveys.conftest import a_scene, close

pytestmark = pytest.mark.django_db


def refuses(name, act):
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        act()


def test_a_survey_closes_after_it_opens(scene):
    now = timezone.now()
    refuses(
        "survey_closes_after_it_opens", lambda: Survey.objects.filter().update(opens_at=now, closes_at=now)
    )


def test_a_survey_is_swept_only_when_sealed(scene):
    refuses("survey_swept_only_when_sealed", lambda: Survey.objects.update(swept_at=timezone.now()))


def test_a_survey_is_sealed_only_when_it_was_open():
    scene = a_scene()
    prepare_survey(scene.cohort, by=scene.evaluator)
    refuses("survey_sealed_only_when_it_was_open", lambda: Survey.objects.update(sealed_at=timezone.now()))


def test_a_cohort_has_one_unsealed_survey(scene):
    now = timezone.now()
    refuses(
        "one_unsealed_survey_per_cohort",
        lambda: Survey.objects.create(cohort=scene.cohort, opens_at=now, closes_at=now + timedelta(days=1)),
    )


def test_a_questions_number_and_code_are_its_own(scene):
    first, second = scene.survey.questions.all()[:2]
    refuses("question_numbered_once", lambda: Question.objects.filter(pk=second.pk).update(number=1))
    refuses("question_code_once", lambda: Question.objects.filter(pk=second.pk).update(code=first.code))


def test_a_person_is_invited_once(scene):
    refuses(
        "one_invitation_per_person",
        lambda: SurveyInvitation.objects.create(
            survey=scene.survey, participant=scene.people[0], side=Side.LEADER
        ),
    )


def test_nothing_prints_who_or_what(scene):
    assert {str(invitation) for invitation in scene.invitations} == {"invitation"}
    assert str(Response(survey=scene.survey, answers={"group": "x"})) == "response"


def test_an_invitation_is_ones_own_whatever_ones_role(scene):
    for user in (scene.evaluator, scene.facilitator):
        assert not SurveyInvitation.objects.visible_to(user).exists()
    assert list(SurveyInvitation.objects.visible_to(scene.people[0].user)) == [scene.invitations[0]]


def test_a_survey_is_for_the_team_of_its_cohort(scene):
    def sees(user):
        return Survey.objects.visible_to(user).exists()

    assert sees(scene.evaluator)
    assert sees(scene.facilitator)
    elsewhere = make.a_cohort(scene.cohort.programme)
    for user in (
        make.a_matcher(scene.cohort),
        make.an_administrator(scene.cohort.programme),
        make.an_evaluator(elsewhere),
        scene.people[0].user,
    ):
        assert not sees(user)


def test_words_are_for_unconflicted_evaluators_of_a_sealed_survey(scene):
    readers = Survey.objects.with_words_for
    assert not readers(scene.evaluator).exists()
    close(scene.survey)
    Survey.objects.update(sealed_at=timezone.now())
    assert list(readers(scene.evaluator)) == [scene.survey]
    for conflicted in (scene.people[0].user, scene.facilitator):
        assert not readers(conflicted).exists()
    make.an_evaluator(scene.cohort, scene.people[0].user)
    assert not readers(scene.people[0].user).exists()


@pytest.mark.parametrize(
    ("days", "is_open", "can_still"), [(-3, False, True), (0, True, True), (20, False, False)]
)
def test_open_means_from_the_first_moment_to_the_last(scene, days, is_open, can_still):
    now = timezone.now() + timedelta(days=days)
    assert scene.survey.is_open(now) is is_open
    assert scene.survey.can_still_be_answered(now) is can_still
    assert Survey.objects.open_on(now).exists() is is_open
    assert Survey.objects.to_seal(now).exists() is (days == 20)
