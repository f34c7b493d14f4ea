"""Who comes early, late, to a full cohort or from an unknown address: what they read, and what becomes of it."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from kit.calendars import add_months
from notifications.delivery import render
from notifications.models import Message
from participants import door
from participants.models import Participant, Side
from participants.services import check_identity, send_profile, start_profile
from tests import make

pytestmark = pytest.mark.django_db
State = Participant.State


def a_cohort(starts_in, **fields):
    return make.a_cohort(starts_on=timezone.localdate() + timedelta(days=starts_in), **fields)


def text(response):
    return response.content.decode()


def page_of(client, cohort):
    return text(client.get(reverse("join", args=[cohort.join_code])))


def a_newcomer(cohort, could_be=(Side.NETWORK,), user=None):
    """Somebody with everything filled in, about to send it."""
    participant = start_profile(cohort, by=user or make.a_person())
    participant.could_be_leader, participant.could_be_network = (side in could_be for side in Side)
    participant.save()
    profile = participant.profile
    profile.answer_1 = profile.answer_2 = profile.answer_3 = "Some words."
    profile.save()
    return participant


def test_the_door_stands_as_the_days_say():
    cohort = make.a_cohort()
    last = add_months(cohort.starts_on, 3)  # 15 months at most less 12 at least
    day = timedelta(days=1)
    stands = {
        cohort.opens_on - day: "early",
        cohort.opens_on: "open",
        cohort.closes_on: "open",
        cohort.closes_on + day: "late",
        last: "late",
        last + day: "over",
    }
    assert {today: door.stands(cohort, today) for today in stands} == stands
    assert door.stands(make.a_cohort(opened=False)) == "early"


def test_a_cohort_is_full_when_both_sides_are_and_an_offered_place_is_held():
    cohort = make.a_cohort(places=1)
    assert door.full_sides(cohort) == []
    make.a_participant(cohort, Side.LEADER)
    make.a_participant(cohort, Side.NETWORK, state=State.WAITING)
    assert (door.full_sides(cohort), door.stands(cohort)) == ([Side.LEADER], "open")
    make.a_participant(cohort, Side.NETWORK, state=State.OFFERED)
    assert (door.full_sides(cohort), door.stands(cohort)) == ([Side.LEADER, Side.NETWORK], "full")


def test_who_comes_early_reads_when_it_opens_and_cannot_begin(client):
    cohort = a_cohort(70)
    assert f"It opens on {cohort.opens_on:%A} {cohort.opens_on.day} {cohort.opens_on:%B}" in page_of(
        client, cohort
    )
    with pytest.raises(ValidationError, match="not open for joining"):
        start_profile(cohort, by=make.a_person())


def test_who_comes_when_the_year_is_under_way_reads_whom_to_ask(client):
    cohort = a_cohort(-120)
    page = page_of(client, cohort)
    assert "its year is well under way" in page
    assert cohort.programme.contact_email in page
    assert "<form" not in page
    with pytest.raises(ValidationError, match="not open for joining"):
        start_profile(cohort, by=make.a_person())


@pytest.mark.parametrize(
    ("starts_in", "places", "title"),
    [
        (14, None, "Joining closed on"),
        (-60, None, "Joining closed on"),
        (49, 0, "All places are taken, and there is a waiting list"),
    ],
)
def test_who_comes_late_or_to_a_full_cohort_is_told_of_the_waiting_list_before_beginning(
    client, starts_in, places, title
):
    cohort = a_cohort(starts_in, places=places)
    page = page_of(client, cohort)
    assert title in page
    assert "We cannot promise that there will be one." in page
    assert "Join the waiting list: make an account" in page
    assert client.session["join_code"] == cohort.join_code


@pytest.mark.parametrize(
    ("starts_in", "places", "words"),
    [(14, None, "Joining had closed when it came."), (49, 0, "All places are taken just now.")],
)
def test_their_profile_goes_to_the_waiting_list_and_the_mail_says_so(starts_in, places, words):
    newcomer = a_newcomer(a_cohort(starts_in, places=places))
    sent = send_profile(newcomer, by=newcomer.user)
    assert (sent.state, sent.side, sent.checked_at) == (State.WAITING, Side.NETWORK, None)
    message = Message.objects.get()
    mail = render(message)
    assert (message.kind, "on the waiting list" in mail.body, words in mail.body) == (
        "profile_received",
        True,
        True,
    )
    assert words in mail.alternatives[0][0]


def test_it_says_on_the_page_before_sending_that_it_goes_to_the_waiting_list(as_):
    newcomer = a_newcomer(a_cohort(14))
    page = text(as_(newcomer.user).get(reverse("profile_check", args=[newcomer.pk])))
    assert "Send my profile, for the waiting list" in page


@pytest.mark.parametrize(
    ("could_be", "state"),
    [([Side.LEADER], State.WAITING), ([Side.NETWORK], State.SENT), (list(Side), State.SENT)],
)
def test_who_could_only_take_the_side_that_is_full_waits(could_be, state):
    cohort = make.a_cohort(places=1)
    make.a_participant(cohort, Side.LEADER)
    newcomer = a_newcomer(cohort, could_be)
    assert send_profile(newcomer, by=newcomer.user).state == state


def test_a_profile_begun_in_time_and_sent_when_the_year_is_under_way_is_not_taken_any_more(clock):
    newcomer = a_newcomer(make.a_cohort())
    clock(f"{door.last_day(newcomer.cohort) + timedelta(days=1)} 09:00")
    with pytest.raises(ValidationError, match="takes no more profiles"):
        send_profile(newcomer, by=newcomer.user)
    newcomer.refresh_from_db()
    assert newcomer.state == State.STARTED


@pytest.fixture
def known_here():
    return make.a_cohort(make.a_programme(email_domains=["Trust.example"]))


@pytest.mark.parametrize(
    ("email", "known"), [("a@trust.example", True), ("a@home.example", False), ("a@nottrust.example", False)]
)
def test_an_address_is_known_by_its_domain_when_the_programme_names_any(known_here, email, known):
    user = make.a_person(email=email)
    assert door.knows(known_here.programme, user) is known
    assert door.knows(make.a_programme(), user) is True


def test_a_second_verified_address_of_the_trust_is_enough(known_here):
    user = make.a_person(email="a@home.example")
    second = user.emailaddress_set.create(email="a@trust.example", verified=False)
    assert door.knows(known_here.programme, user) is False
    second.verified = True
    second.save()
    assert door.knows(known_here.programme, user) is True


def test_who_comes_from_an_unknown_address_reads_why_first_and_then_begins(as_, known_here):
    sam = make.a_person(email="sam@home.example")
    client = as_(sam)
    session = client.session
    session["join_pressed"] = known_here.join_code
    session.save()
    page = page_of(client, known_here)
    assert "First, a facilitator checks that it is you" in page
    assert Participant.objects.count() == 0
    client.post(reverse("join", args=[known_here.join_code]))
    assert Participant.objects.get().state == State.STARTED


def test_their_profile_waits_until_a_facilitator_has_checked_that_it_is_them(as_, known_here):
    sam = a_newcomer(known_here, user=make.a_person(email="sam@home.example"))
    assert send_profile(sam, by=sam.user).state == State.WAITING
    assert "a facilitator first gets in touch to check that it is you" in render(Message.objects.get()).body
    page = text(as_(sam.user).get(reverse("profile_task_list", args=[sam.pk])))
    assert "A facilitator first checks that it is you, and gets in touch." in page
    assert list(Participant.objects.to_check()) == [sam]
    checked = check_identity(sam, by=make.a_facilitator(known_here))
    assert door.why_wait(checked) == ""
    page = text(as_(sam.user).get(reverse("profile_task_list", args=[sam.pk])))
    assert "A facilitator first checks that it is you" not in page


def test_whose_profile_a_facilitator_typed_is_known_to_them(known_here):
    sam = a_newcomer(known_here, user=make.a_person(email="sam@home.example"))
    sam.typed_by = make.a_facilitator(known_here)
    sam.save()
    assert send_profile(sam, by=sam.user).state == State.SENT


def test_a_late_start_has_its_line_at_home_until_the_last_day(as_, clock):
    cohort = a_cohort(-60)
    late = a_newcomer(cohort)
    assert "Finish your matching profile" in text(as_(late.user).get(reverse("home")))
    clock(f"{door.last_day(cohort) + timedelta(days=1)} 09:00")
    assert "Finish your matching profile" not in text(as_(late.user).get(reverse("home")))
