"""Programmes, cohorts and their teams: what the pages show to whom, and what they refuse."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from participants.models import Participant, Role
from participants.services import give_role
from tests import make

pytestmark = pytest.mark.django_db
State = Participant.State
PLANTED = "PLANTED-private-word"


def url(name, thing=None):
    return reverse(name, args=[thing.pk] if thing is not None else None)


def text(response):
    return response.content.decode()


def test_cohort_team_gives_and_confirms_roles_by_button(as_, cohort):
    admin, second = make.an_administrator(cohort.programme), make.an_administrator(cohort.programme)
    data = {"role": "facilitator", "email": "new@trust.example", "name": "New One"}
    as_(admin).post(url("cohort_team", cohort), data)
    role = cohort.team.get()
    assert "waits for a second person" in text(as_(second).get(url("cohort_team", cohort)))
    assert as_(admin).post(url("role_confirm", role)).status_code == 403
    as_(second).post(url("role_confirm", role))
    assert cohort.is_facilitated_by(role.user) is True


def test_cohort_team_costs_the_same_for_1_and_for_3(as_, cohort):
    admin = make.an_administrator(cohort.programme)
    client = as_(admin)

    def cost():
        with CaptureQueriesContext(connection) as queries:
            client.get(url("cohort_team", cohort))
        return len(queries)

    give_role(Role.MATCHER, cohort=cohort, user=make.a_person(), by=admin)
    cost()  # the first page after signing in writes the session
    one = cost()
    give_role(Role.FACILITATOR, cohort=cohort, user=make.a_person(), by=admin)
    make.a_facilitator(cohort)
    assert cost() == one


def test_programme_pages_are_for_those_who_administer_it(as_, cohort):
    admin = make.an_administrator(cohort.programme)
    for name in ("programme_detail", "programme_edit", "cohort_add"):
        assert as_(admin).get(url(name, cohort.programme)).status_code == 200
        assert as_(make.a_facilitator(cohort)).get(url(name, cohort.programme)).status_code == 404
        stranger = make.an_administrator(make.a_programme())
        assert as_(stranger).get(url(name, cohort.programme)).status_code == 404
    assert as_(admin).get("/team/programmes/new/").status_code == 404


def test_cohort_add_makes_a_cohort_and_says_what_is_wrong(as_, cohort):
    client = as_(make.an_administrator(cohort.programme))
    page = url("cohort_add", cohort.programme)
    dates = {"opens_on": "2026-01-05", "closes_on": "2026-02-16", "starts_on": "2026-03-09"}
    wrong = client.post(page, dates | {"name": cohort.name})
    assert "This programme already has a cohort of that name." in text(wrong)
    late = client.post(page, dates | {"name": "New", "starts_on": "2026-01-01"})
    assert "Recruiting must open before it closes" in text(late)
    assert client.post(page, dates | {"name": "New"}).status_code == 302


def test_programme_add_makes_a_programme_from_the_defaults(as_):
    client = as_(make.a_person(is_superuser=True))
    form = client.get("/team/programmes/new/").context["form"]
    data = {name: form[name].value() or "" for name in form.fields}
    data |= {"organisation": "Northshire Trust", "check_in_months": "3,6,9,12", "email_domains": ""}
    response = client.post("/team/programmes/new/", data)
    assert response.status_code == 302
    bad = client.post("/team/programmes/new/", data | {"check_in_months": "3,x", "smallest_group": "1"})
    assert bad.status_code == 200


def test_role_end_asks_first_and_says_what_stops(as_, cohort):
    admin, holder = make.an_administrator(cohort.programme), make.a_facilitator(cohort, name="Grace Holloway")
    make.a_facilitator(cohort)
    role = cohort.team.get(user=holder)
    client = as_(admin)
    page = text(client.get(url("role_end", role)))
    assert "End Grace Holloway’s role as facilitator?" in page
    assert "The only facilitator" not in page
    assert cohort.is_facilitated_by(holder) is True
    assert client.post(url("role_end", role)).url == url("cohort_team", cohort)
    assert cohort.is_facilitated_by(holder) is False
    assert client.get(url("role_end", role)).url == url("cohort_team", cohort)


def test_role_end_warns_of_the_only_facilitator(as_, cohort):
    holder = make.a_facilitator(cohort)
    role = cohort.team.get(user=holder)
    assert "The only facilitator" in text(as_(holder).get(url("role_end", role)))
    assert "Give back your role as facilitator?" in text(as_(holder).get(url("role_end", role)))
    assert as_(holder).post(url("role_end", role)).url == reverse("home")


def test_a_name_is_needed_only_for_who_is_new_to_the_programme(as_, cohort):
    client = as_(make.an_administrator(cohort.programme))
    known, elsewhere = make.a_participant(cohort).user, make.a_participant(make.a_cohort()).user
    for email in ("new@trust.example", elsewhere.email):
        page = client.post(url("cohort_team", cohort), {"role": "matcher", "email": email, "name": ""})
        assert list(page.context["form"].errors) == ["name"]
    client.post(url("cohort_team", cohort), {"role": "matcher", "email": known.email, "name": ""})
    assert cohort.team.get().user == known


def test_cohort_team_gives_each_link_a_field_of_its_own(as_, cohort):
    page = text(as_(make.a_facilitator(cohort)).get(url("cohort_team", cohort)))
    assert page.count("readonly") == page.count("data-copy=") == 5


def test_cohort_team_changes_a_cover_that_is_named(as_, cohort):
    client = as_(make.a_facilitator(cohort))
    assert "Name the cover" in text(client.get(url("cohort_team", cohort)))
    cohort.cover = make.a_matcher(cohort)
    cohort.save()
    assert "Change the cover" in text(client.get(url("cohort_team", cohort)))


def test_the_only_facilitator_is_refused_as_her_own_cover(as_, cohort):
    only = make.a_facilitator(cohort)
    page = as_(only).post(url("cohort_cover", cohort), {"cover": only.pk})
    assert "The only facilitator cannot be their own cover." in text(page)
    cohort.refresh_from_db()
    assert cohort.cover is None
