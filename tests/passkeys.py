"""A passkey as a browser would have registered it, with a key of its own; enough to be listed and asked for."""

import base64
import os

from allauth.mfa.models import Authenticator
from cryptography.hazmat.primitives.asymmetric import ec
from fido2.cose import ES256
from fido2.webauthn import (
    AttestationObject,
    AttestedCredentialData,
    AuthenticatorData,
    CollectedClientData,
)


def a_passkey(user, name="laptop"):
    """Registers it for the user, and returns allauth's row."""
    return Authenticator.objects.create(
        user=user, type=Authenticator.Type.WEBAUTHN, data={"name": name, "credential": _credential()}
    )


def _credential():
    key = ES256.from_cryptography_key(ec.generate_private_key(ec.SECP256R1()).public_key())
    key_id = os.urandom(16)
    flags = AuthenticatorData.FLAG.UP | AuthenticatorData.FLAG.UV | AuthenticatorData.FLAG.AT
    attested = AttestedCredentialData.create(bytes(16), key_id, key)
    answer = AttestationObject.create(
        "none", AuthenticatorData.create(bytes(32), flags, 0, bytes(attested)), {}
    )
    asked = CollectedClientData.create("webauthn.create", bytes(16), "http://localhost")
    return {
        "id": _text(key_id),
        "rawId": _text(key_id),
        "type": "public-key",
        "response": {"clientDataJSON": _text(asked), "attestationObject": _text(answer)},
        "clientExtensionResults": {"credProps": {"rk": True}},
    }


def _text(binary):
    return base64.urlsafe_b64encode(binary).rstrip(b"=").decode()
