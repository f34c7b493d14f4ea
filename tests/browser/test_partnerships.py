"""The life of a partnership in a real browser: log, add words, reflect; on a desk, a telephone, without scripts."""

import time
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from participants.models import Delegation, Pause, Side
from partnerships import services
from partnerships.models import Meeting, Reflection
from tests import make
from tests.browser.steps import assert_accessible, screenshot, sign_in

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def pair(transactional_db):
    today = timezone.localdate()
    cohort = make.a_cohort(starts_on=today - timedelta(weeks=12))
    amina = make.a_participant(
        cohort, Side.NETWORK, user=make.a_person("Amina Yusuf"), job_title="Staff nurse"
    )
    peter = make.a_participant(
        cohort, Side.LEADER, user=make.a_person("Peter Hall"), job_title="Director of Nursing"
    )
    profile = peter.profile
    profile.answer_1 = (
        "I grew up above my parents' shop in Wakefield, the youngest of five. I am happiest on a "
        "bicycle, in the rain if need be, and I still cannot cook rice properly."
    )
    profile.answer_2 = (
        "I want to understand what people stop themselves from saying in meetings. I would share how "
        "often I have been wrong, and what it took to say so."
    )
    profile.answer_3 = "Straight talking, kindly meant. Walking rather than sitting. Please do challenge me."
    profile.save()
    pair = make.a_partnership(cohort, partners=[amina, peter])
    pair.amina, pair.peter = amina.user, peter.user
    pair.facilitator = make.a_facilitator(cohort)
    services.give_guide(cohort.programme, by=None)
    return pair


def lived(pair):
    """Some months of it."""
    today = timezone.localdate()
    for weeks, minutes, mode, words, by in (
        (10, 45, "teams", "We found out that we both grew up behind a counter.", pair.peter),
        (6, 90, "visit", "A morning on Ward B. I had forgotten how loud the phones are.", pair.peter),
        (2, 60, "in_person", "Talked about why nobody from nights applies for band 7.", pair.amina),
    ):
        meeting = services.log_meeting(
            pair,
            held_on=today - timedelta(weeks=weeks),
            minutes=minutes,
            mode=mode,
            words=words,
            activity="shadowing" if mode == "visit" else "conversation",
            take_away="Ask before advising." if by == pair.amina else "",
            by=by,
        )
    services.log_meeting(
        pair, held_on=today - timedelta(weeks=4), minutes=60, mode="teams", took_place=False, by=pair.amina
    )
    services.add_words(meeting, text="I did not know the form takes six pages.", shared=True, by=pair.peter)
    services.add_aim(pair, words="Find out why few people from our wards apply.", shared=True, by=pair.amina)
    services.add_aim(pair, words="Speak up where I am the only one.", shared=False, by=pair.amina)
    services.add_aim(pair, words="Hear what staff do not say to me.", shared=False, by=pair.peter)
    Delegation.objects.create(
        participant=pair.partners.get(participant__user=pair.peter).participant,
        delegate=make.a_person("Jo Smith"),
    )
    return meeting


def url(name, thing=None, query=""):
    return reverse(name, args=[thing.pk] if thing else []) + query


def test_a_past_meeting_is_logged_in_two_taps_and_under_15_seconds(pair, phone_page):
    page = phone_page
    sign_in(page, pair.amina)
    began = time.monotonic()
    page.goto(url("partnership_detail", pair))
    page.get_by_role("button", name="Log a meeting").tap()
    page.get_by_role("button", name="Yesterday").tap()
    page.get_by_role("button", name="Log this meeting").tap()
    page.get_by_text("Your meeting is in the log.").wait_for()
    seconds = time.monotonic() - began

    meeting = Meeting.objects.get()
    assert (meeting.held_on, meeting.minutes) == (timezone.localdate() - timedelta(days=1), 60)
    assert seconds < 15


def test_from_the_mail_s_link_it_is_one_tap(pair, phone_page):
    page = phone_page
    sign_in(page, pair.amina)
    day = timezone.localdate() - timedelta(days=3)
    page.goto(url("meeting_log", pair, f"?date={day}&minutes=75"))
    page.get_by_role("button", name="Log this meeting").tap()
    page.get_by_text("Your meeting is in the log.").wait_for()
    assert Meeting.objects.values_list("held_on", "minutes").get() == (day, 75)


def test_without_scripts_the_day_is_chosen_by_radios(pair, plain_page):
    page = plain_page
    sign_in(page, pair.amina)
    page.goto(url("meeting_log", pair))
    screenshot(page, "partnership-log-plain")
    page.get_by_label("Yesterday,").check()
    page.get_by_label("Another length").check()
    page.get_by_label("How many minutes?").fill("20")
    page.get_by_role("button", name="Log this meeting").click()
    yesterday = timezone.localdate() - timedelta(days=1)
    assert Meeting.objects.values_list("held_on", "minutes").get() == (yesterday, 20)


def test_each_adds_words_and_a_reflection_stays_private(pair, page, open_page):
    sign_in(page, pair.amina)
    page.goto(url("meeting_log", pair))
    assert_accessible(page)
    screenshot(page, "partnership-log")
    page.get_by_text("Add words, topics").click()
    page.get_by_label("Words for you both").fill("We walked by the canal.")
    page.get_by_label("What I take away").fill("Amina's own thought")
    page.get_by_label("Another length").check()
    assert page.get_by_label("How many minutes?").is_visible()
    assert_accessible(page)
    screenshot(page, "partnership-log-open")
    page.get_by_label("How many minutes?").fill("")
    page.get_by_role("button", name="Log this meeting").click()
    assert "Say how many minutes it was" in page.content()
    assert_accessible(page)
    screenshot(page, "partnership-log-error")
    page.get_by_label("How many minutes?").fill("50")
    page.get_by_role("button", name="Log this meeting").click()

    other = open_page()
    sign_in(other, pair.peter)
    other.goto(url("meeting_log", pair))
    other.get_by_role("button", name="Today").click()
    other.get_by_text("Add words, topics").click()
    other.get_by_label("Words for you both").fill("I had never seen a heron.")
    other.get_by_role("button", name="Log this meeting").click()
    assert "Amina has logged a meeting on that day" in other.inner_text("h1")
    assert_accessible(other)
    screenshot(other, "partnership-same-day")
    other.get_by_role("button", name="It is the same: add my words").click()
    body = other.inner_text("main")
    assert [words in body for words in ("by the canal", "a heron", "own thought")] == [True, True, False]
    assert_accessible(other)
    assert Meeting.objects.count() == 1

    page.goto(url("meeting_detail", Meeting.objects.get()))
    page.get_by_text("What I take away: only you can read this").click()
    assert page.get_by_text("Amina's own thought").is_visible()
    assert_accessible(page)
    screenshot(page, "partnership-meeting")


def test_a_reflection_saves_itself(pair, page):
    sign_in(page, pair.amina)
    page.goto(url("reflection_list"))
    assert_accessible(page)
    page.get_by_role("button", name="Write a reflection").click()
    assert_accessible(page)
    page.get_by_label("Your reflection").press_sequentially("I talk when I am nervous.")
    page.get_by_text("Saved ").wait_for()
    assert Reflection.objects.get().text == "I talk when I am nervous."
    screenshot(page, "partnership-reflection")
    page.get_by_role("button", name="Save for myself").click()
    assert Reflection.objects.count() == 1
    assert_accessible(page)
    screenshot(page, "partnership-reflections")
    page.get_by_role("link", name=timezone.localdate().strftime("%B")).click()
    assert_accessible(page)
    page.get_by_role("link", name="Delete this reflection").click()
    assert_accessible(page)
    page.get_by_role("button", name="Delete this reflection").click()
    assert Reflection.objects.count() == 0


def test_words_are_kept_when_one_leaves_at_once_by_a_link(pair, page):
    sign_in(page, pair.amina)
    page.goto(url("reflection_write"))
    page.get_by_label("Your reflection").press_sequentially("Gone in a second.")
    page.get_by_role("link", name="Back to my reflections").click()
    page.wait_for_url("**/reflections/")
    assert page.get_by_text("Gone in a second.").is_visible()
    assert [one.text for one in Reflection.objects.all()] == ["Gone in a second."]


def test_words_are_kept_when_the_page_goes_without_a_link(pair, page):
    sign_in(page, pair.amina)
    page.goto(url("reflection_list"))
    page.get_by_role("button", name="Write a reflection").click()
    page.get_by_label("Your reflection").press_sequentially("Off to another page.")
    page.goto(url("guide"))
    deadline = time.monotonic() + 5
    while not Reflection.objects.exists() and time.monotonic() < deadline:
        page.wait_for_timeout(100)
    assert [one.text for one in Reflection.objects.all()] == ["Off to another page."]


def test_words_about_a_meeting_are_kept_for_oneself_until_they_are_added(pair, page, open_page):
    meeting = services.log_meeting(
        pair, held_on=timezone.localdate(), minutes=60, mode="teams", by=pair.peter
    )
    sign_in(page, pair.amina)
    page.goto(url("meeting_words", meeting))
    page.get_by_label("Your words").press_sequentially("Half a thought")
    page.get_by_role("link", name="Not now").click()
    page.get_by_text("What I take away: only you can read this").click()
    assert page.get_by_text("Half a thought").is_visible()
    other = open_page()
    sign_in(other, pair.peter)
    other.goto(url("meeting_detail", meeting))
    assert other.inner_text("main").count("Half a thought") == 0

    page.get_by_role("link", name="Change what you take away").click()
    assert_accessible(page)
    screenshot(page, "partnership-share")
    page.get_by_label("Peter and I").check()
    page.get_by_role("button", name="Save these words").click()
    other.reload()
    assert other.inner_text("main").count("Half a thought") == 1


def test_without_scripts_the_page_says_that_nothing_keeps_itself(pair, plain_page):
    sign_in(plain_page, pair.amina)
    plain_page.goto(url("reflection_write"))
    assert plain_page.get_by_text("Nothing is kept until you press the button.").is_visible()


def test_the_facilitators_list_fits_a_telephone(pair, phone_page):
    lived(pair)
    page = phone_page
    sign_in(page, pair.facilitator)
    page.goto(url("partnership_list", pair.cohort))
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert page.get_by_role("link", name="End this partnership").bounding_box()["x"] < 390
    assert_accessible(page)


def test_every_state_of_our_partnership_is_accessible(pair, page):
    sign_in(page, pair.amina)
    page.goto(url("partnership_current"))
    assert "You and Peter" in page.inner_text("h1")
    assert_accessible(page)
    screenshot(page, "partnership-empty")
    meeting = lived(pair)
    page.goto(url("partnership_detail", pair))
    page.get_by_text("What Peter wrote").click()
    assert_accessible(page)
    screenshot(page, "partnership-lived")
    for name, thing in (
        ("aim_add", pair),
        ("aim_remove", pair.aims.first()),
        ("meeting_words", meeting),
        ("meeting_correct", meeting),
        ("meeting_remove", meeting),
        ("meeting_words_edit", meeting.words.filter(author__participant__user=pair.amina).first()),
        ("partnership_leave", pair),
        ("nudge_silence", pair),
        ("guide", None),
        ("guide_section", pair.cohort.programme.guide.get(number=4)),
        ("guide_print", None),
    ):
        page.goto(url(name, thing))
        assert_accessible(page)
        if name != "guide_print":
            screenshot(page, f"partnership-{name}")
    Pause.objects.create(
        participant=pair.partners.get(participant__user=pair.peter).participant,
        starts_on=timezone.localdate(),
        until=timezone.localdate() + timedelta(days=30),
    )
    page.goto(url("partnership_detail", pair))
    assert_accessible(page)
    services.close_partnership(pair, by=pair.facilitator)
    page.goto(url("partnership_detail", pair))
    assert_accessible(page)
    screenshot(page, "partnership-ended")
    page.goto(url("home"))
    assert page.get_by_text("You are among the first to be paired").is_visible()


def test_facilitators_and_assistants_pages_are_accessible(pair, page, open_page):
    lived(pair)
    for _ in range(5):
        make.a_partnership(pair.cohort, started_on=timezone.localdate() - timedelta(weeks=11))
    sign_in(page, pair.facilitator)
    page.goto(url("partnership_list", pair.cohort))
    assert_accessible(page)
    screenshot(page, "partnership-list")
    page.get_by_label("Name").fill("nobody at all")
    page.get_by_role("button", name="Show").click()
    assert_accessible(page)
    page.goto(url("partnership_close", pair))
    assert_accessible(page)
    page.get_by_role("button", name="End this partnership").click()
    assert_accessible(page)
    screenshot(page, "partnership-close")

    assistant = open_page()
    sign_in(assistant, Delegation.objects.get().delegate)
    assistant.goto(url("arranging"))
    assert_accessible(assistant)
    screenshot(assistant, "partnership-arranging")
