"""Whom somebody is not to be paired with does not exist for the facilitator it may mean: nothing shows a gap."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from participants.models import NotToBePaired, Participant
from participants.next_steps import team_steps
from participants.services import settle_not_to_be_paired
from tests import make

pytestmark = pytest.mark.django_db
State = Participant.State


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        ("Grace Holloway", True),
        ("Grace (the facilitator)", True),
        ("GRACE's team", True),
        ("G. Holloway", True),
        ("Mrs holloway, please", True),
        ("grace.holloway@trust.example", True),
        ("gholl-7 in the directory: gh7", True),
        ("Gracie Hollow", False),
        ("G. Miller", False),
        ("", False),
    ],
)
def test_words_may_mean_somebody_by_any_part_of_their_name_or_address(words, meant):
    email = "gh7@trust.example" if "gh7" in words else "grace.holloway@trust.example"
    grace = make.a_person(name="Grace Holloway", email=email)
    assert NotToBePaired(words=words).may_mean(grace) is meant


@pytest.mark.parametrize(
    ("name", "words", "meant"),
    [
        ("Li Ng", "L. Ng", True),
        ("Li Ng", "li ng", True),
        ("Li Ng", "somebody called Ng", False),
        ("Li Ng", "P. Ng", False),
        ("Lucía Prats", "Lucia from estates", True),
        ("", "Anybody", False),
    ],
)
def test_short_and_accented_names_too(name, words, meant):
    assert NotToBePaired(words=words).may_mean(User(name=name, email="l@trust.example")) is meant


def seen_by(client, facilitator, wish):
    """What each way to a wish shows: the step, the list, the page, the form, the service."""
    cohort = wish.participant.cohort
    client.force_login(facilitator)
    listed = client.get(reverse("participant_list", args=[cohort.pk]), {"state": "settle"})
    detail = client.get(reverse("participant_detail", args=[wish.participant_id])).content.decode()
    steps = team_steps(facilitator, [cohort], timezone.now())
    try:
        settle_not_to_be_paired(wish, None, by=facilitator)
        settled = True
    except PermissionDenied:
        settled = False
    return (
        any("not to be paired" in step.title for step in steps),
        len(listed.context["page"].object_list),
        "Not to be paired with" in detail,
        client.post(reverse("not_with_settle", args=[wish.pk]), {"other": ""}).status_code,
        settled,
    )


@pytest.mark.parametrize("words", ["Grace Holloway", "Grace (the facilitator)", "G. Holloway"])
def test_a_wish_that_may_mean_a_facilitator_leaves_no_gap(client, cohort, words):
    grace, tom = make.a_facilitator(cohort, name="Grace Holloway"), make.a_facilitator(cohort, name="Tom Ash")
    asker = make.a_participant(cohort, state=State.SENT)
    wish = NotToBePaired.objects.create(participant=asker, words=words)
    assert seen_by(client, grace, wish) == (False, 0, False, 404, False)
    assert seen_by(client, tom, wish) == (True, 1, True, 302, True)


def test_a_wish_settled_as_the_facilitator_themselves_leaves_no_gap(client, cohort):
    grace = make.a_facilitator(cohort, name="Grace Holloway")
    own = make.a_participant(cohort, user=grace)
    asker = make.a_participant(cohort, state=State.SENT)
    wish = NotToBePaired.objects.create(participant=asker, words="the boss", other=own)
    assert seen_by(client, grace, wish) == (False, 0, False, 404, False)


def test_reading_wishes_costs_the_same_for_1_and_for_30(cohort):
    tom = make.a_facilitator(cohort)

    def cost():
        with CaptureQueriesContext(connection) as queries:
            list(NotToBePaired.objects.visible_to(tom))
        return len(queries)

    asker = make.a_participant(cohort, state=State.SENT)
    NotToBePaired.objects.create(participant=asker, words="Peter")
    one = cost()
    for number in range(29):
        NotToBePaired.objects.create(participant=asker, words=f"Peter {number}")
    assert (cost(), NotToBePaired.objects.visible_to(tom).count()) == (one, 30)


def test_a_wish_of_somebody_they_manage_leaves_no_gap(client, cohort):
    grace, tom = make.a_facilitator(cohort, name="Grace Holloway"), make.a_facilitator(cohort, name="Tom Ash")
    asker = make.a_participant(cohort, state=State.SENT, line_manager_email=grace.email.upper())
    wish = NotToBePaired.objects.create(participant=asker, words="my line manager")
    assert seen_by(client, grace, wish) == (False, 0, False, 404, False)
    assert seen_by(client, tom, wish) == (True, 1, True, 302, True)


def test_a_page_with_many_wishes_asks_for_the_people_once(client, cohort):
    tom = make.a_facilitator(cohort, name="Tom Ash")
    asker = make.a_participant(cohort, state=State.SENT)
    client.force_login(tom)

    def cost():
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("participant_detail", args=[asker.pk]))
        return len(queries)

    NotToBePaired.objects.create(participant=asker, words="Peter")
    cost()
    one = cost()
    for number in range(9):
        NotToBePaired.objects.create(participant=asker, words=f"Peter {number}")
    assert cost() == one
