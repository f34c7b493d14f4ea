"""Pages about the programme, and the headers every answer carries."""

import pytest
from django.test import Client
from django.urls import reverse

from tests import make

pytestmark = pytest.mark.django_db
FOR_EVERYBODY = ["privacy", "accessibility", "support", "signed_out", "account_login"]


@pytest.mark.parametrize("name", FOR_EVERYBODY)
def test_pages_for_everybody_open_signed_out_and_signed_in(client, name):
    assert client.get(reverse(name)).status_code == 200
    client.force_login(make.a_participant(make.a_cohort()).user)
    assert client.get(reverse(name)).status_code == (302 if name == "account_login" else 200)


def test_who_can_see_what_names_the_people_of_ones_own_cohort_only(client):
    cohort = make.a_cohort()
    make.a_facilitator(cohort, name="Ruth Shaw")
    make.a_matcher(cohort, name="Joy Mensah")
    make.an_administrator(cohort.programme, name="Sam Okoro")
    make.a_facilitator(make.a_cohort(cohort.programme), name="Other Cohort")
    make.an_administrator(make.a_programme(), name="Other Trust")
    url = reverse("privacy")
    assert "Ruth Shaw" not in client.get(url).content.decode()
    client.force_login(make.a_participant(cohort).user)
    page = client.get(url).content.decode()
    for name, shown in {
        "Ruth Shaw": 1,
        "Joy Mensah": 1,
        "Sam Okoro": 1,
        "Other Cohort": 0,
        "Other Trust": 0,
    }.items():
        assert page.count(name) == shown, name


def test_who_can_see_what_forgets_a_role_that_ended(client):
    from django.utils import timezone

    cohort = make.a_cohort()
    ruth = make.a_facilitator(cohort, name="Ruth Shaw")
    ruth.team_roles.update(ended_at=timezone.now(), ended_by=make.a_person())
    client.force_login(make.a_participant(cohort).user)
    assert "Ruth Shaw" not in client.get(reverse("privacy")).content.decode()


def test_who_can_see_what_costs_the_same_with_many(client, django_assert_num_queries):
    cohort = make.a_cohort()
    client.force_login(make.a_participant(cohort).user)

    def queries():
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        with CaptureQueriesContext(connection) as counted:
            client.get(reverse("privacy"))
        return len(counted)

    make.a_facilitator(cohort)
    queries()
    once = queries()
    for _ in range(3):
        make.a_facilitator(cohort)
    assert queries() == once


def test_support_shows_the_programmes_own_contacts(client):
    programme = make.a_programme(wellbeing="Ring Wellbeing on 0800 123")
    client.force_login(make.a_participant(make.a_cohort(programme)).user)
    assert "Ring Wellbeing on 0800 123" in client.get(reverse("support")).content.decode()


def answers(client):
    """One answer of each kind: page, redirect, absent, refused, broken, file, health."""
    yield client.get(reverse("support"))
    yield client.get(reverse("home"))
    yield client.get("/nothing/here/")
    yield client.post(reverse("support"))
    yield Client(enforce_csrf_checks=True).post(reverse("account_login"))
    yield client.get(reverse("healthz"))
    yield client.get(reverse("readyz"))
    yield client.get("/support", follow=False)


def test_every_answer_carries_the_strict_policy(client):
    for response in answers(client):
        policy = response["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "script-src 'self'" in policy
        assert "unsafe" not in policy
        assert "no-store" in response["Cache-Control"]
        assert response["X-Frame-Options"] == "DENY"
        assert response["X-Content-Type-Options"] == "nosniff"
        assert response["Referrer-Policy"] == "same-origin"


def test_a_page_that_breaks_carries_the_strict_policy_too(monkeypatch):
    monkeypatch.setattr("plp.pages.teams_of", lambda user: 1 / 0)
    client = Client(raise_request_exception=False)
    client.force_login(make.a_person())
    response = client.get(reverse("privacy"))
    assert response.status_code == 500
    assert "script-src 'self'" in response["Content-Security-Policy"]
    assert "no-store" in response["Cache-Control"]
    assert b"ZeroDivisionError" not in response.content


def test_a_form_sent_from_elsewhere_gets_a_page_that_helps():
    response = Client(enforce_csrf_checks=True).post(reverse("account_login"), {"login": "x"})
    assert response.status_code == 403
    assert b"<h1" in response.content


def test_an_absent_page_asks_nobody_to_sign_in(client):
    assert client.get("/nothing/here/").status_code == 404
