"""Management commands of the programme as a whole."""

from io import StringIO

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from cryptography.fernet import Fernet
from django.apps import apps
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection

from accounts.models import ParkedPost
from kit.vault import EncryptedTextField, VaultError, encrypt
from participants.models import MatchingProfile
from partnerships.services import write_reflection
from plp.demo.people import CAST, DOMAIN
from tests import make

pytestmark = pytest.mark.django_db
OLD, NEW = Fernet.generate_key().decode(), Fernet.generate_key().decode()


def run(command, **options):
    out = StringIO()
    call_command(command, stdout=out, **options)
    return out.getvalue()


# ---- rotate_vault ----


@pytest.fixture
def written(settings):
    """Words of each kind under the old key: profile, reflection, parked post, both second factors."""
    settings.VAULT_KEYS = [OLD]
    partnership = make.a_partnership()
    participant = partnership.partners.first().participant
    user = participant.user
    reflection = write_reflection(participant, text="A thought", by=user)
    post = ParkedPost.objects.create(user=user, path="/account/name/", fields={"name": ["Amina"]})
    secret = generate_totp_secret()
    TOTP.activate(user, secret)
    codes = RecoveryCodes.activate(user).get_unused_codes()
    older = make.a_person()
    Authenticator.objects.create(
        user=older,
        type=Authenticator.Type.RECOVERY_CODES,
        data={"migrated_codes": [encrypt("11112222"), encrypt("33334444")], "used_mask": 0},
    )
    passkey = Authenticator.objects.create(
        user=older, type=Authenticator.Type.WEBAUTHN, data={"name": "laptop", "credential": {"secret": 1}}
    )

    def read():
        """Everything that was written, as it reads with the keys of this moment."""
        found = {one.type: one.wrap() for one in Authenticator.objects.filter(user=user)}
        old_codes = Authenticator.objects.get(user=older, type=Authenticator.Type.RECOVERY_CODES)
        return [
            MatchingProfile.objects.get(participant=participant).answer_1,
            type(reflection).objects.get(pk=reflection.pk).text,
            ParkedPost.objects.get(pk=post.pk).fields,
            found["totp"].instance.data.keys(),
            found["recovery_codes"].get_unused_codes(),
            old_codes.wrap().get_unused_codes(),
            Authenticator.objects.get(pk=passkey.pk).data,
        ]

    read.secret, read.codes, read.user = secret, codes, user
    return read


def test_after_rotating_the_old_key_can_be_dropped(written, settings):
    before = written()
    settings.VAULT_KEYS = [NEW, OLD]
    run("rotate_vault")
    settings.VAULT_KEYS = [NEW]
    assert written() == before
    assert written()[4] == written.codes


def test_a_code_of_the_authenticator_app_still_opens_after_rotating(written, settings):
    from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time

    settings.VAULT_KEYS = [NEW, OLD]
    run("rotate_vault")
    settings.VAULT_KEYS = [NEW]
    app = Authenticator.objects.get(user=written.user, type=Authenticator.Type.TOTP).wrap()
    counter = next(iter(yield_hotp_counters_from_time()))
    assert app.validate_code(format_hotp_value(hotp_value(written.secret, counter)))


def test_without_rotating_the_old_key_is_missed(written, settings):
    """The control: were the command to skip something, the tests above would fail like this."""
    settings.VAULT_KEYS = [NEW]
    with pytest.raises(VaultError):
        written()


def test_rotating_twice_rewrites_nothing_the_second_time(written, settings):
    settings.VAULT_KEYS = [NEW, OLD]
    assert "second factors: 3 rows rewritten" in run("rotate_vault")
    again = run("rotate_vault").splitlines()
    assert [line for line in again if not line.endswith(": 0 rows rewritten")] == []


def test_rotating_leaves_no_token_of_the_old_key_in_any_table(written, settings):
    settings.VAULT_KEYS = [NEW, OLD]
    run("rotate_vault")
    old = Fernet(OLD)
    left = []
    for model in apps.get_models():
        for field in model._meta.local_concrete_fields:
            if isinstance(field, EncryptedTextField):
                with connection.cursor() as cursor:
                    cursor.execute(f'SELECT "{field.column}"::text FROM "{model._meta.db_table}"')
                    tokens = [token for (token,) in cursor.fetchall() if token]
                left += [f"{model.__name__}.{field.name}" for token in tokens if _opens(old, token)]
    assert left == []


def _opens(fernet, token):
    try:
        fernet.decrypt(token)
    except Exception:
        return False
    return True


# ---- the demo's commands ----


def test_the_demo_loads_nowhere_but_in_the_demo(settings):
    settings.DEMO = False
    with pytest.raises(CommandError, match="This is not a demo"):
        run("load_demo")


def test_the_demo_leaves_a_database_with_people_as_it_is(settings):
    settings.DEMO = True
    make.a_person()
    with pytest.raises(CommandError, match="so it was left as it is"):
        run("load_demo")


def test_the_list_of_people_names_who_is_there(settings):
    settings.DEMO = True
    make.a_person(name="Grace Holloway", email=f"grace.holloway@{DOMAIN}")
    assert run("demo_people").splitlines() == [
        "You can be, at one click on the sign-in page:",
        f"  Grace Holloway     {CAST['grace.holloway']}",
    ]
