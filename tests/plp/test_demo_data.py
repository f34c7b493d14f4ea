"""The demo as `load_demo` leaves it in an empty database: loaded once for all tests of this file."""

import re
from collections import Counter
from html import unescape

import pytest
from django.core.management import call_command
from django.test import Client, override_settings
from django.urls import resolve, reverse
from django.utils import timezone

from accounts.models import User
from checkins.models import Attendance
from notifications.models import Message
from participants.models import Cohort, Participant, Programme, Side
from partnerships.models import LearningPartner, Meeting, Partnership
from plp.demo.people import CAST, DOMAIN, OTHER_CAST, OTHER_DOMAIN, people_to_be
from surveys.models import Response, SealedBox, Survey
from surveys.services.reading import read_results

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def loaded(django_db_setup, django_db_blocker, tmp_path_factory):
    """`load_demo` for real: the seal rewrites tables, which no transaction of a test would allow."""
    with django_db_blocker.unblock():
        with override_settings(DEMO=True, SURVEY_KEYS_DIR=tmp_path_factory.mktemp("survey-keys")):
            call_command("load_demo")
        yield
        call_command("flush", interactive=False, verbosity=0)


@pytest.fixture(autouse=True)
def _loaded(loaded, db):
    pass


def cohort(stage):
    """The demo's cohort that is "recruiting", at "month 10" or "finished"."""
    order = ["finished", "month 10", "recruiting"]
    return Cohort.objects.filter(programme__organisation__startswith="Northshire").order_by("starts_on")[
        order.index(stage)
    ]


def person(who, domain=DOMAIN):
    return User.objects.get(email=f"{who}@{domain}")


def partnership_of(who):
    return Partnership.objects.filter(partners__participant__user=person(who)).get()


# ---- month 10 ----


def test_the_sample_gives_54_people_in_27_partnerships():
    here = cohort("month 10")
    assert here.participants.count() == 54
    assert here.participants.filter(side=Side.LEADER).count() == 27
    assert Partnership.objects.filter(cohort=here).count() == 27
    assert (
        LearningPartner.objects.filter(partnership__cohort=here).values("participant").distinct().count()
        == 54
    )


def test_three_people_are_in_both_groups():
    groups = cohort("month 10").participants.values_list("groups", flat=True)
    assert sum(set(group) >= {Side.LEADER, Side.NETWORK} for group in groups) == 3


def test_nobody_is_paired_with_their_own_manager():
    for partnership in Partnership.objects.filter(cohort=cohort("month 10")):
        one, other = (place.participant for place in partnership.partners.select_related("participant__user"))
        assert one.line_manager_email != other.user.email
        assert other.line_manager_email != one.user.email


def test_one_partnership_has_gone_quiet_and_one_has_no_shared_aim():
    here = Partnership.objects.filter(cohort=cohort("month 10"))
    assert list(here.gone_quiet(timezone.localdate())) == [partnership_of("leila.mensah")]
    shared = here.filter(aims__isnull=False, aims__whose__isnull=True)
    assert list(here.exclude(pk__in=shared)) == [partnership_of("mehmet.obi")]


def test_nobody_meets_or_begins_at_a_weekend():
    days = [
        *Meeting.objects.values_list("held_on", flat=True),
        *Cohort.objects.values_list("starts_on", flat=True),
    ]
    assert [day for day in days if day.weekday() > 4] == []


def test_one_partner_has_left():
    anjali = person("anjali.boateng")
    assert partnership_of("anjali.boateng").ended_on is not None
    other = partnership_of("anjali.boateng").partners.exclude(participant__user=anjali).get().participant
    assert (other.state, other.user.is_active) == (Participant.State.WITHDRAWN, False)


def test_the_survey_is_open_and_nobody_can_read_it():
    survey = Survey.objects.get(cohort=cohort("month 10"))
    assert survey.opens_at < timezone.now() < survey.closes_at
    assert SealedBox.objects.filter(survey=survey).count() == 14
    assert not Response.objects.filter(survey=survey).exists()


def test_past_sessions_have_their_attendance_marked():
    past = Attendance.objects.filter(
        session__cohort=cohort("month 10"), session__starts_at__lt=timezone.now()
    )
    assert past.exists()
    assert not past.filter(attended__isnull=True).exists()


# ---- the finished cohort ----


def test_the_year_has_brought_its_e_mails():
    sent = Message.objects.filter(cohort_id=cohort("month 10").pk)
    kinds = Counter(sent.values_list("kind", flat=True))
    past_check_ins = cohort("month 10").sessions.filter(kind="check_in", starts_at__lt=timezone.now()).count()
    assert kinds == {"matched": 54, "launch_invitation": 54, "checkin_invitation": 54 * past_check_ins}
    assert past_check_ins > 0
    assert not sent.exclude(state="sent", sent_at__lt=timezone.now()).exists()
    grace = Client()
    grace.force_login(person("grace.holloway"))
    page = grace.get(reverse("cohort_messages", args=[cohort("month 10").pk])).content.decode()
    assert "Invitation to a check-in session" in page


def test_the_finished_survey_prints_the_papers_figures():
    sealed = read_results(Survey.objects.get(cohort=cohort("finished")))
    who = sealed.who_answered()
    assert (who["answered"], who["invited"], str(who["rate"])) == (26, 53, "49.1")
    shares = [(share.count, str(share.percent)) for share in who["respondents"]]
    assert shares[:3] == [(9, "34.6"), (14, "53.9"), (3, "11.5")]
    assert (who["in_network_group"].count, str(who["in_network_group"].percent)) == (17, "65.4")
    assert who["pairs"] == 8


def test_the_results_page_says_them_too():
    helen = Client()
    helen.force_login(person("helen.brook"))
    survey = Survey.objects.get(cohort=cohort("finished"))
    words = helen.get(f"/team/surveys/{survey.pk}/results/").content.decode()
    for figure in ("49.1%", "34.6%", "53.9%", "11.5%", "65.4%", "88.5%"):
        assert figure in words


# ---- the cast, and the walls ----


def test_everybody_of_the_cast_is_there_and_has_a_home():
    assert [one.email.split("@")[0] for one in people_to_be()] == [*CAST, *OTHER_CAST]
    for one in people_to_be():
        browser = Client()
        browser.force_login(User.objects.get(pk=one.user_id))
        assert browser.get("/").status_code == 200


def crawl(user, *, of_each=4):
    """The pages somebody reaches by following links from home, as {address: html}; nothing is pressed.

    of_each: at most so many pages of one URL name, so that every kind of page has its turn.
    """
    browser, seen, kinds, waiting = Client(), {}, Counter(), ["/"]
    browser.force_login(user)
    while waiting:
        address = waiting.pop(0)
        kind = resolve(address.split("?")[0]).view_name
        if address in seen or kinds[kind] == of_each:
            continue
        kinds[kind] += 1
        response = browser.get(address, follow=True)
        assert response.status_code == 200, address
        seen[address] = response.content.decode()
        links = [unescape(link) for link in re.findall(r'href="(/[^"#]*)', seen[address])]
        waiting += [link for link in links if not link.startswith(("/static/", "/demo/", "/account/"))]
    return seen


def secrets_of(programme, *, but_not):
    """Names and keys of a programme's people, cohorts and partnerships that mean nobody of the other's."""
    names = set(programme_people(programme)) - set(programme_people(but_not))
    cohorts = programme.cohorts.values_list("pk", flat=True)
    partnerships = Partnership.objects.filter(cohort__in=cohorts).values_list("pk", flat=True)
    return names | {str(pk) for pk in [*cohorts, *partnerships]} | {programme.organisation}


def programme_people(programme):
    people = User.objects.filter(participations__cohort__programme=programme) | User.objects.filter(
        pk__in=programme.team.values("user")
    )
    return people.values_list("name", flat=True)


def test_the_two_trusts_see_nothing_of_each_other():
    northshire, westmoor = Programme.objects.order_by("organisation")
    for user, home, away in (
        (person("martha.quill", OTHER_DOMAIN), westmoor, northshire),
        (person("grace.holloway"), northshire, westmoor),
    ):
        planted = secrets_of(away, but_not=home)
        pages = crawl(user)
        assert len(pages) >= 10
        found = {(address, word) for address, html in pages.items() for word in planted if word in html}
        assert found == set()


def test_the_walls_would_be_found_broken_if_they_were():
    """The control: a superuser does reach the names of both."""
    northshire, westmoor = Programme.objects.order_by("organisation")
    pages = "".join(crawl(person("root")).values())
    assert (northshire.organisation in pages, westmoor.organisation in pages) == (True, True)
