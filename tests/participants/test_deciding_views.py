"""What a decision would do is shown first: every message, every recipient; then one confirmation."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from matching.services import draft_match, open_round
from notifications.models import Message
from participants.models import Participant, Side
from tests import make

pytestmark = pytest.mark.django_db
State = Participant.State


@pytest.fixture
def client_of_facilitator(as_, cohort):
    return as_(make.a_facilitator(cohort))


def a_checked_one(cohort, side=Side.NETWORK, **fields):
    return make.a_participant(cohort, side, state=State.SENT, checked_at=timezone.now(), **fields)


def decide(client, cohort, people, decision, **data):
    data |= {"people": [person.pk for person in people], "decision": decision}
    return client.post(reverse("participant_decide", args=[cohort.pk]), data)


def text(response):
    return response.content.decode()


def letters(response):
    return [(str(one["person"]), one["mail"].to, one["mail"].body) for one in response.context["letters"]]


def test_every_recipient_and_every_message_is_shown(client_of_facilitator, cohort):
    people = [a_checked_one(cohort, name=name) for name in ("Amina Yusuf", "Joy Mensah", "Peter Hall")]
    page = decide(client_of_facilitator, cohort, people, "wait")
    assert [(name, to) for name, to, _ in letters(page)] == [(str(p), [p.user.email]) for p in people]
    for person, (_, _, body) in zip(people, letters(page), strict=True):
        assert f"Hello {person.first_name}," in body
        assert f"Hello {person.first_name}," in text(page)


def test_who_shares_their_mail_gets_the_note_without_content_in_the_preview_too(
    client_of_facilitator, cohort
):
    person = a_checked_one(cohort)
    person.user.mail_is_shared = True
    person.user.save()
    ((_, _, body),) = letters(decide(client_of_facilitator, cohort, [person], "offer"))
    assert "there is a place for you" not in body


def test_an_offer_says_its_day_and_another_day_is_shown_before_it_goes(client_of_facilitator, cohort):
    person = a_checked_one(cohort)
    page = decide(client_of_facilitator, cohort, [person], "offer")
    week = timezone.localdate() + timedelta(days=7)
    assert f"by {week:%A} {week.day} {week:%B}" in letters(page)[0][2]
    later = week + timedelta(days=7)
    seen = page.context["form"].as_shown
    again = decide(
        client_of_facilitator, cohort, [person], "offer", answer_by=later, seen=seen, confirmed="on"
    )
    assert "You changed something" in text(again)
    assert Message.objects.count() == 0
    seen = again.context["form"].as_shown
    decide(client_of_facilitator, cohort, [person], "offer", answer_by=later, seen=seen, confirmed="on")
    assert Participant.objects.get(pk=person.pk).answer_by == later
    assert Message.objects.get().kind == "place_offered"


@pytest.mark.parametrize("day", ["", "yesterday", "2020-01-01"])
def test_a_day_that_cannot_be_is_explained_beside_it(client_of_facilitator, cohort, day):
    page = decide(
        client_of_facilitator, cohort, [a_checked_one(cohort)], "offer", answer_by=day, confirmed="on"
    )
    assert (page.status_code, list(page.context["form"].errors)) == (200, ["answer_by"])
    assert Message.objects.count() == 0


def test_a_no_asks_for_its_reason_first_and_the_message_says_it(client_of_facilitator, cohort):
    person = a_checked_one(cohort)
    page = decide(client_of_facilitator, cohort, [person], "decline")
    assert (letters(page), "confirmed" in text(page)) == ([], False)
    page = decide(client_of_facilitator, cohort, [person], "decline", look="on")
    assert list(page.context["form"].errors) == ["why_not"]
    page = decide(client_of_facilitator, cohort, [person], "decline", why_not="talked", look="on")
    assert "As we talked about" in letters(page)[0][2]
    done = {"why_not": "talked", "seen": page.context["form"].as_shown, "confirmed": "on"}
    decide(client_of_facilitator, cohort, [person], "decline", **done)
    assert Participant.objects.get(pk=person.pk).why_not == "talked"


def test_whom_it_does_not_fit_is_left_out_with_the_reason(client_of_facilitator, cohort):
    fits, placed = a_checked_one(cohort), make.a_participant(cohort, name="Peter Hall")
    page = decide(client_of_facilitator, cohort, [fits, placed], "offer")
    assert [(str(one["person"]), one["problem"]) for one in page.context["out"]] == [
        ("Peter Hall", "They have a place already.")
    ]
    assert f'name="people" value="{placed.pk}"' not in text(page)
    assert f'name="people" value="{fits.pk}"' in text(page)


def test_who_ticked_both_gets_a_choice_and_the_message_names_the_side(client_of_facilitator, cohort):
    joy = a_checked_one(cohort, "", could_be_leader=True, could_be_network=True)
    page = decide(client_of_facilitator, cohort, [joy], "offer")
    assert (f'name="side_{joy.pk}"' in text(page), 'name="confirmed"' in text(page)) == (True, False)
    page = decide(client_of_facilitator, cohort, [joy], "offer", **{f"side_{joy.pk}": "leader", "look": "on"})
    assert "this place is as a senior leader" in letters(page)[0][2]
    assert 'name="confirmed"' in text(page)


def test_asking_about_the_other_side_is_previewed_and_taken_back_at_once(client_of_facilitator, cohort):
    joy = make.a_participant(cohort, Side.NETWORK, could_be_leader=True)
    page = decide(client_of_facilitator, cohort, [joy], "ask", side="leader")
    assert "Could you imagine taking part as a senior leader instead?" in letters(page)[0][2]
    seen = {"seen": page.context["form"].as_shown, "confirmed": "on"}
    decide(client_of_facilitator, cohort, [joy], "ask", side="leader", **seen)
    assert Participant.objects.get(pk=joy.pk).asked_side == Side.LEADER
    decide(client_of_facilitator, cohort, [joy], "unask")
    assert Participant.objects.get(pk=joy.pk).asked_side == ""


def test_full_places_are_said_before_there_is_a_button(client_of_facilitator, cohort):
    cohort.places = 1
    cohort.save()
    make.a_participant(cohort, Side.NETWORK)
    page = decide(client_of_facilitator, cohort, [a_checked_one(cohort)], "accept")
    assert "All places for BME partners are taken" in text(page)
    assert 'name="confirmed"' not in text(page)


def test_the_preview_costs_the_same_for_2_and_for_20(client_of_facilitator, cohort):
    def cost(number):
        people = [a_checked_one(cohort) for _ in range(number)]
        with CaptureQueriesContext(connection) as queries:
            decide(client_of_facilitator, cohort, people, "offer")
        return len(queries)

    cost(1)
    assert cost(2) == cost(20)


def test_the_list_costs_the_same_for_3_and_for_300_and_stays_small(client_of_facilitator, cohort):
    url = reverse("participant_list", args=[cohort.pk])

    def cost():
        with CaptureQueriesContext(connection) as queries:
            page = client_of_facilitator.get(url)
        return len(queries), len(page.content)

    for _ in range(3):
        a_checked_one(cohort)
    cost()
    few, _ = cost()
    people = [a_checked_one(cohort) for _ in range(2)]
    for number in range(300):
        make.a_participant(
            cohort, state=State.SENT, name=f"Person {number}", line_manager_email="x@trust.example"
        )
    many, size = cost()
    assert len(people) == 2
    assert many == few
    assert few <= 10
    assert size < 150_000


def test_perhaps_the_same_person_is_pointed_out_on_the_list_and_on_the_page(client_of_facilitator, cohort):
    one = a_checked_one(cohort, name="Amina Yusuf")
    make.a_participant(cohort, name="Yusuf Amina", state=State.STARTED)
    make.a_participant(cohort, name="AMINA YUSUF", state=State.WITHDRAWN)
    page = text(client_of_facilitator.get(reverse("participant_list", args=[cohort.pk])))
    assert page.count("Perhaps the same person as") == 2
    person = text(client_of_facilitator.get(reverse("participant_detail", args=[one.pk])))
    assert "Perhaps the same person as" in person
    twice = client_of_facilitator.get(reverse("participant_list", args=[cohort.pk]) + "?state=twice")
    assert [str(person) for person in twice.context["page"]] == ["Amina Yusuf", "Yusuf Amina"]


def test_a_matcher_is_not_told_of_a_profile_that_was_not_sent(as_, cohort):
    one = a_checked_one(cohort, name="Amina Yusuf")
    make.a_participant(cohort, name="Yusuf Amina", state=State.STARTED)
    client = as_(make.a_matcher(cohort))
    for url in (reverse("participant_list", args=[cohort.pk]), reverse("participant_detail", args=[one.pk])):
        assert "Perhaps the same" not in text(client.get(url))


def test_line_managers_to_look_at(client_of_facilitator, cohort):
    amina, peter = a_checked_one(cohort, name="Amina Yusuf"), make.a_participant(cohort, name="Peter Hall")
    for one, manager in ((amina, peter.user.email.upper()), (peter, amina.user.email)):
        one.line_manager_email = manager
        one.save()
    make.a_participant(cohort, name="Joy Mensah", line_manager_email="nobody@trust.example")
    page = client_of_facilitator.get(reverse("participant_list", args=[cohort.pk]))
    lines = page.context["overview"].lines
    assert [[name for _, name in loop] for loop in lines["loops"]] == [["Amina Yusuf", "Peter Hall"]]
    assert [(name, email) for _, name, email in lines["unknown"]] == [("Joy Mensah", "nobody@trust.example")]
    assert "Line managers to look at" in text(page)


def test_a_facilitator_who_takes_part_learns_nobodys_seat_by_it(as_, cohort):
    taking_part = make.a_facilitator(cohort)
    make.a_participant(cohort, user=taking_part)
    seated = [make.a_participant(cohort, Side.NETWORK), make.a_participant(cohort)]
    free = make.a_participant(cohort, Side.NETWORK)
    other = make.a_facilitator(cohort)
    round = open_round(cohort, by=other)
    draft_match(round, seated, by=other)

    def problems(facilitator):
        page = decide(as_(facilitator), cohort, [*seated, free], "wait")
        told = page.context["going"] + page.context["out"]
        return {one["person"].pk: one["problem"] for one in told}

    assert len(set(problems(taking_part).values())) == 1
    assert [problems(other)[person.pk] == "" for person in (*seated, free)] == [False, False, True]


def test_deciding_leads_back_to_the_people_as_they_were_filtered(client_of_facilitator, cohort):
    people = [a_checked_one(cohort), a_checked_one(cohort)]
    here = f"{reverse('participant_decide', args=[cohort.pk])}?side=network&found=1"
    ticked = {"people": [person.pk for person in people], "decision": "wait"}
    there = f"{reverse('participant_list', args=[cohort.pk])}?side=network&amp;found=1"
    assert there in client_of_facilitator.post(here, ticked).content.decode()
    done = client_of_facilitator.post(here, ticked | {"confirmed": "on"})
    assert done.url == there.replace("&amp;", "&")
