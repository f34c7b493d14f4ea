"""A place is offered, or the other side asked about: only the person answers, and nothing changes before a yes."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone

from audit.models import AuditEvent
from matching.services import draft_match, open_round
from notifications.models import Message
from participants.models import Participant, Side
from participants.next_steps import next_steps, team_steps
from participants.services import answer_side, save_about, start_profile, take_place, turn_down_place
from tests import make

pytestmark = pytest.mark.django_db
State = Participant.State


def offered(cohort=None, days=7, **fields):
    """Somebody whom a place is offered."""
    fields = {"checked_at": timezone.now(), "answer_by": timezone.localdate() + timedelta(days=days)} | fields
    return make.a_participant(cohort or make.a_cohort(), Side.NETWORK, state=State.OFFERED, **fields)


def asked(cohort=None, **fields):
    """A BME partner with a place, who ticked both sides and is asked about the other."""
    ticked = {"could_be_leader": True, "asked_side": Side.LEADER}
    return make.a_participant(cohort or make.a_cohort(), Side.NETWORK, **ticked | fields)


def verbs(participant):
    return list(AuditEvent.objects.about(participant).values_list("verb", flat=True))


@pytest.mark.parametrize("days", [7, -3])
def test_a_place_is_taken_also_after_its_day_and_the_person_told_once(days):
    amina = offered(days=days)
    taken = take_place(amina, by=amina.user)
    take_place(amina, by=amina.user)
    assert (taken.state, taken.side, taken.answer_by) == (State.ACCEPTED, Side.NETWORK, None)
    assert [(m.kind, m.to_id) for m in Message.objects.all()] == [("place_confirmed", amina.user_id)]
    assert verbs(amina) == ["took the offered place"]


def test_a_place_is_turned_down_without_a_reason_or_a_mail_and_one_may_join_again():
    amina = offered()
    gone = turn_down_place(amina, by=amina.user)
    turn_down_place(amina, by=amina.user)
    assert (gone.state, gone.answer_by) == (State.WITHDRAWN, None)
    assert (Message.objects.count(), verbs(amina)) == (0, ["turned down the offered place"])
    assert start_profile(amina.cohort, by=amina.user).state == State.STARTED


@pytest.mark.parametrize("state", [State.SENT, State.WAITING, State.DECLINED, State.STARTED])
def test_a_place_that_is_not_offered_is_neither_taken_nor_turned_down(state):
    amina = make.a_participant(make.a_cohort(), state=state)
    for act in (take_place, turn_down_place):
        with pytest.raises(ValidationError, match="No place is offered"):
            act(amina, by=amina.user)
    amina.refresh_from_db()
    assert amina.state == state


def test_nobody_answers_for_another():
    amina, joy = offered(), asked()
    for participant in (amina, joy):
        for by in (make.a_facilitator(participant.cohort), make.a_person(is_superuser=True)):
            for act in (
                lambda who, by: take_place(who, by=by),
                lambda who, by: turn_down_place(who, by=by),
                lambda who, by: answer_side(who, True, by=by),
            ):
                with pytest.raises(PermissionDenied):
                    act(participant, by)
    assert AuditEvent.objects.filter(thing_id__in=[amina.pk, joy.pk]).count() == 0


def test_a_yes_to_the_other_side_moves_them_and_a_no_changes_nothing():
    joy, ruth = asked(), asked()
    yes, no = answer_side(joy, True, by=joy.user), answer_side(ruth, False, by=ruth.user)
    assert (yes.side, yes.asked_side, yes.state) == (Side.LEADER, "", State.ACCEPTED)
    assert (no.side, no.asked_side, no.state) == (Side.NETWORK, "", State.ACCEPTED)
    assert verbs(joy) + verbs(ruth) == ["said yes to the other side", "kept their side"]
    with pytest.raises(ValidationError, match="Nobody asks you"):
        answer_side(joy, True, by=joy.user)


def test_a_yes_that_comes_too_late_changes_nothing_and_a_no_still_counts():
    full = make.a_cohort(places=1)
    make.a_participant(full, Side.LEADER)
    paired = make.a_cohort(starts_on=timezone.localdate() - timedelta(days=40))
    joy, ruth = asked(full), asked(paired)
    make.a_partnership(paired, partners=[ruth, make.a_participant(paired, Side.LEADER)])
    for person, words in [(joy, "taken meanwhile"), (ruth, "Matching has begun")]:
        with pytest.raises(ValidationError, match=words):
            answer_side(person, True, by=person.user)
        person.refresh_from_db()
        assert (person.side, person.asked_side) == (Side.NETWORK, Side.LEADER)
        assert answer_side(person, False, by=person.user).asked_side == ""


def test_nobody_hears_of_a_draft_by_saying_yes_to_the_other_side():
    full, drafted = make.a_cohort(places=1), make.a_cohort()
    joy, ruth = asked(full), asked(drafted)
    other = make.a_participant(full, Side.LEADER), make.a_participant(drafted, Side.LEADER)
    matcher = make.a_matcher(drafted)
    draft_match(open_round(drafted, by=matcher), [ruth, other[1]], by=matcher)
    said = []
    for person in (joy, ruth):
        with pytest.raises(ValidationError) as refusal:
            answer_side(person, True, by=person.user)
        said.append(refusal.value.messages)
    assert said[0] == said[1]


def test_unticking_a_side_answers_the_question_and_never_an_offer():
    joy, amina = asked(state=State.SENT), offered()
    assert save_about(joy, could_be=[Side.NETWORK], by=joy.user).asked_side == ""
    with pytest.raises(ValidationError, match="first say whether you take it"):
        save_about(amina, could_be=[Side.LEADER], by=amina.user)


def test_home_asks_first_about_the_place_and_then_about_the_side():
    amina = offered(make.a_cohort(name="Cohort A"), asked_side=Side.LEADER, could_be_leader=True)
    joy = asked()
    (place,), (side,) = (next_steps(person.user, timezone.now()) for person in (amina, joy))
    day = amina.answer_by
    assert (place.title, place.note) == (
        "There is a place for you in Cohort A",
        f"Please answer by {day:%A} {day.day} {day:%B}.",
    )
    assert place.url == reverse("place_answer", args=[amina.pk])
    assert (side.title, side.url) == (
        "Would you take a place as Senior leader?",
        reverse("side_answer", args=[joy.pk]),
    )
    assert place.rank < side.rank < 10


def test_the_page_shows_the_day_and_late_that_the_place_is_still_there(as_):
    amina, late = offered(), offered(days=-2)
    assert b"Please answer by" in as_(amina.user).get(reverse("place_answer", args=[amina.pk])).content
    page = as_(late.user).get(reverse("place_answer", args=[late.pk])).content
    assert b"The place is still yours to take." in page


@pytest.mark.parametrize(("answer", "state"), [("yes", State.ACCEPTED), ("no", State.WITHDRAWN)])
def test_the_page_takes_the_answer_once_and_then_leads_to_the_profile(as_, answer, state):
    amina = offered()
    client, url = as_(amina.user), reverse("place_answer", args=[amina.pk])
    client.post(url, {})
    amina.refresh_from_db()
    assert amina.state == State.OFFERED
    assert client.post(url, {answer: answer}).url == reverse("home")
    amina.refresh_from_db()
    assert amina.state == state
    again = client.post(url, {"no": "no"})
    assert again.url == reverse("profile_task_list", args=[amina.pk])
    amina.refresh_from_db()
    assert amina.state == state


def test_the_page_about_the_side_says_why_a_yes_comes_too_late(as_):
    cohort = make.a_cohort(places=1)
    make.a_participant(cohort, Side.LEADER)
    joy = asked(cohort)
    client, url = as_(joy.user), reverse("side_answer", args=[joy.pk])
    assert "the places there have been taken meanwhile." in client.post(url, {"yes": "yes"}).content.decode()
    assert client.post(url, {"no": "no"}).url == reverse("home")


def test_the_pages_are_the_persons_own(as_):
    amina, joy = offered(), asked()
    for page, person in (("place_answer", amina), ("side_answer", joy)):
        url = reverse(page, args=[person.pk])
        for stranger in (make.a_facilitator(person.cohort), make.a_participant(person.cohort).user):
            make.a_participant(make.a_cohort(), user=stranger)
            assert as_(stranger).get(url).status_code == 404
            assert as_(stranger).post(url, {"yes": "yes"}).status_code == 404


def test_facilitators_read_the_weeks_answers_in_one_line(clock):
    cohort = make.a_cohort()
    facilitator = make.a_facilitator(cohort)
    cohort.cover = make.a_matcher(cohort)
    cohort.save()
    for _ in range(2):
        one = offered(cohort)
        take_place(one, by=one.user)
    gone, joy = offered(cohort), asked(cohort)
    turn_down_place(gone, by=gone.user)
    answer_side(joy, True, by=joy.user)

    def lines(by):
        return [step.title for step in team_steps(by, [cohort], timezone.now())]

    line = "Answers this week: 2 places taken, 1 not this time, 1 on the other side now"
    assert lines(facilitator) == [line]
    assert lines(make.an_administrator(cohort.programme)) == []
    clock(timezone.now() + timedelta(days=8))
    assert lines(facilitator) == []
