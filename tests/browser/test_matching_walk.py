"""From nothing to released by somebody who never saw the software: every click is counted."""

import pytest
from django.urls import reverse

from notifications.models import Message
from participants.models import Side
from partnerships.models import Partnership
from tests import make
from tests.browser.steps import screenshot, sign_in

pytestmark = pytest.mark.django_db(transaction=True)
PAIRS = 12
# Opening, drawing, keeping, reading one pair, proposing; agreeing; rehearsing and releasing.
CLICKS_AT_MOST = 12
WORDS = [
    "I want to understand how a board decides. I can share what night shifts teach.",
    "I want to learn what makes people stay. I can share how a budget is balanced.",
    "I would like to understand what it is like to be heard here. I can share how papers become decisions.",
    "I hope to learn how to speak up early. I can share twenty years of community nursing.",
]


class Clicks:
    def __init__(self):
        self.done = []

    def press(self, page, role, name, **options):
        page.get_by_role(role, name=name, **options).first.click()
        self.done.append(name)


@pytest.fixture
def cohort():
    """Twelve people on each side who have joined, and nothing else yet."""
    cohort = make.a_cohort(name="Spring 2027")
    for number in range(PAIRS):
        for place, side in enumerate(Side):
            person = make.a_participant(
                cohort,
                side,
                name=f"{side.label.split()[0]} Number {number + 1}",
                directorate=["Community", "Estates", "Finance"][(number + place) % 3],
                site=["Elm Court", "Riverside House"][number % 2],
            )
            person.profile.answer_2 = WORDS[(number + place) % len(WORDS)]
            person.profile.days = ["tue", ["mon", "fri"][number % 2]]
            person.profile.save()
    return cohort


def test_from_nothing_to_released_in_a_few_clicks(page, open_page, cohort):
    grace, nadia = (
        make.a_facilitator(cohort, name="Grace Holloway"),
        make.a_matcher(cohort, name="Nadia Karim"),
    )
    board = reverse("matching_board", args=[cohort.pk])
    clicks = Clicks()
    sign_in(page, grace)
    page.goto(board)

    clicks.press(page, "button", "Open the first round")
    clicks.press(page, "button", "Propose the rest")
    clicks.press(page, "button", f"Keep these {PAIRS} as drafts")
    page.locator("#drafts").wait_for()
    screenshot(page, "walk-drafts")
    clicks.press(page, "link", "Read both")
    page.locator("#compare").get_by_role("heading", name="What speaks for it").wait_for()
    clicks.press(page, "button", f"Propose these {PAIRS} drafts")
    page.get_by_text(f"{PAIRS} pairs proposed. Nobody is told before the release.").wait_for()
    screenshot(page, "walk-proposed")

    second = open_page()
    sign_in(second, nadia)
    second.goto(board)
    clicks.press(second, "button", "Agree…")
    clicks.press(second, "link", "Tick all on this page that you can agree to")
    second.wait_for_load_state()
    clicks.press(second, "button", f"Agree these {PAIRS} pairs")
    second.get_by_text(f"{PAIRS} pairs agreed. Nobody is told before the release.").wait_for()
    screenshot(second, "walk-agreed")

    page.goto(board)
    clicks.press(page, "button", "Rehearse the release")
    assert Message.objects.count() == 0
    clicks.press(page, "button", f"Release {PAIRS} partnerships and send {2 * PAIRS} messages")
    page.get_by_role("heading", name="Round 1 is released").wait_for()

    # The figure this test is for.
    print(f"{len(clicks.done)} clicks: {'; '.join(clicks.done)}")  # noqa: T201
    assert len(clicks.done) <= CLICKS_AT_MOST
    assert Partnership.objects.count() == PAIRS
    assert Message.objects.filter(kind="matched").count() == 2 * PAIRS
