"""Propose the rest: looked at before anything is saved; and what changes if two are pinned."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from matching.drawing import Drawing, changes_in_words
from matching.models import Match
from matching.services import draft_match
from matching.services.outlook import WhatIf
from participants.models import Participant, Side
from tests import make
from tests.matching.seen import said, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def at(scene, client):
    client.force_login(scene.facilitator)
    return lambda name, **query: reverse(name, args=[scene.cohort.pk], query=query)


@pytest.fixture
def words(scene):
    """`words("Ada Low", "Zoe Moss", said)`: a pair who write this."""

    def pair(leader, network, said):
        people = scene.pair(leader, network)
        for person in people:
            for number in (1, 2, 3):
                setattr(person.profile, f"answer_{number}", said)
            person.profile.save()
        return people

    return pair


def drafts():
    return sorted(match.names for match in Match.objects.drafts().with_names())


# ---- round_draw


def test_round_draw_shows_the_pairs_and_why_and_saves_nothing(words, at, client):
    words("Ada Low", "Zoe Moss", "Budgets and boards.")
    words("Ben Orr", "Yas Day", "Choirs and singing.")

    response = client.get(at("round_draw"))

    assert [names for names, _ in response.context["pairs"]] == [
        "Ada Low and Zoe Moss",
        "Ben Orr and Yas Day",
    ]
    assert "Keep these 2 as drafts" in text_of(response)
    assert Match.objects.count() == 0


def test_round_draw_keeps_exactly_what_it_showed(scene, words, at, client):
    for number in range(4):
        words(f"Leader {number}", f"Network {number}", f"word{number} again")
    for goal in ("total", "worst"):
        shown = [names for names, _ in client.get(at("round_draw", goal=goal)).context["pairs"]]
        seen = client.get(at("round_draw")).context["round"].changes
        response = client.post(at("round_draw"), {"goal": goal, "seen": seen})
        assert said(response)[-1].startswith("4 pairs are kept as drafts.")
        assert drafts() == shown


def test_round_draw_says_what_it_keeps_and_what_it_draws_anew(scene, words, at, client):
    scene.proposed()
    draft_match(scene.round, words("Ada Low", "Zoe Moss", "Boats."), by=scene.facilitator)
    words("Ben Orr", "Yas Day", "Choirs.")
    client.post(at("round_draw"), {"goal": "total"})

    text = text_of(client.get(at("round_draw")))

    assert "It keeps 1 pinned draft and 1 proposed pair." in text
    assert "1 earlier draft that is not pinned is drawn anew." in text
    assert "Keep this pair as a draft" in text


def test_round_draw_refuses_when_the_board_has_changed(scene, words, at, client):
    words("Ada Low", "Zoe Moss", "Boats.")
    seen = client.get(at("round_draw")).context["round"].changes
    scene.proposed()

    response = client.post(at("round_draw"), {"goal": "total", "seen": seen})

    assert said(response)[0].startswith("Somebody changed the board meanwhile.")
    assert drafts() == []


def test_round_draw_says_who_waits_and_exactly_why(scene, words, at, client):
    ada, zoe = words("Ada Low", "Zoe Moss", "Boats.")
    manager = make.a_participant(scene.cohort, Side.NETWORK, name="Mel Iff")
    Participant.objects.filter(pk=ada.pk).update(line_manager_email=manager.user.email)

    response = client.get(at("round_draw"))

    drawing = response.context["drawing"]
    assert [(left.person.name, left.why) for left in drawing.left] == [
        ("Mel Iff", (("line relationship", 1),))
    ]
    assert [left.person.name for left in drawing.without_allowed] == ["Mel Iff"]
    assert "Of 1 on the other side: 1 line relationship." in text_of(response)


def test_round_draw_ranks_those_who_wait_by_who_joined_first(scene, words, at, client):
    words("Ada Low", "Zoe Moss", "Boats.")
    for name in ("First In", "Second In"):
        make.a_participant(scene.cohort, Side.NETWORK, name=name)

    drawing = client.get(at("round_draw")).context["drawing"]

    assert [left.person.name for left in drawing.left] == ["First In", "Second In"]
    assert [left.why for left in drawing.left] == [(("already in a pair", 1),)] * 2
    assert [(trio.person.name, len(trio.pair)) for trio in drawing.trios] == [
        ("First In", 2),
        ("Second In", 2),
    ]


def test_round_draw_names_the_two_with_least_in_common(words, at, client):
    words("Ada Low", "Zoe Moss", "Budgets and boards.")
    words("Ben Orr", "Yas Day", "")

    ways = client.get(at("round_draw")).context["drawing"].ways

    assert [way["worst"] for way in ways] == ["Ben Orr and Yas Day"] * 2


def test_round_draw_puts_no_number_beside_a_person(words, at, client):
    words("Ada Low", "Zoe Moss", "Budgets.")
    page = client.get(at("round_draw"))

    assert [
        reason for _, reasons in page.context["pairs"] for reason in reasons if re.search(r"\d", reason)
    ] == []
    assert re.findall(r"(?:Low|Moss)[^<]{0,40}\d\.\d", page.content.decode()) == []


def test_round_draw_when_nobody_is_left(scene, at, client):
    scene.proposed()

    text = text_of(client.get(at("round_draw")))
    assert "There is nobody left whom the rules allow to be paired." in text
    assert "as a draft" not in text


def test_round_draw_without_an_open_round_leads_to_the_board(scene, words, at, client):
    scene.round.delete()

    assert client.get(at("round_draw"))["Location"] == reverse("matching_board", args=[scene.cohort.pk])


def test_round_draw_is_paged_and_costs_the_same_for_one_and_for_thirty(scene, words, at, client):
    counts = []
    for more in (1, 29):
        for _ in range(more):
            scene.pair()
        client.get(at("round_draw"))
        with CaptureQueriesContext(connection) as captured:
            response = client.get(at("round_draw"))
        counts.append(len(captured))
    assert counts[0] == counts[1]
    assert len(response.context["pairs"]) == 24
    assert len(client.get(at("round_draw", page=2)).context["pairs"]) == 6


def test_round_draw_previews_what_draw_rest_does_whatever_the_goal(scene, words):
    words("Ada Low", "Zoe Moss", "Budgets.")

    assert Drawing(scene.round, "nonsense").goal == "total"


# ---- match_what_if


@pytest.fixture
def crossed(words):
    """Two pairs who would be drawn, each writing of their own; and the address of pinning them across."""
    ada, zoe = words("Ada Low", "Zoe Moss", "Budgets and boards.")
    ben, yas = words("Ben Orr", "Yas Day", "Choirs and singing.")
    return {"leader": ada.pk, "network": yas.pk}


def test_match_what_if_names_what_would_change_and_saves_nothing(crossed, at, client):
    context = client.get(at("match_what_if", **crossed)).context

    assert context["gone"] == ["Ada Low and Zoe Moss", "Ben Orr and Yas Day"]
    assert context["new"] == ["Ada Low and Yas Day", "Ben Orr and Zoe Moss"]
    assert context["answer"].cost > 0
    assert Match.objects.count() == 0


def test_match_what_if_of_two_who_are_drawn_anyway(scene, words, at, client):
    ada, zoe = words("Ada Low", "Zoe Moss", "Boats.")

    text = text_of(client.get(at("match_what_if", leader=ada.pk, network=zoe.pk)))

    assert "Nothing changes: Ada Low and Zoe Moss would be drawn together anyway." in text


def test_match_what_if_is_a_part_for_htmx_and_a_page_without(crossed, at, client):
    part = client.get(at("match_what_if", **crossed), headers={"HX-Request": "true"}).content.decode()

    assert (part.count("<html"), part.count("<h1"), part.count("<form")) == (0, 0, 1)
    assert client.get(at("match_what_if", **crossed)).content.decode().count("<h1") == 1


def test_match_what_if_pins_and_draws_again(crossed, at, client):
    page = client.get(at("match_what_if", **crossed))

    response = client.post(at("match_what_if", **crossed), {"seen": page.context["round"].changes})

    assert said(response) == ["Ada Low and Yas Day: pinned. 1 other draft was drawn around them."]
    assert drafts() == ["Ada Low and Yas Day", "Ben Orr and Zoe Moss"]
    assert [match.names for match in Match.objects.filter(pinned=True)] == ["Ada Low and Yas Day"]


def test_match_what_if_changes_nothing_on_a_board_somebody_else_changed(scene, crossed, at, client):
    seen = client.get(at("match_what_if", **crossed)).context["round"].changes
    scene.proposed()

    response = client.post(at("match_what_if", **crossed), {"seen": seen})

    assert said(response)[0].startswith("Somebody changed the board meanwhile.")
    assert drafts() == []


def test_match_what_if_says_why_two_cannot_be_pinned(scene, words, at, client):
    ada, zoe = words("Ada Low", "Zoe Moss", "Boats.")
    Participant.objects.filter(pk=ada.pk).update(line_manager_email=zoe.user.email)

    text = text_of(client.get(at("match_what_if", leader=ada.pk, network=zoe.pk)))

    assert "Not possible: One of them is the other's line manager." in text.replace("&#x27;", "'")
    assert "Pin these two" not in text.replace("if I pin these two", "")


def test_match_what_if_of_somebody_elsewhere_does_not_exist(scene, crossed, at, client):
    elsewhere = make.a_participant(make.a_cohort(), Side.NETWORK)

    for query in ({}, crossed | {"network": elsewhere.pk}, crossed | {"leader": "nonsense"}):
        assert client.get(at("match_what_if", **query)).status_code == 404


def test_cost_is_told_in_words():
    def cost(**numbers):
        return changes_in_words(WhatIf(**numbers))["cost"]

    assert cost(total=9.99, cost=0.01) == [
        "For everybody together it costs hardly anything (the fits of all pairs added up: 10.00 before, 9.99 after)."
    ]
    assert cost(total=9.0, cost=1.0) == [
        "For everybody together it costs a lot (the fits of all pairs added up: 10.00 before, 9.00 after)."
    ]
    assert cost(left=2, left_before=0) == ["2 people are left without a partner in addition."]
    assert cost(worst=0.4, worst_before=0.3) == ["The two with least in common have more than before."]


def test_drawing_pages_do_not_exist_for_who_takes_part(scene, crossed, at, client):
    taking_part = make.a_facilitator(scene.cohort)
    make.a_participant(scene.cohort, Side.LEADER, user=taking_part)
    client.force_login(taking_part)

    assert [client.get(url).status_code for url in (at("round_draw"), at("match_what_if", **crossed))] == [
        404,
        404,
    ]
