"""Planning a meeting, logging it from the plan, and what an assistant sees of it."""

from datetime import date, time, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from kit.calendars import at_local
from participants.models import Delegation
from partnerships import services
from partnerships.models import Meeting, PlannedMeeting
from partnerships.next_steps import next_steps
from tests import make
from tests.partnerships.asking import facts, get, post, queries, text

pytestmark = pytest.mark.django_db
TUESDAY = at_local(date(2027, 7, 20), time(10))


def wishes(**changes):
    return {"day": "2027-07-20", "at": "10:00", "minutes": "60", "mode": "teams", "where": "Ward B"} | changes


@pytest.fixture
def plan(pair):
    return services.plan_meeting(
        pair.partnership, starts_at=TUESDAY, minutes=45, mode="phone", where="Ward B", by=pair.amina_user
    )


@pytest.fixture
def jo(pair):
    jo = make.a_person("Jo Smith")
    Delegation.objects.create(participant=pair.peter.participant, delegate=jo)
    return jo


def test_meeting_plan_plans_by_the_wall_s_time(pair, client):
    answer = post(client, pair.amina_user, "meeting_plan", pair.partnership.pk, **wishes())
    assert answer.url == reverse("partnership_detail", args=[pair.partnership.pk])
    planned = PlannedMeeting.objects.get()
    assert (planned.starts_at, planned.minutes, planned.where) == (TUESDAY, 60, "Ward B")
    page = text(client.get(answer.url))
    assert "Your meeting is planned." in page
    assert "<strong>Tuesday 20 July, 10:00</strong>, 1 hour, on Microsoft Teams" in page


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"day": "2027-07-12"}, "Choose a day that is still to come."),
        ({"day": "2027-07-13", "at": "09:59"}, "Choose a time that is still to come."),
        ({"day": "9999-12-31"}, "Choose a day within two years."),
        ({"day": "2028-03-26", "at": "01:30"}, "there is no 01:30 that day. Choose another time."),
        ({"day": "2027-10-31", "at": "01:30"}, "Say which of the two you mean."),
        ({"day": ""}, "Choose a day."),
        ({"at": "ten"}, "Give the time as hours and minutes"),
        ({"minutes": "other"}, "Say how many minutes it was, roughly."),
        ({"where": "x" * 501}, "at most 500 characters"),
    ],
)
def test_meeting_plan_refuses_kindly_and_keeps_what_was_typed(pair, client, changes, said):
    answer = post(
        client, pair.amina_user, "meeting_plan", pair.partnership.pk, **wishes(where="Kept") | changes
    )
    assert answer.status_code == 200
    assert said in text(answer)
    assert ("where" in changes) or 'value="Kept"' in text(answer)
    assert PlannedMeeting.objects.count() == 0


@pytest.mark.parametrize(("which", "hour"), [("0", "00:30"), ("1", "01:30")])
def test_a_time_that_comes_twice_is_the_one_they_say(pair, client, which, hour):
    changes = {"day": "2027-10-31", "at": "01:30", "which": which}
    post(client, pair.amina_user, "meeting_plan", pair.partnership.pk, **wishes(**changes))
    planned = PlannedMeeting.objects.get()
    assert f"{planned.starts_at:%H:%M}" == hour
    page = get(client, pair.amina_user, "meeting_move", planned.pk)
    assert page.context["form"].asks_which is True
    assert page.context["form"].initial["which"] == which


def test_meeting_move_shows_what_is_planned_and_changes_it(pair, plan, client):
    page = get(client, pair.peter_user, "meeting_move", plan.pk)
    initial = page.context["form"].initial
    assert (initial["day"], initial["at"], initial["minutes"]) == (date(2027, 7, 20), time(10), "45")
    post(client, pair.peter_user, "meeting_move", plan.pk, **wishes(day="2027-07-27", where=""))
    plan.refresh_from_db()
    assert (plan.starts_at, plan.where, plan.sequence) == (TUESDAY + timedelta(days=7), "", 1)


def test_meeting_cancel_asks_once(pair, plan, client):
    assert get(client, pair.peter_user, "meeting_cancel", plan.pk).status_code == 200
    assert PlannedMeeting.objects.standing().count() == 1
    post(client, pair.peter_user, "meeting_cancel", plan.pk)
    assert PlannedMeeting.objects.standing().count() == 0
    for name in ("meeting_move", "meeting_cancel", "meeting_calendar"):
        assert get(client, pair.peter_user, name, plan.pk).status_code == 404


def test_meeting_calendar_is_a_file_that_asks_nobody_anything(pair, plan, client):
    answer = get(client, pair.peter_user, "meeting_calendar", plan.pk)
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer["Content-Disposition"] == 'attachment; filename="plp-meeting.ics"'
    calendar = Calendar.from_ical(answer.content)
    (event,) = calendar.walk("VEVENT")
    assert (calendar["METHOD"], event["SUMMARY"], event["LOCATION"]) == ("PUBLISH", "PLP meeting", "Ward B")


# ---- logging from the plan ----


def log(client, user, pair, **data):
    return post(client, user, "meeting_log", pair.partnership.pk, **facts(**data))


def test_the_log_is_filled_in_from_the_plan(pair, plan, client, clock):
    clock("2027-07-21 09:00")
    page = get(client, pair.peter_user, "meeting_log", pair.partnership.pk, plan=plan.pk)
    form = page.context["form"]
    assert (form.initial["held_on"], form.initial["minutes"], form.initial["mode"]) == (
        date(2027, 7, 20),
        "45",
        "phone",
    )
    assert f'name="plan" value="{plan.pk}"' in text(page)
    log(client, pair.peter_user, pair, held_on="2027-07-20", minutes="45", mode="phone", plan=plan.pk)
    plan.refresh_from_db()
    assert plan.meeting == Meeting.objects.get()


def test_what_did_not_happen_is_ticked_already(pair, plan, client, clock):
    clock("2027-07-21 09:00")
    page = get(client, pair.peter_user, "meeting_log", pair.partnership.pk, plan=plan.pk, cancelled="1")
    assert page.context["form"].initial["cancelled"] is True


@pytest.mark.parametrize("asked", ["x", "0", "00000000-0000-4000-8000-000000000000"])
def test_a_plan_that_is_none_only_helps_nobody(pair, client, asked):
    page = get(client, pair.amina_user, "meeting_log", pair.partnership.pk, plan=asked)
    assert (page.status_code, page.context["plan"]) == (200, None)


def test_the_next_date_is_made_in_the_same_step(pair, client):
    answer = log(client, pair.amina_user, pair, next_day="2027-08-10", next_at="14:00", minutes="90")
    planned = PlannedMeeting.objects.get()
    assert timezone.localtime(planned.starts_at).strftime("%d %H:%M") == "10 14:00"
    assert (planned.minutes, planned.mode) == (90, "teams")
    assert "The next one is planned" in text(client.get(answer.url))


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"next_day": "2027-08-10", "next_at": ""}, "Say at what time you meet next."),
        ({"next_day": "2027-07-01"}, "Choose a day that is still to come."),
        ({"next_day": "2028-03-26", "next_at": "01:30"}, "there is no 01:30 that day."),
        ({"next_day": "2027-10-31", "next_at": "01:30"}, "Say which of the two you mean."),
    ],
)
def test_a_next_date_that_cannot_be_logs_nothing_yet(pair, client, changes, said):
    answer = log(client, pair.amina_user, pair, **{"next_at": "10:00"} | changes)
    assert said in text(answer)
    assert (Meeting.objects.count(), PlannedMeeting.objects.count()) == (0, 0)


def test_a_next_date_survives_the_question_whether_it_is_the_same(pair, client):
    log(client, pair.peter_user, pair)
    typed = {"next_day": "2027-08-10", "next_at": "14:00", "topics": ["career"]}
    asked = log(client, pair.amina_user, pair, **typed)
    assert 'name="next_day" value="2027-08-10"' in text(asked)
    log(client, pair.amina_user, pair, **typed, same_day="same")
    assert (Meeting.objects.count(), PlannedMeeting.objects.count()) == (1, 1)


def test_topics_are_read_by_the_two_and_nobody_else(pair, client):
    log(client, pair.amina_user, pair, topics=["career", "race"])
    assert "Work and career, Race and inclusion" in text(
        get(client, pair.peter_user, "partnership_detail", pair.partnership.pk)
    )
    page = text(get(client, pair.facilitator, "partnership_list", pair.cohort.pk))
    assert page.count("Race and inclusion") == 0


# ---- whose turn ----


@pytest.mark.parametrize(
    ("reader", "said"),
    [
        ("amina", "You booked last time, so it may be Peter&#x27;s turn."),
        ("peter", "Amina booked last time. Shall it be you this time?"),
    ],
)
def test_who_books_alternates_as_an_offer(pair, plan, client, clock, reader, said):
    user = {"amina": pair.amina_user, "peter": pair.peter_user}[reader]
    assert text(get(client, user, "partnership_detail", pair.partnership.pk)).count(said) == 0
    clock("2027-07-21 09:00")
    for name in ("partnership_detail", "meeting_plan"):
        assert said in text(get(client, user, name, pair.partnership.pk))


# ---- the pages ----


def test_the_partnership_page_asks_about_what_is_over_until_it_is_logged(pair, plan, client, clock):
    page = text(get(client, pair.peter_user, "partnership_detail", pair.partnership.pk))
    assert "Our next meeting" in page
    assert page.count("It took place: log it") == 0
    clock("2027-07-20 10:30")
    page = text(get(client, pair.peter_user, "partnership_detail", pair.partnership.pk))
    assert ("Our next meeting" in page, "It took place: log it" in page) == (True, True)
    clock("2027-07-21 09:00")
    page = text(get(client, pair.peter_user, "partnership_detail", pair.partnership.pk))
    assert ("Our next meeting" in page, "Did you meet on Tuesday 20 July?" in page) == (False, True)
    log(client, pair.amina_user, pair, held_on="2027-07-20")
    page = text(get(client, pair.peter_user, "partnership_detail", pair.partnership.pk))
    assert page.count("Did you meet on") == 0


def test_home_says_whom_one_meets_next_and_then_asks_to_log_it(pair, plan, clock):
    first = next_steps(pair.peter_user, timezone.now())[0]
    assert (first.title, first.rank) == ("Meet Amina on Tuesday 20 July, 10:00, by phone", 16)
    assert first.also == (("Move", reverse("meeting_move", args=[plan.pk])),)
    clock("2027-07-21 09:00")
    first = next_steps(pair.peter_user, timezone.now())[0]
    assert (first.title, first.action) == (
        "You planned to meet Amina on Tuesday 20 July, 10:00",
        "It took place: log it",
    )
    assert first.url == reverse("meeting_log", args=[pair.partnership.pk]) + f"?plan={plan.pk}"


def test_an_assistant_sees_places_and_dates_and_leads_to_the_plan(pair, plan, jo, client):
    page = text(get(client, jo, "arranging"))
    assert "Tuesday 20 July, 10:00" in page
    assert "Ward B" in page
    answer = post(client, jo, "meeting_plan", pair.partnership.pk, **wishes(day="2027-08-03"))
    assert answer.url == reverse("arranging")
    page = text(get(client, jo, "meeting_plan", pair.partnership.pk))
    assert "Plan a meeting for Peter, with Amina" in page
    assert page.count("booked last time") == 0


def test_an_assistant_logs_nothing(pair, plan, jo, client):
    assert get(client, jo, "meeting_log", pair.partnership.pk, plan=plan.pk).status_code == 404


def test_pages_cost_as_much_for_many_plans_and_meetings(
    pair, plan, jo, client, django_assert_max_num_queries
):
    def cost(user, name, *args):
        return queries(client, user, reverse(name, args=args), django_assert_max_num_queries)

    asked = [
        (pair.amina_user, "partnership_detail", pair.partnership.pk),
        (pair.amina_user, "meeting_list", pair.partnership.pk),
        (pair.amina_user, "meeting_log", pair.partnership.pk),
        (pair.amina_user, "meeting_plan", pair.partnership.pk),
        (pair.amina_user, "home"),
        (jo, "arranging"),
    ]
    services.log_meeting(
        pair.partnership, held_on=date(2027, 7, 1), minutes=60, mode="teams", words="w", by=pair.amina_user
    )
    few = [cost(*one) for one in asked]
    for number in range(60):
        services.plan_meeting(
            pair.partnership,
            starts_at=TUESDAY + timedelta(days=number),
            minutes=60,
            mode="teams",
            by=[pair.amina_user, jo][number % 2],
        )
        services.log_meeting(
            pair.partnership,
            held_on=date(2027, 4, 12) + timedelta(days=number),
            minutes=60,
            mode="teams",
            words="What we said, at some length. " * 30,
            by=pair.amina_user,
        )
    assert [cost(*one) for one in asked] == few
    assert max(few[:4]) <= 8
    for user, name, *args in asked:
        assert len(get(client, user, name, *args).content) < 150_000


def test_the_partner_reads_how_a_name_is_said_and_pronouns_only_if_given(pair, client):
    url = reverse("partnership_detail", args=[pair.partnership.pk])
    client.force_login(pair.amina_user)
    assert text(client.get(url)).count("said like") == 0
    client.force_login(pair.peter_user)
    client.post(reverse("account_name"), {"name": "Peter Hall", "said_like": "PEE-ter", "pronouns": "he/him"})
    client.force_login(pair.amina_user)
    body = text(client.get(url))
    assert ("Peter Hall (he/him)" in body, "said like “PEE-ter”" in body) == (True, True)
