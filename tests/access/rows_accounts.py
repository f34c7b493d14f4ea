"""Signing in and one's own account: allauth's pages and ours; people and history for who looks after them."""

from accounts.models import ParkedPost
from audit.services import record
from tests.access.rows import (
    ADMINISTRATORS,
    ANYONE,
    SIGNED_IN,
    Row,
    admin_model,
    button,
    key_of,
    page,
    public,
    signed_in,
)
from tests.passkeys import a_passkey

ANONYMOUS = {"anonymous"}
OTHERS = SIGNED_IN - {"own"}


def add_to(world):
    world.passkey = a_passkey(world.users["own"])
    world.parked = ParkedPost.objects.create(
        user=world.users["own"], path="/account/name/", fields={"name": ["Amina"]}
    )
    world.event = record(
        by=world.users["facilitator"], verb="opened", thing=world.cohort, cohort=world.cohort
    )


def way_in(get=200, post=200, **more):
    """A page on the way in: whoever is in already is sent home."""
    return Row(get=_in_or(get), post=_in_or(post), **more)


def _in_or(status):
    return {302: ANYONE} if status == 302 else {status: ANONYMOUS, 302: SIGNED_IN}


def own_form(get=200, post=200, **more):
    return Row(get={get: SIGNED_IN}, post={post: SIGNED_IN}, **more)


def own_second_step(own=302, others=200):
    """Whoever has a passkey is asked for it first."""
    table = {own: {"own"}, others: OTHERS}
    return Row(get=table, post=table)


def button_for_owner():
    return Row(get={302: {"own"}}, post={302: {"own"}}, kwargs=key_of("passkey"), absent=302)


def no_provider():
    return Row(get={404: ANYONE}, post={404: ANYONE}, kwargs=lambda world: {"provider_id": "work"})


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
    "mfa_login_webauthn": Row(get={302: ANYONE}, post={302: ANYONE}),
    "account_logout": Row(get={302: ANONYMOUS, 200: SIGNED_IN}, post={302: ANYONE}),
    "socialaccount_login_cancelled": public(),
    "socialaccount_login_error": Row(get={401: ANYONE}),
    "socialaccount_signup": way_in(302, 302),
    # one's own way of coming in
    "account_email": own_form(post=302),
    "account_change_password": own_form(302, 302),
    "account_set_password": own_form(),
    # Who has neither password nor second factor is not asked for it again; "own" is asked for the passkey.
    "account_reauthenticate": Row(get={302: {"own"}, 403: OTHERS}, post={302: {"own"}, 403: OTHERS}),
    "mfa_index": signed_in(),
    "mfa_list_webauthn": signed_in(),
    "mfa_activate_totp": own_second_step(),
    "mfa_add_webauthn": own_second_step(),
    "mfa_generate_recovery_codes": own_second_step(),
    "mfa_reauthenticate": own_second_step(302, 403),
    "mfa_reauthenticate_webauthn": Row(get={200: {"own"}, 403: OTHERS}, post={302: {"own"}, 403: OTHERS}),
    # Nobody in this world has an app or recovery codes.
    "mfa_deactivate_totp": Row(get={404: SIGNED_IN}, post={404: SIGNED_IN}),
    "mfa_view_recovery_codes": Row(get={404: SIGNED_IN}),
    "mfa_download_recovery_codes": Row(get={404: SIGNED_IN}, post={404: SIGNED_IN}),
    # Its owner is asked for the passkey first, whatever the key.
    "mfa_edit_webauthn": button_for_owner(),
    "mfa_remove_webauthn": button_for_owner(),
    "socialaccount_connections": own_form(),
    # No provider is set up here; with one, see tests/plp/test_single_sign_on.py.
    "openid_connect_login": no_provider(),
    "openid_connect_callback": no_provider(),
    # people and history
    **admin_model("accounts.user", "superuser", pk="users.own"),
    "admin:person_end_access": Row(
        get={200: {"superuser"}}, post={302: {"superuser"}}, kwargs=key_of("users.own")
    ),
    "admin:person_give_access": button("superuser", pk="users.own"),
    **admin_model("audit.auditevent", *ADMINISTRATORS, pk="event"),
}
