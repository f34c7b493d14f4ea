"""Signing in and one's own account: allauth's pages and ours."""

from allauth.mfa.models import Authenticator

from tests.access.rows import SIGNED_IN, Row

ANONYMOUS = {"anonymous"}


def add_to(world):
    world.passkey = Authenticator.objects.create(
        user=world.users["own"], type=Authenticator.Type.WEBAUTHN, data={"name": "laptop", "credential": {}}
    )


def for_strangers(status=200, **more):
    """A page on the way in: whoever is in already is sent home."""
    table = {status: ANONYMOUS, 302: SIGNED_IN}
    return Row(get=table, post=table, **more)


ROWS = {
    "account_login": for_strangers(),
}
