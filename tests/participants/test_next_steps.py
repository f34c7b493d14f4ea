from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from notifications.models import Message
from participants.models import NotToBePaired, Participant, Pause, Role, Side
from participants.models.roles import roles_held
from participants.next_steps import confirmations, next_steps, team_steps
from participants.services import give_role
from plp.reminders import queue_due, unfinished_profiles
from tests import make

pytestmark = pytest.mark.django_db
State = Participant.State


def titles(steps):
    return [step.title for step in steps]


@pytest.mark.parametrize(
    ("state", "title"),
    [
        (State.STARTED, "Finish your matching profile"),
        (State.SENT, "Your profile is with the facilitators"),
        (State.WAITING, "You are on the waiting list of Cohort A"),
        (State.ACCEPTED, "You have a place in Cohort A"),
    ],
)
def test_each_state_has_its_line(state, title):
    person = make.a_participant(make.a_cohort(name="Cohort A"), state=state)
    assert titles(next_steps(person.user, timezone.now())) == [title]


@pytest.mark.parametrize("state", [State.DECLINED, State.WITHDRAWN])
def test_who_is_out_is_left_in_peace(state):
    person = make.a_participant(make.a_cohort(), state=state)
    assert next_steps(person.user, timezone.now()) == []


def test_who_has_a_partner_has_nothing_to_do_here():
    cohort = make.a_cohort()
    person = make.a_participant(cohort, Side.NETWORK)
    make.a_partnership(cohort, partners=[person, make.a_participant(cohort)])
    assert next_steps(person.user, timezone.now()) == []


def test_a_pause_says_when_it_ends(clock):
    clock("2026-03-02 09:00")
    person = make.a_participant(make.a_cohort())
    today = timezone.localdate()
    Pause.objects.create(participant=person, starts_on=today, until=today + timedelta(days=8))
    assert titles(next_steps(person.user, timezone.now())) == ["You are paused until Tuesday 10 March"]


def test_the_second_person_is_asked_to_confirm_a_role_and_nobody_else():
    cohort = make.a_cohort()
    giver, second = make.an_administrator(cohort.programme), make.an_administrator(cohort.programme)
    role = give_role(Role.MATCHER, cohort=cohort, user=make.a_person(name="Joy Mensah"), by=giver)
    assert titles(confirmations(second)) == ["Confirm a role: Joy Mensah, matcher"]
    assert confirmations(giver) == []
    assert confirmations(role.user) == []


def test_an_administrator_is_asked_to_open_a_cohort_and_to_name_a_cover_and_nothing_of_its_people():
    programme = make.a_programme()
    closed = make.a_cohort(programme, opened=False)
    alone, covered = make.a_cohort(programme), make.a_cohort(programme)
    covered.cover = make.a_facilitator(covered)
    covered.save()
    elsewhere = make.a_cohort(opened=False)
    for cohort in (closed, alone, covered):
        make.a_participant(cohort, state=State.SENT)
    asked = [closed, alone, covered, elsewhere]
    steps = team_steps(make.an_administrator(programme), asked, timezone.now())
    assert {step.title: step.note for step in steps} == {
        "Open the cohort": closed.name,
        "Name who covers": f"{alone.name} has nobody.",
    }


def test_a_facilitator_reads_what_waits_in_each_cohort():
    cohort = make.a_cohort(opened=False)
    facilitator = make.a_facilitator(cohort)
    make.a_participant(cohort, state=State.SENT)
    make.a_participant(cohort, state=State.SENT)
    asker = make.a_participant(cohort, state=State.SENT, checked_at=timezone.now())
    NotToBePaired.objects.create(participant=asker, words="Peter")
    assert titles(team_steps(facilitator, [cohort], timezone.now())) == [
        "Open the cohort",
        "2 people to check: is it them?",
        "1 person waiting for a decision",
        "Somebody is not to be paired with a name: say who that is",
    ]
    assert team_steps(make.a_matcher(cohort), [cohort], timezone.now()) == []


def test_an_open_cohort_whose_cover_has_left_the_team_says_so():
    cohort = make.a_cohort()
    facilitator, cover = make.a_facilitator(cohort), make.a_matcher(cohort)
    assert titles(team_steps(facilitator, [cohort], timezone.now())) == ["Name who covers"]
    cohort.cover = cover
    cohort.save()
    assert team_steps(facilitator, [cohort], timezone.now()) == []
    cohort.team.filter(user=cover).update(ended_at=timezone.now())
    assert titles(team_steps(facilitator, [cohort], timezone.now())) == ["Name who covers"]


def test_an_unfinished_profile_is_left_alone_once_the_partnerships_began(clock):
    person = make.a_participant(make.a_cohort(), state=State.STARTED)
    clock(f"{person.cohort.starts_on} 09:00")
    assert next_steps(person.user, timezone.now()) == []


def test_the_steps_cost_the_same_however_many_there_are():
    cohort = make.a_cohort()
    facilitator = make.a_facilitator(cohort)

    def cost():
        asker = type(facilitator).objects.get(pk=facilitator.pk)
        asker.roles_now = roles_held(asker)  # as a request reads them, with the person
        with CaptureQueriesContext(connection) as queries:
            next_steps(asker, timezone.now())
            team_steps(asker, list(type(cohort).objects.facilitated_by(asker)), timezone.now())
        return len(queries)

    make.a_participant(cohort, user=facilitator, state=State.STARTED)
    make.a_participant(cohort, state=State.SENT)
    one = cost()
    for _ in range(3):
        more = make.a_cohort()
        make.a_facilitator(more, facilitator)
        make.a_participant(more, user=facilitator, state=State.STARTED)
        make.a_participant(more, state=State.SENT)
    assert cost() == one


def test_an_unfinished_profile_is_mentioned_after_3_and_10_days_and_then_never_again(clock):
    clock("2026-03-02 09:00")
    person = make.a_participant(make.a_cohort(), state=State.STARTED)
    make.a_participant(person.cohort, state=State.SENT)
    sent = []
    for _day in range(30):
        queue_due(clock(f"{timezone.localdate() + timedelta(days=1)} 10:00"))
        sent.append(Message.objects.filter(kind="profile_unfinished").count())
    assert sent == [0] * 2 + [1] * 7 + [2] * 21
    assert list(unfinished_profiles(timezone.now())) == []
