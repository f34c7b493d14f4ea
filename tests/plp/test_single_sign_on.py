"""OpenID Connect lets in people who are already here, by an address both sides have verified."""

import pytest
from allauth.account.models import EmailAddress
from allauth.socialaccount.internal.flows.login import complete_login
from allauth.socialaccount.models import SocialAccount
from django.contrib.auth import get_user
from django.contrib.messages.storage.fallback import FallbackStorage
from django.test import override_settings
from django.urls import reverse

from accounts.models import User
from plp.sessions import SessionStore
from plp.sign_in import SocialAccountAdapter
from tests import make

pytestmark = pytest.mark.django_db
PROVIDERS = {
    "openid_connect": {
        "APPS": [
            {
                "provider_id": "work",
                "name": "your work account",
                "client_id": "plp",
                "secret": "secret",
                "settings": {"server_url": "https://login.trust.example"},
            }
        ]
    }
}


@pytest.fixture(autouse=True)
def _provider():
    with override_settings(SOCIALACCOUNT_PROVIDERS=PROVIDERS):
        yield


@pytest.fixture
def come_back(rf):
    """What happens when the provider sends somebody back: the response, and who is signed in then."""
    from allauth.core import context

    def back(claims):
        request = rf.get(reverse("openid_connect_callback", args=["work"]))
        request.session = SessionStore()
        request._messages = FallbackStorage(request)
        request.user = get_user(request)
        with context.request_context(request):
            provider = SocialAccountAdapter(request).get_provider(request, "work")
            login = provider.sociallogin_from_response(request, {"userinfo": claims})
            login.state = {"process": "login"}
            response = complete_login(request, login)
        return response, request.user

    return back


def test_a_verified_address_that_is_known_here_opens_the_account(come_back):
    amina = make.a_person("Amina", "amina@trust.example")
    claims = {"sub": "abc", "email": "Amina@trust.example", "email_verified": True}
    _, user = come_back(claims)
    assert user == amina
    assert SocialAccount.objects.get().user == amina
    # From now on the account is recognised by its key, whatever its address becomes.
    _, again = come_back({"sub": "abc", "email": "other@trust.example"})
    assert again == amina


def test_an_address_the_provider_has_not_verified_opens_nothing(come_back):
    make.a_person("Amina", "amina@trust.example")
    response, user = come_back({"sub": "abc", "email": "amina@trust.example", "email_verified": False})
    assert not user.is_authenticated
    assert SocialAccount.objects.count() == 0
    assert b"Nobody can join" in response.content


def test_an_address_not_verified_here_opens_nothing(come_back):
    amina = make.a_person("Amina", "amina@trust.example")
    EmailAddress.objects.filter(user=amina).update(verified=False)
    _, user = come_back({"sub": "abc", "email": "amina@trust.example", "email_verified": True})
    assert not user.is_authenticated


def test_a_stranger_does_not_become_somebody_here(come_back):
    response, user = come_back({"sub": "x", "email": "stranger@trust.example", "email_verified": True})
    assert not user.is_authenticated
    assert User.objects.count() == 0
    assert b"Nobody can join" in response.content


def test_a_deactivated_person_stays_out(come_back):
    make.a_person("Amina", "amina@trust.example", is_active=False)
    _, user = come_back({"sub": "abc", "email": "amina@trust.example", "email_verified": True})
    assert not user.is_authenticated


def test_single_sign_on_opens_for_somebody_whose_mail_others_read(come_back):
    amina = make.a_person("Amina", "amina@trust.example", mail_is_shared=True)
    _, user = come_back({"sub": "abc", "email": "amina@trust.example", "email_verified": True})
    assert user == amina


def test_the_sign_in_page_offers_it(client):
    assert b"your work account" in client.get(reverse("account_login")).content
