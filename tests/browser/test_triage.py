"""What facilitators decide about people, seen in a browser: previews, offers, the balance, large imports, the file."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from participants.models import ImportDraft, Participant, Side
from participants.tasks import run_waiting_imports
from tests import make
from tests.browser.steps import assert_accessible, screenshot, sign_in

pytestmark = pytest.mark.django_db(transaction=True)
State = Participant.State
HEADERS = (
    "Email,Name,Which place would you like?,About you,Learn and share,A good partnership for me,Directorate"
)


def look(page, name):
    assert_accessible(page)
    screenshot(page, f"triage-{name}")


def a_checked_one(cohort, name, side=Side.NETWORK, state=State.SENT, **fields):
    return make.a_participant(cohort, side, name=name, state=state, checked_at=timezone.now(), **fields)


@pytest.fixture
def cohort():
    """Somebody in every standing, some twice, and two who are each other's line manager."""
    cohort = make.a_cohort(name="Spring 2027", places=6)
    amina = a_checked_one(cohort, "Amina Yusuf", state=State.ACCEPTED)
    amina.line_manager_email = "joy.mensah@trust.example"
    amina.save()
    joy = make.a_person(name="Joy Mensah", email="joy.mensah@trust.example")
    make.a_participant(
        cohort,
        Side.NETWORK,
        user=joy,
        state=State.SENT,
        line_manager_email=amina.user.email,
        checked_at=timezone.now(),
    )
    a_checked_one(cohort, "Mensah Joy", state=State.WAITING, line_manager_email="unknown@trust.example")
    late = timezone.localdate() - timedelta(days=1)
    a_checked_one(cohort, "Farah Siddiqui", state=State.OFFERED, answer_by=late)
    a_checked_one(cohort, "Peter Hall", Side.LEADER, State.OFFERED, answer_by=late + timedelta(days=5))
    for name in ("Ruth Shaw", "Alan Thornton"):
        a_checked_one(cohort, name, Side.LEADER, State.ACCEPTED)
    both = {"could_be_leader": True, "could_be_network": True}
    a_checked_one(cohort, "Hilary Dale", "", **both)
    a_checked_one(cohort, "Ikram Begum", Side.NETWORK, State.ACCEPTED, asked_side="", **both)
    return cohort


@pytest.fixture
def people(cohort, page):
    sign_in(page, make.a_facilitator(cohort, name="Grace Holloway"))
    return f"/team/cohorts/{cohort.pk}/people/"


def tick(page, *names):
    for name in names:
        page.get_by_role("checkbox", name=name, exact=True).check()


def test_the_list_shows_the_balance_who_is_twice_and_whose_lines_go_round(page, people):
    page.goto(people)
    picture = page.get_by_role("img", name=re.compile("senior leaders: 2 have a place, 1 is offered one"))
    assert picture.is_visible()
    page.get_by_text("Show as a table").click()
    assert page.get_by_role("row", name=re.compile("Senior leaders 2 1 0 0 3 3")).is_visible()
    assert page.get_by_text("Perhaps the same person as").count() == 2
    page.get_by_role("heading", name="Line managers to look at").wait_for()
    page.get_by_text("Show as a table").click()
    look(page, "list")
    page.goto(f"{people}?state=overdue")
    assert page.locator("#people tbody tr").count() == 1
    page.get_by_text("answer overdue since").wait_for()
    look(page, "list-overdue")


def test_a_place_is_offered_after_a_look_at_every_message(page, people, cohort):
    page.goto(people)
    tick(page, "Joy Mensah", "Hilary Dale", "Ruth Shaw")
    page.get_by_role("button", name="Offer a place…").click()
    page.get_by_text("Ruth Shaw: They have a place already.").wait_for()
    assert page.get_by_role("button", name="and tell them").count() == 0
    look(page, "offer-side-open")
    page.get_by_label("Hilary Dale ticked both sides. As whom?").select_option(label="Senior leader")
    page.get_by_role("button", name="Show the messages again").click()
    page.get_by_role("heading", name="2 messages go").wait_for()
    look(page, "offer")
    page.get_by_label("They answer by").fill((timezone.localdate() + timedelta(days=10)).isoformat())
    page.get_by_role("button", name="Offer these places and tell them").click()
    page.get_by_text("You changed something").wait_for()
    page.get_by_role("button", name="Offer these places and tell them").click()
    page.get_by_text("Place offered: 2 people.").wait_for()
    offered = Participant.objects.filter(cohort=cohort, answer_by=timezone.localdate() + timedelta(days=10))
    assert sorted(offered.values_list("side", flat=True)) == ["leader", "network"]


def test_a_day_that_has_passed_and_a_missing_reason_are_explained(page, people):
    page.goto(people)
    tick(page, "Joy Mensah")
    page.get_by_role("button", name="Offer a place…").click()
    page.get_by_label("They answer by").fill("2020-01-01")
    page.get_by_role("button", name="Offer this place and tell them").click()
    page.get_by_role("link", name="That day has passed already.").wait_for()
    look(page, "offer-errors")
    page.goto(people)
    tick(page, "Joy Mensah")
    page.get_by_role("button", name="Not this time…").click()
    page.get_by_role("button", name="Show the message").click()
    page.get_by_role("link", name="Choose why not").wait_for()
    look(page, "decline-errors")
    page.get_by_label("There were more people than places").check()
    page.get_by_role("button", name="Show the message").click()
    page.get_by_text("There were more people than places. That says nothing about you").wait_for()
    look(page, "decline")


def test_somebody_with_a_place_is_asked_about_the_other_side(page, people, cohort):
    page.goto(people)
    page.get_by_role("link", name="Ikram Begum").click()
    look(page, "person-both")
    page.get_by_role("button", name="Ask whether they would change sides…").click()
    page.get_by_text("Could you imagine taking part as a senior leader instead?").wait_for()
    look(page, "ask")
    page.get_by_role("button", name="Ask them").click()
    page.get_by_text("Only they can say yes").wait_for()
    look(page, "person-asked")
    page.get_by_role("button", name="Take the question back").click()
    page.get_by_text("No longer asked about the other side: Ikram Begum.").wait_for()


def test_an_overdue_offer_is_taken_back(page, people):
    page.goto(f"{people}?state=overdue")
    page.get_by_role("link", name="Farah Siddiqui").click()
    page.get_by_text("It is still held").wait_for()
    look(page, "person-overdue")
    page.get_by_role("button", name="Take the offer back…").click()
    page.get_by_text("We do not hold it any longer").wait_for()
    page.get_by_role("button", name="Put on the waiting list and tell them").click()
    page.get_by_text("On the waiting list: Farah Siddiqui.").wait_for()


def test_deciding_works_without_scripts_and_with_the_keyboard_alone(plain_page, page, cohort, people):
    plain = plain_page
    sign_in(plain, make.a_facilitator(cohort))
    plain.goto(people)
    tick(plain, "Joy Mensah")
    plain.get_by_role("button", name="Offer a place…").click()
    plain.get_by_role("button", name="Offer this place and tell them").click()
    plain.get_by_text("Place offered: Joy Mensah.").wait_for()
    page.goto(people)
    page.get_by_role("checkbox", name="Hilary Dale").focus()
    page.keyboard.press("Space")
    page.get_by_role("button", name="Waiting list…").focus()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Put on the waiting list and tell them").focus()
    page.keyboard.press("Enter")
    page.get_by_text("On the waiting list: Hilary Dale.").wait_for()


def test_the_list_is_taken_out_as_a_file_for_a_purpose(page, people):
    page.goto(f"{people}?side=leader")
    page.get_by_role("link", name="Take these people out as a file").click()
    page.get_by_role("heading", name="Take 3 people out as a file").wait_for()
    page.get_by_role("button", name="Download the file").click()
    page.get_by_role("link", name="Say what you need it for.").wait_for()
    look(page, "export-errors")
    page.get_by_label("For the steering group").check()
    with page.expect_download() as download:
        page.get_by_role("button", name="Download the file").click()
    assert download.value.suggested_filename == f"people-{timezone.localdate()}.xlsx"


def a_file(tmp_path, rows, change=""):
    lines = [f"p{n}@trust.example,Person {n},BME partner,one,two,three,Estates{change}" for n in range(rows)]
    file = tmp_path / "people.csv"
    file.write_text("\n".join([HEADERS, *lines]))
    return file


def upload(page, cohort, file):
    page.goto(f"/team/cohorts/{cohort.pk}/import/")
    page.get_by_label("The table").set_input_files(file)
    page.get_by_role("button", name="Read this file").click()
    page.get_by_role("button", name="See what would happen").click()
    page.get_by_role("heading", name="What would happen").wait_for()


def test_a_large_table_comes_in_while_one_watches_and_a_second_brings_it_up_to_date(
    page, plain_page, tmp_path
):
    cohort = make.a_cohort(name="Spring 2027")
    facilitator = make.a_facilitator(cohort)
    sign_in(page, facilitator)
    upload(page, cohort, a_file(tmp_path, 320))
    page.get_by_label("I will check each of them later").check()
    page.get_by_role("button", name="Import these 320 people").click()
    page.get_by_text("0 of 320 rows").wait_for()
    look(page, "progress")
    sign_in(plain_page, facilitator)
    plain_page.goto(page.url)
    plain_page.get_by_text("0 of 320 rows").wait_for()
    run_waiting_imports()
    for one in (page, plain_page):
        one.get_by_role("heading", name="320 people have come in").wait_for()
    look(page, "imported")
    assert ImportDraft.objects.get().table["rows"] == []

    upload(page, cohort, a_file(tmp_path, 3, " and Facilities"))
    page.get_by_text("the table says something else about 3 of them").wait_for()
    look(page, "import-update")
    page.get_by_label("Bring them up to date").check()
    page.get_by_role("button", name="Go on").click()
    page.get_by_text("Brought up to date: 3.").wait_for()
    assert Participant.objects.filter(directorate="Estates and Facilities").count() == 3


def test_what_to_put_right_is_downloaded(page, tmp_path):
    cohort = make.a_cohort()
    sign_in(page, make.a_facilitator(cohort))
    file = tmp_path / "people.csv"
    file.write_text(
        f"{HEADERS}\njoy@trust.example,Joy,Manager,one,two,three,x\nnonsense,,BME partner,one,,three,x\n"
    )
    upload(page, cohort, file)
    look(page, "import-problems")
    for words, name in (("What to put right, for Excel", "xlsx"), ("The same as CSV", "csv")):
        with page.expect_download() as download:
            page.get_by_role("link", name=words).click()
        assert download.value.suggested_filename == f"rows-to-put-right.{name}"
