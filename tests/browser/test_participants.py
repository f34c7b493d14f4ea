"""From a join link to a place: making a cohort, joining it, importing people, deciding about them."""

import re
import time
from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

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


def go_on(page):
    page.get_by_role("button", name="Keep this and go on").click()


def tab_to(page, target):
    """Reach something with the Tab key alone."""
    for _ in range(60):
        if target.evaluate("element => element === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError("The Tab key does not get there.")


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
    page.get_by_text("You are on the waiting list.").wait_for()
    look(page, "waiting")


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
