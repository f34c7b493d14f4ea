"""Steps of signing in, for the tests about it."""

import re

from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.contrib.auth import get_user
from django.urls import reverse

from tests import make

PASSWORD = "a quiet corner by the window"


def a_person_with_a_password():
    user = make.a_person("Amina Yusuf", "amina@trust.example")
    user.set_password(PASSWORD)
    user.save()
    return user


def code_in(mail):
    """The code of a mail: alone on its line."""
    return re.search(r"^\s*([A-Z0-9]{3,4}-?[A-Z0-9]{3,4})\s*$", mail.body, re.MULTILINE)[1]


def signed_in(client):
    return get_user(client).is_authenticated


def sign_in(client, email="amina@trust.example", password=PASSWORD):
    return client.post(reverse("account_login"), {"login": email, "password": password})


def ask_for_code(client, email):
    return client.post(reverse("account_request_login_code"), {"email": email})


def an_app(user):
    """An authenticator app of that user; returns what its screen shows now."""
    secret = generate_totp_secret()
    TOTP.activate(user, secret)
    counter = next(iter(yield_hotp_counters_from_time()))
    return format_hotp_value(hotp_value(secret, counter))
