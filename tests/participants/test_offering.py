"""Places offered and taken back, the question about the other side, and what a decision would do before it does."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from audit.models import AuditEvent
from notifications.delivery import render
from notifications.models import Message
from participants.models import Participant, Side
from participants.next_steps import team_steps
from participants.services import (
    accept_participant,
    ask_side,
    decide_for_many,
    decline_participant,
    foresee_decision,
    offer_place,
    put_on_waiting_list,
    take_back_offer,
    take_back_question,
)
from plp.reminders import offered_places
from tests import make

pytestmark = pytest.mark.django_db
State = Participant.State


@pytest.fixture
def cohort():
    return make.a_cohort()


@pytest.fixture
def facilitator(cohort):
    return make.a_facilitator(cohort)


def a_checked_one(cohort, side=Side.NETWORK, state=State.SENT, **fields):
    return make.a_participant(cohort, side, state=state, checked_at=timezone.now(), **fields)


def who_ticked_both(cohort, side="", **fields):
    return a_checked_one(cohort, side, could_be_leader=True, could_be_network=True, **fields)


def told(person):
    return list(Message.objects.filter(to=person.user).order_by("created_at").values_list("kind", flat=True))


def in_days(number):
    return timezone.localdate() + timedelta(days=number)


def test_an_offer_holds_the_place_until_the_programmes_days_have_passed_and_tells(cohort, facilitator):
    person = offer_place(a_checked_one(cohort), by=facilitator)
    assert (person.state, person.side, person.answer_by) == (State.OFFERED, Side.NETWORK, in_days(7))
    assert told(person) == ["place_offered"]
    assert AuditEvent.objects.about(person).get().verb == "offered a place to"
    assert person.answer_by.strftime("%B") in render(Message.objects.get()).body


def test_the_same_offer_again_tells_nobody_and_another_day_tells_again(cohort, facilitator, clock):
    clock("2026-11-23 10:00")
    cohort = make.a_cohort()
    make.a_facilitator(cohort, facilitator)
    person = offer_place(a_checked_one(cohort), by=facilitator)
    offer_place(person, by=facilitator)
    assert told(person) == ["place_offered"]
    clock("2026-11-23 10:05")
    offer_place(person, answer_by=in_days(14), by=facilitator)
    assert told(person) == ["place_offered", "place_offered"]


def test_an_offer_has_its_guards(cohort, facilitator):
    with pytest.raises(ValidationError, match="First check that it is them"):
        offer_place(make.a_participant(cohort, state=State.SENT), by=facilitator)
    with pytest.raises(ValidationError, match="have a place already"):
        offer_place(make.a_participant(cohort), by=facilitator)
    with pytest.raises(ValidationError, match="passed already"):
        offer_place(a_checked_one(cohort), answer_by=in_days(-1), by=facilitator)
    with pytest.raises(ValidationError, match="ticked both sides"):
        offer_place(who_ticked_both(cohort), by=facilitator)
    with pytest.raises(ValidationError, match="ticked no side"):
        offer_place(a_checked_one(cohort, "", could_be_leader=False, could_be_network=False), by=facilitator)
    for stranger in (make.a_matcher(cohort), make.a_facilitator(make.a_cohort())):
        with pytest.raises(PermissionDenied):
            offer_place(a_checked_one(cohort), by=stranger)


def test_an_offered_place_is_held_so_no_more_are_given_than_there_are(facilitator, cohort):
    cohort.places = 2
    cohort.save()
    offer_place(a_checked_one(cohort), by=facilitator)
    people = [a_checked_one(cohort) for _ in range(2)]
    with pytest.raises(ValidationError, match="1 place is free for BME partners, and you chose 2 people"):
        decide_for_many(people, "offer", by=facilitator)
    accept_participant(people[0], by=facilitator)
    with pytest.raises(ValidationError, match="All places for BME partners are taken"):
        offer_place(people[1], by=facilitator)
    assert told(people[1]) == []


def test_who_is_offered_the_last_place_can_still_be_accepted_to_it(facilitator, cohort):
    cohort.places = 1
    cohort.save()
    person = offer_place(a_checked_one(cohort), by=facilitator)
    assert accept_participant(person, by=facilitator).answer_by is None


def test_an_offer_taken_back_leads_to_the_waiting_list_in_words_of_its_own(cohort, facilitator):
    person = take_back_offer(offer_place(a_checked_one(cohort), by=facilitator), by=facilitator)
    assert (person.state, person.answer_by) == (State.WAITING, None)
    assert told(person) == ["place_offered", "place_taken_back"]
    with pytest.raises(ValidationError, match="No place is offered"):
        take_back_offer(person, by=facilitator)


def test_an_unanswered_offer_changes_nothing_by_itself_and_is_a_step_of_the_team(cohort, facilitator, clock):
    person = offer_place(a_checked_one(cohort), by=facilitator)
    now = timezone.now() + timedelta(days=8)
    steps = [step for step in team_steps(facilitator, [cohort], now) if "unanswered" in step.title]
    assert [(step.title, step.url.endswith("?state=overdue")) for step in steps] == [
        ("1 place unanswered", True)
    ]
    assert not [
        step for step in team_steps(facilitator, [cohort], timezone.now()) if "unanswered" in step.title
    ]
    assert Participant.objects.unanswered(in_days(8)).get() == person


def test_one_reminder_goes_two_days_before_and_never_within_a_day_of_the_offer(cohort, facilitator):
    person = offer_place(a_checked_one(cohort), by=facilitator)
    hasty = offer_place(a_checked_one(cohort), answer_by=in_days(1), by=facilitator)
    now = timezone.now()

    def due(days):
        return [message.about_id for message in offered_places(now + timedelta(days=days))]

    assert (due(0), due(4), due(5), due(8)) == ([], [], [person.pk], [])
    assert due(1.01) == [hasty.pk]
    keys = {message.key for day in (5, 6, 7) for message in offered_places(now + timedelta(days=day))}
    assert len(keys) == 1


def test_the_reason_of_a_no_is_kept_and_read_by_the_person(cohort, facilitator):
    person = decline_participant(a_checked_one(cohort), "balance", by=facilitator)
    assert person.why_not == "balance"
    assert "The two sides have to balance, and yours is full." in render(Message.objects.get()).body
    with pytest.raises(ValidationError, match="Say why"):
        decline_participant(a_checked_one(cohort), "", by=facilitator)
    assert accept_participant(person, by=facilitator).why_not == ""


def test_somebody_with_a_place_is_asked_and_never_moved(cohort, facilitator):
    person = who_ticked_both(cohort, Side.NETWORK, state=State.ACCEPTED)
    with pytest.raises(ValidationError, match="ask them first"):
        accept_participant(person, Side.LEADER, by=facilitator)
    person = ask_side(person, Side.LEADER, by=facilitator)
    assert (person.side, person.asked_side, person.state) == (Side.NETWORK, Side.LEADER, State.ACCEPTED)
    assert told(person) == ["side_asked"]
    ask_side(person, Side.LEADER, by=facilitator)
    assert told(person) == ["side_asked"]
    with pytest.raises(ValidationError, match="ask them first"):
        accept_participant(person, Side.LEADER, by=facilitator)
    assert take_back_question(person, by=facilitator).asked_side == ""


def test_the_question_has_its_guards(cohort, facilitator):
    cohort.places = 1
    cohort.save()
    make.a_participant(cohort, Side.LEADER)
    person = who_ticked_both(cohort, Side.NETWORK, state=State.ACCEPTED)
    with pytest.raises(ValidationError, match="All places for Senior leaders are taken"):
        ask_side(person, Side.LEADER, by=facilitator)
    with pytest.raises(ValidationError, match="take already"):
        ask_side(person, Side.NETWORK, by=facilitator)
    with pytest.raises(ValidationError, match="one side only"):
        ask_side(a_checked_one(cohort), Side.LEADER, by=facilitator)
    partnered = who_ticked_both(cohort, Side.NETWORK, state=State.ACCEPTED)
    make.a_partnership(cohort, partners=[partnered, make.a_participant(cohort)])
    with pytest.raises(ValidationError, match="had, a partner"):
        ask_side(partnered, Side.LEADER, by=facilitator)


def test_many_get_the_side_chosen_for_each(cohort, facilitator):
    one, other = who_ticked_both(cohort), who_ticked_both(cohort)
    decide_for_many([one, other], "offer", sides={one.pk: "leader", other.pk: "network"}, by=facilitator)
    assert [Participant.objects.get(pk=p.pk).side for p in (one, other)] == [Side.LEADER, Side.NETWORK]
    assert "as a senior leader" in render(Message.objects.get(to=one.user)).body


def test_foreseeing_says_what_deciding_does_and_changes_nothing(cohort, facilitator):
    cohort.places = 1
    cohort.save()
    people = [a_checked_one(cohort), a_checked_one(cohort), make.a_participant(cohort, state=State.SENT)]
    seen = foresee_decision(people, "offer", by=facilitator)
    assert sorted((kind, problem) for _, kind, problem in seen.people if kind) == [("place_offered", "")] * 2
    assert [problem for _, _, problem in seen.people if problem] == ["First check that it is them."]
    assert seen.no_room == ["1 place is free for BME partners, and you chose 2 people."]
    assert (Participant.objects.filter(state=State.OFFERED).count(), Message.objects.count()) == (0, 0)
    with pytest.raises(PermissionDenied):
        foresee_decision(people, "offer", by=make.a_matcher(cohort))


def test_deciding_about_many_costs_the_same_for_2_and_for_20(cohort, facilitator, django_assert_num_queries):
    def cost(number):
        people = [a_checked_one(cohort) for _ in range(number)]
        with django_assert_num_queries(12, exact=False) as queries:
            decide_for_many(people, "offer", by=facilitator)
        return len(queries)

    assert cost(2) == cost(20)


def test_the_waiting_list_still_takes_who_was_never_offered(cohort, facilitator):
    person = put_on_waiting_list(a_checked_one(cohort), by=facilitator)
    assert told(person) == ["waiting_list"]
