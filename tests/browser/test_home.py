"""Home, the team's pages, the pages for everybody: looked at, asked of axe, walked through by keys."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from kit.calendars import add_months
from participants.models import Participant, Side
from partnerships.models import Meeting
from partnerships.services import log_meeting
from tests import make
from tests.browser.steps import PHONE, assert_accessible, screenshot, sign_in

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def cohort():
    cohort = make.a_cohort(name="Cohort 2026", starts_on=add_months(timezone.localdate(), -4))
    make.a_participant(cohort, state=Participant.State.SENT, name="Joy Mensah")
    return cohort


@pytest.fixture
def amina(cohort):
    """One of two partners who met four days ago."""
    amina = make.a_participant(cohort, Side.NETWORK, name="Amina Yusuf")
    peter = make.a_participant(cohort, Side.LEADER, name="Peter Hall")
    ours = make.a_partnership(cohort, partners=[amina, peter])
    day = timezone.localdate() - timedelta(days=4)
    log_meeting(ours, held_on=day, minutes=60, mode=Meeting.Mode.values[0], by=amina.user)
    return amina.user


def looked_at(page, user, address, name):
    if user is not None:
        sign_in(page, user)
    page.goto(address)
    page.get_by_role("heading", level=1).wait_for()
    assert_accessible(page)
    screenshot(page, name)


def test_home_of_a_learning_partner(page, amina):
    looked_at(page, amina, "/", "home-partner")
    page.get_by_role("link", name="Log a meeting").click()
    page.get_by_role("heading", level=1).wait_for()
    assert page.url.endswith("/log/")


def test_home_of_a_new_partner_has_one_clear_action(page, cohort):
    joy = make.a_participant(cohort, Side.NETWORK, name="Joy Okafor")
    ruth = make.a_participant(cohort, Side.LEADER, name="Ruth Shaw")
    make.a_partnership(cohort, partners=[joy, ruth], started_on=timezone.localdate())
    looked_at(page, joy.user, "/", "home-new-partner")
    assert page.locator("main .nhsuk-button").count() == 1


def test_home_of_a_facilitator(page, cohort, amina):
    looked_at(page, make.a_facilitator(cohort, name="Grace Holloway"), "/", "home-facilitator")
    picture = page.get_by_role("img", name="The cohort is in this stage: Partnerships.")
    expect(picture).to_be_visible()
    page.set_viewport_size(PHONE)
    assert not picture.is_visible()
    expect(page.get_by_text("The cohort is in this stage: Partnerships.").last).to_be_visible()


def test_home_of_somebody_who_has_joined_nothing(page):
    looked_at(page, make.a_person(name="Noor Ali"), "/", "home-nobody")


def test_the_teams_front_page_and_a_cohorts_page(page, cohort, amina):
    grace = make.a_facilitator(cohort, name="Grace Holloway")
    looked_at(page, grace, reverse("team_home"), "team-home")
    page.get_by_role("link", name="Cohort 2026", exact=True).click()
    page.get_by_role("heading", level=1, name="Cohort 2026").wait_for()
    page.get_by_text("Show the dates as a table").click()
    expect(page.get_by_role("cell", name="now")).to_be_visible()
    assert_accessible(page)
    screenshot(page, "team-cohort")


def test_the_teams_front_page_of_an_administrator_without_a_cohort(page):
    looked_at(page, make.an_administrator(make.a_programme()), reverse("team_home"), "team-home-empty")


def test_the_teams_front_page_of_who_looks_after_the_installation(page, cohort):
    root = make.a_person(name="Robin Ashe", is_superuser=True)
    looked_at(page, root, reverse("team_home"), "team-home-superuser")
    page.get_by_role("link", name="History: who did what, and when").click()
    page.get_by_role("heading", level=1).wait_for()


@pytest.mark.parametrize("name", ["privacy", "support", "accessibility", "signed_out"])
def test_pages_for_everybody_signed_out(page, name):
    looked_at(page, None, reverse(name), name)


@pytest.mark.parametrize("name", ["privacy", "support"])
def test_pages_for_everybody_signed_in(page, amina, name):
    looked_at(page, amina, reverse(name), f"{name}-signed-in")


# ---- when something is wrong ----


def test_not_found(page, amina, expected_errors):
    expected_errors.append("status of 404")
    looked_at(page, amina, "/no-such-page/", "error-404")
    page.get_by_role("button", name="Go to your home page").click()
    page.get_by_role("heading", name="Amina").wait_for()


def test_not_found_signed_out(page, expected_errors):
    expected_errors.append("status of 404")
    looked_at(page, None, "/no-such-page/", "error-404-signed-out")


def test_not_allowed(page, amina, expected_errors):
    """A form whose token is gone: what a stale page sends."""
    expected_errors.append("status of 403")
    sign_in(page, amina)
    page.goto("/")
    page.evaluate("document.querySelector('form input[name=csrfmiddlewaretoken]').value = 'stale'")
    page.get_by_role("button", name="Sign out").click()
    page.get_by_role("heading", level=1).wait_for()
    assert_accessible(page)
    screenshot(page, "error-403-stale")


def test_broken(page, amina, expected_errors, monkeypatch):
    """What a defect shows: kind words, and nothing of the defect."""
    expected_errors.append("status of 500")
    monkeypatch.setattr("plp.home._greeting", lambda hour: 1 / 0)
    sign_in(page, amina)
    page.goto("/")
    assert "ZeroDivisionError" not in page.content()
    page.get_by_role("heading", level=1).wait_for()
    assert_accessible(page)
    screenshot(page, "error-500")


# ---- other ways to read it ----


def test_home_without_javascript(plain_page, cohort, amina):
    page = plain_page
    sign_in(page, make.a_facilitator(cohort, name="Grace Holloway"))
    page.goto("/")
    expect(page.get_by_role("img", name="The cohort is in this stage")).to_be_visible()
    page.get_by_text("Show the dates as a table").click()
    expect(page.get_by_role("cell", name="now")).to_be_visible()
    page.get_by_role("link", name="Check", exact=False).first.click()
    expect(page.get_by_text("Joy Mensah").first).to_be_visible()


def focused(page):
    """What has the focus: its words, and whether one can see that it has it."""
    return page.evaluate(
        """() => {
            const it = document.activeElement, style = getComputedStyle(it), box = it.getBoundingClientRect();
            return {
                words: it.innerText.trim().split("\\n")[0],
                seen: box.width > 1 && box.height > 1 && box.top >= 0
                    && (style.boxShadow !== "none" || style.outlineStyle !== "none"),
            };
        }"""
    )


def test_the_keyboard_reaches_skip_link_menu_and_the_main_action(page, cohort):
    joy = make.a_participant(cohort, Side.NETWORK, name="Joy Okafor")
    ruth = make.a_participant(cohort, Side.LEADER, name="Ruth Shaw")
    make.a_partnership(cohort, partners=[joy, ruth], started_on=timezone.localdate())
    sign_in(page, joy.user)
    page.goto("/")
    stops = []
    while len(stops) < 12:
        page.keyboard.press("Tab")
        stops.append(focused(page))
        if stops[-1]["words"] == "You and Ruth":
            break
    words = [stop["words"] for stop in stops]
    assert words == [
        "Skip to main content",
        "Parallel Learning Partnerships",
        "Joy Okafor",
        "Sign out",
        "Home",
        "Our partnership",
        "Group sessions",
        "Guide",
        "You and Ruth",
    ]
    assert [stop["words"] for stop in stops if not stop["seen"]] == []
    page.keyboard.press("Enter")
    page.get_by_role("heading", level=1, name="Ruth").wait_for()


def test_the_skip_link_leads_past_the_menu(page, amina):
    sign_in(page, amina)
    page.goto("/")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert focused(page)["words"].startswith("Log a meeting")
