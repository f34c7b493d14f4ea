from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from checkins.links import answer_url
from checkins.models import Attendance, CheckInSession
from checkins.services import answer_session, cancel_session, mark_attendance, move_session
from participants.models import Delegation, Participant
from tests import make

COMING, NOT_THIS_TIME = Attendance.Answer.COMING, Attendance.Answer.NOT_THIS_TIME
LINK = "https://teams.example/planted-link"


def at(words):
    return datetime.fromisoformat(words).replace(tzinfo=ZoneInfo("Europe/London"))


@pytest.fixture
def session(a_session, people):
    return a_session(at("2027-03-10T10:00"), place="Microsoft Teams", link=LINK)


def path_of(url):
    return url.removeprefix("http://localhost:8000")


def test_session_list_shows_ones_own_cohorts_published_sessions(client, people, session, a_session, cohort):
    a_session(at("2027-03-20T10:00"), published=False)
    elsewhere = make.a_cohort(cohort.programme)
    CheckInSession.objects.create(
        cohort=elsewhere, starts_at=at("2027-03-25T10:00"), published_at=timezone.now()
    )
    client.force_login(people[0].user)
    page = client.get(reverse("session_list"))
    assert [seat.session for seat in page.context["coming_up"]] == [session]
    assert page.context["past"] == []


def test_session_list_is_empty_and_kind_for_somebody_without_sessions(client, cohort):
    client.force_login(cohort.facilitator)
    page = client.get(reverse("session_list"))
    assert "No session is planned just now" in page.text


@pytest.mark.parametrize(
    ("time", "sees"),
    [("08:59", False), ("09:00", True), ("10:30", True), ("11:29", True), ("11:30", False)],
)
def test_the_joining_link_is_there_from_an_hour_before_until_the_end(
    client, people, session, clock, time, sees
):
    answer_session(session, people[0], COMING, by=people[0].user)
    clock(f"2027-03-10 {time}")
    client.force_login(people[0].user)
    assert (LINK in client.get(reverse("session_list")).text) is sees


def test_the_joining_link_and_the_names_are_for_those_coming_only(client, people, session, clock):
    assistant = make.a_person()
    Delegation.objects.create(participant=people[0], delegate=assistant)
    people[1].user.name = "Planted Name"
    people[1].user.save()
    answer_session(session, people[0], COMING, by=people[0].user)
    answer_session(session, people[1], COMING, by=people[1].user)
    answer_session(session, people[2], NOT_THIS_TIME, by=people[2].user)
    clock("2027-03-10 09:30")
    seen = {}
    for who, user in {
        "coming": people[0].user,
        "not this time": people[2].user,
        "no answer": people[3].user,
        "assistant": assistant,
    }.items():
        client.force_login(user)
        words = client.get(reverse("session_list")).text + client.get(reverse("home")).text
        seen[who] = (LINK in words, "Planted Name" in words)
    assert seen == {
        "coming": (True, True),
        "not this time": (False, False),
        "no answer": (False, False),
        "assistant": (False, False),
    }


def test_a_cancelled_session_gives_no_link_and_is_not_coming_up(client, people, session, cohort, clock):
    answer_session(session, people[0], COMING, by=people[0].user)
    cancel_session(session, by=cohort.facilitator)
    clock("2027-03-10 09:30")
    client.force_login(people[0].user)
    page = client.get(reverse("session_list"))
    assert page.context["coming_up"] == []
    assert LINK not in page.text


def test_past_sessions_say_that_one_was_there(client, people, session, cohort, clock):
    clock("2027-03-10 11:00")
    mark_attendance(session, {people[0]: True}, by=cohort.facilitator)
    clock("2027-03-11 11:00")
    client.force_login(people[0].user)
    assert "You were there." in client.get(reverse("session_list")).text
    client.force_login(people[1].user)
    assert "You were there." not in client.get(reverse("session_list")).text


def test_opening_the_answer_page_changes_nothing_and_has_the_choice_made(client, people, session):
    client.force_login(people[0].user)
    page = client.get(reverse("session_answer", args=[session.pk]) + "?answer=coming")
    assert page.context["form"]["answer"].value() == "coming"
    assert Attendance.objects.count() == 0


def test_session_answer_takes_the_answer_and_goes_to_the_list(client, people, session):
    client.force_login(people[0].user)
    response = client.post(reverse("session_answer", args=[session.pk]), {"answer": "coming"})
    assert response.headers["Location"] == reverse("session_list")
    assert Attendance.objects.get().answer == COMING


def test_session_answer_without_a_choice_asks_again(client, people, session):
    client.force_login(people[0].user)
    page = client.post(reverse("session_answer", args=[session.pk]))
    assert page.context["form"].errors == {"answer": ["Say whether you are coming."]}


def test_an_assistant_answers_for_the_one_they_name(client, people, session):
    assistant = make.a_person()
    for person in people[:2]:
        Delegation.objects.create(participant=person, delegate=assistant)
    client.force_login(assistant)
    url = reverse("session_answer", args=[session.pk])
    assert client.get(url).status_code == 404
    assert client.get(f"{url}?for={people[2].pk}").status_code == 404
    client.post(f"{url}?for={people[1].pk}", {"answer": "coming"})
    assert Attendance.objects.get().participant == people[1]


def test_session_answer_of_another_cohort_is_like_one_that_does_not_exist(client, session):
    stranger = make.a_participant(make.a_cohort())
    client.force_login(stranger.user)
    assert client.get(reverse("session_answer", args=[session.pk])).status_code == 404


def test_the_signed_link_answers_signed_out_for_that_session_and_person_only(client, people, session):
    url = path_of(answer_url(session, people[0], COMING))
    assert client.get(url).status_code == 200
    assert Attendance.objects.count() == 0
    landed = client.post(url, {"answer": "coming"}, follow=True)
    assert "You are coming on Wednesday 10 March, 10:00" in landed.text
    assert LINK not in landed.text
    assert str(people[0].user) not in landed.text
    row = Attendance.objects.get()
    assert (row.participant, row.session, row.answer) == (people[0], session, COMING)
    assert client.get(reverse("session_list")).status_code == 302


def test_a_changed_or_invented_link_is_like_one_that_does_not_exist(client, people, session):
    url = path_of(answer_url(session, people[0]))
    token = url.split("/")[2]
    for wrong in (token[:-2] + "xx", "nonsense", token.replace(":", ";")):
        assert client.get(reverse("session_answer_by_link", args=[wrong])).status_code == 404


def test_a_link_made_for_another_purpose_opens_nothing(client, people, session):
    from django.core import signing

    token = signing.dumps([session.pk.hex, people[0].pk.hex], salt="another purpose")
    assert client.get(reverse("session_answer_by_link", args=[token])).status_code == 404


def test_a_link_pairing_somebody_with_a_session_of_another_cohort_opens_nothing(client, session):
    stranger = make.a_participant(make.a_cohort())
    assert client.get(path_of(answer_url(session, stranger))).status_code == 404


def test_the_link_ends_when_the_session_begins_and_lives_on_when_it_moves(
    client, people, session, cohort, clock
):
    url = path_of(answer_url(session, people[0]))
    move_session(session, at("2027-03-12T10:00"), by=cohort.facilitator)
    clock("2027-03-12 09:59")
    assert client.get(url).status_code == 200
    clock("2027-03-12 10:00")
    assert client.get(url).status_code == 410
    assert client.post(url, {"answer": "coming"}).status_code == 410
    assert Attendance.objects.count() == 0


def test_the_link_opens_nothing_for_who_shares_their_mail_left_or_is_gone(client, people, session):
    url = path_of(answer_url(session, people[0]))
    user = people[0].user
    for field, value in (("mail_is_shared", True), ("is_active", False)):
        before = getattr(user, field)
        setattr(user, field, value)
        user.save()
        assert client.get(url).status_code == 410
        assert client.post(url, {"answer": "coming"}).status_code == 410
        setattr(user, field, before)
        user.save()
    people[0].state = Participant.State.WITHDRAWN
    people[0].save()
    assert client.post(url, {"answer": "coming"}).status_code == 410
    assert Attendance.objects.count() == 0


def test_mail_of_somebody_whose_mail_others_read_links_to_a_page_that_asks_to_sign_in(people, session):
    people[0].user.mail_is_shared = True
    assert path_of(answer_url(session, people[0])) == reverse("session_answer", args=[session.pk])


def test_the_facilitator_lays_out_publishes_moves_and_cancels(client, cohort, people):
    client.force_login(cohort.facilitator)
    plan = reverse("session_plan", args=[cohort.pk])
    assert "Lay out the year" in client.get(plan).text
    client.post(reverse("session_lay_out", args=[cohort.pk]))
    assert cohort.sessions.count() == 6
    page = client.post(reverse("session_publish", args=[cohort.pk]), follow=True)
    assert "Published" in page.text
    session = cohort.sessions.get(kind="check_in", number=2)
    edit = reverse("session_edit", args=[session.pk])
    client.post(edit, {"day": "2027-07-05", "at": "14:30", "minutes": 60, "place": "Room 1", "link": LINK})
    session.refresh_from_db()
    assert (timezone.localtime(session.starts_at).isoformat(), session.minutes, session.place, session.link) == (
        "2027-07-05T14:30:00+01:00", 60, "Room 1", LINK,
    )  # fmt: skip
    cancel = reverse("session_cancel", args=[session.pk])
    client.get(cancel)
    session.refresh_from_db()
    assert session.cancelled_at is None
    client.post(cancel)
    session.refresh_from_db()
    assert session.cancelled_at is not None


def test_attendance_that_is_saved_has_those_who_came_first(client, people, session, cohort, clock):
    answer_session(session, people[0], COMING, by=people[0].user)
    clock("2027-03-10 11:00")
    client.force_login(cohort.facilitator)
    url = reverse("attendance_mark", args=[session.pk])
    assert "Said they were coming" in client.get(url).text
    client.post(url, {"came": [people[1].pk, people[2].pk]})
    page = client.get(url)
    form = page.context["form"]
    assert ({*form.first}, {*form.others}) == ({people[1], people[2]}, {people[0], people[3]})
    assert "Saved: 2 of 4 came." in page.text
    assert "Said they were coming" not in page.text


def test_an_hour_that_does_not_exist_is_refused(client, cohort):
    client.force_login(cohort.facilitator)
    page = client.post(
        reverse("session_add", args=[cohort.pk]),
        {"kind": "check_in", "day": "2027-03-28", "at": "01:30", "minutes": 90},
    )
    assert page.context["form"].errors == {
        "at": ["The clocks go forward on 28 March 2027: there is no 01:30 that day. Choose another time."]
    }
    assert cohort.sessions.count() == 0


@pytest.mark.parametrize(
    ("which", "utc"), [("0", "2027-10-31T00:30:00+00:00"), ("1", "2027-10-31T01:30:00+00:00")]
)
def test_an_hour_that_comes_twice_is_asked_about(client, cohort, which, utc):
    client.force_login(cohort.facilitator)
    url = reverse("session_add", args=[cohort.pk])
    data = {"kind": "check_in", "day": "2027-10-31", "at": "01:30", "minutes": 90}
    page = client.post(url, data)
    assert page.context["form"].errors == {"which": ["Say which of the two you mean."]}
    client.post(url, data | {"which": which})
    assert cohort.sessions.get().starts_at.isoformat() == utc


def test_what_the_service_objects_to_stands_at_its_field(client, cohort):
    client.force_login(cohort.facilitator)
    page = client.post(
        reverse("session_add", args=[cohort.pk]),
        {"kind": "check_in", "day": "2027-02-01", "at": "10:00", "minutes": 600, "link": "http://x.example"},
    )
    assert page.context["form"].errors == {"day": ["Choose a time that is still to come."]}
    page = client.post(
        reverse("session_add", args=[cohort.pk]),
        {"kind": "check_in", "day": "2027-06-01", "at": "10:00", "minutes": 90, "link": "http://x.example"},
    )
    assert page.context["form"].errors == {"link": ["A joining link begins with https://"]}


def test_attendance_is_a_checklist_with_walk_ins_and_one_button(client, people, session, cohort, clock):
    answer_session(session, people[0], COMING, by=people[0].user)
    answer_session(session, people[1], COMING, by=people[1].user)
    client.force_login(cohort.facilitator)
    url = reverse("attendance_mark", args=[session.pk])
    assert "You can mark who came from an hour before it begins." in client.get(url).text
    clock("2027-03-10 11:00")
    client.force_login(cohort.facilitator)
    form = client.get(url).context["form"]
    assert ([*form.first], [*form.others]) == ([people[0], people[1]], [people[2], people[3]])
    client.post(url, {"came": [people[0].pk, people[2].pk]})
    assert dict(session.attendances.values_list("participant", "attended")) == {
        people[0].pk: True,
        people[1].pk: False,
        people[2].pk: True,
    }
    assert [person.was_there for person in client.get(url).context["form"].everybody] == [
        True,
        False,
        True,
        False,
    ]


def test_attendance_takes_nobody_of_another_cohort(client, people, session, cohort, clock):
    clock("2027-03-10 11:00")
    client.force_login(cohort.facilitator)
    stranger = make.a_participant(make.a_cohort(cohort.programme))
    page = client.post(reverse("attendance_mark", args=[session.pk]), {"came": [stranger.pk]})
    assert page.status_code == 200
    assert session.attendances.count() == 0


def _more_sessions(a_session, people, count):
    for n in range(count):
        session = a_session(at("2027-03-05T10:00") + timedelta(days=n))
        for person in people:
            answer_session(session, person, COMING, by=person.user)


@pytest.mark.parametrize("name", ["session_list", "session_plan", "attendance_mark", "home", "team_cohort"])
def test_costs_the_same_number_of_queries_with_one_row_and_with_three(
    name, client, people, a_session, cohort, clock
):
    """One session with one person coming, then four with six people."""

    def count():
        clock("2027-03-05 10:30")
        client.force_login(people[0].user if name in {"session_list", "home"} else cohort.facilitator)
        first = cohort.sessions.first()
        keys = {"session_list": [], "home": [], "attendance_mark": [first.pk]}.get(name, [cohort.pk])
        client.get(reverse(name, args=keys))
        with CaptureQueriesContext(connection) as queries:
            assert client.get(reverse(name, args=keys)).status_code == 200
        clock("2027-03-01 13:00")
        return len(queries)

    _more_sessions(a_session, people[:1], 2)
    few = count()
    more = [make.a_participant(cohort) for _ in range(2)]
    _more_sessions(a_session, [*people, *more], 3)
    assert count() == few
