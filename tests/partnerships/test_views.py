"""The partners' pages: the same for both, kind in every state, and as many queries for three as for one."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape

from participants.models import Delegation, Pause
from partnerships import services
from partnerships.models import Aim, LearningPartner, Meeting, MeetingWords, Reflection
from tests import make

pytestmark = pytest.mark.django_db
TODAY = date(2027, 7, 13)


def get(client, user, name, *args, **query):
    client.force_login(user)
    return client.get(reverse(name, args=args), query)


def post(client, user, name, *args, **data):
    client.force_login(user)
    return client.post(reverse(name, args=args), data)


def text(response):
    return response.content.decode()


def facts(**changes):
    return {"held_on": str(TODAY), "minutes": "60", "mode": "teams"} | changes


def queries(client, user, url, django_assert_max_num_queries):
    client.force_login(user)
    client.get(url)
    with django_assert_max_num_queries(40) as counted:
        assert client.get(url).status_code == 200
    return len(counted)


# --- our partnership -------------------------------------------------------------------------------------


def test_partnership_current_leads_to_ones_own(pair, client):
    answer = get(client, pair.amina_user, "partnership_current")
    assert answer.url == reverse("partnership_detail", args=[pair.partnership.pk])


def test_partnership_current_is_kind_to_who_has_none(pair, client):
    applicant = make.a_participant(pair.cohort)
    assert "You have no learning partner at the moment" in text(
        get(client, applicant.user, "partnership_current")
    )


def test_partnership_detail_is_the_same_for_both(pair, client):
    """Swap the names, the addresses and the answers, and the two pages are one."""
    for words, author in (("Aim of Amina", pair.amina_user), ("Aim of Peter", pair.peter_user)):
        services.add_aim(pair.partnership, words=words, shared=False, by=author)
    pages = {}
    for name, user in (("amina", pair.amina_user), ("peter", pair.peter_user)):
        body = text(get(client, user, "partnership_detail", pair.partnership.pk))
        main = body[body.index("<main") : body.index("</main>")]
        pages[name] = [line for line in main.splitlines() if "Aim of" not in line and "/aim/" not in line]
    swapped = [
        line.replace("Peter Hall", "Amina Yusuf").replace("Peter", "Amina").replace("peter@", "amina@")
        for line in pages["amina"]
    ]
    assert swapped == pages["peter"]


def test_partnership_detail_says_who_and_since_when_and_how_to_reach(pair, client):
    body = text(get(client, pair.amina_user, "partnership_detail", pair.partnership.pk))
    assert "You and Peter" in body
    assert "since 12 April 2027" in body
    assert "mailto:peter@trust.example" in body
    assert "Peter Hall grew up above a shop." in body


def test_partnership_detail_never_tells_side_band_or_directorate(pair, client):
    body = text(get(client, pair.amina_user, "partnership_detail", pair.partnership.pk))
    for secret in ("Senior leader", "Band 7", "Adult Mental Health", "Riverside House"):
        assert body.count(secret) == 0


def test_partnership_detail_shows_practical_things_only_when_ticked(pair, client):
    profile = pair.peter.participant.profile
    profile.access_needs = "step-free please"
    profile.save()
    assert "step-free" not in text(get(client, pair.amina_user, "partnership_detail", pair.partnership.pk))
    profile.share_practical = True
    profile.save()
    body = text(get(client, pair.amina_user, "partnership_detail", pair.partnership.pk))
    assert "step-free please" in body
    assert "Tuesday" in body


def test_partnership_detail_tells_of_an_assistant(pair, client):
    jo = make.a_person("Jo Smith")
    delegation = Delegation.objects.create(participant=pair.peter.participant, delegate=jo)
    page = get(client, pair.amina_user, "partnership_detail", pair.partnership.pk)
    assert "Jo Smith can arrange meetings for Peter" in text(page)

    delegation.ended_at = timezone.now()
    delegation.save()
    page = get(client, pair.amina_user, "partnership_detail", pair.partnership.pk)
    assert "Jo Smith" not in text(page)


def test_partnership_detail_counts_hours_without_the_cancelled(pair, client):
    for days, minutes, took_place in ((1, 60, True), (8, 90, True), (9, 60, False)):
        Meeting.objects.create(
            partnership=pair.partnership,
            held_on=TODAY - timedelta(days=days),
            minutes=minutes,
            took_place=took_place,
            logged_by=pair.peter,
        )
    body = text(get(client, pair.amina_user, "partnership_detail", pair.partnership.pk))
    assert "2 meetings, about 2½ hours together" in body
    assert "Did not happen this time" in body


def test_partnership_detail_is_kind_about_a_pause(pair, client):
    Pause.objects.create(
        participant=pair.peter.participant, starts_on=TODAY, until=TODAY + timedelta(days=30)
    )
    page = get(client, pair.amina_user, "partnership_detail", pair.partnership.pk)
    assert "Peter is taking a break and plans to be back on Thursday 12 August" in text(page)


def test_after_the_end_the_log_stays_and_the_partners_own_things_go(pair, client):
    services.log_meeting(
        pair.partnership, held_on=TODAY, minutes=60, mode="teams", words="We spoke.", by=pair.amina_user
    )
    services.close_partnership(pair.partnership, by=pair.facilitator)
    body = text(get(client, pair.amina_user, "partnership_detail", pair.partnership.pk))
    assert "We spoke." in body
    assert "Your time as partners has come to an end" in body
    for gone in ("peter@trust.example", "grew up above a shop", "Log a meeting", "Add an aim"):
        assert body.count(gone) == 0


def test_a_leaver_keeps_what_was_and_loses_what_is_new(trio, client):
    may, july = timezone.now().replace(month=5), timezone.now()
    for at, words in ((may, "words of May"), (july, "words of July")):
        meeting = Meeting.objects.create(
            partnership=trio.partnership, held_on=at.date(), logged_by=trio.amina, logged_at=at
        )
        MeetingWords.objects.create(
            meeting=meeting, author=trio.amina, text=words, shared=True, written_at=at, changed_at=at
        )
        Aim.objects.create(partnership=trio.partnership, words=f"aim, {words}", added_at=at)
    body = text(get(client, trio.ruth_user, "partnership_detail", trio.partnership.pk))
    assert body.count("words of May") >= 2
    assert body.count("words of July") == 0
    assert body.count("amina@trust.example") == 0

    services.edit_words(MeetingWords.objects.first(), text="changed in July", by=trio.amina_user)
    body = text(get(client, trio.ruth_user, "partnership_detail", trio.partnership.pk))
    assert body.count("changed in July") == 0


def test_partnership_detail_costs_as_much_for_three_as_for_one(pair, client, django_assert_max_num_queries):
    url = reverse("partnership_detail", args=[pair.partnership.pk])

    def log(days):
        services.log_meeting(
            pair.partnership,
            held_on=TODAY - timedelta(days=days),
            minutes=60,
            mode="teams",
            words="w",
            by=pair.peter_user,
        )
        services.add_aim(pair.partnership, words="a", shared=True, by=pair.peter_user)

    log(0)
    one = queries(client, pair.amina_user, url, django_assert_max_num_queries)
    log(1)
    log(2)
    assert queries(client, pair.amina_user, url, django_assert_max_num_queries) == one


# --- logging ---------------------------------------------------------------------------------------------


def test_meeting_log_saves_and_goes_back(pair, client):
    answer = post(
        client, pair.amina_user, "meeting_log", pair.partnership.pk, **facts(words="Hello", cancelled="on")
    )
    assert answer.url == reverse("partnership_detail", args=[pair.partnership.pk])
    meeting = Meeting.objects.get()
    assert (meeting.held_on, meeting.minutes, meeting.took_place) == (TODAY, 60, False)
    assert meeting.words.get().text == "Hello"


@pytest.mark.parametrize(
    ("day", "held_on"), [("today", "2027-07-13"), ("yesterday", "2027-07-12"), ("other", "2027-06-01")]
)
def test_meeting_log_without_scripts_has_radios_for_the_day(pair, client, day, held_on):
    post(client, pair.amina_user, "meeting_log", pair.partnership.pk, **facts(day=day, held_on="2027-06-01"))
    assert str(Meeting.objects.get().held_on) == held_on


def test_today_is_londons_today(pair, client, clock):
    clock("2027-07-14 00:30")
    post(client, pair.amina_user, "meeting_log", pair.partnership.pk, **facts(day="today"))
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


# --- aims, leaving ---------------------------------------------------------------------------------------


def test_aims_are_added_and_removed(pair, client):
    post(client, pair.amina_user, "aim_add", pair.partnership.pk, words="Visit wards", whose="shared")
    aim = Aim.objects.get()
    assert "Visit wards" in text(get(client, pair.peter_user, "partnership_detail", pair.partnership.pk))
    assert get(client, pair.peter_user, "aim_remove", aim.pk).status_code == 200
    assert Aim.objects.count() == 1
    post(client, pair.peter_user, "aim_remove", aim.pk)
    assert Aim.objects.count() == 0


def test_leaving_asks_once_and_ends_kindly(pair, client):
    assert get(client, pair.amina_user, "partnership_leave", pair.partnership.pk).status_code == 200
    answer = post(client, pair.amina_user, "partnership_leave", pair.partnership.pk)
    assert answer.url == reverse("partnership_detail", args=[pair.partnership.pk])
    assert LearningPartner.objects.current().count() == 0
    again = client.post(reverse("partnership_leave", args=[pair.partnership.pk]), follow=True)
    assert "This partnership has ended already." in text(again)


# --- reflections -----------------------------------------------------------------------------------------


def test_a_reflection_saves_itself_and_stays_one(pair, client):
    key = get(client, pair.amina_user, "reflection_write").context["form"]["key"].value()
    url = reverse("reflection_write")
    first = client.post(url, {"key": key, "text": "Half a"}, headers={"X-PLP-Autosave": "1"})
    second = client.post(url, {"key": key, "text": "Half a thought"})
    assert (first.status_code, second.url) == (204, reverse("reflection_list"))
    assert [r.text for r in Reflection.objects.all()] == ["Half a thought"]


def test_an_empty_reflection_is_not_saved(pair, client):
    client.force_login(pair.amina_user)
    itself = client.post(reverse("reflection_write"), {"text": ""}, headers={"X-PLP-Autosave": "1"})
    button = client.post(reverse("reflection_write"), {"text": ""})
    assert (itself.status_code, button.status_code, Reflection.objects.count()) == (422, 200, 0)


def test_a_reflection_is_read_changed_and_deleted_by_its_author(pair, client):
    mine = services.write_reflection(pair.amina.participant, text="One", by=pair.amina_user)
    post(client, pair.amina_user, "reflection_edit", mine.pk, text="Two")
    assert "Two" in text(get(client, pair.amina_user, "reflection_list"))
    assert "Only you. Not your partner, not the facilitators." in text(
        get(client, pair.amina_user, "reflection_edit", mine.pk)
    )
    post(client, pair.amina_user, "reflection_delete", mine.pk)
    assert Reflection.objects.count() == 0


def test_reflection_list_costs_as_much_for_three_as_for_one(pair, client, django_assert_max_num_queries):
    services.write_reflection(pair.amina.participant, text="1", by=pair.amina_user)
    one = queries(client, pair.amina_user, reverse("reflection_list"), django_assert_max_num_queries)
    for words in ("2", "3"):
        services.write_reflection(pair.amina.participant, text=words, by=pair.amina_user)
    assert queries(client, pair.amina_user, reverse("reflection_list"), django_assert_max_num_queries) == one


# --- the guide -------------------------------------------------------------------------------------------


def test_the_guide_has_its_sections_and_each_leads_to_the_next(pair, client):
    services.give_guide(pair.cohort.programme, by=None)
    contents = get(client, pair.amina_user, "guide")
    sections = list(contents.context["sections"])
    assert len(sections) == 15
    fourth = text(client.get(reverse("guide_section", args=[sections[3].pk])))
    assert fourth.count("plp-talk-card") == 3
    assert escape(sections[2].title) in fourth
    assert escape(sections[4].title) in fourth
    whole = text(client.get(reverse("guide_print")))
    assert [whole.count(f"{s.number} {escape(s.title)}</h2>") for s in sections] == [1] * 15


def test_the_guide_is_kind_before_release(pair, client):
    services.give_guide(pair.cohort.programme, by=None)
    applicant = make.a_participant(pair.cohort)
    assert "The guide comes with your learning partner" in text(get(client, applicant.user, "guide"))


def test_the_guides_words_are_escaped(pair, client):
    from partnerships.models import GuideSection

    section = GuideSection.objects.create(
        programme=pair.cohort.programme,
        number=1,
        title="<b>",
        body="<script>x</script>\n\n- <i>\n\n> <u>: a?",
    )
    body = text(get(client, pair.amina_user, "guide_section", section.pk))
    assert [body.count(tag) for tag in ("<b>", "<script>x", "<i>", "<u>")] == [0, 0, 0, 0]


# --- assistants ------------------------------------------------------------------------------------------


def test_arranging_shows_names_contacts_and_days_and_nothing_else(pair, client):
    post(
        client,
        pair.amina_user,
        "meeting_log",
        pair.partnership.pk,
        **facts(words="secret-words", take_away="secret-own"),
    )
    services.add_aim(pair.partnership, words="secret-aim", shared=True, by=pair.amina_user)
    jo = make.a_person("Jo Smith")
    Delegation.objects.create(participant=pair.peter.participant, delegate=jo)
    body = text(get(client, jo, "arranging"))
    for shown in ("For Peter Hall", "Amina Yusuf", "amina@trust.example", "Tuesday 13 July 2027"):
        assert shown in body
    assert [body.count(kept) for kept in ("secret", "shop", "Teams", "1 hour")] == [0, 0, 0, 0]


def test_arranging_costs_as_much_for_three_as_for_one(pair, client, django_assert_max_num_queries):
    jo = make.a_person("Jo Smith")

    def arrange(partnership):
        for place in partnership.partners.all()[:1]:
            Delegation.objects.create(participant=place.participant, delegate=jo)

    arrange(pair.partnership)
    one = queries(client, jo, reverse("arranging"), django_assert_max_num_queries)
    arrange(make.a_partnership(pair.cohort))
    arrange(make.a_partnership(pair.cohort))
    assert queries(client, jo, reverse("arranging"), django_assert_max_num_queries) == one
