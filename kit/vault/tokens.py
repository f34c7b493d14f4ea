"""Text under ``VAULT_KEYS``, and hashes under ``VAULT_HASH_KEY``."""

import hashlib
import hmac
from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from kit.vault.errors import VaultError


@lru_cache(maxsize=8)
def _fernets(keys: tuple[str, ...]) -> tuple[Fernet, ...]:
    if not keys:
        raise ImproperlyConfigured("VAULT_KEYS is empty: it needs at least one Fernet key, newest first.")
    try:
        return tuple(Fernet(key) for key in keys)
    except (ValueError, TypeError):
        raise ImproperlyConfigured("VAULT_KEYS holds something that is not a Fernet key.") from None


def _newest() -> Fernet:
    return _fernets(tuple(settings.VAULT_KEYS))[0]


def _any_key() -> MultiFernet:
    return MultiFernet(_fernets(tuple(settings.VAULT_KEYS)))


def encrypt(text: str) -> str:
    """The token of ``text`` under the newest key.

    A Fernet token carries, readable by all, the second it was made; ours always say 1970, so that a stolen
    table does not tell when somebody wrote.
    """
    return _newest().encrypt_at_time(text.encode(), current_time=0).decode()


def decrypt(token: str) -> str:
    """The text of ``token``; ``VaultError`` when no key of ``VAULT_KEYS`` opens it."""
    try:
        return _any_key().decrypt(token).decode()
    except (InvalidToken, TypeError):
        raise VaultError("A stored text cannot be decrypted: is its key still in VAULT_KEYS?") from None


def rotate(token: str) -> str:
    """The same text under the newest key; ``VaultError`` when no key opens ``token``."""
    return encrypt(decrypt(token))


def uses_old_key(token: str) -> bool:
    """Whether ``token`` still needs a key other than the newest; ``VaultError`` when no key opens it."""
    try:
        _newest().decrypt(token)
    except (InvalidToken, TypeError):
        decrypt(token)
        return True
    return False


def keyed_hash(value: str, *, purpose: str) -> str:
    """64 hex digits that recognise ``value`` again for this ``purpose``, and tell nothing without the key.

    HMAC-SHA256 under a key derived (HKDF) from ``VAULT_HASH_KEY``, one per purpose, so hashes of two purposes
    cannot be compared. Independent of ``VAULT_KEYS``: rotating those changes no hash.
    """
    key = _hash_key(getattr(settings, "VAULT_HASH_KEY", ""), purpose)
    return hmac.new(key, value.encode(), hashlib.sha256).hexdigest()


@lru_cache(maxsize=64)
def _hash_key(secret: str, purpose: str) -> bytes:
    if len(secret) < 32:
        raise ImproperlyConfigured("VAULT_HASH_KEY is missing or shorter than 32 characters.")
    return HKDF(SHA256(), 32, salt=None, info=f"vault hash: {purpose}".encode()).derive(secret.encode())
