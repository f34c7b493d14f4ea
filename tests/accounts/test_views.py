"""One's own account, through its pages."""

import pytest
from django.urls import reverse

from accounts.models import User
from tests import make
from tests.passkeys import a_passkey

pytestmark = pytest.mark.django_db


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
