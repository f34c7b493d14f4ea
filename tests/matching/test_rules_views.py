"""What matters when people are paired: the rules with their effect, and the programme's topics."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from audit.models import AuditEvent
from matching.effect import effect_of
from matching.fitting import pool_of
from matching.models import MatchingRules, Topic
from matching.vocabulary import TOPICS
from participants.models import Participant, Side
from tests import make
from tests.matching.seen import said, text_of

pytestmark = pytest.mark.django_db

WEIGHTS = {"reciprocity": 4, "shared_topics": 3, "work_worlds": 2, "reachable": 2, "stretch": 3}
AS_SHIPPED = WEIGHTS | {"bar_same_team": "on", "bar_evaluation_team": "on", "notes_kept_days": 90}


@pytest.fixture
def at(scene, client):
    client.force_login(scene.facilitator)
    return lambda name, *more: reverse(name, args=[scene.cohort.pk, *more])


@pytest.fixture
def four(scene):
    """Ada and Zoe share a directorate and what they write; Ben and Yas write of nothing."""
    answers = {"Ada Low": "Budgets, budgets, budgets.", "Zoe Moss": "Budgets everywhere."}
    people = [*scene.pair("Ada Low", "Zoe Moss"), *scene.pair("Ben Orr", "Yas Day")]
    for person in people:
        for number in (1, 2, 3):
            setattr(person.profile, f"answer_{number}", answers.get(person.name, ""))
        person.profile.save()
    Participant.objects.filter(user__name__in=answers).update(directorate="Finance")
    return people


# ---- effect_of


def test_the_effect_names_the_pairs_that_change(scene, four):
    saved = MatchingRules(**WEIGHTS)
    tried = MatchingRules(**dict.fromkeys(WEIGHTS, 0) | {"work_worlds": 5})

    effect = effect_of(pool_of(scene.cohort), saved, tried)

    assert effect.gone == ("Ada Low and Zoe Moss", "Ben Orr and Yas Day")
    assert effect.new == ("Ada Low and Yas Day", "Ben Orr and Zoe Moss")
    assert (effect.drawn, effect.changed, effect.is_as_saved) == (2, 2, False)
    assert [names for names, _ in effect.examples] == ["Ada Low and Yas Day", "Ben Orr and Zoe Moss"]


def test_the_effect_counts_what_a_bar_takes_away(scene, four):
    saved, tried = MatchingRules(**WEIGHTS), MatchingRules(**WEIGHTS, bar_same_directorate=True)

    effect = effect_of(pool_of(scene.cohort), saved, tried)

    assert (effect.thinkable, effect.fewer_possible, effect.more_possible) == (4, 1, 0)
    assert effect_of(pool_of(scene.cohort), tried, saved).more_possible == 1


def test_rules_as_they_are_saved_change_nothing(scene, four):
    effect = effect_of(pool_of(scene.cohort), MatchingRules(**WEIGHTS), MatchingRules(**WEIGHTS))

    assert (effect.is_as_saved, effect.changed, effect.drawn) == (True, 0, 2)


# ---- matching_rules


def test_matching_rules_shows_the_effect_before_anything_is_saved(four, at, client):
    no_words = AS_SHIPPED | dict.fromkeys(WEIGHTS, 0) | {"work_worlds": 5, "deed": "try"}

    response = client.post(at("matching_rules"), no_words)

    assert "2 of 2 pairs would change." in text_of(response)
    assert MatchingRules.objects.count() == 0


def test_matching_rules_are_saved_by_a_facilitator_and_kept_in_history(scene, four, at, client):
    before = scene.round.changes

    response = client.post(at("matching_rules"), AS_SHIPPED | {"reachable": 5, "deed": "save"})

    assert response.status_code == 302
    rules = MatchingRules.objects.get()
    assert (rules.programme, rules.reachable, rules.bar_same_directorate) == (
        scene.cohort.programme,
        5,
        False,
    )
    event = AuditEvent.objects.about(rules).get()
    assert (event.verb, event.actor_id) == ("changed the matching rules", scene.facilitator.pk)
    scene.round.refresh_from_db()
    assert scene.round.changes == before + 1
    client.post(at("matching_rules"), AS_SHIPPED | {"reachable": 1, "deed": "save"})
    assert MatchingRules.objects.get().reachable == 1


def test_matching_rules_ask_that_something_matters(four, at, client):
    response = client.post(at("matching_rules"), AS_SHIPPED | dict.fromkeys(WEIGHTS, 0) | {"deed": "save"})

    assert "Something has to matter" in text_of(response)
    assert MatchingRules.objects.count() == 0


@pytest.mark.parametrize("days", ["0", "366", "x", ""])
def test_matching_rules_keep_notes_for_a_year_at_most(at, client, days):
    assert (
        client.post(at("matching_rules"), AS_SHIPPED | {"notes_kept_days": days, "deed": "save"}).status_code
        == 200
    )
    assert MatchingRules.objects.count() == 0


def test_matching_rules_may_be_tried_by_a_matcher_and_not_saved(scene, four, at, client):
    client.force_login(scene.matcher)

    page = text_of(client.get(at("matching_rules")))
    assert ("Save these rules" in page, "A facilitator saves the rules." in page) == (False, True)
    assert client.post(at("matching_rules"), AS_SHIPPED | {"deed": "try"}).status_code == 200
    assert client.post(at("matching_rules"), AS_SHIPPED | {"deed": "save"}).status_code == 403


def test_matching_rules_do_not_exist_for_who_takes_part(scene, at, client):
    taking_part = make.a_facilitator(scene.cohort)
    make.a_participant(scene.cohort, Side.LEADER, user=taking_part)
    client.force_login(taking_part)

    for name in ("matching_rules", "topic_list", "topic_add"):
        assert client.get(at(name)).status_code == 404


@pytest.mark.parametrize("sides", [(), (Side.LEADER,)])
def test_matching_rules_when_nobody_can_be_drawn(scene, at, client, sides):
    for side in sides:
        make.a_participant(scene.cohort, side)

    assert "Nobody can be drawn at the moment" in text_of(client.get(at("matching_rules")))


def test_matching_rules_cost_the_same_for_one_and_for_three(scene, at, client):
    counts = []
    for more in (1, 2):
        for _ in range(more):
            scene.pair()
        client.get(at("matching_rules"))
        with CaptureQueriesContext(connection) as captured:
            client.get(at("matching_rules"))
        counts.append(len(captured))
    assert counts[0] == counts[1]


# ---- topics


def test_topic_list_offers_the_ones_that_ship(scene, at, client):
    assert TOPICS[0][0] in text_of(client.get(at("topic_list")))

    client.post(at("topic_begin"))

    assert set(Topic.objects.values_list("name", flat=True)) == {name for name, _ in TOPICS}
    client.post(at("topic_begin"))
    assert Topic.objects.count() == len(TOPICS)


def test_topic_list_counts_the_profiles_of_this_cohort_only(scene, four, at, client):
    Topic.objects.create(programme=scene.cohort.programme, name="Money", synonyms="budget\nfinance")
    elsewhere = make.a_participant(make.a_cohort(scene.cohort.programme))
    elsewhere.profile.answer_1 = "A budget."
    elsewhere.profile.save()

    response = client.get(at("topic_list"))

    assert [(topic.name, found) for topic, found in response.context["topics"]] == [("Money", 2)]
    assert response.context["profiles"] == 4


def test_topic_add_change_remove(scene, at, client):
    client.post(at("topic_add"), {"name": "Progression", "synonyms": "promotion\n\n next  band \nPromotion"})
    topic = Topic.objects.get()
    assert (topic.programme, topic.words) == (scene.cohort.programme, ["promotion", "next band"])

    client.post(at("topic_edit", topic.pk), {"name": "Getting on", "synonyms": "promotion"})
    topic.refresh_from_db()
    assert topic.name == "Getting on"
    assert said(client.post(at("topic_remove", topic.pk)))[-1] == "The topic “Getting on” is removed."
    assert Topic.objects.count() == 0
    verbs = AuditEvent.objects.about(topic).values_list("verb", flat=True)
    assert list(verbs) == ["added a topic", "changed a topic", "removed a topic"]


def test_topic_add_refuses_a_name_there_is_already_and_keeps_what_was_typed(scene, at, client):
    Topic.objects.create(programme=scene.cohort.programme, name="Money")

    response = client.post(at("topic_add"), {"name": "Money", "synonyms": "cash"})

    assert "This programme already has a topic of that name." in text_of(response)
    assert "cash" in response.content.decode()
    assert Topic.objects.count() == 1


def test_topic_of_another_programme_does_not_exist(scene, at, client):
    foreign = Topic.objects.create(programme=make.a_programme(), name="Money")

    for name in ("topic_edit", "topic_remove"):
        assert client.post(at(name, foreign.pk), {"name": "Mine"}).status_code == 404


def test_topic_pages_are_for_facilitators_to_change(scene, at, client):
    topic = Topic.objects.create(programme=scene.cohort.programme, name="Money")
    client.force_login(scene.matcher)

    assert client.get(at("topic_list")).status_code == 200
    assert client.get(at("topic_add")).status_code == 403
    assert client.post(at("topic_edit", topic.pk), {"name": "Mine"}).status_code == 403
    assert client.post(at("topic_remove", topic.pk)).status_code == 403
