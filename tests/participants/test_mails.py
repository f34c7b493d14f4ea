"""Each kind of message: its words come out, its subject tells nothing, and it is withdrawn when untrue."""

import pytest

from notifications.delivery import render
from notifications.kinds import kind_named
from notifications.models import Message
from participants.mails import KINDS
from participants.models import Delegation, Participant, Role, TeamRole
from tests import make

pytestmark = pytest.mark.django_db
State = Participant.State
ABOUT_PEOPLE = {
    "profile_received": State.SENT,
    "profile_typed": State.STARTED,
    "profile_unfinished": State.STARTED,
    "place_confirmed": State.ACCEPTED,
    "place_offered": State.OFFERED,
    "place_reminder": State.OFFERED,
    "place_taken_back": State.WAITING,
    "side_asked": State.ACCEPTED,
    "waiting_list": State.WAITING,
    "not_this_time": State.DECLINED,
}


def a_message(kind, cohort):
    person = make.a_participant(
        cohort,
        name="Amina Yusuf",
        state=ABOUT_PEOPLE.get(kind, State.ACCEPTED),
        answer_by=cohort.closes_on,
        asked_side="network" if kind == "side_asked" else "",
    )
    about, to = person, person.user
    if kind == "role_confirmed":
        to = make.a_facilitator(cohort)
        about = TeamRole.objects.get(user=to)
    if kind == "delegation_given":
        to = make.a_person(name="Pat Assist")
        about = Delegation.objects.create(participant=person, delegate=to)
    return Message.objects.create(key=f"{kind}:1", kind=kind, to=to, about_id=about.pk, cohort_id=cohort.pk)


@pytest.mark.parametrize("kind", [kind.name for kind in KINDS])
def test_the_words_come_out_and_lead_to_a_page(kind):
    cohort = make.a_cohort()
    message = a_message(kind, cohort)
    assert kind_named(kind).still_true(message) is True
    mail = render(message)
    html = mail.alternatives[0][0]
    assert mail.subject not in ("", None)
    for word in ("Amina", "Yusuf", "BME", "leader", cohort.name, cohort.programme.organisation):
        assert word not in mail.subject
    for body in (mail.body, html):
        assert f"Hello {message.to.get_short_name()}," in body
        assert ("http" in body) is (kind != "not_this_time")
        assert "{{" not in body
    assert "grew up above a shop" not in mail.body + html


@pytest.mark.parametrize("kind", list(ABOUT_PEOPLE))
def test_a_message_about_a_withdrawn_person_is_not_sent(kind):
    message = a_message(kind, make.a_cohort())
    Participant.objects.update(state=State.WITHDRAWN)
    assert kind_named(kind).still_true(message) is False


def test_a_role_that_ended_is_not_announced():
    message = a_message("role_confirmed", make.a_cohort())
    TeamRole.objects.filter(role=Role.FACILITATOR).update(ended_at=message.created_at)
    assert kind_named("role_confirmed").still_true(message) is False
