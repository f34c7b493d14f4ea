"""The stretch from an unopened round to mail for both partners, through real pages."""

import re
from contextlib import suppress

import pytest
from django.urls import reverse
from playwright.sync_api import Error

from matching.services import open_round
from notifications.models import Message
from participants.models import Side
from partnerships.models import Partnership
from tests import make
from tests.browser.steps import assert_accessible, screenshot, sign_in

pytestmark = pytest.mark.django_db(transaction=True)

ANSWERS = {
    "Amina Yusuf": [
        "I came to nursing at thirty-one after ten years of running a fabric stall with my aunt. I still read a "
        "room by what people do with their hands. At home there are two teenagers and one very old cat.",
        "I would like to understand how a board decides what it will not do. I can share what a night shift "
        "teaches you about asking for help before you need it.",
        "Straight talking, then tea. I think aloud, so please ask me what I mean.\n\nI like to walk while talking.",
    ],
    "Peter Hall": [
        "I grew up above a chip shop in Hull and was the first at home to finish school. I sing bass, badly, in "
        "a choir on Thursdays.",
        "I want to understand what it is like to be heard here when you are not in a suit. I can share how "
        "papers become decisions, and how often they do not.",
        "Give me time to think. Tell me when I am explaining something you know better.",
    ],
}


@pytest.fixture
def cohort():
    cohort = make.a_cohort(name="Spring 2027")
    places = [
        ("Adult Mental Health", "Riverside House"),
        ("Children's Services", "Elm Court"),
        ("Estates", ""),
    ]
    people = {
        Side.NETWORK: ["Amina Yusuf", "Joy Mensah", "Blessing Okafor", "Ravi Chandra"],
        Side.LEADER: ["Peter Hall", "Ruth Shaw", "Gareth Pugh"],
    }
    for side, names in people.items():
        for number, name in enumerate(names):
            directorate, site = places[(number + (side == Side.LEADER)) % 3]
            person = make.a_participant(
                cohort, side, name=name, directorate=directorate, site=site, job_title="Manager of Things"
            )
            for index, answer in enumerate(ANSWERS.get(name, []), start=1):
                setattr(person.profile, f"answer_{index}", answer)
            person.profile.days = ["mon", "tue"] if number % 2 else ["tue", "thu"]
            person.profile.save()
    ruth = cohort.participants.get(user__name="Ruth Shaw")
    cohort.participants.filter(user__name="Joy Mensah").update(line_manager_email=ruth.user.email)
    return cohort


def choose(page, *names):
    for name in names:
        page.locator("#matching-bench").get_by_role("link", name=name, exact=True).click()
        page.wait_for_selector(f".plp-pick__name[aria-current]:has-text('{name}')")


def propose(page, *names, reason):
    choose(page, *names)
    page.get_by_label("Why these two?").fill(reason)
    page.get_by_role("button", name="Propose this pair").click()
    page.wait_for_selector(".plp-message--success")


def on_the_board(page, cohort, name="Kemi Hart"):
    """A facilitator with an open round before her; there is a matcher, too."""
    kemi, dev = make.a_facilitator(cohort, name=name), make.a_matcher(cohort, name="Dev Rao")
    open_round(cohort, by=kemi)
    sign_in(page, kemi)
    page.goto(reverse("matching_board", args=[cohort.pk]))
    return kemi, dev


def test_from_an_unopened_round_to_mail_for_both(page, open_page, cohort):
    kemi, dev = make.a_facilitator(cohort, name="Kemi Hart"), make.a_matcher(cohort, name="Dev Rao")
    board = reverse("matching_board", args=[cohort.pk])
    sign_in(page, kemi)

    page.goto(board)
    assert_accessible(page)
    screenshot(page, "matching-before")
    page.get_by_role("button", name="Open the first round").click()
    page.get_by_role("heading", name="Matching, round 1").wait_for()
    assert_accessible(page)
    screenshot(page, "matching-empty")

    choose(page, "Joy Mensah")
    page.get_by_text("Not possible (1)").click()
    page.get_by_text("Not possible: one of them is the other's line manager.").wait_for()
    assert_accessible(page)
    screenshot(page, "matching-one-chosen")
    choose(page, "Ruth Shaw")
    assert page.locator("#compare").get_by_text("Not possible.").is_visible()
    assert page.get_by_role("button", name="Propose this pair").count() == 0
    assert page.get_by_text("Set this aside").count() == 0
    screenshot(page, "matching-not-possible")

    choose(page, "Amina Yusuf")
    page.locator("#compare-heading").get_by_text("Amina Yusuf", exact=True).wait_for()
    choose(page, "Peter Hall")
    assert_accessible(page)
    screenshot(page, "matching-side-by-side")
    page.get_by_role("button", name="Propose this pair").click()
    page.get_by_role("heading", name="There is something to put right").wait_for()
    assert_accessible(page)
    screenshot(page, "matching-error")
    page.get_by_label("Why these two?").fill("Both want to know how decisions come about. Both sing.")
    page.get_by_label("Shared interest").check()
    page.get_by_label("Worth trying").check()
    page.get_by_role("button", name="Propose this pair").click()
    page.get_by_text("Amina Yusuf and Peter Hall: proposed.").wait_for()
    assert page.locator("#waiting").get_by_text("Shared interest · Worth trying").is_visible()
    propose(page, "Joy Mensah", "Gareth Pugh", reason="Different worlds, the same dry humour.")
    assert page.get_by_text("You proposed this pair, so somebody else has to agree.").first.is_visible()

    second = open_page()
    sign_in(second, dev)
    second.goto(board)
    assert_accessible(second)
    screenshot(second, "matching-second-person")
    second.get_by_role("button", name="Agree Amina Yusuf and Peter Hall").click()
    second.get_by_text("Amina Yusuf and Peter Hall: agreed.").wait_for()
    assert second.get_by_role("button", name="Rehearse the release").count() == 0

    page.goto(board)
    page.get_by_role("button", name="Rehearse the release").click()
    page.get_by_text("Gareth Pugh and Joy Mensah: waits for a second person.").wait_for()
    assert page.get_by_role("button", name="Release").count() == 0
    assert_accessible(page)
    screenshot(page, "matching-release-not-yet")
    second.get_by_role("button", name="Agree Gareth Pugh and Joy Mensah").click()
    second.get_by_text("Gareth Pugh and Joy Mensah: agreed.").wait_for()
    screenshot(second, "matching-all-agreed")

    page.reload()
    assert page.get_by_text("You and Peter Hall are now learning partners").first.is_visible()
    assert_accessible(page)
    screenshot(page, "matching-rehearsal")
    assert Message.objects.count() == 0
    release = page.get_by_role("button", name="Release 2 partnerships and send 4 messages")
    release.last.click()
    page.get_by_role("heading", name="Round 1 is released").wait_for()
    assert_accessible(page)
    screenshot(page, "matching-released")
    assert Partnership.objects.count() == 2
    told = Message.objects.filter(kind="matched").values_list("to__name", flat=True)
    assert sorted(told) == ["Amina Yusuf", "Gareth Pugh", "Joy Mensah", "Peter Hall"]


def test_a_second_name_pressed_before_the_first_has_come_keeps_both(page, cohort, expected_errors):
    """Both requests are held back until both names are pressed; the first is then given up."""
    expected_errors += ["htmx:sendAbort", "htmx:afterRequest"]
    on_the_board(page, cohort)
    held = []
    page.route(re.compile(r"matching/\?."), lambda route: held.append(route))
    page.get_by_role("link", name="Amina Yusuf", exact=True).click()
    page.get_by_role("link", name="Peter Hall", exact=True).click()
    page.wait_for_timeout(300)
    for route in held:
        with suppress(Error):  # the one that was given up
            route.continue_()
    page.unroute_all(behavior="ignoreErrors")
    page.locator("#compare").get_by_role("heading", name="Amina Yusuf and Peter Hall").first.wait_for()
    assert ("network=" in page.url, "leader=" in page.url) == (True, True)
    assert page.locator(".plp-pick__name[aria-current]").count() == 2
    # Without one of them again, the other stays.
    page.get_by_role("link", name="Choose nobody of the Senior leaders").click()
    page.locator("#compare-heading").get_by_text("Amina Yusuf", exact=True).wait_for()
    assert ("network=" in page.url, "leader=" in page.url) == (True, False)


def test_two_matchers_see_each_other_and_nobody_loses_a_word(page, open_page, cohort):
    """What Dev does comes to Kemi's page within seconds, while she writes; her focus and her words stay."""
    _, dev = on_the_board(page, cohort)
    choose(page, "Amina Yusuf", "Peter Hall")
    reason = page.get_by_label("Why these two?")
    reason.fill("Both sing")

    other = open_page()
    sign_in(other, dev)
    other.goto(reverse("matching_board", args=[cohort.pk]))
    propose(other, "Joy Mensah", "Gareth Pugh", reason="The same dry humour.")

    page.locator("#waiting strong").get_by_text("Gareth Pugh and Joy Mensah").wait_for(timeout=10_000)
    assert page.locator("#board-news").inner_text() == "Dev Rao proposed a pair."
    assert page.locator("#side-network").get_by_role("link", name="Joy Mensah", exact=True).count() == 0
    page.keyboard.type(", and walk.")
    assert reason.input_value() == "Both sing, and walk."
    assert_accessible(page)
    screenshot(page, "matching-news")

    # Dev is quicker with Peter, too: Kemi's words stay, and the page says what happened.
    propose(other, "Blessing Okafor", "Peter Hall", reason="Both count things.")
    page.get_by_role("button", name="Propose this pair").click()
    page.get_by_role("heading", name="There is something to put right").wait_for()
    assert page.locator(".nhsuk-error-summary").get_by_text("Peter Hall is already in another").is_visible()


def test_ticks_and_focus_outlive_what_a_colleague_does(page, open_page, cohort):
    kemi, dev = on_the_board(page, cohort)
    page.get_by_role("button", name="Propose the rest").click()
    page.get_by_role("button", name="Keep these").first.click()
    page.locator("#drafts").wait_for()
    first = page.locator("#drafts input[type=checkbox]").first
    name = first.get_attribute("id")
    first.focus()
    page.keyboard.press("Space")

    other = open_page()
    sign_in(other, dev)
    other.goto(reverse("matching_board", args=[cohort.pk]))
    other.locator("#drafts").get_by_role("button", name=re.compile("^Pin ")).last.click()
    other.get_by_text("pinned. “Propose the rest” leaves it alone.").wait_for()

    page.get_by_text("Dev Rao pinned a draft.").wait_for(timeout=10_000)
    assert page.locator(f"#{name}").is_checked()
    assert page.evaluate("document.activeElement.id") == name
    page.get_by_role("button", name="Propose those ticked").click()
    page.get_by_text("1 pair proposed.").wait_for()


def test_pairing_with_the_keyboard_alone_and_without_javascript(plain_page, cohort):
    """Plain links and forms: search, choose, write, propose, undo."""
    make.a_matcher(cohort)
    kemi = make.a_facilitator(cohort, name="Kemi Hart")
    page = plain_page
    sign_in(page, kemi)
    page.goto(reverse("matching_board", args=[cohort.pk]))

    def press(locator):
        locator.focus()
        with page.expect_navigation():
            page.keyboard.press("Enter")

    press(page.get_by_role("button", name="Open the first round"))
    search = page.get_by_label("Search the BME partners by name")
    search.focus()
    page.keyboard.type("blessing")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert "blessing" not in page.url
    assert page.locator("#side-network .plp-pick").count() == 1
    press(page.get_by_role("link", name="Blessing Okafor", exact=True))
    press(page.get_by_role("link", name="Ruth Shaw", exact=True))
    press(page.get_by_role("link", name="What changes if I pin these two?"))
    page.go_back()
    page.get_by_label("Why these two?").focus()
    page.keyboard.type("Each has moved country once.")
    press(page.get_by_role("button", name="Keep as a draft"))
    assert page.get_by_text("Blessing Okafor and Ruth Shaw: kept as a draft.").is_visible()
    assert page.locator("#drafts").get_by_text("Each has moved country once.").is_visible()
    page.locator("#drafts input[type=checkbox]").focus()
    page.keyboard.press("Space")
    press(page.get_by_role("button", name="Propose those ticked"))
    assert page.get_by_text("1 pair proposed.").is_visible()
    press(page.get_by_role("button", name="Take it back"))
    assert page.get_by_text("Blessing Okafor and Ruth Shaw: taken apart.").is_visible()


def test_pairing_with_the_keyboard_alone(page, cohort):
    on_the_board(page, cohort)

    def press(locator):
        locator.focus()
        page.keyboard.press("Enter")

    press(page.get_by_role("link", name="Amina Yusuf", exact=True))
    page.wait_for_selector(".plp-pick__name[aria-current]:has-text('Amina Yusuf')")
    assert page.evaluate("document.activeElement.textContent") == "Amina Yusuf"
    press(page.get_by_role("link", name="Peter Hall", exact=True))
    page.wait_for_selector(".plp-pick__name[aria-current]:has-text('Peter Hall')")
    press(page.get_by_role("link", name="Pair these two"))
    page.get_by_label("Why these two?").focus()
    page.keyboard.type("Both sing.")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    press(page.get_by_role("button", name="Propose this pair"))
    page.get_by_text("Amina Yusuf and Peter Hall: proposed.").wait_for()
    assert page.locator("#waiting").get_by_text("Shared interest").is_visible()


def test_what_one_knows_of_people(page, open_page, cohort):
    _, dev = on_the_board(page, cohort)
    choose(page, "Amina Yusuf", "Peter Hall")
    page.get_by_role("link", name="Write one on the two together").click()
    page.get_by_role("heading", name="Notes on Amina Yusuf and Peter Hall").wait_for()
    page.get_by_role("button", name="Keep this note").click()
    page.get_by_role("heading", name="There is something to put right").wait_for()
    assert_accessible(page)
    screenshot(page, "notes-error")
    page.get_by_label("Similar style").check()
    page.get_by_label("In a sentence").fill("Both go quiet when they are moved.")
    page.get_by_role("button", name="Keep this note").click()
    page.locator("#compare").get_by_text("Both go quiet when they are moved.").wait_for()
    assert page.get_by_role("heading", name="Amina Yusuf and Peter Hall").first.is_visible()
    assert_accessible(page)
    screenshot(page, "matching-with-note")

    # A matcher who takes part: names, and only what they wrote.
    own = make.a_matcher(cohort, name="Lena Ford")
    make.a_participant(cohort, Side.LEADER, user=own)
    other = open_page()
    sign_in(other, own)
    other.goto(reverse("cohort_notes", args=[cohort.pk]))
    assert_accessible(other)
    screenshot(other, "notes-of-who-takes-part")
    assert other.get_by_role("link", name="Lena Ford", exact=True).count() == 0
    other.locator("main").get_by_role("link", name="Amina Yusuf", exact=True).click()
    other.get_by_text("You have written nothing yet.").wait_for()
    assert other.get_by_text("go quiet").count() == 0
    assert_accessible(other)


def test_a_session_that_ended_sends_the_board_to_sign_in(page, cohort):
    """A partial update must not leave a hole where the board was."""
    on_the_board(page, cohort)
    page.context.clear_cookies()
    page.get_by_role("link", name="Amina Yusuf", exact=True).click()
    page.wait_for_url("**/account/login/**")
