"""Signing in as people do it: by code, with a passkey, again after a session ended; and one's own pages."""

import re
from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.urls import reverse
from django.utils import timezone

from plp.session_limits import LAST_SEEN
from plp.sessions import SessionStore
from tests import make
from tests.browser.steps import assert_accessible, screenshot, sign_in

pytestmark = pytest.mark.django_db(transaction=True)
PASSWORD = "a quiet corner by the window"


@pytest.fixture
def amina(settings):
    settings.MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True
    user = make.a_person("Amina Yusuf", "amina@trust.example")
    user.set_password(PASSWORD)
    user.save()
    return user


def code_in(mail):
    return re.search(r"^\s*([A-Z0-9]{3,4}-?[A-Z0-9]{3,4})\s*$", mail.body, re.MULTILINE)[1]


def test_by_code_without_javascript(plain_page, amina, mailoutbox):
    page = plain_page
    page.goto(reverse("account_login"))
    page.get_by_role("button", name="Send me a code instead").click()
    page.locator("input[name=email]").fill(amina.email)
    page.locator("main form button").first.click()
    page.locator("input[name=code]").fill(code_in(mailoutbox[0]))
    page.locator("main form button").first.click()
    page.wait_for_url(f"**{reverse('home')}")
    assert "Amina" in page.locator("h1").inner_text()


def test_a_passkey_is_added_and_opens_the_account(page, amina):
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    page.goto(reverse("account_login"))
    page.locator("input[name=login]").fill(amina.email)
    page.locator("input[name=password]").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url(f"**{reverse('home')}")
    page.goto(reverse("mfa_add_webauthn"))
    if "reauthenticate" in page.url:
        page.locator("input[name=password]").fill(PASSWORD)
        page.get_by_role("button", name="Go on").click()
    page.wait_for_url(f"**{reverse('mfa_add_webauthn')}")
    assert_accessible(page)
    page.get_by_role("button", name="Add it").click()
    page.wait_for_url(lambda url: "webauthn/add" not in url)
    page.context.clear_cookies()
    page.goto(reverse("account_login"))
    page.get_by_role("button", name="Use a passkey").click()
    page.wait_for_url(f"**{reverse('home')}")


def test_words_sent_after_the_session_ended_come_back(page, amina, settings):
    settings.NEVER_PARKED = ("account_email",)
    sign_in(page, amina)
    page.goto(reverse("account_name"))
    page.get_by_label("Your name").fill("Amina Y. Yusuf")
    end_sessions()
    page.get_by_role("button", name="Keep it like this").click()
    page.wait_for_url(f"**{reverse('signed_out')}")
    assert_accessible(page)
    screenshot(page, "sign-in-signed-out")
    page.get_by_role("button", name="Sign in again").click()
    page.locator("input[name=login]").fill(amina.email)
    page.locator("input[name=password]").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url("**/account/kept/**")
    assert_accessible(page)
    screenshot(page, "sign-in-kept-words")
    page.get_by_role("button", name="Send it now").click()
    page.wait_for_url(f"**{reverse('account')}")
    amina.refresh_from_db()
    assert amina.name == "Amina Y. Yusuf"


def end_sessions():
    """As if everybody had been away for twenty minutes."""
    earlier = (timezone.now() - timedelta(minutes=20)).timestamp()
    for row in Session.objects.all():
        data = SessionStore().decode(row.session_data)
        row.session_data = SessionStore().encode(data | {LAST_SEEN: earlier})
        row.save()


@pytest.mark.parametrize("name", ["support", "privacy", "accessibility"])
def test_pages_for_everybody(page, name):
    cohort = make.a_cohort()
    make.a_facilitator(cohort, name="Ruth Shaw")
    page.goto(reverse(name))
    assert_accessible(page)
    sign_in(page, make.a_participant(cohort).user)
    page.goto(reverse(name))
    assert_accessible(page)
    screenshot(page, f"page-{name}")


def test_ones_own_account(page, amina):
    sign_in(page, amina)
    for name in ("account", "account_name", "account_shared_mail", "second_factor"):
        page.goto(reverse(name))
        assert_accessible(page)
        screenshot(page, f"account-{name}")
    amina.set_unusable_password()
    amina.save()
    sign_in(page, amina)
    page.goto(reverse("account_shared_mail"))
    page.get_by_role("checkbox").check()
    page.get_by_role("button", name="Keep this").click()
    page.locator(".nhsuk-error-summary").wait_for()
    assert_accessible(page)
    screenshot(page, "account-shared-mail-error")


def test_people_and_history_for_who_looks_after_them(page, amina, expected_errors):
    # axe follows the @import of Django's forms.css by itself, beside the page's own way.
    expected_errors += ["status of 404", "Applying inline style"]
    amina.is_superuser = True
    amina.save()
    joy = make.a_person("Joy Mensah", "joy@trust.example")
    sign_in(page, amina)
    page.goto(reverse("admin:accounts_user_changelist"))
    assert_accessible(page)
    screenshot(page, "admin-people")
    page.goto(reverse("admin:accounts_user_change", args=[joy.pk]))
    assert_accessible(page)
    page.get_by_role("link", name="End this person's access").click()
    assert_accessible(page)
    screenshot(page, "admin-end-access")
    page.get_by_role("button", name="End this access").click()
    page.get_by_role("button", name="Give access back").wait_for()
    screenshot(page, "admin-person")
    page.goto(reverse("admin:audit_auditevent_changelist"))
    assert_accessible(page)
    screenshot(page, "admin-history")
