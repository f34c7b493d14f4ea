"""Logging a meeting and writing about it: quick, kind about mistakes, and each with their own words."""

from datetime import date

import pytest
from django.urls import reverse

from partnerships.models import Meeting, MeetingWords
from tests.partnerships.asking import facts, get, post, text

pytestmark = pytest.mark.django_db
TODAY = date(2027, 7, 13)


def test_meeting_log_saves_and_goes_back(pair, client):
    answer = post(
        client, pair.amina_user, "meeting_log", pair.partnership.pk, **facts(words="Hello", cancelled="on")
    )
    assert answer.url == reverse("partnership_detail", args=[pair.partnership.pk])
    meeting = Meeting.objects.get()
    assert (meeting.held_on, meeting.minutes, meeting.took_place) == (TODAY, 60, False)
    assert meeting.words.get().text == "Hello"


@pytest.mark.parametrize(
    ("day", "typed", "held_on"),
    [
        ("today", "2027-07-01", "2027-07-13"),
        ("yesterday", "2027-07-01", "2027-07-12"),
        ("yesterday", "", "2027-07-12"),
        ("", "2027-07-01", "2027-07-01"),
        ("", "2027-06-01", "2027-06-01"),
        ("today", "2027-06-01", "2027-06-01"),
    ],
)
def test_meeting_log_without_scripts_takes_a_chosen_day_unless_a_date_was_typed(
    pair, client, day, typed, held_on
):
    changes = {"day": day, "held_on": typed, "suggested": "2027-07-01"}
    post(client, pair.amina_user, "meeting_log", pair.partnership.pk, **facts(**changes))
    assert str(Meeting.objects.get().held_on) == held_on


def test_meeting_log_offers_two_days_and_a_date_and_no_third_way(pair, client):
    form = get(client, pair.amina_user, "meeting_log", pair.partnership.pk).context["form"]
    assert [value for value, _ in form.fields["day"].choices] == ["today", "yesterday"]
    assert form.initial["suggested"] == form.initial["held_on"] == TODAY


def test_a_date_that_cannot_be_read_is_asked_for_again_even_beside_a_chosen_day(pair, client):
    changes = facts(day="today", held_on="soon", suggested="2027-07-13")
    answer = post(client, pair.amina_user, "meeting_log", pair.partnership.pk, **changes)
    assert "Give the date as day, month and year." in text(answer)


def test_today_is_londons_today(pair, client, clock):
    clock("2027-07-14 00:30")
    page = get(client, pair.amina_user, "meeting_log", pair.partnership.pk)
    day = page.context["form"].initial["suggested"]
    facts_of_today = facts(day="today", held_on=day, suggested=day)
    post(client, pair.amina_user, "meeting_log", pair.partnership.pk, **facts_of_today)
    assert str(Meeting.objects.get().held_on) == "2027-07-14"


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"held_on": "2027-07-14"}, "That day has not come yet."),
        ({"held_on": "2027-04-11"}, "Your partnership began on 12 April 2027."),
        ({"held_on": ""}, "Choose the day on which you met."),
        ({"held_on": "soon"}, "Give the date as day, month and year."),
        ({"minutes": "other"}, "Say how many minutes it was, roughly."),
        ({"minutes": "other", "minutes_other": "800"}, "between 1 and 720"),
        ({"minutes": "61"}, "Select a valid choice"),
    ],
)
def test_meeting_log_refuses_kindly_and_keeps_the_words(pair, client, changes, said):
    answer = post(
        client, pair.amina_user, "meeting_log", pair.partnership.pk, **facts(words="Kept", **changes)
    )
    assert answer.status_code == 200
    assert said in text(answer)
    assert "Kept" in text(answer)
    assert Meeting.objects.count() == 0


def test_meeting_log_is_prefilled_by_a_link_and_changes_nothing(pair, client):
    page = get(client, pair.amina_user, "meeting_log", pair.partnership.pk, date="2027-07-01", minutes="75")
    initial = page.context["form"].initial
    assert (initial["held_on"], initial["minutes"], initial["minutes_other"]) == (
        date(2027, 7, 1),
        "other",
        75,
    )
    assert Meeting.objects.count() == 0


@pytest.mark.parametrize("query", [{"date": "x", "minutes": "x"}, {"date": "2027-13-01", "minutes": "²"}])
def test_meeting_log_ignores_a_broken_link(pair, client, query):
    initial = (
        get(client, pair.amina_user, "meeting_log", pair.partnership.pk, **query).context["form"].initial
    )
    assert (initial["held_on"], initial["minutes"]) == (TODAY, "60")


def test_meeting_log_suggests_what_it_was_last_time(pair, client):
    post(
        client,
        pair.amina_user,
        "meeting_log",
        pair.partnership.pk,
        **facts(held_on="2027-07-01", minutes="45", mode="phone"),
    )
    initial = get(client, pair.peter_user, "meeting_log", pair.partnership.pk).context["form"].initial
    assert (initial["minutes"], initial["mode"]) == ("45", "phone")


def test_the_other_is_asked_whether_it_was_the_same_meeting(pair, client):
    post(client, pair.peter_user, "meeting_log", pair.partnership.pk, **facts())
    answer = post(
        client,
        pair.amina_user,
        "meeting_log",
        pair.partnership.pk,
        **facts(words="Mine", take_away="Private"),
    )
    assert "Peter has logged a meeting on that day" in text(answer)
    assert 'value="Mine"' in text(answer)
    assert Meeting.objects.count() == 1


def test_same_meeting_adds_the_words_to_it(pair, client):
    post(client, pair.peter_user, "meeting_log", pair.partnership.pk, **facts())
    typed = facts(words="Mine", take_away="Private", same_day="same")
    answer = post(client, pair.amina_user, "meeting_log", pair.partnership.pk, **typed)
    meeting = Meeting.objects.get()
    assert answer.url == reverse("meeting_detail", args=[meeting.pk])
    assert {(w.text, w.shared) for w in meeting.words.all()} == {("Mine", True), ("Private", False)}


def test_same_meeting_without_words_leads_to_writing_some(pair, client):
    post(client, pair.peter_user, "meeting_log", pair.partnership.pk, **facts())
    answer = post(client, pair.amina_user, "meeting_log", pair.partnership.pk, **facts(same_day="same"))
    assert answer.url == reverse("meeting_words", args=[Meeting.objects.get().pk])


def test_another_meeting_is_another(pair, client):
    post(client, pair.peter_user, "meeting_log", pair.partnership.pk, **facts())
    post(client, pair.amina_user, "meeting_log", pair.partnership.pk, **facts(same_day="another"))
    assert Meeting.objects.count() == 2


def test_pressing_the_button_twice_logs_once(pair, client):
    for _ in range(2):
        answer = post(client, pair.amina_user, "meeting_log", pair.partnership.pk, **facts())
    assert "You have already logged a meeting on that day" in text(answer)
    assert Meeting.objects.count() == 1


def test_meeting_detail_shows_the_words_of_both_and_each_ones_private_only_to_them(pair, client):
    post(
        client,
        pair.peter_user,
        "meeting_log",
        pair.partnership.pk,
        **facts(words="P-ours", take_away="P-own"),
    )
    meeting = Meeting.objects.get()
    post(client, pair.amina_user, "meeting_words", meeting.pk, text="A-ours", readers="shared")
    post(client, pair.amina_user, "meeting_words", meeting.pk, text="A-own", readers="mine")
    seen = text(get(client, pair.amina_user, "meeting_detail", meeting.pk))
    assert [seen.count(words) for words in ("P-ours", "A-ours", "A-own", "P-own")] == [1, 1, 1, 0]


SAVES_ITSELF = {"X-PLP-Autosave": "1"}


def test_new_words_that_save_themselves_are_for_their_author_until_the_button(pair, client):
    post(client, pair.peter_user, "meeting_log", pair.partnership.pk, **facts())
    meeting = Meeting.objects.get()
    page = get(client, pair.amina_user, "meeting_words", meeting.pk)
    typed = {"key": page.context["form"]["key"].value(), "readers": "shared"}
    url = reverse("meeting_words", args=[meeting.pk])
    for words in ("Half a", "Half a thou"):
        assert client.post(url, typed | {"text": words}, headers=SAVES_ITSELF).status_code == 204
    assert [(w.text, w.shared) for w in MeetingWords.objects.all()] == [("Half a thou", False)]
    assert text(get(client, pair.amina_user, "meeting_detail", meeting.pk)).count("Half a thou") == 1
    assert text(get(client, pair.peter_user, "meeting_detail", meeting.pk)).count("Half a thou") == 0

    post(client, pair.amina_user, "meeting_words", meeting.pk, **typed | {"text": "Half a thought"})
    assert [(w.text, w.shared) for w in MeetingWords.objects.all()] == [("Half a thought", True)]
    assert text(get(client, pair.peter_user, "meeting_detail", meeting.pk)).count("Half a thought") == 1


def test_a_late_save_changes_nothing_of_what_is_shared(pair, client):
    post(client, pair.peter_user, "meeting_log", pair.partnership.pk, **facts())
    url = reverse("meeting_words", args=[Meeting.objects.get().pk])
    page = get(client, pair.amina_user, "meeting_words", Meeting.objects.get().pk)
    typed = {"key": page.context["form"]["key"].value(), "readers": "shared", "text": "For both"}
    client.post(url, typed)
    late = client.post(url, typed | {"text": "For bo"}, headers=SAVES_ITSELF)
    again = client.post(url, typed | {"text": "Now for me alone", "readers": "mine"})
    assert (late.status_code, again.status_code) == (422, 200)
    assert "What you wrote here is shared already." in text(again)
    assert [(w.text, w.shared) for w in MeetingWords.objects.all()] == [("For both", True)]


def test_nothing_is_not_kept(pair, client):
    post(client, pair.peter_user, "meeting_log", pair.partnership.pk, **facts())
    client.force_login(pair.amina_user)
    url = reverse("meeting_words", args=[Meeting.objects.get().pk])
    assert client.post(url, {"text": " "}, headers=SAVES_ITSELF).status_code == 422
    assert MeetingWords.objects.count() == 0


def test_private_words_are_shared_by_their_author_and_never_taken_back_from_who_read_them(pair, client):
    post(client, pair.peter_user, "meeting_log", pair.partnership.pk, **facts(take_away="Own"))
    words = MeetingWords.objects.get()
    url = reverse("meeting_words_edit", args=[words.pk])
    assert client.post(url, {"text": "Own so far"}, headers=SAVES_ITSELF).status_code == 204
    post(client, pair.peter_user, "meeting_words_edit", words.pk, text="Own still", readers="mine")
    words.refresh_from_db()
    assert (words.text, words.shared) == ("Own still", False)
    post(client, pair.peter_user, "meeting_words_edit", words.pk, text="Ours now", readers="shared")
    post(client, pair.peter_user, "meeting_words_edit", words.pk, text="Ours still", readers="mine")
    words.refresh_from_db()
    assert (words.text, words.shared) == ("Ours still", True)
    shared = text(get(client, pair.peter_user, "meeting_words_edit", words.pk))
    assert (shared.count("data-autosave="), shared.count("Until then nothing is kept.")) == (0, 1)


def test_words_are_edited_and_removed_by_their_author(pair, client):
    post(client, pair.peter_user, "meeting_log", pair.partnership.pk, **facts(words="first"))
    words = MeetingWords.objects.get()
    assert post(client, pair.amina_user, "meeting_words_edit", words.pk, text="no").status_code == 404
    post(client, pair.peter_user, "meeting_words_edit", words.pk, text="second")
    words.refresh_from_db()
    assert words.text == "second"
    post(client, pair.peter_user, "meeting_words_remove", words.pk)
    assert MeetingWords.objects.count() == 0


def test_a_meeting_is_corrected_and_removed_by_its_logger(pair, client):
    post(client, pair.peter_user, "meeting_log", pair.partnership.pk, **facts())
    meeting = Meeting.objects.get()
    assert (
        post(
            client, pair.peter_user, "meeting_correct", meeting.pk, **facts(held_on="2029-01-01")
        ).status_code
        == 200
    )
    post(client, pair.peter_user, "meeting_correct", meeting.pk, **facts(minutes="other", minutes_other="20"))
    meeting.refresh_from_db()
    assert meeting.minutes == 20
    post(client, pair.peter_user, "meeting_remove", meeting.pk)
    assert Meeting.objects.count() == 0
