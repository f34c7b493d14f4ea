"""The stretch of road from dates to attendance: laid out, published, answered, the link ready, marked."""

import re
from datetime import datetime, timedelta
from urllib.parse import urlsplit

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from checkins.links import answer_url
from checkins.models import CheckInSession
from checkins.services import add_session, answer_session, publish_sessions
from notifications.models import Message
from participants.models import Delegation, Side
from tests import make
from tests.browser.steps import assert_accessible, screenshot, sign_in

pytestmark = pytest.mark.django_db(transaction=True)
NAMES = ["Amina Yusuf", "Peter Hall", "Joy Mensah", "Ruth Shaw", "Samuel Okafor-Whitmore", "Li Wei"]


@pytest.fixture
def cohort():
    cohort = make.a_cohort(starts_on=timezone.localdate() + timedelta(days=10))
    cohort.facilitator = make.a_facilitator(cohort, name="Kwame Boateng")
    cohort.people = [
        make.a_participant(cohort, (Side.NETWORK, Side.LEADER)[n % 2], name=name)
        for n, name in enumerate(NAMES)
    ]
    return cohort


def test_a_year_of_sessions_from_dates_to_attendance(page, open_page, cohort):
    sign_in(page, cohort.facilitator)
    page.goto(reverse("session_plan", args=[cohort.pk]))
    assert_accessible(page)
    screenshot(page, "session-plan-empty")
    page.get_by_role("button", name="Lay out the year").click()
    assert page.get_by_role("row").count() == 7
    assert_accessible(page)
    screenshot(page, "session-plan-draft")

    page.get_by_role("link", name=re.compile("Change check-in session 1", re.I)).click()
    assert_accessible(page)
    screenshot(page, "session-edit")
    page.get_by_label("Starts at").fill("14:30")
    page.get_by_label("Joining link").fill("http://unsafe.example/x")
    page.get_by_role("button", name="Save this session").click()
    expect(page.get_by_role("link", name="A joining link begins with https://")).to_be_visible()
    assert_accessible(page)
    screenshot(page, "session-edit-error")
    page.get_by_label("Joining link").fill("https://teams.example/meet")
    page.get_by_role("button", name="Save this session").click()

    page.get_by_role("button", name="Rehearse the invitations").click()
    page.get_by_role("heading", name=f"Publish 6 sessions of {cohort.name}").wait_for()
    expect(page.get_by_text("we begin together")).to_be_visible()
    assert page.get_by_role("link", name=re.compile("^Add its link")).count() == 5
    assert Message.objects.count() == 0
    assert_accessible(page)
    screenshot(page, "session-publish")
    page.get_by_role("button", name=f"Publish 6 sessions and invite {len(NAMES)} people").last.click()
    page.get_by_text("Published 6 sessions.").wait_for()
    assert Message.objects.filter(kind="launch_invitation").count() == len(NAMES)
    assert_accessible(page)
    screenshot(page, "session-plan-published")

    amina = open_page()
    sign_in(amina, cohort.people[0].user)
    amina.goto(reverse("session_list"))
    assert_accessible(amina)
    screenshot(amina, "session-list")
    amina.get_by_role("button", name=re.compile("^Coming")).first.click()
    assert amina.get_by_label("Yes, I am coming").is_checked()
    assert_accessible(amina)
    screenshot(amina, "session-answer")
    amina.get_by_role("button", name="Send my answer").click()
    expect(amina.get_by_text("You are coming.", exact=True)).to_be_visible()
    assert_accessible(amina)
    screenshot(amina, "session-list-answered")

    session = cohort.sessions.order_by("starts_at").first()
    answer_session(session, cohort.people[1], "coming", by=cohort.people[1].user)
    CheckInSession.objects.filter(pk=session.pk).update(
        starts_at=timezone.now() + timedelta(minutes=30), link="https://teams.example/meet"
    )
    amina.reload()
    assert (
        amina.get_by_role("button", name="Join the session").get_attribute("href")
        == "https://teams.example/meet"
    )
    amina.get_by_text("Who else is coming (1)").click()
    expect(amina.get_by_text("Peter Hall")).to_be_visible()
    assert_accessible(amina)
    screenshot(amina, "session-list-joining")

    page.goto(reverse("attendance_mark", args=[session.pk]))
    assert_accessible(page)
    screenshot(page, "attendance-mark")
    page.get_by_label("Amina Yusuf").check()
    page.get_by_label("Li Wei").check()
    page.get_by_role("button", name="Save who came").click()
    expect(page.get_by_text("Saved: 2 came.")).to_be_visible()
    assert session.attendances.attended().count() == 2
    page.goto(reverse("attendance_mark", args=[session.pk]))
    expect(page.get_by_text("Saved: 2 of 6 came.")).to_be_visible()
    assert page.get_by_role("group", name="Came", exact=True).get_by_role("checkbox").count() == 2
    assert_accessible(page)
    screenshot(page, "attendance-marked")
    page.goto(reverse("session_plan", args=[cohort.pk]))

    page.get_by_role("link", name=re.compile("Cancel check-in session 4", re.I)).click()
    assert_accessible(page)
    screenshot(page, "session-cancel")
    page.get_by_role("button", name="Cancel this session").click()
    expect(page.get_by_text("Cancelled", exact=True)).to_be_visible()


def test_the_link_of_the_mail_signed_out_without_scripts(plain_page, open_page, cohort, expected_errors):
    soon = timezone.now() + timedelta(days=5)
    session = add_session(cohort, "check_in", soon, place="Room 4", by=cohort.facilitator)
    publish_sessions(cohort, by=cohort.facilitator)
    parts = urlsplit(answer_url(session, cohort.people[0], "coming"))
    plain_page.goto(f"{parts.path}?{parts.query}")
    assert plain_page.get_by_label("Yes, I am coming").is_checked()
    assert cohort.people[0].attendances.count() == 0
    plain_page.get_by_role("button", name="Send my answer").click()
    expect(plain_page.get_by_role("heading", name="Thank you")).to_be_visible()
    assert cohort.people[0].attendances.get().answer == "coming"

    page = open_page()
    page.goto(f"{parts.path}?{parts.query}")
    assert_accessible(page)
    screenshot(page, "session-link")
    page.goto(f"{parts.path}?done=1")
    assert_accessible(page)
    screenshot(page, "session-link-done")
    CheckInSession.objects.filter(pk=session.pk).update(starts_at=timezone.now())
    expected_errors.append("status of 410")
    page.goto(parts.path)
    assert_accessible(page)
    screenshot(page, "session-link-closed")


def test_empty_and_asking_states(page, cohort, expected_errors):
    sign_in(page, cohort.people[0].user)
    for name in ("session_list", "message_list"):
        page.goto(reverse(name))
        assert_accessible(page)
        screenshot(page, f"{name.replace('_', '-')}-empty")

    sign_in(page, cohort.facilitator)
    page.goto(reverse("session_add", args=[cohort.pk]))
    page.get_by_role("button", name="Add this session").click()
    assert_accessible(page)
    screenshot(page, "session-add-error")
    last_sunday = _clocks_go_back(timezone.localdate())
    page.get_by_label("Date").fill(last_sunday.isoformat())
    page.get_by_label("Starts at").fill("01:30")
    page.get_by_role("button", name="Add this session").click()
    assert_accessible(page)
    screenshot(page, "session-add-twice")
    page.get_by_label("The second, an hour later").check()
    page.get_by_role("button", name="Add this session").click()
    expect(page.get_by_text("Session added.")).to_be_visible()

    page.goto(reverse("cohort_messages", args=[cohort.pk]))
    assert_accessible(page)
    Message.objects.create(
        key="x", kind="checkin_invitation", to=cohort.people[0].user, cohort_id=cohort.pk, state="failed"
    )
    Message.objects.create(key="y", kind="checkin_invitation", to=cohort.people[1].user, cohort_id=cohort.pk)
    page.reload()
    assert_accessible(page)
    screenshot(page, "cohort-messages")


def test_an_assistant_answers_for_somebody(phone_page, cohort):
    assistant = make.a_person(name="Tom Ashby")
    Delegation.objects.create(participant=cohort.people[1], delegate=assistant)
    add_session(cohort, "check_in", timezone.now() + timedelta(days=5), by=cohort.facilitator)
    publish_sessions(cohort, by=cohort.facilitator)
    sign_in(phone_page, assistant)
    phone_page.goto(reverse("session_list"))
    phone_page.get_by_role("button", name=re.compile("^Not this time")).first.click()
    expect(phone_page.get_by_text("You answer for Peter Hall.")).to_be_visible()
    assert_accessible(phone_page)
    phone_page.get_by_role("button", name="Send my answer").click()
    assert cohort.people[1].attendances.get().answer == "not_this_time"


def _clocks_go_back(today):
    """The last Sunday of the next October."""
    year = today.year + (today >= datetime(today.year, 10, 24).date())  # noqa: DTZ001
    day = datetime(year, 10, 31).date()  # noqa: DTZ001
    return day - timedelta(days=(day.weekday() + 1) % 7)
