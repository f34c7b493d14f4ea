"""Publishing is rehearsed first: who is invited, in which words, and what is missing."""

import re
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from checkins.services import cancel_session
from notifications.delivery import render
from notifications.models import Message
from participants.models import Participant, Pause
from tests import make

LINK = "https://teams.example/planted-link"


def at(words):
    return datetime.fromisoformat(words).replace(tzinfo=ZoneInfo("Europe/London"))


def rehearsed(client, cohort):
    client.force_login(cohort.facilitator)
    return client.get(reverse("session_publish", args=[cohort.pk]))


def test_publishing_is_rehearsed_with_people_words_and_what_is_missing(client, cohort, people, a_session):
    make.a_participant(cohort, state=Participant.State.SENT, name="Not Yet Placed")
    a_session(at("2027-03-05T10:00"), "launch", published=False, link=LINK)
    a_session(at("2027-03-19T10:00"), "launch", published=False)
    a_session(at("2027-03-29T10:00"), published=False)
    a_session(at("2027-09-01T10:00"), published=False)
    page = rehearsed(client, cohort)
    assert page.text.count("Publish 4 sessions and invite 4 people") == 2
    assert [str(session) for session in page.context["without_link"]] == [
        "Launch session 2",
        "Check-in session 1",
        "Check-in session 2",
    ]
    assert [len(letter["people"]) for letter in page.context["letters"]] == [4, 4]
    assert [(str(session), day.isoformat()) for session, day in page.context["later"]] == [
        ("Check-in session 2", "2027-08-04")
    ]
    assert "Not Yet Placed" not in page.text
    assert cohort.sessions.filter(published_at__isnull=False).count() == Message.objects.count() == 0


def rehearse_and_publish(client, cohort):
    """The letters as rehearsed, and as they then are: {kind's subject: (people, subject, body)}."""
    letters = rehearsed(client, cohort).context["letters"]
    client.post(reverse("session_publish", args=[cohort.pk]))
    real = {message.to_id: {} for message in Message.objects.all()}
    for message in Message.objects.select_related("to"):
        email = render(message)
        real[message.to_id][email.subject] = re.sub(
            r"https?://\S+/s/\S+", "[a link of their own]", email.body
        )
    return letters, real


def test_what_is_rehearsed_is_what_goes(client, cohort, people, a_session):
    a_session(at("2027-03-05T10:00"), "launch", published=False)
    a_session(at("2027-03-29T10:00"), published=False)
    make.an_evaluator(cohort, name="Helen Brook")
    people[3].user.mail_is_shared = True
    people[3].user.save()
    letters, real = rehearse_and_publish(client, cohort)
    assert len(letters) == 2
    for letter in letters:
        assert {person.user_id for person in letter["people"]} == set(real)
        assert real[letter["reader"].user_id][letter["email"].subject] == letter["email"].body


def test_a_rehearsal_shows_nobodys_own_link(client, cohort, people, a_session):
    a_session(at("2027-03-05T10:00"), "launch", published=False)
    a_session(at("2027-03-29T10:00"), published=False)
    page = rehearsed(client, cohort)
    assert ("[a link of their own]" in page.text, "/s/" in page.text) == (True, False)


def test_a_rehearsal_says_who_is_invited_later(client, cohort, people, a_session):
    Pause.objects.create(participant=people[0], starts_on=date(2027, 2, 20), until=date(2027, 3, 20))
    a_session(at("2027-03-10T10:00"), "launch", published=False)
    page = rehearsed(client, cohort)
    assert "Publish 1 session and invite 3 people" in page.text
    assert page.context["away"] == [(people[0], date(2027, 3, 20))]
    assert [len(letter["people"]) for letter in page.context["letters"]] == [3]


def test_a_rehearsal_without_people_or_sessions(client, cohort, a_session):
    assert "Nothing to publish" in rehearsed(client, cohort).text
    session = a_session(at("2027-03-10T10:00"), "launch", published=False)
    page = rehearsed(client, cohort)
    assert "no one has a place yet" in page.text
    assert "Publish 1 session<" in page.text
    cancel_session(session, by=cohort.facilitator)
    assert "Nothing to publish" in rehearsed(client, cohort).text


def test_a_rehearsal_costs_the_same_for_more_people(client, cohort, people, a_session):
    a_session(at("2027-03-05T10:00"), "launch", published=False)
    costs = []
    for _ in range(2):
        rehearsed(client, cohort)
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("session_publish", args=[cohort.pk]))
        costs.append(len(queries))
        make.a_participant(cohort), make.a_participant(cohort)
    assert costs[0] == costs[1]
