"""The pages on which people answer."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from kit.vault import open_box
from surveys import keys
from surveys.links import path_for
from surveys.models import SealedBox, Survey, SurveyDraft, SurveyInvitation
from surveys.services import save_draft, send_answers
from tests import make
from tests.surveys.conftest import BOTH, LEADER, NETWORK, UNSAID, a_scene, browser_of, close, open_in

pytestmark = pytest.mark.django_db


def page(scene, number):
    return reverse("survey_page", args=[scene.survey.pk, number])


def check(scene):
    return reverse("survey_check", args=[scene.survey.pk])


def kept(scene, index=0):
    draft = SurveyDraft.objects.get(invitation=scene.invitations[index])
    return keys.read_draft(scene.survey, draft.locked)


def text(response):
    return response.content.decode()


# --- The way through


def test_the_sheet_comes_first_and_says_what_is_kept(scene, browser):
    sheet = text(browser.get(reverse("survey_start", args=[scene.survey.pk])))
    for promise in (
        "By sending your answers you agree to take part",
        "How many people took part is published exactly",
        "Once sent, answers cannot be taken back",
        "Backups of the database are kept for 30 days",
        "Nobody reads this before it closes",
        "could open it until then",
        "An evaluator may also take part",
    ):
        assert promise in sheet
    assert not re.search("anonymous|impossible", sheet)


def test_each_topic_leads_to_the_next_and_the_last_to_the_check(scene, browser):
    seen, where = [], browser.post(page(scene, 1), {"group": LEADER}).headers["Location"]
    while "/page/" in where:
        seen.append(where)
        where = browser.post(where, {}).headers["Location"]
    assert seen == [page(scene, number) for number in range(2, 8)]
    assert where == check(scene)
    assert browser.post(where).headers["Location"] == reverse("survey_thanks", args=[scene.survey.pk])
    assert "Your answers have been sent" in text(
        browser.get(reverse("survey_thanks", args=[scene.survey.pk]))
    )


def test_the_first_question_is_the_only_one_that_needs_an_answer(scene, browser):
    answer = browser.post(page(scene, 1), {"partnership_now": "Still meeting"})
    assert answer.status_code == 200
    assert "Choose one answer: everything else depends on it." in text(answer)
    assert 'value="Still meeting" required id' not in text(answer)
    assert re.search(r'value="Still meeting"[^>]* checked', text(answer))
    assert kept(scene) == {"partnership_now": "Still meeting"}
    assert browser.get(check(scene)).headers["Location"] == page(scene, 1)
    assert browser.post(check(scene)).headers["Location"] == page(scene, 1)
    assert SealedBox.objects.count() == 0


@pytest.mark.parametrize(
    ("group", "asked"),
    [
        (LEADER, {"understand_more", "changed_decision"}),
        (NETWORK, {"partner_understands", "cost_more", "promotion"}),
        (BOTH, {"understand_more", "changed_decision", "partner_understands", "cost_more", "promotion"}),
        (UNSAID, set()),
    ],
)
def test_each_side_is_asked_its_own_questions(scene, browser, group, asked):
    browser.post(page(scene, 1), {"group": group})
    shown = text(browser.get(page(scene, 4)))
    sided = {"understand_more", "changed_decision", "partner_understands", "cost_more", "promotion"}
    assert {code for code in sided if f'name="{code}"' in shown} == asked


def test_answers_of_the_other_side_are_neither_shown_nor_sent(scene, browser):
    browser.post(page(scene, 1), {"group": NETWORK})
    browser.post(page(scene, 4), {"promotion": "Yes, and got one"})
    browser.post(page(scene, 1), {"group": LEADER})
    assert "Since joining, have you applied" not in text(browser.get(check(scene)))
    browser.post(check(scene))
    box = SealedBox.objects.get()
    opened = open_box(bytes(box.box), keys.survey_keys().get(scene.survey.pk)).decode()
    assert "promotion" not in opened


def test_going_back_keeps_what_was_typed(scene, browser):
    browser.post(page(scene, 1), {"group": LEADER})
    back = browser.post(page(scene, 2), {"helped_or_held": "An hour kept free", "back": "1"})
    assert back.headers["Location"] == page(scene, 1)
    assert "An hour kept free" in text(browser.get(page(scene, 2)))
    first = browser.post(page(scene, 1), {"group": LEADER, "back": "1"})
    assert first.headers["Location"] == reverse("survey_start", args=[scene.survey.pk])


def test_going_back_needs_no_answer_to_the_first_question(scene, browser):
    back = browser.post(page(scene, 1), {"back": "1"})
    assert back.headers["Location"] == reverse("survey_start", args=[scene.survey.pk])


def test_a_draft_is_there_on_another_device(scene, browser):
    browser.post(page(scene, 1), {"group": BOTH, "why_joined": ["I was asked to"]})
    other = Client()
    other.get(path_for(scene.invitations[0]))
    shown = text(other.get(page(scene, 1)))
    assert re.search(r'value="I was asked to"[^>]* checked', shown)
    assert re.search(r'value="Both"[^>]* checked', shown)


def test_what_was_left_open_again_is_gone(scene, browser):
    browser.post(page(scene, 1), {"group": BOTH, "why_joined": ["I was asked to"]})
    browser.post(page(scene, 1), {"group": BOTH})
    assert kept(scene) == {"group": BOTH}


# --- Saving as one goes


def test_an_autosave_keeps_the_page_and_shows_nothing(scene, browser):
    answer = browser.post(page(scene, 2), {"helped_or_held": "Tea"}, headers={"X-PLP-Autosave": "1"})
    assert (answer.status_code, answer.content) == (204, b"")
    assert kept(scene) == {"helped_or_held": "Tea"}


def test_an_autosave_of_the_first_page_before_its_question_is_answered_is_kept(scene, browser):
    data = {"why_joined": ["I was asked to"]}
    assert browser.post(page(scene, 1), data, headers={"X-PLP-Autosave": "1"}).status_code == 204
    assert kept(scene) == data


def test_an_autosave_that_could_not_keep_everything_says_so(scene, browser):
    browser.post(page(scene, 2), {"helped_or_held": "Tea"})
    data = {"helped_or_held": "x" * 3001, "how_met": "Online"}
    assert browser.post(page(scene, 2), data, headers={"X-PLP-Autosave": "1"}).status_code == 422
    assert kept(scene) == {"helped_or_held": "Tea", "how_met": "Online"}


# --- Bad input


@pytest.mark.parametrize(
    "data",
    [
        {"helped_or_held": "x" * 3001},
        {"helped_or_held": "nul \x00 inside"},
        {"how_met": "By pigeon"},
        {"beyond_titles": ["Agree", "\x00"]},
        {"how_met": "\x00"},
        {"beyond_titles": "'; DROP TABLE surveys_survey; --"},
    ],
)
def test_bad_input_is_never_an_error_of_ours_and_keeps_what_was_typed(scene, browser, data):
    fine = {"how_often": "Weekly", "rank": "Disagree"}
    answer = browser.post(page(scene, 2), fine | data)
    assert answer.status_code == 200
    assert "There is something to put right" in text(answer)
    assert re.search(r'value="Weekly"[^>]* checked', text(answer))
    assert kept(scene) == fine
    if "x" * 3001 in str(data):
        assert "x" * 3001 in text(answer)
        assert "Please use at most 3000 characters." in text(answer)


def test_unknown_fields_are_not_kept(scene, browser):
    browser.post(page(scene, 1), {"group": LEADER, "anything_else": "of another page", "evil": "1"})
    assert kept(scene) == {"group": LEADER}


@pytest.mark.parametrize("number", [0, 8, 99, 2**31])
def test_a_page_that_there_is_not(scene, browser, number):
    assert browser.get(page(scene, number)).status_code == 404
    assert browser.post(page(scene, number), {"group": LEADER}).status_code == 404


def test_words_are_shown_as_words(scene, browser):
    browser.post(page(scene, 1), {"group": LEADER})
    browser.post(page(scene, 2), {"helped_or_held": "<script>alert(1)</script>"})
    assert "<script>alert" not in text(browser.get(check(scene)))
    assert "&lt;script&gt;alert" in text(browser.get(check(scene)))


# --- Links


def test_a_link_takes_itself_out_of_the_address_and_changes_nothing(scene):
    client = Client()
    answer = client.get(path_for(scene.invitations[0]))
    assert answer.headers["Location"] == reverse("survey_start", args=[scene.survey.pk])
    assert client.get(answer.headers["Location"]).status_code == 200
    assert not SurveyInvitation.objects.filter(has_answered=True).exists()
    assert SurveyDraft.objects.count() == 0


def test_a_link_left_open_on_a_shared_computer_opens_nothing_after_a_quiet_quarter_of_an_hour(scene, clock):
    browser = Client()
    browser.get(path_for(scene.invitations[0]))
    page = f"/survey/{scene.survey.pk}/page/1/"
    clock(timezone.now() + timedelta(minutes=14))
    assert browser.get(page).status_code == 200
    clock(timezone.now() + timedelta(minutes=14))
    assert browser.get(page).status_code == 200
    clock(timezone.now() + timedelta(minutes=16))
    assert browser.get(page).status_code == 302


@pytest.mark.parametrize("token", ["x", "a:b:c", "", "..", "x" * 400])
def test_a_forged_link_is_no_link(scene, token):
    assert Client().get(f"/e/{token}/").status_code == 404


def test_a_link_that_was_tampered_with_is_no_link(scene):
    path = path_for(scene.invitations[0])
    assert Client().get(path[:-3] + ("A" if path[-3] != "A" else "B") + path[-2:]).status_code == 404


def test_a_link_of_another_installation_is_no_link(scene, settings):
    path = path_for(scene.invitations[0])
    settings.SECRET_KEY = "another installation's key, long enough for this"
    assert Client().get(path).status_code == 404


def test_an_expired_link_says_that_the_survey_has_closed_and_nothing_of_its_owner(scene):
    paths = [path_for(invitation) for invitation in scene.invitations[:2]]
    send_answers(scene.invitations[0], {"group": LEADER})
    close(scene.survey)
    answers = [Client().get(path) for path in paths]
    assert [answer.status_code for answer in answers] == [410, 410]
    without_token = [re.sub(r'name="csrf\w+" value="\w+"|"X-CSRFToken": "\w+"', "", text(a)) for a in answers]
    assert without_token[0] == without_token[1]
    assert "The survey has closed" in text(answers[0])


def test_a_link_opens_no_other_survey(scene):
    other = open_in(a_scene())
    client = Client()
    client.get(path_for(scene.invitations[0]))
    answer = client.get(reverse("survey_start", args=[other.survey.pk]))
    assert answer.headers["Location"].startswith(reverse("account_login"))


def test_whoever_is_signed_in_answers_for_themselves_whatever_link_they_follow(scene, browser):
    browser.get(path_for(scene.invitations[1]))
    browser.post(page(scene, 1), {"group": LEADER})
    assert SurveyDraft.objects.get().invitation == scene.invitations[0]


def test_somebody_uninvited_finds_no_survey(scene):
    for user in (scene.evaluator, scene.facilitator, make.a_person()):
        client = browser_of(user)
        for url in (reverse("survey_start", args=[scene.survey.pk]), page(scene, 1), check(scene)):
            assert client.get(url).status_code == 404


def test_where_others_read_the_mail_a_link_opens_nothing(scene):
    client = Client()
    client.get(path_for(scene.invitations[0]))
    user = scene.people[0].user
    user.mail_is_shared = True
    user.save()
    assert client.get(reverse("survey_start", args=[scene.survey.pk])).status_code == 302
    assert Client().get(path_for(scene.invitations[0])).status_code == 404
    assert browser_of(user).get(reverse("survey_start", args=[scene.survey.pk])).status_code == 200


def test_a_person_who_was_deactivated_has_no_link(scene):
    user = scene.people[0].user
    user.is_active = False
    user.save()
    assert Client().get(path_for(scene.invitations[0])).status_code == 404


# --- Not yet, not any more


def test_before_the_opening_nothing_can_be_answered(scene, browser):
    Survey.objects.update(opens_at=timezone.now() + timedelta(days=1))
    for url in (page(scene, 1), check(scene)):
        assert "The survey is not open yet" in text(browser.get(url))
        assert "The survey is not open yet" in text(browser.post(url, {"group": LEADER}))
    assert (SurveyDraft.objects.count(), SealedBox.objects.count()) == (0, 0)


def test_after_the_close_every_page_says_so_kindly(scene, browser):
    browser.post(page(scene, 1), {"group": LEADER})
    close(scene.survey)
    for url in (page(scene, 1), check(scene)):
        assert "The survey has closed" in text(browser.get(url))
        assert "The survey has closed" in text(browser.post(url, {"group": LEADER}))
    assert "The survey has closed" in text(browser.get(reverse("survey_start", args=[scene.survey.pk])))
    assert SealedBox.objects.count() == 0


def test_who_has_answered_is_thanked_on_every_page(scene, browser):
    send_answers(scene.invitations[0], {"group": LEADER})
    thanks = reverse("survey_thanks", args=[scene.survey.pk])
    for url in (page(scene, 1), check(scene)):
        assert browser.get(url).headers["Location"] == thanks
        assert browser.post(url, {"group": LEADER}).headers["Location"] == thanks
    assert "your answers have been sent" in text(browser.get(reverse("survey_start", args=[scene.survey.pk])))
    assert SealedBox.objects.count() == 1


def test_thanks_before_sending_leads_to_the_survey(scene, browser):
    assert "have not been sent yet" in text(browser.get(reverse("survey_thanks", args=[scene.survey.pk])))


def test_without_its_keys_the_survey_says_that_it_is_out_of_order(scene, browser):
    folder = keys.survey_keys().folder
    folder.rename(folder.with_name("away"))
    answer = browser.post(page(scene, 1), {"group": LEADER})
    assert (answer.status_code, SurveyDraft.objects.count()) == (503, 0)
    assert "The survey cannot take answers just now" in text(answer)


def test_no_more_reminders_without_answering(scene, browser):
    url = reverse("survey_stop_reminders", args=[scene.survey.pk])
    assert browser.get(url).status_code == 405
    browser.post(url)
    assert not SurveyInvitation.objects.get(pk=scene.invitations[0].pk).wants_reminders
    assert "We will not remind you" in text(browser.get(reverse("survey_start", args=[scene.survey.pk])))


def queries_of(client, url, asked):
    with asked() as seen:
        assert client.get(url).status_code == 200
    return [query["sql"] for query in seen.captured_queries]


@pytest.fixture
def asked():
    return lambda: CaptureQueriesContext(connection)


def test_the_answering_pages_cost_the_same_for_short_and_long_drafts(scene, browser, asked):
    browser.post(page(scene, 1), {"group": LEADER})
    before = len(queries_of(browser, page(scene, 2), asked))
    answers = {"group": BOTH} | {q.code: "x" for q in scene.survey.questions.filter(kind="text")}
    save_draft(scene.invitations[0], answers)
    assert len(queries_of(browser, page(scene, 2), asked)) == before


def test_sending_asks_little_of_the_database(scene, django_assert_max_num_queries):
    save_draft(scene.invitations[0], {"group": LEADER})
    with django_assert_max_num_queries(8):  # two of them begin and end the transaction
        send_answers(scene.invitations[0], {"group": LEADER})
