"""From a join link, or a closed door, to a profile that is sent; the links, codes and posters that lead there."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from participants.models import Participant, Side
from tests import make
from tests.browser.steps import assert_accessible, screenshot, sign_in, tab_to

pytestmark = pytest.mark.django_db(transaction=True)
State = Participant.State
ANSWERS = [
    "I came here at nineteen to train as a nurse, and I still count in my first language when I am tired.",
    "I would like to learn how budgets work. I can share how it feels to train people who are promoted past you.",
    "Regular and short is better than long and rare. Silence is fine too.",
]


def look(page, name):
    assert_accessible(page)
    screenshot(page, f"participants-{name}")


def go_on(page):
    page.get_by_role("button", name="Keep this and go on").click()


def test_joining_from_the_link_to_a_sent_profile(page):
    cohort = make.a_cohort(name="Spring 2027")
    page.goto(f"/join/{cohort.join_code}/?via=staff-network")
    look(page, "join")
    page.get_by_role("button", name="Join: make an account").click()
    page.get_by_label("Your name").fill("Amina Yusuf")
    page.get_by_label(re.compile("e-?mail", re.IGNORECASE)).fill("amina.yusuf@trust.example")
    page.locator("input[name=password1]").fill("a quiet garden with pears")
    page.get_by_role("button", name="Send me a code").click()
    page.locator("input[name=code]").wait_for()
    code = re.search(r"^\s*([A-Z0-9]{3,}-?[A-Z0-9]+)\s*$", mail.outbox[-1].body, re.MULTILINE).group(1)
    page.locator("input[name=code]").fill(code)
    page.get_by_role("button", name="Confirm").click()

    page.get_by_role("heading", name="Your profile", level=1).wait_for()
    participant = Participant.objects.get()
    assert (participant.user.email, participant.channel) == ("amina.yusuf@trust.example", "staff-network")
    look(page, "task-list-empty")

    page.get_by_role("link", name="About you").click()
    page.get_by_label("Line manager's e-mail").fill("nobody")
    page.get_by_label("Job title").fill("Staff nurse")
    go_on(page)
    page.get_by_role("heading", name="There is something to put right").wait_for()
    assert page.get_by_label("Job title").input_value() == "Staff nurse"
    look(page, "about-errors")
    page.get_by_label("BME partner", exact=True).check()
    page.get_by_label("Black or minority ethnic background").check()
    page.get_by_label("Line manager's e-mail").fill("ruth.shaw@trust.example")
    go_on(page)

    page.get_by_role("heading", name="Your three answers", level=1).wait_for()
    page.locator("textarea").nth(0).fill(ANSWERS[0])
    page.get_by_text(f"You have {150 - len(ANSWERS[0].split())} words left").wait_for()
    page.get_by_text(re.compile(r"^Saved \d")).wait_for(timeout=10_000)
    participant.profile.refresh_from_db()
    assert participant.profile.answer_1 == ANSWERS[0]
    page.reload()
    assert page.locator("textarea").nth(0).input_value() == ANSWERS[0]
    page.locator("textarea").nth(1).fill(ANSWERS[1])
    page.locator("textarea").nth(2).fill(ANSWERS[2])
    look(page, "answers")
    go_on(page)

    page.get_by_label("Either").check()
    page.get_by_label("Tuesday").check()
    page.get_by_label(re.compile("anybody you should not be paired")).fill("Gareth Pugh")
    look(page, "practical")
    go_on(page)

    page.get_by_role("heading", name="Check your profile and send it").wait_for()
    look(page, "check")
    page.get_by_role("link", name="See what a partner would read").click()
    assert page.get_by_text("Gareth Pugh").count() == 0
    look(page, "preview")
    page.get_by_role("link", name="Your profile").click()
    look(page, "task-list-ready")
    page.get_by_role("link", name="Check and send").click()
    page.get_by_role("button", name="Send my profile").click()
    page.get_by_text("Your profile is with the facilitators. Thank you.").wait_for()
    look(page, "sent")
    participant.refresh_from_db()
    assert (participant.state, participant.side) == (State.SENT, Side.NETWORK)


def test_joining_works_without_scripts(plain_page):
    cohort, person = make.a_cohort(), make.a_person(name="Sam Porter")
    page = plain_page
    sign_in(page, person)
    page.goto(f"/join/{cohort.join_code}/")
    page.get_by_role("button", name="Start my profile").click()
    page.get_by_role("link", name="About you").click()
    page.get_by_label("Senior leader", exact=True).check()
    go_on(page)
    for number, answer in enumerate(ANSWERS):
        page.locator("textarea").nth(number).fill(answer)
    go_on(page)
    go_on(page)
    page.get_by_role("button", name="Send my profile").click()
    page.get_by_text("Your profile is with the facilitators. Thank you.").wait_for()
    assert Participant.objects.get().state == State.SENT


def test_joining_works_with_the_keyboard_alone(page):
    cohort, person = make.a_cohort(), make.a_person()
    sign_in(page, person)
    page.goto(f"/join/{cohort.join_code}/")
    tab_to(page, page.get_by_role("button", name="Start my profile"))
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Your profile", level=1).wait_for()
    tab_to(page, page.get_by_role("link", name="About you"))
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="About you", level=1).wait_for()
    tab_to(page, page.get_by_label("BME partner", exact=True))
    page.keyboard.press("Space")
    tab_to(page, page.get_by_role("button", name="Keep this and go on"))
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Your three answers", level=1).wait_for()
    for number, answer in enumerate(ANSWERS):
        tab_to(page, page.locator("textarea").nth(number))
        page.keyboard.insert_text(answer)
    tab_to(page, page.get_by_role("button", name="Keep this and go on"))
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Practical things", level=1).wait_for()
    tab_to(page, page.get_by_role("button", name="Keep this and go on"))
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Check your profile and send it").wait_for()
    tab_to(page, page.get_by_role("button", name="Send my profile"))
    page.keyboard.press("Enter")
    page.get_by_text("Your profile is with the facilitators. Thank you.").wait_for()


@pytest.mark.parametrize("name", ["early", "late", "full", "over"])
def test_a_closed_cohort_is_kind(page, name):
    today = timezone.localdate()
    fields = {
        "early": {"opens_on": today + timedelta(days=3), "closes_on": today + timedelta(days=20)},
        "late": {"opens_on": today - timedelta(days=30), "closes_on": today - timedelta(days=3)},
        "full": {"places": 0},
        "over": {"starts_on": today - timedelta(days=200)},
    }[name]
    cohort = make.a_cohort(name="Spring 2027", **fields)
    page.goto(f"/join/{cohort.join_code}/")
    assert page.get_by_role("button", name="Join: make an account").count() == 0
    waits = page.get_by_role("button", name="Join the waiting list: make an account").count()
    assert waits == (name in ("late", "full"))
    look(page, f"join-{name}")


def test_an_unknown_address_and_a_closed_door_lead_to_the_waiting_list(page):
    today = timezone.localdate()
    cohort = make.a_cohort(
        make.a_programme(email_domains=["trust.example"]), name="Spring 2027", starts_on=today
    )
    sam = make.a_person(name="Sam Porter", email="sam@home.example")
    sign_in(page, sam)
    page.goto(f"/join/{cohort.join_code}/")
    page.get_by_role("heading", name="First, a facilitator checks that it is you").wait_for()
    look(page, "join-unknown")
    page.get_by_role("button", name="Start my profile, for the waiting list").click()
    page.get_by_role("heading", name="Your profile", level=1).wait_for()
    participant = Participant.objects.get()
    Participant.objects.update(could_be_network=True)
    profile = participant.profile
    profile.answer_1, profile.answer_2, profile.answer_3 = ANSWERS
    profile.save()
    page.goto(f"/profile/{participant.pk}/check/")
    look(page, "check-waiting")
    page.get_by_role("button", name="Send my profile, for the waiting list").click()
    page.get_by_text("Your profile is on the waiting list. Thank you.").wait_for()
    look(page, "waiting")


def test_links_have_codes_posters_and_a_picture_of_what_they_bring(page):
    cohort = make.a_cohort(name="Spring 2027")
    for channel, number in (("intranet", 3), ("staff-network", 5), ("colleague", 1)):
        for place in range(number):
            make.a_participant(cohort, channel=channel, state=State.STARTED if place == 0 else State.SENT)
    sign_in(page, make.a_facilitator(cohort))
    page.goto(f"/team/cohorts/{cohort.pk}/team/")
    page.get_by_role("heading", name="What brings people").scroll_into_view_if_needed()
    page.get_by_text("9 people have begun a profile, 6 of them sent it.").wait_for()
    page.get_by_text("Show as a table").click()
    for code in page.locator("img.plp-way__code").all():
        code.scroll_into_view_if_needed()
        page.wait_for_function("image => image.complete && image.naturalWidth > 0", arg=code.element_handle())
    look(page, "team-links")
    page.get_by_role("link", name=re.compile("Poster to print.*Staff network")).click()
    page.get_by_role("heading", name="Join").wait_for()
    look(page, "poster")


def test_one_pauses_names_an_assistant_and_withdraws(page):
    person = make.a_participant(make.a_cohort(), Side.NETWORK, name="Joy Mensah")
    sign_in(page, person.user)
    page.goto(f"/profile/{person.pk}/")
    page.get_by_role("link", name="Pause for a while").click()
    page.get_by_role("button", name="Pause until that day").click()
    look(page, "pause-errors")
    until = timezone.localdate() + timedelta(days=20)
    page.get_by_label("Back on").fill(until.isoformat())
    page.get_by_role("button", name="Pause until that day").click()
    look(page, "paused")
    page.get_by_role("button", name="I am back").click()
    page.get_by_role("link", name="An assistant who plans your meetings").click()
    page.get_by_label("Your assistant's name").fill("Pat Assist")
    page.get_by_label("Your assistant's work e-mail").fill("pat@trust.example")
    page.get_by_role("button", name="Let them plan my meetings").click()
    look(page, "assistant")
    page.get_by_role("button", name="End this").click()
    page.get_by_role("link", name="Your profile").click()
    page.get_by_role("link", name="Withdraw from this cohort").click()
    look(page, "withdraw")
    page.get_by_role("button", name="Withdraw").click()
    page.goto(f"/profile/{person.pk}/")
    look(page, "withdrawn")
