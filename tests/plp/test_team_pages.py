"""The team's front page and a cohort's page: who sees which ways on, and what the picture says."""

import re
from datetime import date, time

import pytest
from django.urls import reverse
from django.utils import timezone

from checkins.services import lay_out_sessions
from kit.calendars import add_months, at_local
from participants.models import Cohort, Participant
from surveys.models import Survey
from surveys.services import make_ready, prepare_survey
from tests import make
from tests.plp.conftest import PLANTED

pytestmark = pytest.mark.django_db

State = Participant.State


@pytest.fixture(autouse=True)
def _noon(clock):
    clock("2026-11-23 12:00")


def _words(html):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html)).strip()


CARDS = {
    "facilitator": ["People", "Matching", "Partnerships", "Calls", "Reflections sent to you",
                    "Group sessions", "Evaluation survey", "Team and opening", "E-mails"],
    "matcher": ["People", "Matching"],
    "evaluator": ["Evaluation survey"],
    "matcher who takes part": ["People", "Notes on people"],
    "facilitator who takes part": ["People", "Notes on people", "Partnerships", "Calls", "Reflections sent to you",
                                   "Group sessions", "Evaluation survey", "Team and opening", "E-mails"],
    "administrator": ["Team and opening", "E-mails"],
    "superuser": ["Team and opening", "E-mails"],
}  # fmt: skip


def somebody(who, cohort):
    if who == "administrator":
        return make.an_administrator(cohort.programme)
    if who == "superuser":
        return make.a_person(is_superuser=True)
    maker = getattr(make, {"evaluator": "an_evaluator"}.get(who.split()[0], f"a_{who.split()[0]}"))
    user = make.a_participant(cohort).user if "takes part" in who else None
    return maker(cohort, user)


@pytest.mark.parametrize("who", CARDS)
def test_a_cohorts_page_shows_the_cards_of_the_role(client, running, who):
    client.force_login(somebody(who, running))
    html = client.get(reverse("team_cohort", args=[running.pk])).content.decode()
    assert re.findall(r'nhsuk-card__link" href="[^"]+">([^<]+)<', html) == CARDS[who]
    assert PLANTED not in html.lower()


@pytest.mark.parametrize("who", CARDS)
def test_every_card_leads_to_a_page_one_may_open(client, running, who):
    client.force_login(somebody(who, running))
    html = client.get(reverse("team_cohort", args=[running.pk])).content.decode()
    links = re.findall(r'nhsuk-card__link" href="([^"]+)"', html)
    assert {link: client.get(link).status_code for link in links} == dict.fromkeys(links, 200)


def test_a_cohorts_page_counts_people_and_partnerships(client, running):
    make.a_participant(running, state=State.SENT)
    client.force_login(make.a_facilitator(running))
    words = _words(client.get(reverse("team_cohort", args=[running.pk])).content.decode())
    assert (
        "3 people have joined: 1 senior leader and 1 BME partner have a place. 1 waits for an answer."
        in words
    )
    assert "1 now; 1 met in the last 6 weeks." in words


def test_a_cohort_whose_year_is_over_needs_nobody(client, running, clock):
    make.a_participant(running, state=State.SENT)
    grace = make.a_facilitator(running)
    addresses = [reverse("team_home"), reverse("team_cohort", args=[running.pk])]
    for when, needed in (("2026-11-23 12:00", True), ("2029-01-01 12:00", False)):
        clock(when)
        client.force_login(grace)
        assert ["Needs you" in client.get(url).content.decode() for url in addresses] == [needed] * 2


def test_the_survey_card_says_where_it_stands(client, running, clock):
    client.force_login(make.a_facilitator(running))
    helen = make.an_evaluator(running)

    def card():
        words = _words(client.get(reverse("team_cohort", args=[running.pk])).content.decode())
        return re.search(r"Evaluation survey (.*?\.) ", words).group(1)

    assert card() == "Planned for 23 July 2027; nobody is invited yet."
    survey = prepare_survey(running, by=helen)
    assert card() == "Prepared to open on 23 July 2027."
    make_ready(survey, by=helen)
    clock("2027-07-30 12:00")
    client.force_login(helen)
    assert card() == "Open until 9 August 2027, 17:00."
    clock("2027-08-10 12:00")
    client.force_login(helen)
    assert card() == "It has closed and is about to be sealed."
    Survey.objects.filter(pk=survey.pk).update(sealed_at=timezone.now())
    assert card() == "Closed on 9 August 2027: its results can be read."


def test_the_table_says_what_the_picture_says(client, running):
    client.force_login(make.a_facilitator(running))
    html = client.get(reverse("team_cohort", args=[running.pk])).content.decode()
    picture, tall = re.findall(r"<svg.*?</svg>", html.split("<main", 1)[1], flags=re.S)[:2]
    rows = re.findall(r'<th class="nhsuk-table__header" scope="row">([^<]+)</th>', html)
    drawn = re.findall(r"<text[^>]*(?:__label|__small)[^>]*>([^<]+)</text>", picture)
    assert sorted(rows) == sorted(drawn)
    assert [
        name.removesuffix(" (we are here)") for name in re.findall(r"__label[^>]*>([^<]+)<", tall)
    ] == rows


def test_the_sentence_stands_for_the_picture(client, running):
    client.force_login(make.a_facilitator(running))
    html = client.get(reverse("team_cohort", args=[running.pk])).content.decode()
    assert "The cohort is in this stage: Partnerships. Next comes Check-in 1, 23 December 2026." in html


def test_dates_that_are_not_published_stand_on_the_timeline_of_facilitators_only(client, running):
    grace = make.a_facilitator(running)
    lay_out_sessions(running, by=grace)
    running.sessions.filter(number=1).update(published_at=timezone.now())
    running.sessions.filter(kind="check_in", number=1).update(starts_at=at_local(date(2026, 12, 9), time(10)))
    running.sessions.filter(kind="check_in", number=2).update(starts_at=at_local(date(2027, 3, 17), time(10)))
    for user, known in (
        (grace, (True, True)),
        (make.a_matcher(running), (True, False)),
        (make.an_evaluator(running), (True, False)),
        (make.an_administrator(running.programme), (True, False)),
        (make.a_person(is_superuser=True), (True, False)),
    ):
        client.force_login(user)
        for page in ("team_cohort", "team_home", "home"):
            address = reverse(page, args=[running.pk] if page == "team_cohort" else [])
            html = client.get(address).content.decode()
            assert tuple(day in html for day in ("9 December 2026", "17 March 2027")) == known, (user, page)


def test_while_no_date_is_published_the_programmes_months_stand_in(client, running):
    lay_out_sessions(running, by=make.a_facilitator(running))
    running.sessions.filter(kind="check_in", number=1).update(starts_at=at_local(date(2026, 12, 9), time(10)))
    client.force_login(make.a_matcher(running))
    html = client.get(reverse("team_cohort", args=[running.pk])).content.decode()
    assert ("9 December 2026" in html, "23 December 2026" in html) == (False, True)


def test_the_teams_front_page_lists_cohorts_of_ones_own(client, running):
    make.a_cohort(running.programme, name="Sister cohort")
    make.a_cohort(name="Strangers")
    for user, names in (
        (make.a_facilitator(running), ["Running cohort"]),
        (make.an_administrator(running.programme), ["Sister cohort", "Running cohort"]),
        (make.a_person(is_superuser=True), list(Cohort.objects.values_list("name", flat=True))),
    ):
        client.force_login(user)
        html = client.get(reverse("team_home")).content.decode()
        assert sorted(re.findall(r'id="year-\d+"><a[^>]*>([^<]+)<', html)) == sorted(names)


def test_the_teams_front_page_leads_administrators_on(client, running):
    history, people = reverse("admin:audit_auditevent_changelist"), reverse("admin:accounts_user_changelist")
    programme = reverse("programme_detail", args=[running.programme_id])
    for user, links in (
        (make.a_facilitator(running), (False, False, False)),
        (make.an_administrator(running.programme), (True, True, False)),
        (make.a_person(is_superuser=True), (True, True, True)),
    ):
        client.force_login(user)
        html = client.get(reverse("team_home")).content.decode()
        assert tuple(link in html for link in (programme, history, people)) == links


def test_a_team_without_a_cohort_reads_what_comes_first(client):
    client.force_login(make.an_administrator(make.a_programme()))
    assert "There is no cohort yet." in client.get(reverse("team_home")).content.decode()


# ---- as many questions to the database with three as with one ----


def cost(client, user, django_assert_max_num_queries, address=None):
    client.force_login(user)
    with django_assert_max_num_queries(100) as asked:
        assert client.get(address or reverse("home")).status_code == 200
    return len(asked)


@pytest.mark.parametrize("address", ["home", "team_home"])
@pytest.mark.parametrize("maker", [make.a_facilitator, make.a_matcher, make.an_evaluator])
def test_three_cohorts_cost_a_team_member_no_more_than_one(
    client, django_assert_max_num_queries, maker, address
):
    costs = []
    for number in (1, 3):
        user = make.a_person()
        for _ in range(number):
            cohort = make.a_cohort(starts_on=add_months(timezone.localdate(), -2))
            make.a_partnership(cohort)
            make.a_participant(cohort, state=State.SENT)
            make.a_participant(cohort)
            maker(cohort, user)
        costs.append(cost(client, user, django_assert_max_num_queries, reverse(address)))
    assert costs[0] == costs[1]


def test_three_partnerships_cost_the_cohorts_page_no_more_than_one(client, django_assert_max_num_queries):
    costs = []
    for number in (1, 3):
        cohort = make.a_cohort(starts_on=add_months(timezone.localdate(), -2))
        for _ in range(number):
            make.a_partnership(cohort)
            make.a_participant(cohort, state=State.SENT)
        address = reverse("team_cohort", args=[cohort.pk])
        costs.append(cost(client, make.a_facilitator(cohort), django_assert_max_num_queries, address))
    assert costs[0] == costs[1]
