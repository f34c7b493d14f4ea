"""Links, codes and posters for joining, and what they bring."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from kit.codes import qr_svg
from participants.channels import in_a_sentence, what_brings_people
from participants.models import Channel, Participant
from tests import make

pytestmark = pytest.mark.django_db
State = Participant.State


def qr(cohort, channel="intranet"):
    return reverse("join_qr", args=[cohort.pk, channel])


def poster(cohort, channel="intranet"):
    return reverse("join_poster", args=[cohort.pk, channel])


def text(response):
    return response.content.decode()


def test_the_code_is_an_svg_of_the_link_of_its_channel(as_, cohort, settings):
    settings.BASE_URL = "https://plp.trust.example"
    response = as_(make.a_facilitator(cohort)).get(qr(cohort))
    assert (response.status_code, response["Content-Type"]) == (200, "image/svg+xml")
    assert response.content == qr_svg(f"https://plp.trust.example/join/{cohort.join_code}/?via=intranet")
    assert response.content != as_(make.a_facilitator(cohort)).get(qr(cohort, "colleague")).content
    assert re.search(rb"<script|style=|http://(?!www\.w3\.org)", response.content) is None


def test_code_and_poster_are_for_who_keeps_the_team_of_an_open_cohort(as_, cohort):
    elsewhere = make.a_facilitator(make.a_cohort())
    for page in (qr(cohort), poster(cohort)):
        assert as_(make.an_administrator(cohort.programme)).get(page).status_code == 200
        for stranger in (elsewhere, make.a_matcher(cohort), make.a_participant(cohort).user):
            assert as_(stranger).get(page).status_code == 404
    facilitator = as_(make.a_facilitator(cohort))
    assert facilitator.get(qr(cohort, "nonsense")).status_code == 404
    cohort.opened_at = None
    cohort.save()
    assert facilitator.get(qr(cohort)).status_code == facilitator.get(poster(cohort)).status_code == 404


def test_the_poster_says_what_it_is_until_when_and_where(as_, cohort):
    page = text(as_(make.a_facilitator(cohort)).get(poster(cohort, "staff-network")))
    assert page.count("<li>") >= 5
    assert f"{cohort.closes_on:%A} {cohort.closes_on.day} {cohort.closes_on:%B %Y}" in page
    assert f"/join/{cohort.join_code}/?via=staff-network" in page
    assert f'src="{qr(cohort, "staff-network")}"' in page


def test_the_team_page_shows_a_code_a_poster_and_a_link_for_each_channel(as_, cohort):
    page = text(as_(make.a_facilitator(cohort)).get(reverse("cohort_team", args=[cohort.pk])))
    for channel in Channel.values:
        assert page.count(f'"{qr(cohort, channel)}"') == 2  # to see, and to download
        assert page.count(f'"{poster(cohort, channel)}"') == 1


def test_what_brings_people_counts_who_began_and_who_sent_it():
    rows = [("intranet", True), ("intranet", False), ("intranet", True), ("colleague", True)]
    ways = what_brings_people(Channel.choices, rows)
    assert [(way.label, way.began, way.sent, way.began_width) for way in ways] == [
        ("Staff network", 0, 0, 0),
        ("Intranet", 3, 2, 100),
        ("Chief executive's e-mail", 0, 0, 0),
        ("A colleague", 1, 1, 100 / 3),
        ("Another way", 0, 0, 0),
    ]
    assert (
        in_a_sentence(ways)
        == "4 people have begun a profile, 3 of them sent it. Most came through: Intranet."
    )
    assert in_a_sentence(what_brings_people(Channel.choices, [])) == "Nobody has begun a profile yet."


def test_facilitators_see_what_brings_people_and_administrators_do_not(as_, cohort):
    make.a_participant(cohort, channel="intranet", state=State.STARTED)
    make.a_participant(cohort, channel="intranet", state=State.SENT)
    make.a_participant(cohort, channel="colleague", state=State.WITHDRAWN)
    page = reverse("cohort_team", args=[cohort.pk])
    response = as_(make.a_facilitator(cohort)).get(page)
    assert response.context["ways_rows"][1] == ["Intranet", 2, 1]
    assert response.context["ways_rows"][3] == ["A colleague", 1, 1]
    assert "What brings people" not in text(as_(make.an_administrator(cohort.programme)).get(page))


def test_what_brings_people_costs_the_same_for_1_and_for_3(as_, cohort):
    client = as_(make.a_facilitator(cohort))
    page = reverse("cohort_team", args=[cohort.pk])

    def cost():
        with CaptureQueriesContext(connection) as queries:
            client.get(page)
        return len(queries)

    make.a_participant(cohort, channel="intranet")
    cost()
    one = cost()
    for channel in ("intranet", "colleague"):
        make.a_participant(cohort, channel=channel)
    assert cost() == one
