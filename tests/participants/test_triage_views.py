"""The people of a cohort: what the pages show to whom, what they refuse, and that nothing typed is lost."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from participants.models import NotToBePaired, Participant, Side
from tests import make

pytestmark = pytest.mark.django_db
State = Participant.State
PLANTED = "PLANTED-private-word"


def url(name, thing=None):
    return reverse(name, args=[thing.pk] if thing is not None else None)


def text(response):
    return response.content.decode()


def test_participant_list_costs_the_same_for_1_and_for_3(as_, cohort):
    client = as_(make.a_facilitator(cohort))

    def cost():
        with CaptureQueriesContext(connection) as queries:
            client.get(url("participant_list", cohort))
        return len(queries)

    make.a_participant(cohort, state=State.SENT)
    cost()  # the first page after signing in writes the session
    one = cost()
    make.a_participant(cohort, state=State.SENT)
    make.a_participant(cohort, Side.NETWORK, could_be_leader=True)
    assert cost() == one


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("", ["Amina", "Joy", "Peter"]),
        ("?side=network", ["Amina", "Joy"]),
        ("?side=both", ["Joy"]),
        ("?state=sent", ["Joy", "Peter"]),
        ("?state=check", ["Peter"]),
        ("?channel=intranet", ["Peter"]),
        ("?directorate=Forensic", ["Joy"]),
        ("?side=nonsense&state=%00&page=999", ["Amina", "Joy", "Peter"]),
    ],
)
def test_participant_list_filters(as_, cohort, query, names):
    make.a_participant(cohort, Side.NETWORK, name="Amina")
    make.a_participant(
        cohort,
        Side.NETWORK,
        name="Joy",
        state=State.SENT,
        could_be_leader=True,
        directorate="Forensic",
        checked_at=timezone.now(),
    )
    make.a_participant(cohort, name="Peter", state=State.SENT, channel="intranet")
    response = as_(make.a_facilitator(cohort)).get(url("participant_list", cohort) + query)
    assert response.status_code == 200
    assert [person.user.name for person in response.context["page"]] == names


@pytest.mark.parametrize(
    ("words", "names"), [("amin", ["Amina"]), ("'\"%", []), ("\0", ["Amina", "Joy"]), ("", ["Amina", "Joy"])]
)
def test_participant_list_is_searched_without_the_words_in_the_address(as_, cohort, words, names):
    make.a_participant(cohort, Side.NETWORK, name="Amina")
    make.a_participant(cohort, Side.NETWORK, name="Joy")
    client = as_(make.a_facilitator(cohort))
    response = client.post(
        url("participant_list", cohort), {"q": words, "side": "network", "state": ""}, follow=True
    )
    assert [str(person) for person in response.context["page"]] == names
    sought = "&found=1" if words.strip("\0") else ""
    assert response.redirect_chain == [(f"{url('participant_list', cohort)}?side=network{sought}", 302)]
    assert len(client.get(url("participant_list", cohort)).context["page"]) == 2


def test_participant_list_shows_a_matcher_no_button_and_no_unsent_profile(as_, cohort):
    make.a_participant(cohort, name="Not Sent", state=State.STARTED)
    make.a_participant(cohort, name="Has Sent", state=State.SENT)
    page = text(as_(make.a_matcher(cohort)).get(url("participant_list", cohort)))
    assert ("Has Sent" in page, "Not Sent" in page, "It is them" in page) == (True, False, False)


def test_team_pages_exist_for_that_cohorts_team_only(as_, cohort):
    person = make.a_participant(cohort, state=State.SENT)
    elsewhere = make.a_facilitator(make.a_cohort())
    make.a_participant(cohort, user=elsewhere)
    evaluator = make.an_evaluator(cohort)
    for stranger in (elsewhere, evaluator, make.an_administrator(cohort.programme)):
        for name, thing in (("participant_list", cohort), ("participant_detail", person)):
            assert as_(stranger).get(url(name, thing)).status_code == 404
        response = as_(stranger).post(
            url("participant_decide", cohort), {"people": [person.pk], "decision": "check"}
        )
        assert response.status_code == 404


def test_participant_detail_shows_each_role_its_part(as_, cohort):
    person = make.a_participant(cohort, Side.NETWORK, state=State.SENT, groups=["network", "in_person"])
    person.profile.access_needs = "Step-free, please"
    person.profile.save()
    NotToBePaired.objects.create(participant=person, words=PLANTED)
    page = url("participant_detail", person)
    facilitator = text(as_(make.a_facilitator(cohort)).get(page))
    matcher = text(as_(make.a_matcher(cohort)).get(page))
    for shown in (person.profile.answer_1, "Step-free, please"):
        assert (shown in facilitator, shown in matcher) == (True, True)
    assert (PLANTED in facilitator, PLANTED in matcher) == (True, False)
    for view in (facilitator, matcher):
        assert "Black or minority" not in view
        assert "say it in person" not in view


@pytest.mark.parametrize("state", [State.STARTED, State.WITHDRAWN])
def test_participant_detail_never_shows_answers_that_were_not_sent_or_were_withdrawn(as_, cohort, state):
    person = make.a_participant(cohort, state=state)
    page = text(as_(make.a_facilitator(cohort)).get(url("participant_detail", person)))
    assert person.profile.answer_1 not in page


def test_participant_detail_hides_a_wish_from_the_facilitator_it_names(as_, cohort):
    named = make.a_facilitator(cohort, name="Ruth Ives")
    person = make.a_participant(cohort, state=State.SENT)
    wish = NotToBePaired.objects.create(participant=person, words="Ruth Ives, she knows why")
    client = as_(named)
    assert "she knows why" not in text(client.get(url("participant_detail", person)))
    assert client.post(url("not_with_settle", wish), {"other": ""}).status_code == 404
    assert "she knows why" in text(as_(make.a_facilitator(cohort)).get(url("participant_detail", person)))


def test_participant_decide_shows_the_message_before_anything_happens(as_, cohort):
    facilitator = make.a_facilitator(cohort)
    people = [
        make.a_participant(cohort, name=name, state=State.SENT, checked_at=timezone.now())
        for name in ("Amina Yusuf", "Joy Mensah")
    ]
    data = {"people": [person.pk for person in people], "decision": "accept"}
    first = as_(facilitator).post(url("participant_decide", cohort), data)
    assert "You have a place" in text(first)
    assert Participant.objects.accepted().count() == 0
    second = as_(facilitator).post(url("participant_decide", cohort), data | {"confirmed": "on"})
    assert second.url == url("participant_list", cohort)
    assert Participant.objects.accepted().count() == 2


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"people": ["not-a-key"], "decision": "accept"},
        {"people": [], "decision": "check"},
        {"decision": "erase"},
        {"people": ["9ee0c5ac-6a67-4e1b-8a0c-0d3f33c4d6a6"], "decision": "check"},
    ],
)
def test_participant_decide_answers_nonsense_with_the_list(as_, cohort, data):
    make.a_participant(cohort, state=State.SENT)
    response = as_(make.a_facilitator(cohort)).post(url("participant_decide", cohort), data)
    assert response.status_code == 200
    assert Participant.objects.to_check().count() == 1


def test_participant_decide_keeps_the_ticks_when_refused(as_, cohort):
    person = make.a_participant(cohort, state=State.SENT)
    data = {"people": [person.pk], "decision": "accept", "confirmed": "on"}
    response = as_(make.a_facilitator(cohort)).post(url("participant_decide", cohort), data)
    assert "First check that it is them" in text(response)
    assert f'id="tick-{person.pk}" checked' in text(response)


def test_participant_add_types_a_profile(as_, cohort):
    data = {"name": "Sam Porter", "email": "sam@home.example", "answer_1": "Hello.", "could_be": ["network"]}
    response = as_(make.a_facilitator(cohort)).post(url("participant_add", cohort), data)
    assert response.url == url("participant_list", cohort)
    assert Participant.objects.get().profile.answers == ["Hello.", "", ""]


def test_participant_decide_asks_before_it_says_of_several_that_it_is_them(as_, cohort):
    people = [make.a_participant(cohort, state=State.SENT) for _ in range(3)]
    client = as_(make.a_facilitator(cohort))
    data = {"people": [person.pk for person in people], "decision": "check"}
    page = text(client.post(url("participant_decide", cohort), data))
    assert "Say that 3 people are who they say" in page
    assert Participant.objects.to_check().count() == 3
    client.post(url("participant_decide", cohort), data | {"confirmed": "on"})
    assert Participant.objects.to_check().count() == 0


def test_participant_decide_checks_one_person_at_once(as_, cohort):
    person = make.a_participant(cohort, state=State.SENT)
    data = {"people": [person.pk], "decision": "check"}
    response = as_(make.a_facilitator(cohort)).post(url("participant_decide", cohort), data)
    assert response.url == url("participant_detail", person)
    assert Participant.objects.to_check().count() == 0


@pytest.mark.parametrize(("side", "words"), [("", "as BME partner"), ("leader", "as Senior leader")])
def test_participant_decide_says_which_side_somebody_gets(as_, cohort, side, words):
    person = make.a_participant(
        cohort,
        Side.NETWORK,
        state=State.SENT,
        could_be_leader=True,
        could_be_network=True,
        checked_at=timezone.now(),
    )
    data = {"people": [person.pk], "decision": "accept", "side": side}
    page = text(as_(make.a_facilitator(cohort)).post(url("participant_decide", cohort), data))
    assert f"{person}, {words}" in page
