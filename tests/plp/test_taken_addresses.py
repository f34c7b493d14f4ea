"""A stranger signs up with somebody's address and a password of their own: nothing of it may outlive the owner.

Each door through which the owner comes in by another way than the code page of that sign-up is tried.
"""

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib.auth import get_user
from django.contrib.auth.hashers import MD5PasswordHasher
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from participants.columns import ImportedPerson
from participants.models import Role
from participants.services import add_by_telephone, give_delegation, give_role, import_profiles
from plp.tasks import tidy
from tests import make
from tests.passkeys import a_passkey
from tests.plp.signing_in import ask_for_code, code_in, sign_in, signed_in

pytestmark = pytest.mark.django_db
VICTIM = "victor@trust.example"
STRANGERS = "the stranger knows this one"


@pytest.fixture
def cohort():
    return make.a_cohort()


@pytest.fixture
def stranger(cohort):
    """The stranger's browser, left on the page that asks for the code."""
    return signed_up(cohort)


def signed_up(cohort, password=STRANGERS):
    browser = Client()
    session = browser.session
    session["join_code"] = cohort.join_code
    session.save()
    browser.post(reverse("account_signup"), {"name": "Made up name", "email": VICTIM, "password1": password})
    a_passkey(User.objects.get(email=VICTIM), name="stranger's")
    return browser


def by_telephone(cohort):
    ruth = make.a_facilitator(cohort)
    add_by_telephone(cohort, email=VICTIM, name="Victor Vale", answers=["", "", ""], by=ruth)


def by_import(cohort):
    person = ImportedPerson(
        number=2, email=VICTIM, name="Victor Vale", sides=["leader"], sent_at=None, answers=["a", "b", "c"]
    )
    import_profiles(cohort, [person], by=make.a_facilitator(cohort))


def by_role(cohort):
    sam = make.an_administrator(cohort.programme)
    give_role(Role.FACILITATOR, by=sam, cohort=cohort, email=VICTIM, name="Victor Vale")


def by_delegation(cohort):
    amina = make.a_participant(cohort)
    give_delegation(amina, email=VICTIM, name="Victor Vale", by=amina.user)


@pytest.mark.parametrize("door", [by_telephone, by_import, by_role, by_delegation])
def test_whoever_is_added_gets_an_account_that_no_stranger_holds(door, cohort, stranger, mailoutbox):
    door(cohort)
    victor = User.objects.get(email=VICTIM)
    assert victor.name == "Victor Vale"
    assert EmailAddress.objects.get(user=victor).verified
    assert_nothing_of_the_strangers_is_left(stranger)
    victors = Client()
    ask_for_code(victors, VICTIM)
    victors.post(reverse("account_confirm_login_code"), {"code": code_in(mailoutbox[-1])})
    assert get_user(victors) == victor


def assert_nothing_of_the_strangers_is_left(stranger):
    victor = User.objects.get(email=VICTIM)
    assert not victor.check_password(STRANGERS)
    assert not Authenticator.objects.filter(user=victor).exists()
    assert sign_in(Client(), VICTIM, STRANGERS).status_code == 200
    for name in ("account_email_verification_sent", "account_login", "home"):
        assert stranger.get(reverse(name)).status_code in (200, 302)
        assert not signed_in(stranger)


def test_signing_in_with_a_code_shuts_the_stranger_out(stranger, mailoutbox):
    victors = Client()
    ask_for_code(victors, VICTIM)
    landed = victors.post(
        reverse("account_confirm_login_code"), {"code": code_in(mailoutbox[-1])}, follow=True
    )
    assert landed.status_code == 200
    assert "A password chosen before that opens nothing any more." in landed.content.decode()
    assert signed_in(victors)
    assert_nothing_of_the_strangers_is_left(stranger)


def test_a_new_password_by_code_shuts_the_stranger_out(stranger, mailoutbox):
    victors, own = Client(), "victor's own and long enough"
    victors.post(reverse("account_reset_password"), {"email": VICTIM})
    victors.post(reverse("account_confirm_password_reset_code"), {"code": code_in(mailoutbox[-1])})
    assert_nothing_of_the_strangers_is_left(stranger)
    victors.post(reverse("account_complete_password_reset"), {"password1": own, "password2": own})
    assert sign_in(victors, VICTIM, own).url == reverse("home")
    assert_nothing_of_the_strangers_is_left(stranger)


def test_who_signed_up_themselves_keeps_their_password(stranger, mailoutbox):
    """The code page of the very sign-up: whoever reads the code there chose the password there."""
    Authenticator.objects.all().delete()
    stranger.post(reverse("account_email_verification_sent"), {"code": code_in(mailoutbox[-1])})
    assert signed_in(stranger)
    assert sign_in(Client(), VICTIM, STRANGERS).status_code == 302
    assert User.objects.get(email=VICTIM).name == "Made up name"


def test_who_was_added_while_signing_up_is_told_what_to_do(cohort, stranger, mailoutbox):
    code = code_in(mailoutbox[-1])
    by_telephone(cohort)
    page = stranger.post(reverse("account_email_verification_sent"), {"code": code})
    assert page.status_code == 200
    assert page.context["form"].errors == {
        "code": ["Your address is known already. Please sign in with a code sent by e-mail."]
    }
    assert not signed_in(stranger)


def test_an_address_once_verified_keeps_name_and_password(cohort):
    victor = make.a_person("Victor", VICTIM)
    victor.set_password(STRANGERS)
    victor.save()
    for door in (by_telephone, by_role, by_delegation):
        door(cohort)
    victor.refresh_from_db()
    assert (victor.name, victor.check_password(STRANGERS)) == ("Victor", True)


# --- what nobody came back to --------------------------------------------------------------------


def test_a_sign_up_left_lying_is_gone_after_a_day(stranger, clock):
    Authenticator.objects.all().delete()
    clock(timezone.now() + timedelta(hours=23))
    tidy()
    assert User.objects.filter(email=VICTIM).exists()
    clock(timezone.now() + timedelta(hours=2))
    tidy()
    assert not User.objects.filter(email=VICTIM).exists()


@pytest.mark.parametrize("hold", ["verified", "participant", "role", "superuser", "ended"])
def test_an_account_that_holds_something_stays(hold, cohort, stranger, clock):
    Authenticator.objects.all().delete()
    victor = User.objects.get(email=VICTIM)
    if hold == "verified":
        EmailAddress.objects.filter(user=victor).update(verified=True)
    elif hold == "participant":
        make.a_participant(cohort, user=victor)
    elif hold == "role":
        make.a_facilitator(cohort, user=victor)
    else:
        User.objects.filter(pk=victor.pk).update(is_superuser=hold == "superuser", is_active=hold != "ended")
    clock(timezone.now() + timedelta(days=3))
    tidy()
    assert User.objects.filter(email=VICTIM).exists()


# --- how long it takes ---------------------------------------------------------------------------


def test_joining_hashes_as_much_for_a_member_as_for_a_stranger(cohort, monkeypatch):
    make.a_person("Amina", "amina@trust.example")
    hashed, encode = [], MD5PasswordHasher.encode
    monkeypatch.setattr(
        MD5PasswordHasher, "encode", lambda *args, **more: hashed.append(args[1]) or encode(*args, **more)
    )
    counts = []
    for email in ("amina@trust.example", "nobody@trust.example"):
        browser = Client()
        session = browser.session
        session["join_code"] = cohort.join_code
        session.save()
        form = {"name": "Joy Mensah", "email": email, "password1": STRANGERS}
        assert browser.post(reverse("account_signup"), form).status_code == 302
        counts.append(hashed.count(STRANGERS))
        hashed.clear()
    assert counts == [1, 1]
