""" "Please contact me": heard at once by whom one wishes, passed on after a working day, opened and written down."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone

from audit.models import AuditEvent
from notifications.delivery import deliver_due
from notifications.models import Message
from participants.models import Role, TeamRole
from partnerships import services
from partnerships.calls import cover_due_at
from partnerships.models import ContactRequest
from plp.reminders import queue_due
from tests import make
from tests.partnerships.asking import get, post, queries, text

pytestmark = pytest.mark.django_db
SECRET = "planted-call"


@pytest.fixture
def team(pair):
    """Fay and Gil facilitate, Cora covers, Ada administers. It is Tuesday 13 July 2027, ten o'clock."""
    pair.fay = pair.facilitator
    pair.gil = make.a_facilitator(pair.cohort, name="Gil")
    pair.cora = make.a_matcher(pair.cohort, name="Cora")
    pair.ada = make.an_administrator(pair.cohort.programme, name="Ada")
    pair.cohort.cover = pair.cora
    pair.cohort.save()
    return pair


def ask(team, **fields):
    given = {"concerns": "me", "words": SECRET, "by": team.amina_user} | fields
    return services.ask_for_contact(team.amina.participant, **given)


def mailed(mailoutbox, kind=None):
    """Who has got a mail so far."""
    queue_due(timezone.now())
    deliver_due()
    names = {address for mail in mailoutbox for address in mail.to}
    told = Message.objects.filter(to__email__in=names, state="sent").exclude(
        kind__in=["nothing_logged", "fit_check"]
    )
    return sorted({str(message.to) for message in told if kind in (None, message.kind)})


def manages(user, participant):
    participant.line_manager_email = user.email
    participant.save()


def test_the_facilitators_are_mailed_at_once_even_at_night_on_a_sunday(team, clock, mailoutbox):
    clock("2027-07-18 03:00")
    ask(team)
    deliver_due()
    assert sorted(mail.to[0] for mail in mailoutbox) == sorted([team.fay.email, team.gil.email])


def test_no_mail_says_who_asked_or_what_about(team, clock, mailoutbox):
    ask(team)
    clock("2027-07-14 10:05")
    assert mailed(mailoutbox, "contact_cover") == ["Cora"]
    sent = "\n".join(
        f"{mail.subject} {mail.body} {mail.alternatives}" for mail in mailoutbox if "call" in mail.body
    )
    assert [word for word in (SECRET, "Amina", "Peter") if word in sent] == []


def test_whom_it_is_kept_from_neither_hears_of_it_nor_finds_it(team, client, mailoutbox):
    call = ask(team, concerns="team", kept_from=[team.fay])
    assert mailed(mailoutbox, "contact_request") == ["Gil"]
    assert get(client, team.fay, "contact_request_detail", call.pk).status_code == 404
    assert "None waits" in text(get(client, team.fay, "contact_request_list", team.cohort.pk))
    assert "asks to be contacted" not in text(get(client, team.fay, "home"))
    assert "asks to be contacted" in text(get(client, team.gil, "home"))
    with pytest.raises(PermissionDenied):
        services.open_request(call, by=team.fay)


def test_who_is_in_the_askers_or_the_partners_line_neither_hears_of_it_nor_finds_it(team, client, mailoutbox):
    manages(team.fay, team.amina.participant)
    manages(team.gil, team.peter.participant)
    call = ask(team)
    assert mailed(mailoutbox, "contact_request") == []
    for recused in (team.fay, team.gil):
        assert get(client, recused, "contact_request_detail", call.pk).status_code == 404
    assert mailed(mailoutbox, "contact_cover") == ["Cora"]


def test_the_cover_hears_after_one_unopened_working_day_and_not_before(team, clock, client, mailoutbox):
    call = ask(team)
    clock("2027-07-14 09:59")
    assert mailed(mailoutbox, "contact_cover") == []
    assert get(client, team.cora, "contact_request_detail", call.pk).status_code == 404
    clock("2027-07-14 10:05")
    assert mailed(mailoutbox, "contact_cover") == ["Cora"]
    assert get(client, team.cora, "contact_request_detail", call.pk).status_code == 200
    assert "asks to be contacted" in text(get(client, team.cora, "home"))


def test_a_tick_that_comes_a_week_late_still_tells_the_cover_once(team, clock, mailoutbox):
    ask(team)
    clock("2027-07-22 10:00")
    mailed(mailoutbox)
    mailed(mailoutbox)
    assert Message.objects.filter(kind="contact_cover").count() == 1


def test_a_call_that_was_opened_goes_to_no_cover(team, clock, mailoutbox):
    services.open_request(ask(team), by=team.fay)
    clock("2027-07-20 10:00")
    assert mailed(mailoutbox, "contact_cover") == []


def test_one_that_is_opened_before_the_mail_goes_sends_none(team, mailoutbox):
    services.open_request(ask(team), by=team.fay)
    assert mailed(mailoutbox, "contact_request") == []


@pytest.mark.parametrize(
    ("asked", "due"),
    [
        ("2027-07-13 10:00", "2027-07-14 10:00"),
        ("2027-07-16 16:30", "2027-07-19 16:30"),  # a Friday
        ("2027-07-17 11:00", "2027-07-20 09:00"),  # a Saturday: the Monday is its working day
        ("2027-12-24 15:00", "2027-12-29 15:00"),  # Christmas and its substitutes
        ("2027-03-26 08:00", "2027-03-31 09:00"),  # Good Friday, and the clocks go forward
    ],
)
def test_a_working_day_is_counted_without_weekends_and_bank_holidays(clock, asked, due):
    assert cover_due_at(clock(asked)) == clock(due)


def test_when_nobody_of_the_team_is_left_the_cover_hears_at_once(team, mailoutbox):
    ask(team, kept_from=[team.fay, team.gil])
    assert mailed(mailoutbox) == ["Cora"]


def test_when_the_cover_may_not_read_it_either_the_administrators_hear_that_a_call_waits(
    team, client, mailoutbox
):
    call = ask(team, kept_from=[team.fay, team.gil, team.cora])
    assert mailed(mailoutbox) == ["Ada"]
    assert get(client, team.ada, "contact_request_detail", call.pk).status_code == 404
    assert [mail.subject for mail in mailoutbox if mail.to == [team.ada.email]] == [
        "A call waits, and nobody opens it"
    ]
    new = make.a_facilitator(team.cohort, name="Nia")
    assert "Nia" in mailed(mailoutbox, "contact_request")
    assert get(client, new, "contact_request_detail", call.pk).status_code == 200


def test_without_a_cover_the_administrators_hear_after_the_working_day(team, clock, mailoutbox):
    team.cohort.cover = None
    team.cohort.save()
    ask(team)
    assert mailed(mailoutbox) == ["Fay Facilitator", "Gil"]
    clock("2027-07-14 10:05")
    assert mailed(mailoutbox) == ["Ada", "Fay Facilitator", "Gil"]


def test_a_call_nobody_at_all_would_hear_is_refused_where_it_is_made(team):
    TeamRole.objects.filter(role=Role.ADMINISTRATOR).delete()
    with pytest.raises(ValidationError) as refused:
        ask(team, kept_from=[team.fay, team.gil, team.cora])
    assert list(refused.value.message_dict) == ["kept_from"]


def test_opening_is_by_a_button_written_down_once_and_seen_by_the_asker_without_a_name(team, client, clock):
    call = ask(team)
    page = get(client, team.fay, "contact_request_detail", call.pk)
    call.refresh_from_db()
    assert (SECRET in text(page), "Amina" in text(page), call.opened_at) == (False, False, None)
    assert "Nobody has opened it yet" in text(get(client, team.amina_user, "contact_request"))

    post(client, team.fay, "contact_request_open", call.pk)
    clock("2027-07-13 11:00")
    post(client, team.gil, "contact_request_open", call.pk)
    call.refresh_from_db()
    assert (call.opened_by, timezone.localtime(call.opened_at).hour) == (team.fay, 10)
    body = text(get(client, team.gil, "contact_request_detail", call.pk))
    assert (SECRET in body, "Amina Yusuf asks to be contacted" in body) == (True, True)
    own = text(get(client, team.amina_user, "contact_request"))
    assert "Opened on Tuesday 13 July, 10:00" in own
    assert own[own.index("Where it stands") : own.index("Ask again")].count("Fay") == 0

    post(client, team.gil, "contact_request_done", call.pk)
    assert "and dealt with" in text(get(client, team.amina_user, "contact_request"))


def test_what_is_not_opened_cannot_be_dealt_with(team):
    call = ask(team)
    with pytest.raises(ValidationError):
        services.finish_request(call, by=team.fay)


def test_whoever_asked_can_take_it_back_until_it_is_opened(team, client, mailoutbox):
    call = ask(team)
    post(client, team.amina_user, "contact_take_back", call.pk)
    call.refresh_from_db()
    assert (call.is_waiting, call.words) == (False, "")
    assert mailed(mailoutbox, "contact_request") == []
    assert "was taken back" in text(get(client, team.fay, "contact_request_detail", call.pk))

    other = ask(team)
    services.open_request(other, by=team.fay)
    with pytest.raises(ValidationError):
        services.take_back_request(other, by=team.amina_user)
    for nobody in (team.peter_user, team.fay):
        with pytest.raises(PermissionDenied):
            services.take_back_request(other, by=nobody)


def test_nobody_asks_for_another(team):
    for nobody in (team.peter_user, team.fay):
        with pytest.raises(PermissionDenied):
            ask(team, by=nobody)


def test_asking_twice_by_accident_asks_once(team, client):
    page = get(client, team.amina_user, "contact_request")
    data = {"key": page.context["form"].initial["key"], "concerns": "me"}
    for _ in range(2):
        assert post(client, team.amina_user, "contact_request", **data).status_code == 302
    assert ContactRequest.objects.count() == 1


def test_contact_request_asks_whom_it_concerns_and_who_must_not_read_it_before_any_words(team, client):
    body = text(get(client, team.amina_user, "contact_request"))
    order = [
        body.index(words)
        for words in (
            "Who reads this",
            "Whom or what does it concern?",
            "Is there somebody who must not read it?",
            "A few words, if you like",
            "This is no emergency service",
            "NHS 111",
            "Wellbeing line, 0800 000 0001",
            ">Ask to be contacted</button>",
        )
    ]
    assert order == sorted(order)
    assert [name in body for name in ("Fay Facilitator", "Gil", "Cora")] == [True, True, True]


def test_contact_request_keeps_what_was_typed_when_something_is_missing(team, client):
    body = text(post(client, team.amina_user, "contact_request", words=SECRET, kept_from=[str(team.fay.pk)]))
    assert ("Choose whom or what it concerns." in body, SECRET in body) == (True, True)
    assert ContactRequest.objects.count() == 0


def test_contact_request_takes_no_stranger_for_one_of_the_team(team, client):
    stranger = make.a_person()
    body = text(post(client, team.amina_user, "contact_request", concerns="me", kept_from=[str(stranger.pk)]))
    assert "There is something to put right" in body


def test_who_has_no_partner_is_not_asked_about_a_partnership(team, client):
    waiting = make.a_participant(team.cohort)
    body = text(get(client, waiting.user, "contact_request"))
    assert ('value="me"' in body, 'value="partnership"' in body, 'value="end"' in body) == (
        True,
        False,
        False,
    )


def test_every_page_of_a_participant_leads_to_it_and_shows_the_programmes_own_contacts(team, client):
    for name in ("home", "guide", "support", "reflection_list"):
        foot = text(get(client, team.amina_user, name)).partition("<footer")[2]
        assert f'href="{reverse("contact_request")}"' in foot
        for words in ("Wellbeing line, 0800", "speakup@trust.example", "network@trust.example"):
            assert words in foot
    client.logout()
    assert "Please contact me" not in text(client.get(reverse("support")))


def test_asking_for_the_end_ends_nothing_by_itself_and_says_so_to_the_facilitator(team, client):
    call = ask(team, concerns="end")
    services.open_request(call, by=team.fay)
    team.partnership.refresh_from_db()
    assert team.partnership.is_current
    body = text(get(client, team.fay, "contact_request_detail", call.pk))
    assert "let some days pass" in body
    assert reverse("partnership_close", args=[team.partnership.pk]) in body


def test_history_of_a_call_is_each_actors_own(team):
    root = make.a_person(is_superuser=True)
    before = set(AuditEvent.objects.open_to(root))
    call = ask(team)
    services.open_request(call, by=team.fay)
    services.finish_request(call, by=team.fay)
    assert set(AuditEvent.objects.open_to(root)) == before
    assert [event.verb for event in AuditEvent.objects.open_to(team.fay).about(call)] == [
        "opened",
        "dealt with",
    ]


def test_the_words_of_a_call_are_encrypted(team):
    from django.db import connection

    ask(team, concerns="team")
    with connection.cursor() as cursor:
        cursor.execute("SELECT json_agg(t)::text FROM partnerships_contactrequest t")
        row = cursor.fetchone()[0]
    assert (SECRET in row, '"team"' in row) == (False, False)


def test_the_calls_page_costs_as_much_for_three_as_for_one(team, client, django_assert_max_num_queries):
    url = reverse("contact_request_list", args=[team.cohort.pk])
    ask(team)
    one = queries(client, team.fay, url, django_assert_max_num_queries)
    ask(team)
    services.open_request(ask(team), by=team.fay)
    assert queries(client, team.fay, url, django_assert_max_num_queries) == one <= 10


def test_contact_request_is_cheap(team, client, django_assert_max_num_queries):
    ask(team)
    assert queries(client, team.amina_user, reverse("contact_request"), django_assert_max_num_queries) <= 8


def test_home_costs_a_facilitator_as_much_for_three_calls_as_for_one(
    team, client, django_assert_max_num_queries
):
    without = queries(client, team.fay, reverse("home"), django_assert_max_num_queries)
    ask(team)
    one = queries(client, team.fay, reverse("home"), django_assert_max_num_queries)
    for _ in range(2):
        ask(team)
    three = queries(client, team.fay, reverse("home"), django_assert_max_num_queries)
    assert (one - without <= 3, three) == (True, one)
