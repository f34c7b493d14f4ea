"""The second factor: who needs one, what it stops, and what ends at the next request."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from participants.models import Role, TeamRole
from tests import make
from tests.plp.signing_in import a_person_with_a_password, an_app, ask_for_code, code_in, sign_in, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def amina():
    return a_person_with_a_password()


# --- second factor -------------------------------------------------------------------------------


def test_an_authenticator_app_is_asked_for(client, amina):
    digits = an_app(amina)
    assert sign_in(client).url == reverse("mfa_authenticate")
    assert not signed_in(client)
    client.post(reverse("mfa_authenticate"), {"code": digits})
    assert signed_in(client)


def test_an_e_mailed_code_does_not_get_past_the_app(client, amina, mailoutbox):
    an_app(amina)
    ask_for_code(client, amina.email)
    client.post(reverse("account_confirm_login_code"), {"code": code_in(mailoutbox[0])})
    assert not signed_in(client)


def test_a_recovery_code_opens_once(amina):
    an_app(amina)
    code = RecoveryCodes.activate(amina).get_unused_codes()[0]
    for expected in (True, False):
        client = Client()
        sign_in(client)
        client.post(reverse("mfa_authenticate"), {"code": code})
        assert signed_in(client) is expected


def test_the_secrets_of_the_apps_are_encrypted(amina):
    secret = generate_totp_secret()
    TOTP.activate(amina, secret)
    RecoveryCodes.activate(amina)
    for stored in Authenticator.objects.filter(user=amina):
        assert stored.data.get("secret", stored.data.get("seed")).startswith("gAAAA")
        assert secret not in str(stored.data)


@pytest.fixture
def demanding(settings):
    settings.SECOND_FACTOR_REQUIRED = True


def members_of_teams():
    cohort = make.a_cohort()
    return [
        make.a_facilitator(cohort),
        make.a_matcher(cohort),
        make.an_evaluator(cohort),
        make.an_administrator(cohort.programme),
        make.a_person(is_superuser=True),
    ]


def test_team_members_set_up_a_second_factor_first(client, demanding):
    for user in members_of_teams():
        client.force_login(user)
        for name in ("home", "team_home", "account", "account_email"):
            assert client.get(reverse(name)).url == reverse("second_factor"), (user, name)
        assert client.post(reverse("account_name"), {"name": "X"}).url == reverse("second_factor")
        for name in ("second_factor", "mfa_index", "support", "privacy"):
            assert client.get(reverse(name)).status_code == 200
        an_app(user)
        assert client.get(reverse("team_home")).status_code == 200


def test_recovery_codes_alone_are_no_second_factor(client, demanding):
    user = members_of_teams()[0]
    RecoveryCodes.activate(user)
    client.force_login(user)
    assert client.get(reverse("home")).url == reverse("second_factor")


def test_participants_may_do_without(client, demanding):
    client.force_login(make.a_participant(make.a_cohort()).user)
    assert client.get(reverse("home")).status_code == 200


def test_a_role_given_meanwhile_asks_for_it_at_the_next_request(client, demanding):
    user = make.a_person()
    client.force_login(user)
    assert client.get(reverse("home")).status_code == 200
    make.a_facilitator(make.a_cohort(), user)
    assert client.get(reverse("home")).url == reverse("second_factor")


# --- what ends at the next request ---------------------------------------------------------------


def test_a_deactivated_persons_session_ends_at_the_next_request(client, amina):
    client.force_login(amina)
    assert client.get(reverse("home")).status_code == 200
    User.objects.filter(pk=amina.pk).update(is_active=False)
    assert client.get(reverse("home")).url.startswith(reverse("account_login"))
    sign_in(client)
    assert not signed_in(client)


def test_a_role_taken_away_is_gone_at_the_next_request(client):
    user = make.a_facilitator(make.a_cohort())
    client.force_login(user)
    assert client.get(reverse("team_home")).status_code == 200
    now = timezone.now()
    TeamRole.objects.filter(user=user).update(ended_at=now, ended_by=make.a_person())
    assert client.get(reverse("team_home")).status_code == 404


def test_an_unconfirmed_role_opens_nothing(client):
    cohort = make.a_cohort()
    user = make.a_person()
    TeamRole.objects.create(
        programme=cohort.programme, cohort=cohort, user=user, role=Role.FACILITATOR, given_by=make.a_person()
    )
    client.force_login(user)
    assert client.get(reverse("team_home")).status_code == 404
