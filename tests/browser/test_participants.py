"""A team at work: making a cohort, importing people, deciding about them."""

import re

import pytest

from participants.models import NotToBePaired, Participant, Side
from tests import make
from tests.browser.steps import PHONE, assert_accessible, screenshot, sign_in

pytestmark = pytest.mark.django_db(transaction=True)
State = Participant.State
SAMPLE = "plp/demo/forms-export.csv"
ANSWERS = [
    "I came here at nineteen to train as a nurse, and I still count in my first language when I am tired.",
    "I would like to learn how budgets work. I can share how it feels to train people who are promoted past you.",
    "Regular and short is better than long and rare. Silence is fine too.",
]


def look(page, name):
    assert_accessible(page)
    screenshot(page, f"participants-{name}")


def test_importing_the_sample_and_triage(page):
    cohort = make.a_cohort(name="Spring 2027")
    sign_in(page, make.a_facilitator(cohort, name="Grace Holloway"))
    page.goto(f"/team/cohorts/{cohort.pk}/people/")
    look(page, "people-empty")
    page.get_by_role("link", name="Import from a form or spreadsheet").click()
    page.get_by_role("button", name="Read this file").click()
    look(page, "import-errors")
    page.get_by_label("The table").set_input_files(SAMPLE)
    page.get_by_role("button", name="Read this file").click()
    page.get_by_role("heading", name="Which column is what?").wait_for()
    look(page, "import-columns")
    page.get_by_label("Name", exact=True).select_option("")
    page.get_by_role("button", name="See what would happen").click()
    page.get_by_text("Choose the column for “Name”.").wait_for()
    look(page, "import-columns-errors")
    page.get_by_label("Name", exact=True).select_option("name")
    page.get_by_role("button", name="See what would happen").click()
    page.get_by_role("heading", name="What would happen").wait_for()
    look(page, "import-check")
    page.get_by_role("button", name="Import these 54 people").click()
    page.get_by_role("link", name="Say whether you have checked").wait_for()
    look(page, "import-check-errors")
    page.get_by_label("I will check each of them later").check()
    page.get_by_role("button", name="Import these 54 people").click()
    page.get_by_text("Imported: 54 people.").wait_for()
    look(page, "people")

    page.get_by_label("Side").select_option("network")
    page.get_by_role("button", name="Show", exact=True).click()
    for tick in (0, 1):
        page.locator("input[name=people]").nth(tick).check()
    page.get_by_role("button", name="It is them").click()
    look(page, "decide-check")
    page.get_by_role("button", name="Say that 2 people are who they say").click()
    page.get_by_text("Checked that it is them: 2 people.").wait_for()
    page.goto(f"{page.url}?side=network")
    for tick in (0, 1):
        page.locator("input[name=people]").nth(tick).check()
    page.get_by_role("button", name="Accept…").click()
    look(page, "decide")
    page.get_by_role("button", name="Accept and tell them").click()
    page.get_by_text("Accepted: 2 people.").wait_for()
    assert Participant.objects.accepted().count() == 2


def test_a_file_chosen_by_mistake_is_thrown_away(page):
    cohort = make.a_cohort()
    sign_in(page, make.a_facilitator(cohort))
    page.goto(f"/team/cohorts/{cohort.pk}/import/")
    page.get_by_label("The table").set_input_files("README.md")
    page.get_by_role("button", name="Read this file").click()
    page.get_by_role("link", name="This does not look like a table.").wait_for()
    look(page, "import-no-table")
    page.get_by_label("The table").set_input_files(SAMPLE)
    page.get_by_role("button", name="Read this file").click()
    page.get_by_role("button", name="Throw this file away").click()
    page.get_by_text("The file is thrown away. Nobody was imported.").wait_for()


def test_the_filters_of_people_are_folded_on_a_phone_only(page):
    cohort = make.a_cohort()
    make.a_participant(cohort)
    sign_in(page, make.a_facilitator(cohort))
    page.goto(f"/team/cohorts/{cohort.pk}/people/")
    show = page.get_by_role("button", name="Show", exact=True)
    assert show.is_visible()
    page.set_viewport_size(PHONE)
    assert not show.is_visible()
    page.get_by_text("Find or filter").click()
    assert show.is_visible()
    page.get_by_label("Name or e-mail").fill("nobody of that name")
    show.click()
    page.get_by_text("Nobody fits this choice.").wait_for()
    assert show.is_visible()


def test_rows_to_put_right_are_listed(page, tmp_path):
    cohort = make.a_cohort()
    sign_in(page, make.a_facilitator(cohort))
    file = tmp_path / "people.csv"
    file.write_text(
        "Email,Name,Which place would you like?,About you,Learn and share,A good partnership for me\n"
        "joy@trust.example,Joy,Manager,one,two,three\nnot an address,,BME partner,one,,three\n"
    )
    page.goto(f"/team/cohorts/{cohort.pk}/import/")
    page.get_by_label("The table").set_input_files(file)
    page.get_by_role("button", name="Read this file").click()
    page.get_by_role("button", name="See what would happen").click()
    page.get_by_text("Nobody can be imported yet").wait_for()
    look(page, "import-problems")


def test_one_person_is_read_settled_and_accepted(page):
    cohort = make.a_cohort(name="Spring 2027")
    facilitator = make.a_facilitator(cohort)
    make.a_participant(cohort, name="Peter Hall")
    joy = make.a_participant(
        cohort, side="", name="Joy Mensah", state=State.SENT, could_be_leader=True, could_be_network=True
    )
    NotToBePaired.objects.create(participant=joy, words="Peter Hall, we have worked together before")
    sign_in(page, facilitator)
    page.goto(f"/team/people/{joy.pk}/")
    look(page, "person-unchecked")
    page.get_by_role("button", name="This is who is meant").click()
    page.get_by_text("settled: Peter Hall").wait_for()
    page.get_by_role("button", name="It is them").click()
    page.get_by_label("BME partner", exact=True).check()
    look(page, "person")
    page.get_by_role("button", name="Accept…").click()
    page.get_by_role("button", name="Accept and tell them").click()
    page.get_by_text("Accepted: Joy Mensah.").wait_for()
    joy.refresh_from_db()
    assert joy.side == Side.NETWORK


def test_a_profile_is_typed_on_the_telephone(page, open_page):
    cohort = make.a_cohort(name="Spring 2027")
    sign_in(page, make.a_facilitator(cohort))
    page.goto(f"/team/cohorts/{cohort.pk}/people/add/")
    page.get_by_role("button", name="Keep it, and write to them").click()
    look(page, "telephone-errors")
    page.get_by_label("Their name").fill("Sam Porter")
    page.get_by_label("An e-mail address they read").fill("sam@home.example")
    page.get_by_label("BME partner", exact=True).check()
    for number, answer in enumerate(ANSWERS):
        page.locator("textarea").nth(number).fill(answer)
    page.get_by_role("button", name="Keep it, and write to them").click()
    page.get_by_text("It is kept.").wait_for()
    sam = Participant.objects.get()
    theirs = open_page()
    sign_in(theirs, sam.user)
    theirs.goto(f"/profile/{sam.pk}/")
    look(theirs, "typed")
    theirs.get_by_role("link", name="Read what we typed, and send it").click()
    theirs.get_by_role("button", name="This is me, send it").click()
    theirs.get_by_text("Your profile is with the facilitators. Thank you.").wait_for()


def test_a_programme_becomes_an_open_cohort(page, open_page):
    root = make.a_person(name="Robin Ashe", is_superuser=True)
    sign_in(page, root)
    page.goto("/team/programmes/")
    look(page, "programmes-empty")
    page.get_by_role("button", name="Make a programme").click()
    page.get_by_role("button", name="Make this programme").click()
    look(page, "programme-errors")
    page.get_by_label("Organisation").fill("Northshire Trust")
    page.get_by_role("button", name="Make this programme").click()
    page.get_by_role("button", name="Make a cohort").click()
    page.get_by_label("Name").fill("Spring 2027")
    look(page, "cohort-add")
    page.get_by_role("button", name="Make this cohort").click()
    page.get_by_role("heading", name="Team of Spring 2027").wait_for()
    look(page, "team-empty")
    for role, name in [("Facilitator", "Grace Holloway"), ("Matcher", "Joe Marsden")]:
        page.get_by_label(role, exact=True).check()
        page.get_by_label("Their work e-mail").fill(f"{name.split()[0].lower()}@trust.example")
        page.get_by_label("Their name").fill(name)
        page.get_by_role("button", name="Give this role").click()
        page.get_by_text("as soon as a second person has confirmed it").wait_for()

    second = open_page()
    sign_in(second, make.a_person(name="Sasha Second", is_superuser=True))
    second.goto(page.url)
    look(second, "team-waiting")
    for name in ("Grace Holloway", "Joe Marsden"):
        second.get_by_role("button", name=f"Confirm {name}").click()
        second.get_by_text(f"{name} is now").wait_for()
    second.get_by_label("Who covers").select_option(label="Joe Marsden")
    second.get_by_role("button", name="Name the cover").click()
    second.get_by_role("button", name="Open this cohort").click()
    second.get_by_text("The cohort is open.").wait_for()
    look(second, "team-open")
    second.get_by_role("button", name=re.compile("Copy this link.*Intranet")).click()
    second.get_by_role("button", name=re.compile("Copied|Ctrl")).wait_for()
    second.get_by_role("link", name=re.compile("End this role… Grace Holloway")).click()
    second.get_by_text("is left without a facilitator").wait_for()
    look(second, "role-end")
    second.get_by_role("link", name="Keep it").click()
    second.get_by_role("heading", name="Team of Spring 2027").wait_for()
    second.goto("/team/programmes/")
    look(second, "programmes")
