"""One's own profile: nothing typed is lost, what is wrong is said kindly, an offered place is answered."""

import re
import time
from datetime import timedelta

import pytest
from django.utils import timezone

from participants.models import Participant, Side
from tests import make
from tests.browser.steps import assert_accessible, screenshot, sign_in, tab_to

pytestmark = pytest.mark.django_db(transaction=True)
State = Participant.State


def look(page, name):
    assert_accessible(page)
    screenshot(page, f"participants-{name}")


def go_on(page):
    page.get_by_role("button", name="Keep this and go on").click()


def type_on(page, field, seconds):
    """Types a word every half a second without ever pausing, so that no quiet moment comes. Returns the text."""
    field.press("End")
    until, words = time.monotonic() + seconds, 0
    while time.monotonic() < until:
        words += 1
        field.press_sequentially(f"word{words} ")
        page.wait_for_timeout(500)
    return field.input_value()


def test_a_closed_laptop_loses_at_most_ten_seconds_of_one_who_never_stops_typing(
    page, open_page, expected_errors
):
    expected_errors.append("ERR_INTERNET_DISCONNECTED")
    person = make.a_participant(make.a_cohort(), Side.NETWORK, state=State.STARTED)
    sign_in(page, person.user)
    page.goto(f"/profile/{person.pk}/answers/")
    typed = type_on(page, page.locator("textarea").nth(0), 9)
    page.context.set_offline(True)  # nothing more gets out, not even in leaving
    page.close()
    elsewhere = open_page()
    sign_in(elsewhere, person.user)
    elsewhere.goto(f"/profile/{person.pk}/answers/")
    kept = elsewhere.locator("textarea").nth(0).input_value()
    assert "word1 " in kept
    assert typed.startswith(kept)


@pytest.mark.parametrize(
    ("where", "label", "words"),
    [
        ("about-you", "Job title", "Ward manager"),
        ("practical", "make this accessible", "Captions, please"),
        ("practical", "should not be paired with", "Gareth Pugh"),
    ],
)
def test_each_page_of_the_profile_keeps_what_is_typed_within_ten_seconds(
    page, open_page, where, label, words
):
    person = make.a_participant(make.a_cohort(), Side.NETWORK, state=State.STARTED)
    sign_in(page, person.user)
    page.goto(f"/profile/{person.pk}/{where}/")
    page.get_by_label(re.compile(label)).fill(words)
    page.get_by_text(re.compile(r"^Saved \d")).wait_for(timeout=10_000)
    page.context.set_offline(True)
    page.close()
    elsewhere = open_page()
    sign_in(elsewhere, person.user)
    elsewhere.goto(f"/profile/{person.pk}/{where}/")
    assert elsewhere.get_by_label(re.compile(label)).input_value() == words


def test_that_others_read_my_mail_waits_for_the_button(page):
    person = make.a_participant(make.a_cohort(), Side.NETWORK, state=State.STARTED)
    sign_in(page, person.user)
    page.goto(f"/profile/{person.pk}/practical/")
    page.get_by_label("Other people read my mail").check()
    page.wait_for_timeout(6000)
    assert page.get_by_text(re.compile(r"^Saved \d")).count() == 0
    page.get_by_label(re.compile("make this accessible")).fill("Captions")
    page.get_by_text(re.compile(r"^Saved \d")).wait_for(timeout=10_000)
    person.user.refresh_from_db()
    assert person.user.mail_is_shared is False


def test_save_and_come_back_later_without_scripts(plain_page):
    page, person = plain_page, make.a_participant(make.a_cohort(), "", state=State.STARTED)
    sign_in(page, person.user)
    page.goto(f"/profile/{person.pk}/answers/")
    page.locator("textarea").nth(1).fill("Half a thought")
    page.get_by_role("button", name="Save and come back later").click()
    page.get_by_text("It is kept. Come back whenever it suits you.").wait_for()
    page.get_by_role("link", name="Your three answers").click()
    assert page.locator("textarea").nth(1).input_value() == "Half a thought"


def test_ones_own_address_as_line_manager_is_refused_kindly(page):
    person = make.a_participant(make.a_cohort(), Side.NETWORK, state=State.STARTED)
    sign_in(page, person.user)
    page.goto(f"/profile/{person.pk}/about-you/")
    page.get_by_label("Line manager's e-mail").fill(person.user.email)
    go_on(page)
    page.get_by_role("link", name=re.compile("This is your own address")).click()
    assert page.get_by_label("Line manager's e-mail").evaluate("field => field === document.activeElement")
    look(page, "own-manager")


def an_offer(**fields):
    today = timezone.localdate()
    return make.a_participant(
        make.a_cohort(name="Spring 2027"),
        Side.NETWORK,
        state=State.OFFERED,
        checked_at=timezone.now(),
        answer_by=today + timedelta(days=7),
        **fields,
    )


def test_a_place_is_taken_from_home_with_the_keyboard_alone(page):
    amina = an_offer(name="Amina Yusuf")
    sign_in(page, amina.user)
    page.goto("/")
    look(page, "home-offered")
    tab_to(page, page.get_by_role("button", name="Say whether you take it"))
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="There is a place for you in Spring 2027").wait_for()
    look(page, "place-answer")
    tab_to(page, page.get_by_role("button", name="Yes, I take the place"))
    page.keyboard.press("Enter")
    page.get_by_text("The place is yours.").wait_for()
    look(page, "home-taken")
    amina.refresh_from_db()
    assert amina.state == State.ACCEPTED


def test_a_place_is_turned_down_without_scripts(plain_page):
    amina = an_offer()
    sign_in(plain_page, amina.user)
    plain_page.goto(f"/profile/{amina.pk}/")
    plain_page.get_by_role("button", name="Say whether you take the place").click()
    plain_page.get_by_role("button", name="No, not this time").click()
    plain_page.get_by_text("Thank you for telling us.").wait_for()
    amina.refresh_from_db()
    assert amina.state == State.WITHDRAWN


def test_the_other_side_is_answered_and_a_late_yes_is_told_kindly(page):
    cohort = make.a_cohort(name="Spring 2027", places=1)
    joy = make.a_participant(
        cohort, Side.NETWORK, name="Joy Mensah", could_be_leader=True, asked_side=Side.LEADER
    )
    ruth = make.a_participant(cohort, Side.LEADER, name="Ruth Shaw")
    sign_in(page, joy.user)
    page.goto("/")
    page.get_by_role("button", name="Answer").click()
    page.get_by_role("heading", name="Would you take a place as Senior leader?").wait_for()
    look(page, "side-answer")
    page.get_by_role("button", name="Yes, as Senior leader").click()
    page.get_by_role("link", name=re.compile("taken meanwhile")).wait_for()
    look(page, "side-answer-error")
    Participant.objects.filter(pk=ruth.pk).update(state=State.WITHDRAWN)
    page.get_by_role("button", name="Yes, as Senior leader").click()
    page.get_by_text("You are on the other side now").wait_for()
    joy.refresh_from_db()
    assert joy.side == Side.LEADER
