"""One's own account, through its pages."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from accounts.services import say_mail_is_shared
from tests import make
from tests.passkeys import a_passkey

pytestmark = pytest.mark.django_db
PASSWORD = "a quiet corner by the window"


@pytest.fixture
def joy(client):
    user = make.a_person("Joy Mensah", "joy@trust.example")
    client.force_login(user)
    return user


def test_account_shows_how_one_signs_in(client, joy):
    page = client.get(reverse("account"))
    assert (page.context["has_password"], page.context["has_second_factor"]) == (False, False)
    a_passkey(joy)
    assert client.get(reverse("account")).context["has_second_factor"] is True


def test_account_name_changes_the_name(client, joy):
    assert client.post(reverse("account_name"), {"name": "Joy M"}).url == reverse("account")
    assert User.objects.get(pk=joy.pk).name == "Joy M"


def test_account_name_without_a_name_says_so(client, joy):
    page = client.post(reverse("account_name"), {"name": ""})
    assert "name" in page.context["form"].errors
    assert User.objects.get(pk=joy.pk).name == "Joy Mensah"


def test_account_shared_mail_explains_what_is_missing(client, joy):
    page = client.post(reverse("account_shared_mail"), {"mail_is_shared": "on"})
    assert "mail_is_shared" in page.context["form"].errors
    a_passkey(joy)
    assert client.post(reverse("account_shared_mail"), {"mail_is_shared": "on"}).url == reverse("account")
    assert User.objects.get(pk=joy.pk).mail_is_shared is True


def test_saying_that_mail_is_shared_ends_the_other_sessions(client, joy):
    """Whoever read a code in that mail may be signed in with it at this moment."""
    a_passkey(joy)
    elsewhere = Client()
    elsewhere.force_login(joy)
    client.post(reverse("account_shared_mail"), {"mail_is_shared": "on"})
    assert client.get(reverse("account")).status_code == 200
    joy.refresh_from_db()
    say_mail_is_shared(joy, False, by=joy)
    # Not even then: what it was told before has changed twice, not back.
    assert elsewhere.get(reverse("account")).status_code == 302


def test_unsaying_it_asks_for_a_password_or_passkey_once_more(client, joy):
    joy.set_password(PASSWORD)
    joy.mail_is_shared = True
    joy.save()
    client.force_login(joy)
    assert client.get(reverse("account_shared_mail")).status_code == 200
    asked = client.post(reverse("account_shared_mail"), {})
    assert asked.url.split("?")[0] == reverse("account_reauthenticate")
    assert User.objects.get(pk=joy.pk).mail_is_shared is True
    done = client.post(asked.url, {"password": PASSWORD}, follow=True)
    assert done.status_code == 200
    assert User.objects.get(pk=joy.pk).mail_is_shared is False
    assert client.get(reverse("account")).status_code == 200


def test_nobodys_account_is_in_an_address():
    """Each of these pages is about whoever asks: there is no key to exchange for another's."""
    for name in (
        "account",
        "account_name",
        "account_shared_mail",
        "account_email",
        "account_change_password",
    ):
        assert reverse(name).startswith("/account/")
