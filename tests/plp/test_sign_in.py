"""Signing in from end to end through the pages: codes, passwords, second factors, and who is told what."""

import re
from datetime import timedelta
from inspect import getsource

import pytest
from allauth import app_settings as allauth_settings
from allauth.account import app_settings as account_settings
from allauth.account.models import EmailAddress
from allauth.mfa import app_settings as mfa_settings
from allauth.socialaccount import app_settings as socialaccount_settings
from django.conf import settings
from django.contrib.auth import get_user
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from participants import door
from tests import make
from tests.plp.signing_in import (
    PASSWORD,
    a_person_with_a_password,
    an_app,
    ask_for_code,
    code_in,
    sign_in,
    signed_in,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def amina():
    return a_person_with_a_password()


def plain(response):
    """A page without what differs between any two requests."""
    return re.sub(r'csrfmiddlewaretoken" value="\w+"|"X-CSRFToken": "\w+"', "", response.content.decode())


# --- settings ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("prefix", "module"),
    [
        ("ACCOUNT_", account_settings),
        ("MFA_", mfa_settings),
        ("SOCIALACCOUNT_", socialaccount_settings),
        ("ALLAUTH_", allauth_settings),
    ],
)
def test_every_setting_is_one_that_allauth_knows(prefix, module):
    known = set(re.findall(r'_setting\(\s*"(\w+)"', getsource(module)))
    ours = {name.removeprefix(prefix) for name in dir(settings) if name.startswith(prefix)}
    assert ours - known == set()
    assert len(ours) > 0


# --- codes and passwords -------------------------------------------------------------------------


def test_signing_in_with_a_password(client, amina):
    assert sign_in(client).url == reverse("home")
    assert signed_in(client)


def test_signing_in_with_an_e_mailed_code(client, amina, mailoutbox):
    page = ask_for_code(client, amina.email)
    assert page.url == reverse("account_confirm_login_code")
    [mail] = mailoutbox
    assert mail.to == [amina.email]
    assert code_in(mail) not in mail.subject
    client.post(page.url, {"code": code_in(mail)})
    assert get_user(client) == amina


def test_a_wrong_code_opens_nothing_and_three_end_it(client, amina, mailoutbox):
    ask_for_code(client, amina.email)
    for _ in range(3):
        client.post(reverse("account_confirm_login_code"), {"code": "AAAA-AAAA"})
    client.post(reverse("account_confirm_login_code"), {"code": code_in(mailoutbox[0])})
    assert not signed_in(client)


def test_a_wrong_code_says_what_to_do(client, amina, mailoutbox):
    ask_for_code(client, amina.email)
    page = client.post(reverse("account_confirm_login_code"), {"code": "AAAA-AAAA"})
    words = "That code does not fit. Look at the newest mail, or send a new code."
    assert page.context["verify_form"].errors == {"code": [words]}


@pytest.mark.parametrize(
    "name", ["account_login", "account_signup", "account_request_login_code", "account_reset_password"]
)
def test_e_mail_is_written_like_everywhere_else(client, name):
    remember(client, make.a_cohort().join_code)
    fields = client.get(reverse(name)).context["form"].fields
    labels = [fields[field].label for field in ("email", "login") if field in fields]
    assert labels == ["E-mail address"]


def test_a_code_is_good_for_ten_minutes(client, amina, mailoutbox, clock):
    clock("2026-11-20 10:00")
    ask_for_code(client, amina.email)
    clock("2026-11-20 10:11")
    client.post(reverse("account_confirm_login_code"), {"code": code_in(mailoutbox[0])})
    assert not signed_in(client)


def test_a_new_password_by_code(client, amina, mailoutbox):
    client.post(reverse("account_reset_password"), {"email": amina.email})
    client.post(reverse("account_confirm_password_reset_code"), {"code": code_in(mailoutbox[0])})
    new = "another quiet corner entirely"
    client.post(reverse("account_complete_password_reset"), {"password1": new, "password2": new})
    assert not signed_in(client)
    sign_in(client, password=new)
    assert signed_in(client)
    assert mailoutbox[-1].to == [amina.email]
    assert new not in mailoutbox[-1].body


def test_joining_needs_the_link_of_a_cohort_that_takes_profiles(client, clock):
    cohort = make.a_cohort()
    assert client.get(reverse("account_signup")).templates[0].name == "account/signup_closed.html"
    remember(client, cohort.join_code)
    assert client.get(reverse("account_signup")).templates[0].name == "account/signup.html"
    clock(f"{door.last_day(cohort)} 12:00")
    remember(client, cohort.join_code)
    assert client.get(reverse("account_signup")).templates[0].name == "account/signup.html"
    clock(timezone.now() + timedelta(days=1))
    remember(client, cohort.join_code)
    assert client.get(reverse("account_signup")).templates[0].name == "account/signup_closed.html"


def remember(client, join_code):
    client.cookies.clear()  # a session of months ago has ended
    session = client.session
    session["join_code"] = join_code
    session.save()


def sign_up(client, email):
    return client.post(
        reverse("account_signup"), {"name": "Joy Mensah", "email": email, "password1": PASSWORD}
    )


def test_joining_with_a_code_to_the_address(client, mailoutbox):
    remember(client, make.a_cohort().join_code)
    page = sign_up(client, "Joy@Trust.example")
    assert page.url == reverse("account_email_verification_sent")
    assert not signed_in(client)
    client.post(page.url, {"code": code_in(mailoutbox[0])})
    joy = get_user(client)
    assert (joy.name, joy.email) == ("Joy Mensah", "joy@trust.example")
    assert EmailAddress.objects.get(user=joy).verified


# --- nobody learns who is here -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("url", "field"), [("account_request_login_code", "email"), ("account_reset_password", "email")]
)
def test_asking_for_a_code_tells_no_stranger_who_is_here(url, field, amina, mailoutbox):
    answers = []
    for email in (amina.email, "nobody@trust.example"):
        client = Client()
        first = client.post(reverse(url), {field: email})
        page = client.get(first.url)
        wrong = client.post(first.url, {"code": "AAAA-AAAA"})
        answers.append(
            [
                (first.status_code, first.url),
                (page.status_code, plain(page).replace(email, "")),
                (wrong.status_code, plain(wrong).replace(email, "")),
            ]
        )
    assert answers[0] == answers[1]
    assert [mail.to for mail in mailoutbox] == [[amina.email], ["nobody@trust.example"]]


def test_joining_again_tells_no_stranger_who_is_here(amina, mailoutbox):
    join_code = make.a_cohort().join_code
    answers = []
    for email in (amina.email, "nobody@trust.example"):
        client = Client()
        remember(client, join_code)
        first = sign_up(client, email)
        page = client.get(first.url)
        wrong = client.post(first.url, {"code": "AAAA-AAAA"})
        answers.append([first.status_code, first.url, page.status_code, plain(page).replace(email, "")])
        answers[-1] += [wrong.status_code, plain(wrong).replace(email, "")]
    assert answers[0] == answers[1]
    assert [mail.to for mail in mailoutbox] == [[amina.email], ["nobody@trust.example"]]
    assert User.objects.filter(email=amina.email).count() == 1


def test_a_wrong_password_and_no_account_look_the_same(amina, settings, monkeypatch):
    hashed = []
    make_password = User.set_password
    monkeypatch.setattr(
        User, "set_password", lambda user, raw: hashed.append(raw) or make_password(user, raw)
    )
    pages = [plain(sign_in(Client(), email, "wrong")) for email in (amina.email, "nobody@trust.example")]
    assert pages[0].replace(amina.email, "") == pages[1].replace("nobody@trust.example", "")
    # The slow part, hashing, happens for an account that is not there too.
    assert hashed == ["wrong"]


# --- limits --------------------------------------------------------------------------------------


def test_guessing_a_password_is_stopped_per_account(client, amina):
    for _ in range(5):
        sign_in(client, password="wrong")
    sign_in(client)
    assert not signed_in(client)
    sign_in(Client(REMOTE_ADDR="10.1.1.1"))
    assert not signed_in(client)


def test_codes_are_limited_per_account(client, amina, mailoutbox):
    for _ in range(5):
        ask_for_code(Client(), amina.email)
    assert len(mailoutbox) == 3


def test_too_many_tries_from_one_place_get_a_page_that_helps(client, settings):
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"login": "1/m/ip"}
    sign_in(client, "a@trust.example", "wrong")
    page = sign_in(client, "b@trust.example", "wrong")
    assert page.status_code == 429
    assert page.templates[0].name == "429.html"


def test_limits_are_counted_in_the_cache_that_all_processes_share(client, amina):
    from django.core.cache import cache

    sign_in(client, password="wrong")
    keys = cache._cache.get_client().keys("plp*:allauth:rl:*")
    assert any(b"login_failed" in key for key in keys)
    assert not any(b"amina" in key for key in keys)


@pytest.mark.parametrize(("proxies", "expected"), [(0, "10.0.0.9"), (1, "198.51.100.7")])
def test_the_visitors_address_is_believed_from_one_proxy_only(rf, settings, proxies, expected):
    from plp.sign_in import AccountAdapter

    settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies
    request = rf.get("/", REMOTE_ADDR="10.0.0.9", HTTP_X_FORWARDED_FOR="203.0.113.1, 198.51.100.7")
    assert AccountAdapter(request).get_client_ip(request) == expected


# --- mail that others read -----------------------------------------------------------------------


@pytest.fixture
def shared(amina):
    amina.mail_is_shared = True
    amina.save()
    return amina


def test_no_code_goes_to_mail_that_others_read(shared, mailoutbox):
    ask_for_code(Client(), shared.email)
    Client().post(reverse("account_reset_password"), {"email": shared.email})
    ask_for_code(Client(), "nobody@trust.example")
    assert len(mailoutbox) == 3
    assert len({mail.subject for mail in mailoutbox}) == 1
    assert len({mail.body for mail in mailoutbox}) == 1


def test_a_code_sent_before_opens_nothing_after(client, amina, mailoutbox):
    ask_for_code(client, amina.email)
    User.objects.filter(pk=amina.pk).update(mail_is_shared=True)
    answer = client.post(reverse("account_confirm_login_code"), {"code": code_in(mailoutbox[0])})
    assert answer.url == reverse("account_login")
    assert not signed_in(client)


def test_a_reset_begun_before_changes_nothing_after(client, amina, mailoutbox):
    client.post(reverse("account_reset_password"), {"email": amina.email})
    client.post(reverse("account_confirm_password_reset_code"), {"code": code_in(mailoutbox[0])})
    User.objects.filter(pk=amina.pk).update(mail_is_shared=True)
    new = "another quiet corner entirely"
    client.post(reverse("account_complete_password_reset"), {"password1": new, "password2": new})
    amina.refresh_from_db()
    assert amina.check_password(PASSWORD)


def test_a_password_still_opens_the_account(client, shared):
    sign_in(client)
    assert signed_in(client)


# --- one's own address ---------------------------------------------------------------------------


def test_a_new_address_is_verified_and_the_old_one_told(client, amina, mailoutbox):
    sign_in(client)
    new = "amina.yusuf@elsewhere.example"
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    client.post(reverse("account_email"), {"email": new, "action_add": ""})
    amina.refresh_from_db()
    assert amina.email == "amina@trust.example"
    sent = next(mail for mail in mailoutbox if mail.to == [new])
    client.post(reverse("account_email_verification_sent"), {"code": code_in(sent)})
    amina.refresh_from_db()
    assert amina.email == new
    assert [a.email for a in EmailAddress.objects.filter(user=amina)] == [new]
    told = [mail for mail in mailoutbox if mail.to == ["amina@trust.example"]]
    assert len(told) == 1
    assert new not in told[0].subject
    assert "Amina" not in told[0].subject


def test_changing_an_address_asks_for_the_password_again(client, amina):
    sign_in(client)
    response = client.post(reverse("account_email"), {"email": "x@elsewhere.example", "action_add": ""})
    assert response.url.startswith(reverse("account_reauthenticate"))


def test_subjects_name_nobody(amina, mailoutbox):
    ask_for_code(Client(), amina.email)
    Client().post(reverse("account_reset_password"), {"email": amina.email})
    an_app(amina)
    assert [
        name for mail in mailoutbox for name in ("Amina", "Yusuf", "amina@") if name in mail.subject
    ] == []
