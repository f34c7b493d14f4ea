"""Reflections, the guide, and the assistant's page."""

from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape

from participants.models import Delegation
from partnerships import services
from partnerships.models import GuideSection, Reflection
from tests import make
from tests.partnerships.asking import facts, get, post, queries, text

pytestmark = pytest.mark.django_db
TODAY = date(2027, 7, 13)


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
    section = GuideSection.objects.create(
        programme=pair.cohort.programme,
        number=1,
        title="<b>",
        body="<script>x</script>\n\n- <i>\n\n> <u>: a?",
    )
    body = text(get(client, pair.amina_user, "guide_section", section.pk))
    assert [body.count(tag) for tag in ("<b>", "<script>x", "<i>", "<u>")] == [0, 0, 0, 0]


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
    for shown in ("For Peter Hall", "Write to Amina Yusuf", "amina@trust.example", "Tuesday 13 July 2027"):
        assert shown in body
    assert [body.count(kept) for kept in ("secret", "shop", "Teams", "1 hour")] == [0, 0, 0, 0]


def test_arranging_is_in_an_assistants_menu_and_leads_to_the_sessions(pair, client):
    jo = make.a_person("Jo Smith")
    link = f'href="{reverse("arranging")}"'
    assert text(get(client, jo, "home")).count(link) == 0
    delegation = Delegation.objects.create(participant=pair.peter.participant, delegate=jo)
    body = text(get(client, jo, "arranging"))
    menu = body[body.index('aria-label="Main"') : body.index("</header>")]
    assert (menu.count(link), menu.count(f'href="{reverse("session_list")}"')) == (1, 1)
    assert "A meeting appears here once one of them has logged it." in body
    assert "you may answer for them" in body
    assert client.get(reverse("session_list")).status_code == 200
    delegation.ended_at = timezone.now()
    delegation.save()
    assert text(get(client, jo, "home")).count(link) == 0


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
