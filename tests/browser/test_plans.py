"""Planned meetings and shared reflections in a real browser: on a desk, a telephone, without scripts."""

import time
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from participants.models import Delegation, Side
from partnerships import services
from partnerships.models import Meeting, PlannedMeeting, ReflectionShare
from tests import make
from tests.browser.steps import assert_accessible, screenshot, sign_in

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def pair(transactional_db):
    cohort = make.a_cohort(starts_on=timezone.localdate() - timedelta(weeks=12))
    people = [
        make.a_participant(cohort, side, user=make.a_person(name))
        for side, name in ((Side.NETWORK, "Amina Yusuf"), (Side.LEADER, "Peter Hall"))
    ]
    pair = make.a_partnership(cohort, partners=people)
    pair.amina, pair.peter = (person.user for person in people)
    pair.peter.pronouns, pair.peter.said_like = "he/him", "PEE-ter"
    pair.peter.save()
    pair.facilitator = make.a_facilitator(cohort)
    pair.jo = make.a_person("Jo Smith")
    Delegation.objects.create(participant=people[1], delegate=pair.jo)
    services.give_guide(cohort.programme, by=None)
    return pair


def a_plan(pair, days=9, **fields):
    given = {"minutes": 45, "mode": "teams", "where": "https://teams.example/l/meetup-join/19%3ameeting"}
    starts_at = timezone.now() + timedelta(days=9)
    plan = services.plan_meeting(pair, starts_at=starts_at, **given | fields, by=pair.amina)
    PlannedMeeting.objects.filter(pk=plan.pk).update(starts_at=timezone.now() + timedelta(days=days))
    plan.refresh_from_db()
    return plan


def url(name, thing=None, query=""):
    return reverse(name, args=[thing.pk] if thing else []) + query


class Taps:
    """Counts them."""

    def __init__(self):
        self.number, self.began = 0, time.monotonic()

    def on(self, place):
        place.tap()
        self.number += 1

    @property
    def seconds(self):
        return time.monotonic() - self.began


def test_a_planned_meeting_is_logged_in_two_taps_and_under_15_seconds(pair, phone_page):
    plan = a_plan(pair, days=-2)
    page = phone_page
    sign_in(page, pair.peter)
    page.goto(url("home"))
    taps = Taps()
    taps.on(page.get_by_role("button", name="It took place: log it"))
    taps.on(page.get_by_role("button", name="Log this meeting"))
    page.get_by_text("Your meeting is in the log.").wait_for()
    meeting = Meeting.objects.get()
    assert (meeting.held_on, meeting.minutes, meeting.plan) == (plan.day, 45, plan)
    assert taps.number == 2
    assert taps.seconds < 15


def test_what_did_not_happen_is_logged_in_two_taps_too(pair, phone_page):
    a_plan(pair, days=-2)
    page = phone_page
    sign_in(page, pair.peter)
    page.goto(url("partnership_detail", pair))
    assert_accessible(page)
    screenshot(page, "plans-to-log")
    taps = Taps()
    taps.on(page.get_by_role("link", name="It did not happen"))
    assert page.get_by_label("It was planned, but did not happen").is_checked()
    taps.on(page.get_by_role("button", name="Log this meeting"))
    page.get_by_text("Your meeting is in the log.").wait_for()
    assert (Meeting.objects.get().took_place, taps.number) == (False, 2)


def test_from_planning_to_calling_off(pair, page):
    sign_in(page, pair.amina)
    page.goto(url("partnership_detail", pair))
    page.get_by_role("button", name="Plan a meeting").click()
    assert_accessible(page)
    screenshot(page, "plans-new")
    page.get_by_label("Starts at").fill("10:00")
    page.get_by_role("button", name="Plan this meeting").click()
    assert "Choose a day." in page.content()
    assert_accessible(page)
    screenshot(page, "plans-error")
    page.get_by_label("Date").fill(str(timezone.localdate() + timedelta(days=9)))
    page.get_by_label("Place or joining link").fill("https://teams.example/l/meetup-join/19%3ameeting")
    page.get_by_role("button", name="Plan this meeting").click()
    page.get_by_text("Your meeting is planned.").wait_for()
    assert_accessible(page)
    screenshot(page, "plans-partnership")
    page.goto(url("home"))
    assert_accessible(page)
    screenshot(page, "plans-home")
    page.get_by_role("link", name="Move").first.click()
    assert_accessible(page)
    page.get_by_role("link", name="Call it off instead").click()
    assert_accessible(page)
    screenshot(page, "plans-call-off")
    page.get_by_role("button", name="Call it off").click()
    page.get_by_text("Your meeting is called off.").wait_for()
    assert PlannedMeeting.objects.standing().count() == 0


def test_without_scripts_an_assistant_plans_too(pair, plain_page):
    page = plain_page
    sign_in(page, pair.jo)
    page.goto(url("arranging"))
    page.get_by_role("button", name="Plan a meeting").click()
    page.get_by_label("Date").fill(str(timezone.localdate() + timedelta(days=9)))
    page.get_by_label("Another length").check()
    page.get_by_label("How many minutes?").fill("20")
    page.get_by_role("button", name="Plan this meeting").click()
    assert PlannedMeeting.objects.get().minutes == 20
    page.get_by_role("link", name="Move").wait_for()


def test_the_next_date_in_the_same_step(pair, page):
    sign_in(page, pair.amina)
    page.goto(url("meeting_log", pair))
    page.get_by_text("Plan the next one at once").click()
    page.get_by_text("Add words, topics").click()
    assert_accessible(page)
    screenshot(page, "plans-log-open")
    page.get_by_label("Work and career").check()
    page.get_by_label("Next date").fill(str(timezone.localdate() + timedelta(days=20)))
    page.get_by_role("button", name="Log this meeting").click()
    page.get_by_text("The next one is planned").wait_for()
    assert (Meeting.objects.get().topics, PlannedMeeting.objects.count()) == (["career"], 1)


def test_an_assistant_s_page_and_the_whole_log_are_accessible(pair, page, open_page):
    a_plan(pair)
    for days in range(30):
        services.log_meeting(
            pair,
            held_on=timezone.localdate() - timedelta(days=days),
            minutes=60,
            mode="teams",
            by=pair.amina,
        )
    sign_in(page, pair.jo)
    page.goto(url("arranging"))
    assert_accessible(page)
    screenshot(page, "plans-arranging")
    amina = open_page()
    sign_in(amina, pair.amina)
    amina.goto(url("meeting_list", pair))
    assert_accessible(amina)


def test_a_reflection_is_shared_as_previewed_and_taken_back(pair, page, open_page):
    sign_in(page, pair.amina)
    page.goto(url("reflection_write"))
    page.get_by_text("Three questions from the guide").click()
    assert_accessible(page)
    screenshot(page, "sharing-write")
    page.get_by_label("Your reflection").fill("I talk when I am nervous.\n\nHe waits. It helps.")
    page.get_by_role("button", name="Save for myself").click()
    page.get_by_role("link", name=timezone.localdate().strftime("%B")).click()
    page.get_by_role("link", name="Let somebody read it").click()
    assert_accessible(page)
    screenshot(page, "sharing-preview")
    page.get_by_role("button", name="Let them read it").click()
    assert "Choose who may read it." in page.content()
    assert_accessible(page)
    page.get_by_label("My learning partner").check()
    page.get_by_role("button", name="Let them read it").click()
    page.get_by_text("They can read it now").wait_for()
    assert_accessible(page)
    screenshot(page, "sharing-shared")
    peter = open_page()
    sign_in(peter, pair.peter)
    peter.goto(url("reflection_shared", pair))
    assert "He waits. It helps." in peter.inner_text("main")
    assert_accessible(peter)
    page.get_by_role("button", name="Take it back").click()
    page.get_by_text("What was read cannot be unread.").wait_for()
    peter.reload()
    assert peter.inner_text("main").count("He waits") == 0
    assert ReflectionShare.objects.standing().count() == 0


def test_what_was_sent_to_the_facilitators_is_accessible(pair, page):
    reflection = services.write_reflection(
        pair.partners.get(participant__user=pair.amina).participant, text="For you", by=pair.amina
    )
    services.share_reflection(reflection, audience="facilitators", seen="For you", by=pair.amina)
    sign_in(page, pair.facilitator)
    page.goto(url("reflections_sent", pair.cohort))
    assert_accessible(page)
    screenshot(page, "sharing-sent")
