"""Propose the rest, what if, what matters, lists and the release through real pages, with and without JavaScript."""

import pytest
from django.urls import reverse

from matching.models import Match, MatchingRules, Topic
from matching.services import agree_match, open_round, propose_drafts, release_round
from participants.models import Side
from tests import make
from tests.browser.steps import assert_accessible, screenshot, sign_in

pytestmark = pytest.mark.django_db(transaction=True)

WRITTEN = {
    "Amina Yusuf": "I want to understand how boards decide about budgets.",
    "Joy Mensah": "I sing in a choir and bake bread with my neighbours.",
    "Blessing Okafor": "I would like to understand night shifts on the wards.",
    "Peter Hall": "I can share how boards decide about budgets.",
    "Ruth Shaw": "I sing in a choir, badly, and bake bread.",
}


@pytest.fixture
def cohort():
    cohort = make.a_cohort(name="Spring 2027")
    for side, names in (
        (Side.NETWORK, ["Amina Yusuf", "Joy Mensah", "Blessing Okafor"]),
        (Side.LEADER, ["Peter Hall", "Ruth Shaw"]),
    ):
        for number, name in enumerate(names):
            person = make.a_participant(
                cohort, side, name=name, directorate=["Estates", "Finance", "Community"][number]
            )
            for index in (1, 2, 3):
                setattr(person.profile, f"answer_{index}", WRITTEN[name])
            person.profile.save()
    return cohort


@pytest.fixture
def kemi(cohort):
    return make.a_facilitator(cohort, name="Kemi Hart")


def address(page_name, cohort, *names):
    people = {one.user.name: one for one in cohort.participants.select_related("user")}
    query = {people[name].side: people[name].pk for name in names}
    return reverse(page_name, args=[cohort.pk], query=query)


def test_the_rest_is_looked_at_and_then_kept(page, cohort, kemi):
    open_round(cohort, by=kemi)
    sign_in(page, kemi)
    page.goto(address("round_draw", cohort))
    assert_accessible(page)
    screenshot(page, "draw")
    page.get_by_role("link", name="Lift the worst-off first").click()
    assert page.get_by_role("link", name="Lift the worst-off first").get_attribute("aria-current") == "true"
    assert Match.objects.count() == 0

    page.get_by_role("button", name="Keep these 2 as drafts").click()
    page.get_by_text("2 pairs are kept as drafts.").wait_for()
    assert Match.objects.drafts().count() == 2

    page.goto(address("match_what_if", cohort, "Amina Yusuf", "Ruth Shaw"))
    assert_accessible(page)
    screenshot(page, "what-if")
    page.get_by_role("button", name="Pin these two and draw the rest again").click()
    page.get_by_text("Amina Yusuf and Ruth Shaw: pinned.").wait_for()
    assert Match.objects.filter(pinned=True).count() == 1


def test_what_if_beside_the_two_on_the_board(page, cohort, kemi):
    open_round(cohort, by=kemi)
    sign_in(page, kemi)
    page.goto(address("matching_board", cohort, "Amina Yusuf", "Ruth Shaw"))
    page.get_by_role("link", name="What changes if I pin these two?").click()
    page.locator("#what-if").get_by_text("No longer drawn").wait_for()
    assert_accessible(page)
    screenshot(page, "what-if-board")
    assert Match.objects.count() == 0
    page.get_by_role("button", name="Pin these two and draw the rest again").click()
    page.get_by_text("Amina Yusuf and Ruth Shaw: pinned.").wait_for()


def test_rules_show_their_effect_as_one_chooses(page, cohort, kemi):
    sign_in(page, kemi)
    page.goto(address("matching_rules", cohort))
    assert_accessible(page)
    screenshot(page, "rules")
    for name in ("What one offers", "What both write about", "Easy to reach"):
        page.get_by_label(name).select_option("0")
    page.locator("#effect").get_by_text("would change.").wait_for()
    assert "would change." in page.locator("#effect-said").inner_text()
    assert_accessible(page)
    screenshot(page, "rules-tried")
    assert MatchingRules.objects.count() == 0
    page.get_by_role("button", name="Save these rules").click()
    page.get_by_text("The rules are saved.").wait_for()
    assert MatchingRules.objects.get().shared_topics == 0

    for name in ("Different work worlds", "A deliberate stretch"):
        page.get_by_label(name).select_option("0")
    page.get_by_role("button", name="Save these rules").click()
    page.get_by_role("heading", name="There is something to put right").wait_for()
    assert_accessible(page)
    screenshot(page, "rules-error")


def test_rules_and_topics_without_javascript(plain_page, cohort, kemi):
    page = plain_page
    sign_in(page, kemi)
    page.goto(address("matching_rules", cohort))
    page.get_by_label("What both write about").select_option("0")
    page.get_by_role("button", name="Show what changes, save nothing").click()
    assert page.get_by_label("What both write about").input_value() == "0"
    assert MatchingRules.objects.count() == 0
    page.get_by_role("link", name="Topics and their words").click()
    page.get_by_role("link", name="Write my own").click()
    page.get_by_label("Topic", exact=True).fill("Singing")
    page.get_by_label("Words and phrases that mean it").fill("choir\nsing")
    page.get_by_role("button", name="Add this topic").click()
    assert page.get_by_text("in 2 profiles").is_visible()
    page.get_by_role("link", name="Singing").click()
    page.get_by_role("button", name="Remove this topic").click()
    assert Topic.objects.count() == 0


def test_topics_can_be_read_and_changed_by_everybody(page, cohort, kemi):
    sign_in(page, kemi)
    page.goto(address("topic_list", cohort))
    assert_accessible(page)
    screenshot(page, "topics-empty")
    page.get_by_role("button", name="Begin with these topics").click()
    page.get_by_text("topics to begin with").wait_for()
    assert_accessible(page)
    screenshot(page, "topics")
    page.get_by_role("link", name="Add a topic").or_(page.get_by_role("button", name="Add a topic")).click()
    page.get_by_role("button", name="Add this topic").click()
    page.get_by_role("heading", name="There is something to put right").wait_for()
    assert_accessible(page)
    screenshot(page, "topic-error")


def test_release_list_and_taking_a_partnership_back(page, cohort, kemi):
    dev = make.a_matcher(cohort, name="Dev Rao")
    round = open_round(cohort, by=kemi)
    sign_in(page, kemi)
    page.goto(address("round_draw", cohort))
    page.get_by_role("button", name="Keep these 2 as drafts").click()
    page.get_by_text("2 pairs are kept as drafts.").wait_for()
    for match in propose_drafts(round, list(Match.objects.drafts()), by=kemi):
        agree_match(match, by=dev)

    page.goto(reverse("round_release", args=[round.pk]))
    assert page.get_by_text("reaches the programme").count() == 4
    assert_accessible(page)
    screenshot(page, "rehearsal")
    page.get_by_role("link", name="The partnerships as a list").click()
    assert_accessible(page)
    screenshot(page, "round-list")
    page.get_by_label("With the side each takes").check()
    page.get_by_role("button", name="Show it like this").click()
    page.get_by_label("For the steering group").check()
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Download the spreadsheet").click()
    assert waiting.value.suggested_filename == "partnerships-round-1.xlsx"

    formed = release_round(round, by=kemi)
    page.goto(reverse("round_release", args=[round.pk]))
    assert_accessible(page)
    screenshot(page, "released")
    page.goto(reverse("partnership_withdraw", args=[formed[0].pk]))
    assert_accessible(page)
    screenshot(page, "withdraw")
    page.get_by_role("button", name="Take it back and tell both").click()
    page.get_by_text("taken back and told.").wait_for()
    assert_accessible(page)
    screenshot(page, "released-one-back")


def test_nothing_to_draw_nothing_to_list(page, cohort, kemi):
    cohort.participants.filter(side=Side.LEADER).update(state="withdrawn")
    round = open_round(cohort, by=kemi)
    sign_in(page, kemi)
    for url in (address("round_draw", cohort), address("matching_rules", cohort)):
        page.goto(url)
        assert_accessible(page)
    screenshot(page, "rules-nobody")
    page.goto(reverse("round_list", args=[round.pk]))
    assert_accessible(page)
