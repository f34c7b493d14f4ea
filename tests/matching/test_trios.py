"""Three together: one leader, two of the network, and nobody unasked."""

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError

from audit.models import AuditEvent
from matching.models import Match
from matching.services import (
    agree_match,
    decline_match,
    draft_match,
    propose_match,
    record_trio_yes,
    release_round,
    set_aside,
)
from notifications.delivery import deliver_due
from notifications.models import Message
from participants.models import MatchingProfile, NotToBePaired, Side
from tests import make
from tests.matching.test_services import refusal

pytestmark = pytest.mark.django_db


@pytest.fixture
def three(scene):
    leader, joy = scene.pair("Peter Hall", "Joy Mensah")
    return [leader, joy, make.a_participant(scene.cohort, Side.NETWORK, name="Amina Yusuf")]


@pytest.fixture
def trio(scene, three):
    return propose_match(scene.round, three, reason="All three chair.", by=scene.facilitator)


def all_said_yes(people):
    MatchingProfile.objects.filter(participant__in=people).update(open_to_trio=True)


def test_propose_match_seats_three(trio, three):
    assert set(trio.people) == set(three)
    assert trio.names == "Amina Yusuf, Joy Mensah and Peter Hall"


def test_never_two_leaders_with_one_of_the_network(scene):
    people = [*scene.pair(), make.a_participant(scene.cohort, Side.LEADER)]

    with pytest.raises(ValidationError) as refused:
        propose_match(scene.round, people, reason="So", by=scene.matcher)

    assert refused.value.messages == [
        "A group of three is one from senior leaders and two from BME partners, never the other way round."
    ]


def test_each_two_of_the_three_are_looked_at(scene, three):
    _, joy, amina = three
    NotToBePaired.objects.create(participant=joy, words="her", other=amina)

    with pytest.raises(ValidationError) as refused:
        propose_match(scene.round, three, reason="So", by=scene.matcher)

    assert refused.value.messages == ["Not possible: Amina Yusuf and Joy Mensah: for a private reason."]


def test_agree_match_waits_until_all_three_have_said_yes(scene, trio, three):
    leader, joy, amina = three
    all_said_yes([leader, joy])
    with pytest.raises(ValidationError) as refused:
        agree_match(trio, by=scene.matcher)
    assert refused.value.code == "trio"
    assert refused.value.messages[0].startswith("Ask Amina Yusuf first")

    record_trio_yes(trio, amina, by=scene.matcher)
    agree_match(trio, by=scene.matcher)

    trio.refresh_from_db()
    assert trio.state == Match.State.AGREED


def test_record_trio_yes_keeps_who_heard_it_and_when(scene, trio, three):
    record_trio_yes(trio, three[1], by=scene.matcher)
    record_trio_yes(trio, three[1], by=scene.facilitator)

    seat = trio.seats.get(participant=three[1])
    assert seat.said_yes_to == scene.matcher
    assert seat.said_yes_at is not None
    assert AuditEvent.objects.filter(verb="heard_yes").count() == 1
    assert Message.objects.count() == 0


def test_record_trio_yes_is_about_one_of_a_trio(scene, trio, three):
    pair = scene.proposed()

    assert refusal(record_trio_yes, pair, pair.people[0], by=scene.matcher) == "trio"
    assert refusal(record_trio_yes, trio, pair.people[0], by=scene.matcher) == "trio"
    with pytest.raises(PermissionDenied):
        record_trio_yes(trio, three[0], by=three[0].user)
    decline_match(trio, by=scene.matcher)
    assert refusal(record_trio_yes, trio, three[0], by=scene.matcher) == "settled"


def test_a_yes_given_to_a_draft_stays_with_its_proposal(scene, three):
    draft = draft_match(scene.round, three, by=scene.matcher)
    for person in three:
        record_trio_yes(draft, person, by=scene.matcher)

    trio = propose_match(scene.round, three, reason="So", by=scene.facilitator)
    agree_match(trio, by=scene.matcher)

    trio.refresh_from_db()
    assert trio.state == Match.State.AGREED


def test_a_declined_trio_keeps_each_two_of_it_apart(scene, trio, three):
    decline_match(trio, by=scene.matcher)
    leader, joy, amina = three

    assert (
        refusal(propose_match, scene.round, [leader, joy], reason="So", by=scene.matcher) == "declined_before"
    )
    set_aside(leader, joy, "declined_before", reason="Three were too many.", by=scene.facilitator)
    propose_match(scene.round, [leader, joy], reason="So", by=scene.matcher)


def test_release_round_waits_for_a_yes_that_was_taken_back(scene, trio, three):
    all_said_yes(three)
    agree_match(trio, by=scene.matcher)
    MatchingProfile.objects.filter(participant=three[0]).update(open_to_trio=False)

    assert refusal(release_round, scene.round, by=scene.facilitator) == "trio"


def test_all_three_hear_it_in_words_that_fit_three(scene, trio, three):
    all_said_yes(three)
    agree_match(trio, by=scene.matcher)
    (partnership,) = release_round(scene.round, by=scene.facilitator)
    deliver_due()

    assert partnership.partners.count() == 3
    letters = {letter.to[0]: letter.body for letter in mail.outbox}
    body = letters[three[0].user.email]
    assert "You, Amina Yusuf and Joy Mensah are now learning partners." in body
    assert "what Amina Yusuf and Joy Mensah wrote" in body
    assert "Your partners hear the same words from us." in body
    assert "You, Amina Yusuf and Peter Hall are now" in letters[three[1].user.email]
    assert len(letters) == 3
