"""Our partnership: the same for both, kind in every state; aims, leaving."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from participants.models import Delegation, Pause
from partnerships import services
from partnerships.models import Aim, LearningPartner, Meeting, MeetingWords
from tests import make
from tests.partnerships.asking import get, post, queries, text

pytestmark = pytest.mark.django_db
TODAY = date(2027, 7, 13)


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
        pages[name] = [
            line
            for line in main.splitlines()
            if "Aim of" not in line and "/aim/" not in line and "/pause/" not in line
        ]
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
    services.close_partnership(pair.partnership, ending="early", by=pair.facilitator)
    body = text(get(client, pair.amina_user, "partnership_detail", pair.partnership.pk))
    assert "We spoke." in body
    assert "Your time as partners has come to an end" in body
    for gone in ("peter@trust.example", "grew up above a shop", "Log a meeting", "Add an aim"):
        assert body.count(gone) == 0


def test_whoever_lost_a_partner_reads_what_comes_next_and_whom_to_ask(pair, client):
    programme = pair.cohort.programme
    programme.contact_email = "plp@trust.example"
    programme.save()
    services.leave_partnership(pair.peter, by=pair.peter_user)
    page = get(client, pair.amina_user, "partnership_current")
    body = text(client.get(page.url))
    assert "You are among the first to be paired in the next round." in body
    assert body.count('href="mailto:plp@trust.example"') >= 1

    make.a_partnership(pair.cohort, partners=[pair.amina.participant, make.a_participant(pair.cohort)])
    assert text(client.get(page.url)).count("among the first") == 0


@pytest.mark.parametrize("ending", ["early", "closed", "complete"])
def test_nobody_new_is_announced_after_a_planned_end(pair, client, ending):
    services.close_partnership(pair.partnership, ending=ending, by=pair.facilitator)
    body = text(get(client, pair.amina_user, "partnership_detail", pair.partnership.pk))
    assert body.count("among the first") == (ending != "complete")


def test_nobody_new_is_announced_when_the_year_is_over_or_to_who_withdrew(pair, client, clock):
    services.leave_partnership(pair.peter, by=pair.peter_user)
    amina = pair.amina.participant
    amina.state = "withdrawn"
    amina.save()
    body = text(get(client, pair.amina_user, "partnership_detail", pair.partnership.pk))
    assert body.count("among the first") == 0
    amina.state = "accepted"
    amina.save()
    clock("2028-09-13 10:00")
    body = text(get(client, pair.amina_user, "partnership_detail", pair.partnership.pk))
    assert body.count("among the first") == 0


def test_partnership_detail_puts_the_partner_and_the_aims_first_and_five_meetings(pair, client):
    for days in range(7):
        Meeting.objects.create(
            partnership=pair.partnership, held_on=TODAY - timedelta(days=days), logged_by=pair.peter
        )
    page = get(client, pair.amina_user, "partnership_detail", pair.partnership.pk)
    assert len(page.context["latest"]) == 5
    body = text(page)
    order = [
        body.index(words)
        for words in ("How to reach Peter", "Our aims", "Our meetings", "All 7 meetings, back to July 2027")
    ]
    assert order == sorted(order)
    assert body.count('class="plp-log" reversed start="7"') == 1
    body = text(get(client, pair.amina_user, "meeting_list", pair.partnership.pk))
    assert body.count('class="plp-log" reversed start="7"') == 1
    assert body.count("<li>\n<p>") == 7


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
    answer = post(client, pair.amina_user, "partnership_leave", pair.partnership.pk, kind_words="time")
    assert answer.url == reverse("partnership_after", args=[pair.partnership.pk])
    assert LearningPartner.objects.current().count() == 0
    again = client.post(reverse("partnership_leave", args=[pair.partnership.pk]), follow=True)
    assert "This partnership has ended already." in text(again)
