"""How it is going, please contact me, endings: in a real browser, on a desk and a telephone, without scripts."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from kit.calendars import add_months
from participants.models import Side
from partnerships import services
from partnerships.models import ContactRequest, FitCheck
from tests import make
from tests.browser.steps import assert_accessible, screenshot, sign_in

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def pair(transactional_db):
    """Amina and Peter, a year in."""
    start = add_months(timezone.localdate(), -12) - timedelta(days=3)
    cohort = make.a_cohort(starts_on=start, name="Cohort 2026")
    people = [
        make.a_participant(cohort, side, user=make.a_person(name))
        for side, name in ((Side.NETWORK, "Amina Yusuf"), (Side.LEADER, "Peter Hall"))
    ]
    pair = make.a_partnership(cohort, partners=people)
    pair.amina, pair.peter = (person.user for person in people)
    pair.facilitator = make.a_facilitator(cohort, name="Fay Facilitator")
    make.a_facilitator(cohort, name="Gil Gardner")
    for place in pair.partners.all():
        FitCheck.objects.create(place=place, due_on=timezone.localdate())
    return pair


def arrive(page, heading):
    page.get_by_role("heading", level=1, name=heading).wait_for()


def url(name, thing=None):
    return reverse(name, args=[thing.pk] if thing else [])


def test_how_it_is_going_is_said_on_a_telephone(pair, phone_page):
    page = phone_page
    sign_in(page, pair.amina)
    page.goto(url("home"))
    page.get_by_role("link", name="How is it going?").tap()
    arrive(page, "How is it going?")
    assert_accessible(page)
    page.get_by_role("button", name="Tell the facilitators").tap()
    page.get_by_role("heading", name="There is something to put right").wait_for()
    assert_accessible(page)
    page.get_by_label("Finding our feet").check()
    screenshot(page, "care-fit-check")
    page.get_by_role("button", name="Tell the facilitators").tap()
    page.get_by_text("Thank you. Only the facilitators read it").wait_for()
    assert FitCheck.objects.get(place__participant__user=pair.amina).answer == "feet"


def test_without_scripts_somebody_asks_to_be_contacted_and_a_facilitator_opens_it(
    pair, plain_page, open_page
):
    page = plain_page
    sign_in(page, pair.amina)
    page.goto(url("guide"))
    page.get_by_role("link", name="Please contact me").click()
    page.get_by_role("button", name="Ask to be contacted").click()
    page.get_by_label("Myself").check()
    page.get_by_label("Gil Gardner").check()
    page.get_by_label("A few words").fill("Best on Tuesdays after four.")
    page.get_by_role("button", name="Ask to be contacted").click()
    assert page.get_by_text("Nobody has opened it yet.").is_visible()

    team = open_page()
    sign_in(team, pair.facilitator)
    team.goto(url("home"))
    team.get_by_role("button", name="Open the call").click()
    arrive(team, "Calls")
    assert_accessible(team)
    screenshot(team, "care-calls")
    team.get_by_role("link", name="Look at this call").click()
    arrive(team, "Somebody asks to be contacted")
    assert "Tuesdays" not in team.inner_text("main")
    assert_accessible(team)
    screenshot(team, "care-call-closed")
    team.get_by_role("button", name="Open this call").click()
    arrive(team, "Amina Yusuf asks")
    assert "Best on Tuesdays after four." in team.inner_text("main")
    assert_accessible(team)
    screenshot(team, "care-call-open")
    page.reload()
    assert page.get_by_text("You will be contacted.").is_visible()
    team.get_by_role("button", name="It is dealt with").click()
    arrive(team, "Calls")
    assert_accessible(team)
    assert ContactRequest.objects.get().done_at is not None


def test_going_on_longer_and_leaving_kindly(pair, page, open_page):
    sign_in(page, pair.amina)
    page.goto(url("home"))
    page.get_by_role("link", name="See how it can go on").first.click()
    arrive(page, "How it can go on")
    assert_accessible(page)
    screenshot(page, "care-going-on")
    page.get_by_role("link", name="Choose until when").click()
    arrive(page, "Go on a while longer")
    assert_accessible(page)
    screenshot(page, "care-extend")
    page.get_by_label("15 months").check()
    page.get_by_role("button", name="Go on until that day").click()
    page.get_by_text("That is noted").wait_for()
    page.get_by_role("link", name="Say that it is complete").click()
    arrive(page, "Say that it is complete")
    assert_accessible(page)
    screenshot(page, "care-complete")
    page.get_by_role("link", name="Not yet").click()
    arrive(page, "How it can go on")
    page.get_by_role("link", name="Leave this partnership").click()
    arrive(page, "Leave this partnership")
    assert_accessible(page)
    page.get_by_role("button", name="Leave this partnership").click()
    page.get_by_role("heading", name="There is something to put right").wait_for()
    assert_accessible(page)
    screenshot(page, "care-leave-error")
    page.get_by_label("Their work or time has changed.").check()
    page.get_by_label("Why, if you would like to say").fill("A new post.")
    page.get_by_role("button", name="Leave this partnership").click()
    arrive(page, "What comes next")
    assert_accessible(page)
    screenshot(page, "care-after")
    page.get_by_label("What was good about it?").fill("The walks.")
    page.get_by_role("button", name="Tell the facilitators").click()
    page.get_by_text("You can change it here at any time.").wait_for()

    other = open_page()
    sign_in(other, pair.peter)
    other.goto(url("partnership_detail", pair))
    assert "Amina has left. Their work or time has changed." in other.inner_text("main")
    assert "A new post." not in other.inner_text("main")
    assert_accessible(other)
    screenshot(other, "care-ended")

    team = open_page()
    sign_in(team, pair.facilitator)
    team.goto(url("partnership_list", pair.cohort) + "?show=ended")
    assert_accessible(team)
    team.get_by_role("link", name="How it ended").click()
    arrive(team, "Amina Yusuf, Peter Hall")
    assert "A new post." in team.inner_text("main")
    assert_accessible(team)
    screenshot(team, "care-ending")
    team.get_by_role("link", name="Reopen this partnership").click()
    arrive(team, "Reopen the partnership")
    assert_accessible(team)
    screenshot(team, "care-reopen")
    team.get_by_role("button", name="Reopen it and tell both").click()
    arrive(team, "Partnerships")
    pair.refresh_from_db()
    assert pair.is_current


def test_the_quiet_states_are_accessible(pair, page):
    FitCheck.objects.all().delete()
    sign_in(page, pair.amina)
    page.goto(url("contact_request"))
    assert_accessible(page)
    screenshot(page, "care-contact")
    page.get_by_role("button", name="Ask to be contacted").click()
    page.get_by_role("heading", name="There is something to put right").wait_for()
    assert_accessible(page)
    services.ask_for_contact(
        pair.partners.get(participant__user=pair.amina).participant, concerns="me", by=pair.amina
    )
    page.goto(url("contact_request"))
    assert_accessible(page)
    screenshot(page, "care-contact-asked")
    page.goto(url("fit_check", pair))
    assert_accessible(page)
    services.extend_partnership(pair, months=15, by=pair.peter)
    page.goto(url("partnership_going_on", pair))
    assert_accessible(page)
    services.complete_partnership(pair, by=pair.peter)
    page.goto(url("partnership_detail", pair))
    assert_accessible(page)
    page.goto(url("partnership_after", pair))
    assert_accessible(page)
