"""Results as page and spreadsheet: the same numbers, and words for those alone who may read them."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from kit.tables import read_table
from surveys.services import seal_survey, send_answers
from tests import make
from tests.surveys.conftest import LEADER, NETWORK, a_scene, browser_of, close, open_in

# The seal commits on its own, step by step.
pytestmark = pytest.mark.django_db(transaction=True)


def text(response):
    return response.content.decode()


@pytest.fixture
def evaluator(scene):
    return browser_of(scene.evaluator)


@pytest.fixture
def sealed(scene):
    """Six have answered, two of them in their own words."""
    for number, invitation in enumerate(scene.invitations):
        group = LEADER if invitation.side == "leader" else NETWORK
        answers = {"group": group, "recommend": "Yes", "how_met": "Online", "rank": "Agree"}
        if number < 2:
            answers["helped_or_held"] = f"=PLANTED {number}"
        send_answers(invitation, answers)
    assert seal_survey(close(scene.survey))
    scene.survey.refresh_from_db()
    return scene


def results(scene, query=""):
    return reverse("survey_results", args=[scene.survey.pk]) + query


def test_before_the_seal_the_results_explain_why_there_are_none(scene, evaluator):
    send_answers(scene.invitations[0], {"group": LEADER})
    shown = text(evaluator.get(results(scene, "?all=1")))
    assert "Nothing can be read yet." in shown
    assert "1 of 6" not in shown
    assert evaluator.get(reverse("survey_tables", args=[scene.survey.pk])).status_code == 404


def test_results_come_a_topic_at_a_time_or_all_at_once(sealed, evaluator):
    first = text(evaluator.get(results(sealed)))
    assert "6 of 6 people answered (100.0%)" in first
    assert "Among them were 3 whole pairs." in first
    assert "Mostly we met" not in first
    topic = text(evaluator.get(results(sealed, "?topic=2")))
    assert "Mostly we met" in topic
    assert "people answered (100.0%)" not in topic
    assert 'aria-current="page">Your partnership' in topic
    everything = text(evaluator.get(results(sealed, "?all=1")))
    for words in ("people answered (100.0%)", "Mostly we met", "Would you recommend", "=PLANTED 0"):
        assert words in everything


@pytest.mark.parametrize("query", ["?topic=99", "?topic=x", "?topic=", "?topic=2&topic=x", "?topic=%00"])
def test_a_topic_that_there_is_not_shows_who_answered(sealed, evaluator, query):
    assert "people answered (100.0%)" in text(evaluator.get(results(sealed, query)))


def test_only_an_evaluator_without_a_stake_reads_words(sealed):
    conflicted = sealed.people[0].user
    make.an_evaluator(sealed.cohort, conflicted)
    for query in ("", "?topic=2", "?all=1"):
        for user in (sealed.facilitator, conflicted):
            assert "PLANTED" not in text(browser_of(user).get(results(sealed, query)))
    assert "PLANTED 1" in text(browser_of(sealed.evaluator).get(results(sealed, "?topic=2")))
    assert "You take or took part in this cohort" in text(browser_of(conflicted).get(results(sealed)))
    assert "Mostly we met" in text(browser_of(conflicted).get(results(sealed, "?topic=2")))


def test_words_come_in_no_order_of_people(sealed, evaluator):
    """Sorted by random keys, question by question: the order says nothing."""
    shown = text(evaluator.get(results(sealed, "?topic=2")))
    assert sorted(re.findall(r"=PLANTED (\d)", shown)) == ["0", "1"]


def test_the_spreadsheet_has_the_numbers_of_the_page_and_no_words(sealed, evaluator):
    answer = evaluator.get(reverse("survey_tables", args=[sealed.survey.pk]))
    assert answer.headers["Content-Disposition"] == 'attachment; filename="survey-results.csv"'
    table = read_table(answer.content, "survey-results.csv")
    assert table.headers == ["Question", "Answer", "Who", "People", "Per cent", "Of"]
    assert "PLANTED" not in answer.content.decode()
    assert ["How they see themselves", LEADER, "Everyone", "3", "50.0", "6"] in table.rows
    assert ["Answered the survey", "Yes", "Everyone", "6", "100.0", "6"] in table.rows
    assert ["Answered the survey", "Whole pairs", "Everyone", "3", "", ""] in table.rows
    assert ["Mostly we met", "Online", "Everyone", "6", "100.0", "6"] in table.rows
    page = re.sub(r"\s+", " ", text(evaluator.get(results(sealed, "?all=1"))))
    for question, name, _, count, percent, _ in table.rows:
        assert question in ("Answered the survey",) or question.replace("'", "&#x27;") in page
        if count.isdigit() and percent and question not in ("Answered the survey", "How they see themselves"):
            assert f"{count} ({percent}%)" in page, name


def test_a_formula_in_a_spreadsheet_is_a_text(sealed, evaluator):
    sealed.survey.questions.filter(code="how_met").update(words="=HYPERLINK(1)")
    body = evaluator.get(reverse("survey_tables", args=[sealed.survey.pk])).content.decode("utf-8-sig")
    assert "'=HYPERLINK(1)" in body
    assert "\n=HYPERLINK" not in body


def test_nobody_answered(scene, evaluator):
    seal_survey(close(scene.survey))
    for query in ("", "?topic=4", "?all=1"):
        assert evaluator.get(results(scene, query)).status_code == 200
    assert "0 of 6 people answered (0.0%)" in text(evaluator.get(results(scene)))
    assert evaluator.get(reverse("survey_tables", args=[scene.survey.pk])).status_code == 200


def queries_of(client, url, asked):
    with asked() as seen:
        assert client.get(url).status_code == 200
    return [query["sql"] for query in seen.captured_queries]


@pytest.fixture
def asked():
    return lambda: CaptureQueriesContext(connection)


@pytest.mark.parametrize("query", ["", "?topic=2", "?all=1"])
def test_results_cost_six_queries_however_many_answered(db, asked, query):
    cost = []
    for pairs in (1, 3):
        scene = open_in(a_scene(pairs))
        for invitation in scene.invitations:
            send_answers(invitation, {"group": LEADER, "helped_or_held": "Tea", "anything_else": "More tea"})
        seal_survey(close(scene.survey))
        sql = queries_of(browser_of(scene.evaluator), results(scene, query), asked)
        cost.append(len(sql))
        content = [one for one in sql if "surveys_" in one]
        assert len(content) <= 6
    assert cost[0] == cost[1]
