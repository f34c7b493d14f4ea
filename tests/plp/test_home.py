"""Home: each person's next thing, and nothing of anybody else's."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from kit.calendars import add_months
from participants.models import Cohort, Delegation, Participant, Pause, Role, Side, TeamRole
from partnerships.models import Aim, Meeting
from partnerships.services import log_meeting, write_reflection
from surveys.models import Survey
from surveys.services import make_ready, prepare_survey
from tests import make

pytestmark = pytest.mark.django_db

State = Participant.State
# Words of others that must not come near a home page: every test of a role plants them.
PLANTED = "ochre-heron"


@pytest.fixture(autouse=True)
def _noon(clock):
    clock("2026-11-23 12:00")


@pytest.fixture
def running():
    """A cohort two months into its year, with a pair whose words are all planted ones."""
    cohort = make.a_cohort(name="Running cohort", starts_on=add_months(timezone.localdate(), -2))
    partnership = make.a_partnership(cohort)
    for place in partnership.partners.select_related("participant__user", "participant__profile"):
        participant = place.participant
        participant.user.name = f"{PLANTED.title()} {participant.side}"
        participant.user.save()
        for number in (1, 2, 3):
            setattr(participant.profile, f"answer_{number}", PLANTED)
        participant.profile.save()
        write_reflection(participant, text=PLANTED, by=participant.user)
        Aim.objects.create(partnership=partnership, whose=place, words=PLANTED)
    log_meeting(
        partnership,
        held_on=timezone.localdate(),
        minutes=60,
        mode=Meeting.Mode.values[0],
        words=PLANTED,
        by=participant.user,
    )
    return cohort


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
    make.a_participant(running)
    home = home_of(make.a_matcher(running))
    assert ("Pair 1 person" in home, "to check" in home) == (True, False)


def test_a_matcher_who_takes_part_reads_nothing_of_the_pairing(running, home_of):
    other = make.a_participant(running)
    joe = make.a_matcher(running, make.a_participant(running, Side.NETWORK).user)
    assert "Pair" not in home_of(joe)
    assert other.user.name not in home_of(joe)


def test_an_evaluator_is_reminded_of_the_survey(clock, home_of):
    cohort = make.a_cohort(starts_on=add_months(timezone.localdate(), -10))
    home = home_of(make.an_evaluator(cohort))
    assert f"{cohort.name}: prepare the evaluation survey" in home


def test_an_administrator_and_a_superuser_are_led_to_the_team_pages(running, home_of):
    priya = make.an_administrator(running.programme)
    assert "Open the team pages" in home_of(priya)
    root = make.a_person(is_superuser=True)
    assert "Open the team pages" in home_of(root)


def test_who_administers_is_asked_to_confirm_a_role_given_by_another(running, home_of):
    priya, simon = make.an_administrator(running.programme), make.an_administrator(running.programme)
    TeamRole.objects.create(
        programme=running.programme,
        cohort=running,
        user=make.a_person(name="Nadia Karim"),
        role=Role.MATCHER,
        given_by=priya,
    )
    assert "Confirm a role: Nadia Karim" in home_of(simon).next
    assert home_of(priya).next == ""


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


# ---- the team's front page and a cohort's page ----

CARDS = {
    "facilitator": ["People", "Matching", "Partnerships", "Group sessions", "Evaluation survey",
                    "Team and opening", "E-mails"],
    "matcher": ["People", "Matching"],
    "evaluator": ["Evaluation survey"],
    "matcher who takes part": ["People"],
    "facilitator who takes part": ["People", "Partnerships", "Group sessions", "Evaluation survey",
                                   "Team and opening", "E-mails"],
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
