import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from audit.models import AuditEvent
from notifications.models import Message
from participants.models import NotToBePaired, Participant, Side
from participants.services import (
    accept_participant,
    check_identity,
    decide_for_many,
    decline_participant,
    offer_place,
    put_on_waiting_list,
    settle_not_to_be_paired,
)
from tests import make

pytestmark = pytest.mark.django_db
State = Participant.State


@pytest.fixture
def cohort():
    return make.a_cohort()


@pytest.fixture
def facilitator(cohort):
    return make.a_facilitator(cohort)


def a_sent_one(cohort, side=Side.NETWORK, **fields):
    return make.a_participant(cohort, side, state=State.SENT, **fields)


def say_no_place(person, *, by):
    return decline_participant(person, "no_place", by=by)


def told(person):
    return list(Message.objects.filter(to=person.user).order_by("created_at").values_list("kind", flat=True))


def test_checking_says_who_and_when_and_tells_nobody(cohort, facilitator):
    person = check_identity(a_sent_one(cohort), by=facilitator)
    assert (person.checked_by, person.checked_at is not None) == (facilitator, True)
    assert told(person) == []
    first = person.checked_at
    assert check_identity(person, by=make.a_facilitator(cohort)).checked_at == first


def test_nobody_is_accepted_before_somebody_checked_that_it_is_them(cohort, facilitator):
    person = a_sent_one(cohort)
    with pytest.raises(ValidationError, match="First check that it is them"):
        accept_participant(person, by=facilitator)


def test_accepting_gives_the_place_and_tells(cohort, facilitator):
    person = check_identity(a_sent_one(cohort), by=facilitator)
    accepted = accept_participant(person, by=facilitator)
    assert (accepted.state, accepted.side) == (State.ACCEPTED, Side.NETWORK)
    assert told(person) == ["place_confirmed"]
    assert [e.verb for e in AuditEvent.objects.about(person)] == ["checked that it is them", "accepted"]
    accept_participant(person, by=facilitator)
    assert told(person) == ["place_confirmed"]


def test_who_ticked_both_gets_the_side_that_was_chosen(cohort, facilitator):
    person = a_sent_one(cohort, side="", could_be_leader=True, could_be_network=True)
    check_identity(person, by=facilitator)
    with pytest.raises(ValidationError, match="ticked both sides"):
        accept_participant(person, by=facilitator)
    assert accept_participant(person, Side.LEADER, by=facilitator).side == Side.LEADER


def test_nobody_gets_a_side_they_did_not_tick(cohort, facilitator):
    person = check_identity(a_sent_one(cohort), by=facilitator)
    with pytest.raises(ValidationError, match="did not tick"):
        accept_participant(person, Side.LEADER, by=facilitator)


def test_full_places_lead_to_the_waiting_list(facilitator, cohort):
    cohort.places = 1
    cohort.save()
    make.a_participant(cohort, Side.NETWORK)
    person = check_identity(a_sent_one(cohort), by=facilitator)
    with pytest.raises(ValidationError, match="All places for BME partners are taken"):
        accept_participant(person, by=facilitator)
    waiting = put_on_waiting_list(person, by=facilitator)
    assert (waiting.state, told(person)) == (State.WAITING, ["waiting_list"])


def test_declining_tells_kindly_and_can_be_undone(cohort, facilitator):
    person = check_identity(a_sent_one(cohort), by=facilitator)
    assert decline_participant(person, "no_place", by=facilitator).state == State.DECLINED
    assert accept_participant(person, by=facilitator).state == State.ACCEPTED
    assert told(person) == ["not_this_time", "place_confirmed"]


def test_an_accepted_place_stays_once_there_is_a_partner(cohort, facilitator):
    person = make.a_participant(cohort, Side.NETWORK)
    make.a_partnership(cohort, partners=[person, make.a_participant(cohort)])
    for act in (put_on_waiting_list, say_no_place):
        with pytest.raises(ValidationError, match="had, a partner"):
            act(person, by=facilitator)


@pytest.mark.parametrize("state", [State.STARTED, State.WITHDRAWN])
def test_there_is_nothing_to_decide_about_what_was_not_sent(cohort, facilitator, state):
    person = make.a_participant(cohort, Side.NETWORK, state=state)
    for act in (check_identity, accept_participant, offer_place, put_on_waiting_list, say_no_place):
        with pytest.raises(ValidationError, match="There is no sent profile"):
            act(person, by=facilitator)


def test_only_facilitators_of_that_cohort_decide_and_never_about_themselves(cohort, facilitator):
    person = a_sent_one(cohort)
    me = a_sent_one(cohort, user=facilitator)
    strangers = [make.a_matcher(cohort), make.a_facilitator(make.a_cohort()), person.user]
    for act in (check_identity, accept_participant, offer_place, put_on_waiting_list, say_no_place):
        for stranger in strangers:
            with pytest.raises(PermissionDenied):
                act(person, by=stranger)
        with pytest.raises(PermissionDenied):
            act(me, by=facilitator)


def test_many_at_once_are_all_decided(cohort, facilitator):
    people = [check_identity(a_sent_one(cohort), by=facilitator) for _ in range(3)]
    assert decide_for_many(people, "accept", by=facilitator) == 3
    assert Participant.objects.accepted().count() == 3


def test_many_at_once_are_all_or_none_and_the_misfit_is_named(cohort, facilitator):
    fine = check_identity(a_sent_one(cohort), by=facilitator)
    misfit = a_sent_one(cohort, name="Joy Mensah")
    with pytest.raises(ValidationError) as refusal:
        decide_for_many([fine, misfit], "accept", by=facilitator)
    assert refusal.value.messages == ["Joy Mensah: First check that it is them."]
    assert Participant.objects.accepted().count() == 0
    assert Message.objects.count() == 0


def test_settling_ties_the_name_to_a_person(cohort, facilitator):
    asker, peter = a_sent_one(cohort), make.a_participant(cohort, name="Peter Hall")
    asked = NotToBePaired.objects.create(participant=asker, words="Peter")
    settle_not_to_be_paired(asked, peter, by=facilitator)
    asked.refresh_from_db()
    assert (asked.other, asked.resolved_at is not None) == (peter, True)


def test_settling_has_its_guards(cohort, facilitator):
    asker, peter = a_sent_one(cohort), make.a_participant(cohort)
    asked = NotToBePaired.objects.create(participant=asker, words="Peter")
    for stranger in (make.a_matcher(cohort), asker.user, make.a_facilitator(make.a_cohort())):
        with pytest.raises(PermissionDenied):
            settle_not_to_be_paired(asked, peter, by=stranger)
    for wrong in (asker, make.a_participant(make.a_cohort())):
        with pytest.raises(ValidationError, match="somebody else of the same cohort"):
            settle_not_to_be_paired(asked, wrong, by=facilitator)
