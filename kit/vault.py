"""Keeping words secret: encrypted fields, sealed boxes, a store of keys, keyed hashes.

Three settings are read. ``VAULT_KEYS`` is a list of Fernet keys, newest first: new text is written under the
first, old text is still read under the others until ``rotate_table`` has moved it. ``VAULT_HASH_KEY`` is a
secret of its own, because a hash, unlike a text, cannot be moved to a new key. All of them live outside the
database and its backups (access.md, rule 7). No error says what it could not read.
"""

import hashlib
import hmac
import json
import os
import secrets
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from uuid import UUID

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django import forms
from django.conf import settings
from django.core.exceptions import FieldError, ImproperlyConfigured, ValidationError
from django.db import models, router, transaction
from django.db.models.functions import Cast
from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, PublicKey, SealedBox

BOX_OVERHEAD = SealedBox(PrivateKey.generate().public_key).encrypt(b"").__len__()  # 48 bytes


class VaultError(Exception):
    """Something cannot be locked or unlocked. The message never holds the secret, nor its ciphertext."""


# --- Text under VAULT_KEYS ---------------------------------------------------------------------------------


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


class EncryptedTextField(models.TextField):
    """A text that the database holds only as a token. ``None`` stays ``NULL``; ``""`` is encrypted like any text.

    The database can answer nothing about it but ``__isnull``: every other lookup raises ``FieldError``, and what
    could only work on plain text (``unique``, ``db_index``, ``primary_key``, ``db_default``) raises ``TypeError``.
    ``dumpdata`` is refused too, since it would write the words in the clear.
    """

    description = "Encrypted text"

    def __init__(self, *args, **kwargs):
        for option in ("unique", "db_index", "primary_key", "db_default"):
            if kwargs.get(option, False) not in (False, models.NOT_PROVIDED):
                raise TypeError(f"An encrypted field cannot have {option}: the database never sees its text.")
        super().__init__(*args, **kwargs)

    def get_prep_value(self, value):
        value = super().get_prep_value(value)
        return value if value is None else encrypt(value)

    def from_db_value(self, value, expression, connection):
        return value if value is None else decrypt(value)

    def get_lookup(self, lookup_name):
        if lookup_name == "isnull":
            return super().get_lookup(lookup_name)
        raise self._refusal(lookup_name)

    def get_transform(self, lookup_name):
        raise self._refusal(lookup_name)

    def _refusal(self, lookup_name):
        return FieldError(
            f"{self.name!r} is encrypted, so the database cannot answer {lookup_name!r}: only 'isnull' can be asked. "
            "Decrypt and compare in Python."
        )

    def value_to_string(self, obj):
        raise VaultError(
            f"{self.name!r} is encrypted and is not serialised: it would be written in the clear."
        )


class EncryptedJSONField(EncryptedTextField):
    """The same for any JSON-able value (lists, dicts, text, numbers). ``None`` is ``NULL``, not JSON's null."""

    description = "Encrypted JSON"

    def to_python(self, value):
        return value

    def get_prep_value(self, value):
        return value if value is None else super().get_prep_value(json.dumps(value))

    def from_db_value(self, value, expression, connection):
        text = super().from_db_value(value, expression, connection)
        return text if text is None else json.loads(text)

    def validate(self, value, model_instance):
        super().validate(value, model_instance)
        try:
            json.dumps(value)
        except TypeError:
            raise ValidationError("This value cannot be stored as JSON.", code="invalid") from None

    def formfield(self, **kwargs):
        return models.Field.formfield(self, **{"form_class": forms.JSONField, **kwargs})


def rotate_table(model: type[models.Model], *, batch: int = 500) -> Iterator[int]:
    """Move every encrypted field of ``model`` to the newest key; yields how many rows each batch changed.

    ``sum(rotate_table(M))`` is the number of rows rewritten, 0 when there is nothing left to do. Each batch is
    one transaction that locks its rows in key order, so an edit made meanwhile is neither lost nor blocked for
    long; stopping halfway is safe. The text itself is never loaded into a model.
    """
    names = [f.attname for f in model._meta.local_concrete_fields if isinstance(f, EncryptedTextField)]
    if not names:
        return
    using = router.db_for_write(model)
    tokens = [Cast(name, models.TextField()) for name in names]
    rows, last = model._base_manager.using(using).order_by("pk"), None
    while True:
        with transaction.atomic(using=using):
            after = rows if last is None else rows.filter(pk__gt=last)
            found = list(after.select_for_update().values_list("pk", *tokens)[:batch])
            changed = 0
            for pk, *values in found:
                stale = {n: rotate(t) for n, t in zip(names, values, strict=True) if t and uses_old_key(t)}
                if stale:
                    as_it_is = {n: models.Value(t, output_field=models.TextField()) for n, t in stale.items()}
                    changed += rows.filter(pk=pk).update(**as_it_is)
        if not found:
            return
        yield changed
        last = found[-1][0]


# --- Sealed boxes: anybody may put in, only the private key takes out ---------------------------------------------


@dataclass(frozen=True)
class BoxKeys:
    """A pair for sealed boxes, 32 bytes each; the private half is kept out of ``repr``."""

    public: bytes
    private: bytes = field(repr=False)


def new_box_keys() -> BoxKeys:
    """A fresh pair of keys for sealed boxes."""
    return box_keys(bytes(PrivateKey.generate()))


def box_keys(private: bytes) -> BoxKeys:
    """The pair that ``private`` belongs to, for resuming when only the stored private key survived a crash."""
    try:
        return BoxKeys(public=bytes(PrivateKey(private).public_key), private=private)
    except (CryptoError, TypeError, ValueError):
        raise VaultError("This is not the private key of a sealed box.") from None


def seal(plaintext: bytes, public: bytes, *, size: int) -> bytes:
    """A box that only the private key opens, ``size + BOX_OVERHEAD`` bytes long whatever is inside.

    The plaintext is followed by one byte 0x80 and then zeros up to ``size`` (ISO/IEC 7816-4), so at most
    ``size - 1`` bytes fit; ``VaultError`` when it is longer. About 1 ms.
    """
    if len(plaintext) >= size:
        raise VaultError(f"{len(plaintext)} bytes do not fit a box of {size}, which holds {size - 1}.")
    try:
        return bytes(SealedBox(PublicKey(public)).encrypt((plaintext + b"\x80").ljust(size, b"\x00")))
    except (CryptoError, TypeError, ValueError):
        raise VaultError("This is not the public key of a sealed box.") from None


def open_box(box: bytes, private: bytes) -> bytes:
    """What was sealed; ``VaultError`` for another key, a damaged box or a broken padding."""
    try:
        padded = SealedBox(PrivateKey(private)).decrypt(box)
    except (CryptoError, TypeError, ValueError):
        raise VaultError("This box does not open with this key.") from None
    plaintext, marker, rest = padded.rpartition(b"\x80")
    if not marker or rest.strip(b"\x00"):
        raise VaultError("This box opens, but was not padded by us.")
    return plaintext


# --- Keys in files, outside the database ----------------------------------------------------------------------------


class KeyStore:
    """One secret per file, named by a UUID, readable by its owner alone (0600 in a 0700 folder).

    Writing and destroying are on the disk before the call returns. ``destroy`` overwrites the file first; on
    a disk that copies on write, and in backups of the folder, older copies may outlive it: say so honestly.
    """

    def __init__(self, folder: str | os.PathLike):
        self.folder = Path(folder)

    def put(self, name: UUID | str, secret: bytes) -> None:
        """Keep ``secret``; whole or not at all. ``VaultError`` if the name is taken: a key is never replaced."""
        final = self._path(name)
        if not any(secret):
            raise VaultError("A secret of nothing but zeros is no secret.")
        self._make_folder()
        draft = final.with_name(f".{final.name}.{secrets.token_hex(8)}")
        try:
            with open(draft, "xb", opener=_private) as file:
                file.write(secret)
                _to_disk(file)
            os.link(draft, final)  # unlike a rename, a link refuses a name that is taken
        except FileExistsError:
            raise VaultError(f"There is a key named {final.name} already.") from None
        finally:
            draft.unlink(missing_ok=True)
        self._folder_to_disk()

    def get(self, name: UUID | str) -> bytes:
        """The secret kept under ``name``; ``VaultError`` when there is none (any more)."""
        try:
            secret = self._path(name).read_bytes()
        except FileNotFoundError:
            secret = b""
        if not any(secret):  # zeros: a destroy was cut short after overwriting
            raise VaultError(f"There is no key named {self._path(name).name}: never made, or destroyed.")
        return secret

    def exists(self, name: UUID | str) -> bool:
        """Whether a file of that name is there."""
        return self._path(name).exists()

    def destroy(self, name: UUID | str) -> None:
        """Overwrite and remove the secret, and any draft of it a crash left. Nothing there is no error."""
        final = self._path(name)
        if not self.folder.exists():
            return
        for path in [final, *self.folder.glob(f".{final.name}.*")]:
            try:
                with open(path, "r+b") as file:
                    file.write(bytes(os.fstat(file.fileno()).st_size))
                    _to_disk(file)
                path.unlink()
            except FileNotFoundError:
                continue
        self._folder_to_disk()

    def names(self) -> list[UUID]:
        """The names of all keys there are, sorted."""
        if not self.folder.exists():
            return []
        return sorted(UUID(path.name) for path in self.folder.iterdir() if not path.name.startswith("."))

    def _path(self, name: UUID | str) -> Path:
        try:
            return self.folder / str(UUID(str(name)))
        except ValueError:
            raise VaultError("The name of a key is a UUID.") from None

    def _make_folder(self) -> None:
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if self.folder.stat().st_mode & 0o077:
            raise VaultError(f"Others can look into {self.folder}: allow its owner only (chmod 700).")

    def _folder_to_disk(self) -> None:
        handle = os.open(self.folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _private(path, flags):
    return os.open(path, flags | os.O_NOFOLLOW, 0o600)


def _to_disk(file) -> None:
    file.flush()
    os.fsync(file.fileno())


# --- Recognising without keeping --------------------------------------------------------------------------------------


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
