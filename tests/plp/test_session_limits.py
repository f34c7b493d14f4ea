"""When sessions end, and what becomes of what was being sent."""

from datetime import timedelta

import pytest
from django.contrib.auth import get_user
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import ParkedPost
from plp.tasks import tidy
from tests import make

pytestmark = pytest.mark.django_db
PASSWORD = "a quiet corner by the window"
WORDS = "It was about my father, and I had not told anybody."


@pytest.fixture
def amina():
    user = make.a_person("Amina Yusuf", "amina@trust.example")
    user.set_password(PASSWORD)
    user.save()
    return user


@pytest.fixture
def began(clock, client, amina):
    """Amina's session, begun at ten o'clock."""
    clock("2026-11-20 10:00")
    client.force_login(amina)
    client.get(reverse("home"))
    return client


def at(clock, time):
    clock(f"2026-11-20 {time}")


def is_signed_in(client):
    return client.get(reverse("account")).status_code == 200


def test_a_session_ends_after_a_quiet_quarter_of_an_hour(began, clock):
    at(clock, "10:14")
    assert is_signed_in(began)
    at(clock, "10:28")
    assert is_signed_in(began)
    at(clock, "10:44")
    response = began.get(reverse("account"))
    assert response.url == reverse("signed_out")
    assert not get_user(began).is_authenticated
    page = began.get(response.url)
    assert page.context["idle"] is True
    assert page.context["next"] == reverse("account")


def test_a_session_ends_after_twelve_hours_however_busy(began, clock):
    for hour in range(10, 22):
        for minute in range(0, 60, 12):
            at(clock, f"{hour}:{minute:02}")
            assert is_signed_in(began)
    at(clock, "22:01")
    assert not is_signed_in(began)


def test_the_time_runs_from_signing_in(client, clock, amina):
    at(clock, "10:00")
    client.post(reverse("account_login"), {"login": amina.email, "password": PASSWORD})
    at(clock, "10:16")
    assert not is_signed_in(client)


def test_a_poll_is_no_activity(began, clock):
    for time in ("10:05", "10:10", "10:14"):
        at(clock, time)
        assert began.get(reverse("account"), headers={"X-PLP-Poll": "1"}).status_code == 200
    at(clock, "10:16")
    assert not is_signed_in(began)


def test_an_autosave_of_changed_words_is_activity(began, clock):
    at(clock, "10:14")
    began.post(reverse("account_name"), {"name": "Amina Y"}, headers={"X-PLP-Autosave": "1"})
    at(clock, "10:28")
    assert is_signed_in(began)


def test_activity_is_written_down_once_a_minute(began, clock, django_assert_num_queries):
    def writes():
        with connection.execute_wrapper(note):
            began.get(reverse("account"))

    seen = []

    def note(execute, sql, params, many, context):
        seen.append(sql) if sql.startswith("UPDATE") and "session" in sql else None
        return execute(sql, params, many, context)

    writes()
    assert seen == []
    at(clock, "10:02")
    writes()
    assert len(seen) == 1


def test_an_ended_session_shows_no_name_on_a_page_that_is_not_there(began, clock):
    at(clock, "11:00")
    page = began.get("/nothing/here/")
    assert page.status_code == 404
    assert b"Amina" not in page.content


def test_a_part_of_a_page_leads_the_whole_page_to_the_signed_out_page(began, clock):
    at(clock, "11:00")
    response = began.get(reverse("account"), headers={"HX-Request": "true"})
    assert (response.status_code, response["HX-Redirect"]) == (204, reverse("signed_out"))


# --- what was being sent ---------------------------------------------------------------------------


def late_post(client, clock, fields=None, time="10:30", url=None):
    at(clock, time)
    return client.post(url or reverse("account_name"), fields or {"name": WORDS})


@pytest.fixture(autouse=True)
def _keep_the_account_pages_words(settings):
    """The page that these tests write to is one of ours with a plain form."""
    settings.NEVER_PARKED = ("account_email", "account_change", "account_set", "mfa_", "survey")


def test_what_is_sent_late_is_kept_and_given_back(began, clock, amina):
    response = late_post(began, clock, {"name": WORDS, "csrfmiddlewaretoken": "x"})
    assert response.url == reverse("signed_out")
    assert began.get(response.url).context["words_kept"] is True
    kept = ParkedPost.objects.get()
    assert kept.fields == {"name": [WORDS]}

    began.force_login(amina)
    page = began.get(reverse("parked_post", args=[kept.pk]))
    assert WORDS in page.content.decode()
    assert page.content.decode().count(f'action="{reverse("account_name")}"') == 1
    began.post(kept.path, {"name": WORDS, "parked_post": str(kept.pk)})
    amina.refresh_from_db()
    assert amina.name == WORDS
    assert ParkedPost.objects.count() == 0


def test_signing_in_leads_to_the_kept_words(began, clock, amina):
    late_post(began, clock)
    at(clock, "10:35")
    response = began.post(reverse("account_login"), {"login": amina.email, "password": PASSWORD})
    assert response.url == reverse("parked_post", args=[ParkedPost.objects.get().pk])


def test_a_second_page_sent_after_the_end_is_kept_too(began, clock):
    """The first request ends the session, the next comes from another tab that had been open."""
    at(clock, "10:30")
    began.get(reverse("home"))
    late_post(began, clock, time="10:40")
    assert ParkedPost.objects.count() == 1


def test_the_last_of_several_autosaves_is_kept(began, clock):
    for words in ("It was", "It was about", WORDS):
        late_post(began, clock, {"name": words})
    assert [post.fields for post in ParkedPost.objects.all()] == [{"name": [WORDS]}]


def test_somebody_else_at_the_same_browser_gets_nothing(began, clock):
    late_post(began, clock)
    kept = ParkedPost.objects.get()
    peter = make.a_person("Peter Hall")
    began.force_login(peter)
    assert began.get(reverse("parked_post", args=[kept.pk])).status_code == 404
    assert began.post(reverse("parked_post_delete", args=[kept.pk])).status_code == 404
    assert WORDS not in began.get(reverse("home")).content.decode()
    began.post(reverse("account_name"), {"name": "Peter", "parked_post": str(kept.pk)})
    assert ParkedPost.objects.count() == 1


def test_what_the_next_person_sends_is_not_kept_for_the_first(began, clock):
    """Signing in makes the browser forget for whom it would have kept something."""
    at(clock, "10:30")
    began.get(reverse("home"))
    began.force_login(make.a_person("Peter Hall"))
    began.get(reverse("home"))
    began.logout()
    began.post(reverse("account_name"), {"name": WORDS})
    assert ParkedPost.objects.count() == 0


def test_a_stranger_cannot_park_anything(client):
    response = client.post(reverse("account_name"), {"name": WORDS})
    assert response.url.startswith(reverse("account_login"))
    assert ParkedPost.objects.count() == 0


def test_another_site_cannot_park_anything(clock, amina):
    client = Client(enforce_csrf_checks=True)
    at(clock, "10:00")
    client.force_login(amina)
    client.get(reverse("home"))
    assert late_post(client, clock).status_code == 403
    assert ParkedPost.objects.count() == 0


def test_secrets_and_survey_answers_are_never_kept(began, clock):
    late_post(began, clock, {"password": "hush", "my_code": "1", "name": ""})
    late_post(began, clock, {"oldpassword": "hush"}, url=reverse("account_change_password"))
    assert ParkedPost.objects.count() == 0


def test_something_huge_is_not_kept(began, clock):
    response = late_post(began, clock, {"name": "x" * 300_000})
    assert ParkedPost.objects.count() == 0
    assert began.get(response.url).context["words_kept"] is False


def test_kept_words_are_encrypted_and_where_they_were_sent(began, clock):
    """A page's address may hold the name somebody searched for."""
    late_post(began, clock)
    with connection.cursor() as cursor:
        cursor.execute("SELECT fields, path FROM accounts_parkedpost")
        [(fields, path)] = cursor.fetchall()
    assert "father" not in fields
    assert [fields[:5], path[:5]] == ["gAAAA", "gAAAA"]


def test_kept_words_are_gone_after_an_hour(began, clock, amina):
    late_post(began, clock)
    kept = ParkedPost.objects.get()
    clock(timezone.now() + timedelta(minutes=61))
    began.force_login(amina)
    assert began.get(reverse("parked_post", args=[kept.pk])).status_code == 404
    tidy()
    assert ParkedPost.objects.count() == 0


def test_they_can_be_thrown_away(began, clock, amina):
    late_post(began, clock)
    began.force_login(amina)
    began.post(reverse("parked_post_delete", args=[ParkedPost.objects.get().pk]))
    assert ParkedPost.objects.count() == 0


def test_nothing_is_kept_for_somebody_who_was_deactivated(began, clock, amina):
    at(clock, "10:30")
    began.get(reverse("home"))
    amina.is_active = False
    amina.save()
    late_post(began, clock, time="10:31")
    assert ParkedPost.objects.count() == 0
