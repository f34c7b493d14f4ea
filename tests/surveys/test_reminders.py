"""Who is written to when: to those alone who have not answered, asked again at the moment of sending."""

from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from notifications.delivery import deliver_due
from notifications.models import Message
from plp.reminders import queue_due
from surveys.next_steps import next_steps, team_steps
from surveys.services import (
    extend_survey,
    make_ready,
    prepare_survey,
    send_answers,
    set_window,
    stop_reminders,
)
from tests.surveys.conftest import LEADER, a_scene, browser_of

pytestmark = pytest.mark.django_db
ANNOUNCED = "survey_open"


@pytest.fixture
def scene(clock):
    """A survey from Monday 4 January 9:00 to Thursday 21 January 17:00, made ready the week before."""
    clock("2026-12-28 10:00")
    scene = a_scene(pairs=1)
    survey = prepare_survey(scene.cohort, by=scene.evaluator)
    opens_on = timezone.datetime(2027, 1, 4).date()
    set_window(survey, opens_on=opens_on, closes_on=opens_on + timedelta(days=17), by=scene.evaluator)
    scene.survey = make_ready(survey, by=scene.evaluator)
    scene.invitations = list(scene.survey.invitations.order_by("participant__user__email"))
    return scene


@pytest.fixture
def tick(clock):
    """Moves the clock, lets beat tick twice, and returns the kinds of mail that went out, by recipient."""

    def at(moment):
        clock(moment)
        mail.outbox.clear()
        queue_due(timezone.now())
        queue_due(timezone.now())
        deliver_due()
        sent = Message.objects.filter(
            state=Message.State.SENT, sent_at__gte=timezone.now() - timedelta(minutes=1)
        )
        return sorted((m.to.email, m.kind) for m in sent.select_related("to") if m.kind.startswith("survey"))

    return at


def to_all(scene, kind):
    return sorted((person.user.email, kind) for person in scene.people)


def test_the_year_of_a_survey_in_mails(scene, tick):
    assert tick("2027-01-04 08:59") == []
    assert tick("2027-01-04 09:01") == to_all(scene, "survey_open")
    assert tick("2027-01-04 09:05") == []
    assert tick("2027-01-11 08:50") == []
    send_answers(scene.invitations[0], {"group": LEADER})
    other = [(scene.people[1].user.email, "survey_reminder")]
    assert tick("2027-01-11 09:01") == other
    assert tick("2027-01-18 16:50") == []
    assert tick("2027-01-18 17:01") == other
    assert tick("2027-01-20 12:00") == []
    assert tick("2027-01-21 17:01") == []
    assert tick("2027-02-21 17:01") == []


def test_an_extension_is_told_and_plans_the_last_reminder_anew(scene, tick):
    tick("2027-01-04 09:01")
    tick("2027-01-11 09:01")
    assert tick("2027-01-18 17:01") == to_all(scene, "survey_reminder")
    extend_survey(scene.survey, closes_on=timezone.datetime(2027, 2, 6).date(), by=scene.evaluator)
    assert tick("2027-01-18 17:05") == to_all(scene, "survey_extended")
    assert "stays open until" in mail.outbox[0].body
    assert tick("2027-01-25 12:00") == []
    assert tick("2027-02-03 17:01") == to_all(scene, "survey_reminder")
    assert tick("2027-02-05 12:00") == []


def test_a_short_extension_is_not_followed_by_a_reminder_at_once(scene, tick, clock):
    tick("2027-01-18 17:01")
    clock("2027-01-21 12:00")
    extend_survey(scene.survey, closes_on=timezone.datetime(2027, 1, 22).date(), by=scene.evaluator)
    assert tick("2027-01-21 12:01") == to_all(scene, "survey_extended")
    assert tick("2027-01-22 16:00") == []


def test_after_days_without_beat_only_what_is_still_true_goes(scene, tick):
    """One invitation and the last reminder; not the one of a week ago as well."""
    assert tick("2027-01-19 12:00") == sorted(to_all(scene, "survey_open") + to_all(scene, "survey_reminder"))
    kinds = Message.objects.filter(kind="survey_reminder")
    assert {message.key.rsplit(":", 1)[-1] for message in kinds} == {"last-2027-01-21"}


def test_who_answers_between_queueing_and_sending_gets_no_mail(scene, clock):
    clock("2027-01-04 09:01")
    queue_due(timezone.now())
    send_answers(scene.invitations[0], {"group": LEADER})
    deliver_due()
    told = Message.objects.filter(kind=ANNOUNCED, state=Message.State.SENT)
    assert [m.to_id for m in told] == [scene.people[1].user_id]


def test_who_wants_no_reminders_gets_none(scene, tick):
    tick("2027-01-04 09:01")
    stop_reminders(scene.invitations[0])
    assert tick("2027-01-11 09:01") == [(scene.people[1].user.email, "survey_reminder")]
    extend_survey(scene.survey, closes_on=timezone.datetime(2027, 2, 6).date(), by=scene.evaluator)
    assert tick("2027-01-11 09:05") == [(scene.people[1].user.email, "survey_extended")]


def test_the_mail_says_how_we_know_and_holds_a_link_that_works(scene, tick, client):
    tick("2027-01-04 09:01")
    letters = [letter for letter in mail.outbox if "/e/" in letter.body]
    assert len(letters) == 2
    for letter in letters:
        assert "locked box without your name" in letter.body
        assert letter.subject == "The PLP evaluation survey is open"
    path = letters[0].body.split("/e/", 1)[1].split("/", 1)[0]
    assert client.get(f"/e/{path}/", follow=True).status_code == 200
    assert not Message.objects.filter(key__contains=path).exists()


def test_where_others_read_the_mail_it_holds_no_link_and_no_content(scene, tick):
    user = scene.people[0].user
    user.mail_is_shared = True
    user.save()
    tick("2027-01-04 09:01")
    letter = next(letter for letter in mail.outbox if letter.to == [user.email])
    assert "/e/" not in letter.body
    assert "survey" not in (letter.subject + letter.body).lower()


def test_home_offers_the_survey_until_it_is_answered(scene, clock):
    user = scene.people[0].user

    def offered():
        return [step.title for step in next_steps(user, timezone.now())]

    assert offered() == []
    clock("2027-01-05 10:00")
    assert offered() == ["Answer the survey, open until 21 January"]
    assert browser_of(user).get("/").status_code == 200
    send_answers(scene.invitations[0], {"group": LEADER})
    assert offered() == []


def test_the_team_is_told_what_to_do_next(clock):
    clock("2027-01-02 10:00")
    scene = a_scene(pairs=1)

    def told():
        steps = team_steps(scene.evaluator, [scene.cohort], timezone.now())
        return [step.title.split(": ")[1] for step in steps]

    assert told() == ["prepare the evaluation survey"]
    survey = prepare_survey(scene.cohort, by=scene.evaluator)
    assert told() == ["the survey is prepared and nobody is invited yet"]
    opens_on = timezone.localdate() + timedelta(days=1)
    set_window(survey, opens_on=opens_on, closes_on=opens_on + timedelta(days=17), by=scene.evaluator)
    survey = make_ready(survey, by=scene.evaluator)
    assert told() == []
    clock("2027-01-21 10:00")
    survey.__class__.objects.update(sealed_at=timezone.now())
    assert told() == ["the survey has closed, its results can be read"]
