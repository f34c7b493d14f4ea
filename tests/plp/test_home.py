"""Home: each person's next thing, and nothing of anybody else's."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from kit.calendars import add_months
from participants.models import Delegation, Participant, Pause, Role, Side, TeamRole
from partnerships.models import Meeting
from partnerships.services import log_meeting
from surveys.services import make_ready, prepare_survey
from tests import make
from tests.plp.conftest import PLANTED

pytestmark = pytest.mark.django_db

State = Participant.State


@pytest.fixture(autouse=True)
def _noon(clock):
    clock("2026-11-23 12:00")


@pytest.fixture
def home_of(client):
    """The home page of somebody as text without tags, and `.next`: what stands in "Next for you"."""

    class Home(str):
        next = ""

    def open_home(user):
        client.force_login(user)
        page = client.get(reverse("home"))
        assert page.status_code == 200
        html = page.content.decode().split("<main", 1)[1].split("</main>", 1)[0]
        words = Home(_words(html))
        first = re.search(r'aria-labelledby="next".*?</section>', html, flags=re.S)
        words.next = _words(first.group()) if first else ""
        words.html = html
        assert PLANTED not in page.content.decode().lower()
        return words

    return open_home


def _words(html):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html)).strip()


# ---- people who take part ----


def test_who_has_begun_a_profile_is_led_back_to_it(running, home_of):
    person = make.a_participant(make.a_cohort(running.programme), state=State.STARTED)
    assert "Finish your matching profile" in home_of(person.user).next


def test_a_profile_typed_for_somebody_waits_to_be_read(running, home_of):
    cohort = make.a_cohort(running.programme)
    person = make.a_participant(cohort, state=State.STARTED, typed_by=make.a_facilitator(cohort))
    assert "Read the profile we typed for you" in home_of(person.user).next


def test_who_has_sent_a_profile_has_nothing_to_do(running, home_of):
    home = home_of(make.a_participant(running, state=State.SENT).user)
    assert (home.next, "Your profile is with the facilitators" in home) == ("", True)


def test_who_has_a_place_reads_that_they_will_hear(running, home_of):
    home = home_of(make.a_participant(running).user)
    assert (home.next, "You have a place in Running cohort" in home) == ("", True)


def test_new_partners_are_led_to_say_hello(running, home_of):
    amina = make.a_participant(running, Side.NETWORK, name="Amina Yusuf")
    peter = make.a_participant(running, Side.LEADER, name="Peter Hall")
    make.a_partnership(running, partners=[amina, peter], started_on=timezone.localdate())
    assert "Say hello to Peter" in home_of(amina.user).next
    assert "Say hello to Amina" in home_of(peter.user).next


def test_partners_who_meet_are_offered_to_log_the_next(running, home_of):
    amina = make.a_participant(running, Side.NETWORK, name="Amina Yusuf")
    peter = make.a_participant(running, Side.LEADER, name="Peter Hall")
    ours = make.a_partnership(running, partners=[amina, peter])
    day = timezone.localdate() - timedelta(days=4)
    log_meeting(ours, held_on=day, minutes=30, mode=Meeting.Mode.values[0], by=amina.user)
    home = home_of(peter.user)
    assert (home.next, "You and Amina You last met on Thursday 19 November." in home) == ("", True)


def test_the_open_survey_comes_first_for_partners(running, home_of):
    make_ready(
        open_now(prepare_survey(running, by=make.an_evaluator(running))), by=make.a_facilitator(running)
    )
    amina = running.participants.filter(side=Side.NETWORK).get()
    amina.user.name = "Amina Yusuf"
    amina.user.save()
    other = running.participants.exclude(pk=amina.pk).get()
    other.user.name = "Peter Hall"
    other.user.save()
    assert "Answer the survey, open until" in home_of(amina.user).next


def open_now(survey):
    survey.opens_at = timezone.now() - timedelta(hours=1)
    survey.closes_at = timezone.now() + timedelta(days=10)
    survey.save()
    return survey


def test_who_is_paused_is_left_in_peace(running, home_of):
    amina = make.a_participant(running, Side.NETWORK, name="Amina Yusuf")
    peter = make.a_participant(running, Side.LEADER, name="Peter Hall")
    make.a_partnership(running, partners=[amina, peter])
    until = timezone.localdate() + timedelta(days=30)
    Pause.objects.create(participant=amina, starts_on=timezone.localdate(), until=until)
    assert home_of(amina.user).next == ""
    assert "You are paused until Wednesday 23 December" in home_of(amina.user)
    # The partner is asked for nothing either, and reads no reason here.
    assert home_of(peter.user).next == ""
    assert "paused" not in home_of(peter.user)


def test_who_has_left_reads_that_there_is_nothing_to_do(running, home_of):
    gone = make.a_participant(running, state=State.WITHDRAWN)
    home = home_of(gone.user)
    assert "There is nothing you need to do just now." in home
    assert "Running cohort" not in home


def test_an_assistant_is_led_to_the_meetings_they_arrange(running, home_of):
    peter = make.a_participant(running, Side.LEADER, name="Peter Hall")
    make.a_partnership(running, partners=[make.a_participant(running, Side.NETWORK), peter])
    carol = make.a_person(name="Carol Finney")
    Delegation.objects.create(participant=peter, delegate=carol)
    home = home_of(carol)
    assert reverse("arranging") in home.html
    assert "Log a meeting" not in home


def test_who_has_joined_nothing_reads_how_to(running, home_of):
    home = home_of(make.a_person())
    assert "you have not joined a cohort yet" in home
    assert "Running cohort" not in home


# ---- the team ----


def test_a_facilitators_home_has_the_year_with_today_on_it(running, home_of):
    home = home_of(make.a_facilitator(running))
    assert home.html.count("<figure") == 1
    assert "Today" in re.search(r"<svg.*?</svg>", home.html, flags=re.S).group()
    assert reverse("team_cohort", args=[running.pk]) in home.html


def test_a_facilitator_reads_who_waits_for_them(running, home_of):
    make.a_participant(running, state=State.SENT, name="Zelda Quince")
    home = home_of(make.a_facilitator(running))
    assert "1 person to check: is it them?" in home
    assert "Zelda" not in home


def test_a_matcher_reads_how_many_there_are_to_pair(running, home_of):
    make.a_participant(running, Side.LEADER)
    make.a_participant(running, Side.NETWORK)
    home = home_of(make.a_matcher(running))
    assert ("Pair 2 people" in home, "to check" in home) == (True, False)


def test_a_matcher_who_takes_part_reads_nothing_of_the_pairing(running, home_of):
    other = make.a_participant(running)
    joe = make.a_matcher(running, make.a_participant(running, Side.NETWORK).user)
    assert "Pair" not in home_of(joe)
    assert other.user.name not in home_of(joe)


def test_an_evaluator_is_reminded_of_the_survey(clock, home_of):
    cohort = make.a_cohort(starts_on=add_months(timezone.localdate(), -10))
    home = home_of(make.an_evaluator(cohort))
    assert f"{cohort.name}: prepare the evaluation survey" in home


def keepers(programme):
    """Those who look after cohorts without working in one."""
    return [make.an_administrator(programme), make.a_person(is_superuser=True)]


def test_an_administrator_and_a_superuser_have_the_cohorts_under_way_at_home(running, home_of):
    for user in keepers(running.programme):
        home = home_of(user)
        assert home.html.count("<figure") == 1
        assert "Name who covers Running cohort has nobody." in home.next
        assert reverse("team_cohort", args=[running.pk]) in home.html


def test_an_administrator_and_a_superuser_without_a_cohort_are_led_to_the_team_pages(home_of):
    for user in keepers(make.a_programme()):
        assert "Open the team pages" in home_of(user)


def steps_on(html):
    """Where the team's steps of a page lead to, the one next thing included."""
    listed = re.findall(r'<ul class="plp-steps">.*?</ul>', html, flags=re.S)
    next_one = re.findall(r'aria-labelledby="next".*?</section>', html, flags=re.S)
    return sorted(re.findall(r'href="([^"]+)"', "".join(listed + next_one)))


@pytest.mark.parametrize("who", ["facilitator", "matcher", "administrator", "superuser"])
def test_home_and_the_teams_front_page_say_the_same_steps(client, running, home_of, who):
    giver = make.an_administrator(running.programme)
    for role in (Role.MATCHER, Role.EVALUATOR):
        TeamRole.objects.create(
            programme=running.programme, cohort=running, user=make.a_person(), role=role, given_by=giver
        )
    for side in Side:
        make.a_participant(running, side)
    make.a_participant(running, state=State.SENT)
    user = {
        "facilitator": lambda: make.a_facilitator(running),
        "matcher": lambda: make.a_matcher(running),
        "administrator": lambda: make.an_administrator(running.programme),
        "superuser": lambda: make.a_person(is_superuser=True),
    }[who]()
    home = steps_on(home_of(user).html)
    team = steps_on(client.get(reverse("team_home")).content.decode())
    assert home == team
    assert home != []


def test_who_administers_is_asked_to_confirm_a_role_given_by_another(running, home_of):
    priya, simon = make.an_administrator(running.programme), make.an_administrator(running.programme)
    TeamRole.objects.create(
        programme=running.programme,
        cohort=running,
        user=make.a_person(name="Nadia Karim"),
        role=Role.MATCHER,
        given_by=priya,
    )
    assert re.search("Confirm a role: .+, matcher Running cohort", home_of(simon).next)
    assert "Confirm a role" not in home_of(priya)


def test_a_year_that_is_over_leaves_home(running, home_of, clock):
    grace = make.a_facilitator(running)
    clock("2029-01-01 12:00")
    assert "<figure" not in home_of(grace).html


def test_another_programmes_team_sees_nothing_of_ours(running, home_of):
    elsewhere = make.a_cohort(name="Elsewhere", starts_on=add_months(timezone.localdate(), -2))
    make.a_participant(running, state=State.SENT)
    home = home_of(make.a_facilitator(elsewhere))
    assert ("Elsewhere" in home, "Running cohort" in home, "to check" in home) == (True, False, False)


@pytest.mark.parametrize(
    ("hour", "words"),
    [
        ("00:30", "Good morning"),
        ("11:59", "Good morning"),
        ("12:00", "Good afternoon"),
        ("18:00", "Good evening"),
    ],
)
def test_home_greets_by_the_clock_on_the_wall(clock, home_of, hour, words):
    clock(f"2026-07-01 {hour}")
    assert f"{words}, Amina" in home_of(make.a_person(name="Amina Yusuf"))


# ---- as many questions to the database with three as with one ----


def cost(client, user, django_assert_max_num_queries, address=None):
    client.force_login(user)
    with django_assert_max_num_queries(100) as asked:
        assert client.get(address or reverse("home")).status_code == 200
    return len(asked)


def test_three_partnerships_cost_a_participant_no_more_than_one(client, django_assert_max_num_queries):
    costs = []
    for number in (1, 3):
        user = make.a_person()
        for _ in range(number):
            cohort = make.a_cohort(starts_on=add_months(timezone.localdate(), -2))
            own = make.a_participant(cohort, Side.NETWORK, user=user)
            make.a_partnership(cohort, partners=[own, make.a_participant(cohort, Side.LEADER)])
        costs.append(cost(client, user, django_assert_max_num_queries))
    assert costs[0] == costs[1]
