"""The evaluation survey through real pages: prepared, answered on a phone, extended, closed, sealed, read."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from notifications.delivery import deliver_due
from participants.models import Side
from plp.reminders import queue_due
from surveys.models import Response, SealedBox, SurveyDraft
from surveys.services import make_ready, prepare_survey, send_answers
from surveys.tasks import seal_closed_surveys
from tests import make
from tests.browser.steps import assert_accessible, screenshot, sign_in

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def cohort(clock):
    """Month ten of a cohort of thirteen pairs."""
    clock("2027-01-04 08:00")
    cohort = make.a_cohort(starts_on=timezone.datetime(2026, 3, 4).date(), name="Cohort 2026")
    for number in range(13):
        partners = [
            make.a_participant(cohort, side, name=f"{side.label} {number}")
            for side in (Side.NETWORK, Side.LEADER)
        ]
        make.a_partnership(cohort, partners=partners)
    return cohort


def link_to(person):
    """The link in the latest mail to somebody."""
    letters = [letter.body for letter in mail.outbox if letter.to == [person.user.email]]
    return re.findall(r"/e/[^/\s]+/", "".join(letters))[-1]


def let_time_pass(clock, moment):
    clock(moment)
    queue_due(timezone.now())
    deliver_due()


def others_answer(survey, but):
    """Everybody else answers, believably enough."""
    for number, invitation in enumerate(survey.invitations.exclude(participant=but)):
        group = "Senior leader" if invitation.side == Side.LEADER else "BME partner"
        answers = {"group": group, "recommend": "No" if number == 3 else "Yes", "how_met": "A mix of both"}
        answers["did"] = ["Gave or asked for advice", "Something else"][: 1 + number % 2]
        for question in survey.questions.filter(kind="agreement", asked_of=""):
            answers[question.code] = question.options[(number + question.number) % 3 if number < 20 else 0]
        if number % 4 == 0:
            answers["helped_or_held"] = f"An hour kept free each month, number {number}."
        send_answers(invitation, answers)


def test_from_preparing_to_results(page, phone_page, cohort, clock, expected_errors):
    expected_errors.append("status of 410")  # the link of a closed survey
    helen = make.an_evaluator(cohort, name="Helen Park")
    sign_in(page, helen)
    page.goto(reverse("survey_overview", args=[cohort.pk]))
    assert_accessible(page)
    screenshot(page, "survey-none")
    page.get_by_role("button", name="Prepare the survey").click()
    page.get_by_text("Prepared. Nobody is invited yet.").wait_for()
    assert_accessible(page)
    page.get_by_label("Opens on").fill("2027-01-21")
    page.get_by_label("Closes on").fill("2027-01-04")
    page.get_by_role("button", name="Keep these days").click()
    page.get_by_text("The survey must close after it opens.").first.wait_for()
    assert_accessible(page)
    screenshot(page, "survey-days-error")
    page.get_by_label("Opens on").fill("2027-01-04")
    page.get_by_label("Closes on").fill("2027-01-21")
    page.get_by_role("button", name="Keep these days").click()
    page.get_by_role("link", name="Read the questions").click()
    page.get_by_role("heading", name="The questions").wait_for()
    assert_accessible(page)
    screenshot(page, "survey-questions")
    page.get_by_role("link", name="The survey", exact=True).first.click()
    screenshot(page, "survey-prepared")
    page.get_by_role("button", name="Invite 26 people").click()
    page.get_by_text("Waiting for its first day").wait_for()
    assert_accessible(page)

    let_time_pass(clock, "2027-01-04 09:01")
    assert sum("/e/" in letter.body for letter in mail.outbox) == 26
    amina = cohort.participants.filter(side=Side.NETWORK).first()
    answers_on_a_phone(phone_page, link_to(amina))
    survey = cohort.surveys.get()
    others_answer(survey, but=amina)

    sign_in(page, helen)
    page.goto(reverse("survey_overview", args=[cohort.pk]))
    page.get_by_text("At least 10 of 13 have answered").first.wait_for()
    assert_accessible(page)
    screenshot(page, "survey-open")
    page.get_by_role("link", name="Keep it open longer").click()
    assert_accessible(page)
    page.get_by_label("New last day").fill("2027-01-05")
    page.get_by_role("button", name="Extend the survey").click()
    page.get_by_text("Choose a day after the present closing date.").first.wait_for()
    assert_accessible(page)
    screenshot(page, "survey-extend-error")
    page.get_by_label("New last day").fill("2027-02-06")
    page.get_by_role("button", name="Extend the survey").click()
    page.get_by_text("Extended; at first 21 January 2027").wait_for()
    page.goto(reverse("survey_results", args=[survey.pk]))
    page.get_by_text("Nothing can be read yet.").wait_for()
    assert_accessible(page)
    screenshot(page, "survey-not-yet")

    clock("2027-02-06 17:01")
    sign_in(page, helen)
    page.goto(reverse("survey_overview", args=[cohort.pk]))
    page.get_by_text("Closed; the answers are being opened").wait_for()
    assert seal_closed_surveys() == 1
    assert (SealedBox.objects.count(), SurveyDraft.objects.count(), Response.objects.count()) == (0, 0, 26)
    page.reload()
    assert_accessible(page)
    screenshot(page, "survey-sealed")
    reads_the_results(page)

    phone_page.goto(link_to(amina))
    phone_page.get_by_role("heading", name="The survey has closed").wait_for()
    assert_accessible(phone_page)


def answers_on_a_phone(page, link):
    page.goto(link)
    page.get_by_role("heading", name="How is it going? The evaluation survey").wait_for()
    assert "/e/" not in page.url
    assert_accessible(page)
    screenshot(page, "survey-sheet")
    page.get_by_role("button", name="Continue to the questions").click()
    page.get_by_role("button", name="Save and continue").click()
    page.get_by_text("Choose one answer: everything else depends on it.").first.wait_for()
    assert_accessible(page)
    screenshot(page, "survey-page-error")
    page.get_by_label("BME partner").check()
    page.get_by_label("Still meeting").check()
    page.get_by_role("button", name="Save and continue").click()
    page.get_by_role("heading", name="Your partnership").wait_for()
    assert_accessible(page)
    screenshot(page, "survey-page")
    words = page.get_by_label("What helped your partnership, or held it back?")
    words.fill("An hour kept free.")
    page.get_by_role("button", name="Save and go back").click()
    page.get_by_role("heading", name="About you").wait_for()
    page.get_by_role("button", name="Save and continue").click()
    assert words.input_value() == "An hour kept free."
    page.get_by_role("group", name="Rank made little difference between us.").get_by_label(
        "Agree", exact=True
    ).check()
    page.get_by_role("button", name="Save and continue").click()
    for number in range(3, 8):
        assert_accessible(page)
        if number == 4:
            screenshot(page, "survey-page-4")
            assert page.get_by_text("I understand more about how race affects").count() == 0
        page.get_by_role("button", name="Save and continue").click()
    page.get_by_role("heading", name="Check your answers").wait_for()
    expect(page.get_by_text("An hour kept free.")).to_be_visible()
    assert_accessible(page)
    screenshot(page, "survey-check")
    page.get_by_role("button", name="Send my answers").click()
    page.get_by_text("Your answers have been sent, and locked.").wait_for()
    assert_accessible(page)
    screenshot(page, "survey-thanks")
    page.go_back()
    page.reload()
    page.get_by_text("Your answers have been sent, and locked.").wait_for()


def reads_the_results(page):
    page.get_by_role("button", name="Read the results").click()
    page.get_by_text("26 of 26 people answered (100.0%), in 33 days.").wait_for()
    assert_accessible(page)
    screenshot(page, "survey-results-who")
    for topic in ("Your partnership", "What you did together", "What next"):
        page.get_by_role("navigation", name="Topics of the survey").get_by_role("link", name=topic).click()
        page.get_by_role("heading", name=topic, exact=True).wait_for()
        assert_accessible(page)
        screenshot(page, f"survey-results-{topic.lower().replace(' ', '-')}")
    page.locator("details summary").first.click()
    assert_accessible(page)
    page.get_by_role("link", name="All on one page, to print").click()
    page.get_by_role("heading", name="Wider effects").wait_for()
    assert_accessible(page)


def test_what_is_typed_is_saved_by_itself_and_is_there_on_another_device(page, plain_page, cohort, clock):
    """Without a button, and then without JavaScript."""
    survey = an_open_survey(cohort, clock)
    one = cohort.participants.filter(side=Side.LEADER).first()
    page.goto(link_to(one))
    page.goto(reverse("survey_page", args=[survey.pk, 2]))
    page.get_by_label("What helped your partnership, or held it back?").fill("Tea, mostly.")
    page.get_by_text(re.compile(r"^Saved \d\d:\d\d")).wait_for()
    screenshot(page, "survey-autosaved")

    plain_page.goto(link_to(one))
    plain_page.get_by_role("button", name="Continue to the questions").click()
    plain_page.get_by_label("Senior leader").check()
    plain_page.get_by_role("button", name="Save and continue").click()
    assert plain_page.get_by_label("What helped your partnership").input_value() == "Tea, mostly."
    plain_page.get_by_role("button", name="Save and continue").click()
    for _ in range(5):
        plain_page.get_by_role("button", name="Save and continue").click()
    plain_page.get_by_role("button", name="Send my answers").click()
    expect(plain_page.get_by_text("Your answers have been sent, and locked.")).to_be_visible()
    assert SealedBox.objects.count() == 1


def an_open_survey(cohort, clock):
    helen = make.an_evaluator(cohort)
    survey = make_ready(prepare_survey(cohort, by=helen), by=helen)
    let_time_pass(clock, survey.opens_at + timedelta(hours=1))
    return survey


def test_the_team_learns_of_a_missing_key_in_words(page, cohort, clock, settings):
    survey = an_open_survey(cohort, clock)
    send_answers(survey.invitations.first(), {"group": "Senior leader"})
    settings.SURVEY_KEYS_DIR.rename(settings.SURVEY_KEYS_DIR.with_name("moved"))
    clock(survey.closes_at + timedelta(minutes=2))
    assert seal_closed_surveys() == 0
    sign_in(page, make.a_facilitator(cohort))
    page.goto(reverse("survey_overview", args=[cohort.pk]))
    page.get_by_text("The key is missing").wait_for()
    assert_accessible(page)
    screenshot(page, "survey-key-missing")
