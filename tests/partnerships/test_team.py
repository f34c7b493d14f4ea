"""What facilitators see of partnerships: that they meet, never what about; and nothing of their own."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from participants.models import Cohort, Delegation, Pause
from partnerships import services
from partnerships.models import LearningPartner, Meeting, Partnership
from partnerships.next_steps import next_steps, team_steps
from tests import make

pytestmark = pytest.mark.django_db
TODAY = date(2027, 7, 13)


def listed(client, pair, user=None, **query):
    client.force_login(user or pair.facilitator)
    return client.get(reverse("partnership_list", args=[pair.cohort.pk]), query)


def names(response):
    return [[place.name for place in partnership.people] for partnership in response.context["page"]]


def test_partnership_list_says_when_they_met_and_whether_there_are_aims(pair, client):
    services.log_meeting(
        pair.partnership, held_on=TODAY, minutes=60, mode="teams", words="secret", by=pair.amina_user
    )
    Meeting.objects.create(
        partnership=pair.partnership,
        held_on=TODAY,
        took_place=False,
        logged_by=pair.amina,
    )
    before = listed(client, pair).context["page"][0]
    assert (before.last_met_on, before.meetings_held, before.has_aims) == (TODAY, 1, False)

    services.add_aim(pair.partnership, words="secret", shared=True, by=pair.amina_user)
    page = listed(client, pair)
    assert page.context["page"][0].has_aims
    assert page.content.decode().count("secret") == 0


def test_partnership_list_puts_no_partner_before_the_other_but_by_name(pair, client):
    assert names(listed(client, pair)) == [["Amina Yusuf", "Peter Hall"]]


def test_partnership_list_names_the_partners_of_today_and_after_the_end_of_then(trio, client):
    assert names(listed(client, trio)) == [["Amina Yusuf", "Peter Hall"]]
    services.close_partnership(trio.partnership, by=trio.facilitator)
    assert names(listed(client, trio, show="ended")) == [["Amina Yusuf", "Peter Hall", "Ruth Shaw"]]


@pytest.mark.parametrize(
    ("query", "found"), [("amina", 1), ("hall PETER", 1), ("amina hall", 1), ("peter shaw", 0), ("", 2)]
)
def test_partnership_list_searches_names(pair, client, query, found):
    make.a_partnership(pair.cohort)
    listed(client, pair)
    response = client.post(reverse("partnership_list", args=[pair.cohort.pk]), {"q": query}, follow=True)
    assert len(response.context["page"]) == found
    assert query == "" or query not in response.redirect_chain[0][0]


def test_partnership_list_filters(pair, client):
    lively = make.a_partnership(pair.cohort)
    Meeting.objects.create(partnership=lively, held_on=TODAY, logged_by=lively.partners.first())
    over = make.a_partnership(pair.cohort)
    services.close_partnership(over, by=pair.facilitator)

    def found(show):
        return {partnership.pk for partnership in listed(client, pair, show=show).context["page"]}

    assert found("quiet") == {pair.partnership.pk}
    assert found("ended") == {over.pk}
    assert found("current") == found("nonsense") == {pair.partnership.pk, lively.pk}
    assert found("all") == {pair.partnership.pk, lively.pk, over.pk}


def test_partnership_list_says_quietly_that_a_pair_is_quiet_or_on_a_break(pair, client):
    assert "Quiet for 13 weeks" in listed(client, pair).content.decode()
    Pause.objects.create(participant=pair.amina.participant, starts_on=TODAY, until=TODAY + timedelta(days=9))
    body = listed(client, pair).content.decode()
    assert "Taking a break" in body
    assert body.count("Amina Yusuf is") == 0


def test_partnership_list_leads_to_each_person_and_first_to_writing_to_a_quiet_pair(pair, client):
    body = listed(client, pair).content.decode()
    for place in (pair.amina, pair.peter):
        assert body.count(f'href="{reverse("participant_detail", args=[place.participant_id])}"') == 1
    write, end = (
        body.index(words) for words in ("mailto:amina@trust.example,peter@trust.example", "End this")
    )
    assert write < end

    services.log_meeting(pair.partnership, held_on=TODAY, minutes=60, mode="teams", by=pair.amina_user)
    body = listed(client, pair).content.decode()
    assert (body.count("Going on"), body.count("mailto:amina@")) == (1, 0)


def test_partnership_list_does_not_write_to_who_left(trio, client):
    assert listed(client, trio).content.decode().count("ruth@") == 0


def test_a_facilitator_who_takes_part_sees_nothing_of_their_own(pair, client):
    make.a_facilitator(pair.cohort, pair.peter_user)
    body = listed(client, pair, pair.peter_user).content.decode()
    assert "another facilitator looks after this one" in body
    assert body.count("Quiet for") == 0
    assert body.count("mailto:amina") == 0
    assert body.count(reverse("participant_detail", args=[pair.amina.participant_id])) == 0
    assert body.count(reverse("partnership_close", args=[pair.partnership.pk])) == 0


def test_facilitators_reach_neither_page_nor_meeting_nor_words(pair, client):
    meeting = services.log_meeting(
        pair.partnership, held_on=TODAY, minutes=60, mode="teams", words="w", by=pair.amina_user
    )
    client.force_login(pair.facilitator)
    make.a_partnership(pair.cohort, partners=None)
    for name, key in (("partnership_detail", pair.partnership.pk), ("meeting_detail", meeting.pk)):
        assert client.get(reverse(name, args=[key])).status_code == 404


def test_partnership_list_pages_by_50(pair, client):
    for _ in range(50):
        make.a_partnership(pair.cohort)
    first, second = listed(client, pair), listed(client, pair, page=2)
    assert (len(first.context["page"]), len(second.context["page"])) == (50, 1)


def test_partnership_list_costs_as_much_for_three_as_for_one(pair, client, django_assert_max_num_queries):
    def cost():
        with django_assert_max_num_queries(40) as counted:
            listed(client, pair)
        return len(counted)

    listed(client, pair)
    one = cost()
    make.a_partnership(pair.cohort)
    make.a_partnership(pair.cohort)
    assert cost() == one


def test_closing_asks_how_and_does_it(pair, client):
    client.force_login(pair.facilitator)
    url = reverse("partnership_close", args=[pair.partnership.pk])
    assert client.get(url).status_code == 200
    assert client.post(url).status_code == 200
    assert Partnership.objects.current().count() == 1

    answer = client.post(url, {"ending": "early"})
    assert answer.url == reverse("partnership_list", args=[pair.cohort.pk])
    assert Partnership.objects.get().ending == "early"
    assert client.get(url).status_code == 403


# --- next for you ----------------------------------------------------------------------------------------


def steps(user):
    return [(step.title, step.action) for step in next_steps(user, timezone.now())]


def test_next_first_say_hello_then_log(pair):
    assert steps(pair.amina_user) == [("Say hello to Peter", "You and Peter")]
    services.log_meeting(pair.partnership, held_on=TODAY, minutes=60, mode="teams", by=pair.amina_user)
    assert steps(pair.peter_user) == [("You and Amina", "Log a meeting")]


def test_next_leaves_a_paused_pair_in_peace_and_forgets_the_ended(pair):
    pause = Pause.objects.create(
        participant=pair.amina.participant, starts_on=TODAY, until=TODAY + timedelta(days=9)
    )
    assert (steps(pair.amina_user), steps(pair.peter_user)) == ([], [])
    pause.delete()
    services.close_partnership(pair.partnership, ending="complete", by=pair.facilitator)
    assert (steps(pair.amina_user), steps(pair.peter_user)) == ([], [])


def test_next_says_who_comes_first_in_the_next_round(pair, clock):
    services.leave_partnership(pair.peter, by=pair.peter_user)
    (step,) = next_steps(pair.amina_user, timezone.now())
    assert (step.title, step.url) == (
        "Your next learning partner",
        reverse("partnership_after", args=[pair.partnership.pk]),
    )
    assert step.note.startswith("You are among the first to be paired in the next round, if you wish.")
    clock("2028-09-13 10:00")
    assert steps(pair.amina_user) == []


def test_next_for_an_assistant_and_for_nobody(pair):
    jo = make.a_person("Jo Smith")
    assert steps(jo) == []
    Delegation.objects.create(participant=pair.amina.participant, delegate=jo)
    assert steps(jo) == [("The meetings you arrange", "")]


def test_next_says_nothing_of_a_partners_reflections(pair):
    before = steps(pair.peter_user)
    services.write_reflection(pair.amina.participant, text="x", by=pair.amina_user)
    assert steps(pair.peter_user) == before


def test_team_steps_count_the_quiet_of_each_cohort(pair):
    cohorts = [pair.cohort, make.a_cohort(pair.cohort.programme)]
    now = timezone.now()
    found = team_steps(pair.facilitator, cohorts, now)
    assert [(step.title, step.url) for step in found] == [
        (
            "1 partnership has gone quiet",
            reverse("partnership_list", args=[pair.cohort.pk]) + "?show=quiet",
        )
    ]
    make.a_partnership(pair.cohort)
    assert team_steps(pair.facilitator, cohorts, now)[0].title == "2 partnerships have gone quiet"
    assert team_steps(make.an_evaluator(pair.cohort), cohorts, now) == []


def test_steps_cost_as_much_for_three_as_for_one(pair, django_assert_num_queries):
    now = timezone.now()
    with django_assert_num_queries(4):
        next_steps(pair.amina_user, now)
    with django_assert_num_queries(3):
        team_steps(pair.facilitator, [pair.cohort], now)
    for _ in range(2):
        other = make.a_partnership(make.a_cohort(pair.cohort.programme, starts_on=TODAY - timedelta(days=60)))
        place = other.partners.first()
        place.participant.user = pair.amina_user
        place.participant.save()
    cohorts = list(Cohort.objects.select_related("programme"))
    with django_assert_num_queries(3):
        team_steps(pair.facilitator, cohorts, now)
    assert LearningPartner.objects.of(pair.amina_user).count() == 3
    with django_assert_num_queries(4):
        assert len(next_steps(pair.amina_user, now)) == 3
