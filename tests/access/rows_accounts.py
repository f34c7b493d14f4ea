"""Signing in and one's own account: allauth's pages and ours; people and history for who looks after them."""

from allauth.mfa.models import Authenticator

from accounts.models import ParkedPost
from audit.services import record
from tests.access.rows import (
    ADMINISTRATORS,
    ANYONE,
    SIGNED_IN,
    Row,
    admin_model,
    button,
    page,
    public,
    signed_in,
)

ANONYMOUS = {"anonymous"}
OTHERS = SIGNED_IN - {"own"}


def add_to(world):
    world.passkey = Authenticator.objects.create(
        user=world.users["own"], type=Authenticator.Type.WEBAUTHN, data={"name": "laptop", "credential": {}}
    )
    world.parked = ParkedPost.objects.create(
        user=world.users["own"], path="/account/name/", fields={"name": ["Amina"]}
    )
    world.event = record(by=world.users["facilitator"], verb="opened", thing=world.cohort, cohort=world.cohort)


def way_in(get=200, post=200, **more):
    """A page on the way in: whoever is in already is sent home."""
    return Row(get=_in_or(get), post=_in_or(post), **more)


def _in_or(status):
    return {302: ANYONE} if status == 302 else {status: ANONYMOUS, 302: SIGNED_IN}


def own_form(get=200, post=200, **more):
    return Row(get={get: SIGNED_IN}, post={post: SIGNED_IN}, **more)


ROWS = {
    "account": signed_in(),
    "account_name": own_form(),
    "account_shared_mail": own_form(post=302),
    "second_factor": signed_in(),
    "parked_post": page("own", pk="parked"),
    "parked_post_delete": button("own", pk="parked"),
    # coming in
    "account_login": way_in(),
    "account_signup": way_in(),
    "account_request_login_code": way_in(),
    "account_confirm_login_code": way_in(302, 302),
    "account_reset_password": Row(get={200: ANYONE}, post={200: ANYONE}),
    "account_confirm_password_reset_code": way_in(302, 302),
    "account_complete_password_reset": way_in(302, 302),
    "account_password_reset_completed": public(),
    "account_email_verification_sent": way_in(302, 302),
    "account_inactive": public(),
    "mfa_authenticate": way_in(302, 302),
    "mfa_login_webauthn": way_in(302, 302),
    "account_logout": Row(get={302: ANONYMOUS, 200: SIGNED_IN}, post={302: ANYONE}),
    "socialaccount_login_cancelled": public(),
    "socialaccount_login_error": public(),
    "socialaccount_signup": way_in(302, 302),
    # one's own way of coming in
    "account_email": own_form(post=302),
    "account_change_password": own_form(302, 302),
    "account_set_password": own_form(),
    # Who has neither password nor second factor is not asked for it again; "own" is asked for the passkey.
    "account_reauthenticate": Row(get={302: {"own"}, 403: OTHERS}, post={302: {"own"}, 403: OTHERS}),
    "mfa_index": signed_in(),
    # people and history
    **admin_model("accounts.user", "superuser", pk="users.own"),
    "admin:person_end_access": button("superuser", pk="users.own"),
    "admin:person_give_access": button("superuser", pk="users.own"),
    **admin_model("audit.auditevent", *ADMINISTRATORS, pk="event"),
}
