"""Keeping words secret: encrypted fields, sealed boxes, a store of keys, keyed hashes.

Two settings are read. ``VAULT_KEYS`` is a list of Fernet keys, newest first: new text is written under the
first, old text is still read under the others until ``rotate_table`` has moved it. ``VAULT_HASH_KEY`` is a
secret of its own, because a hash, unlike a text, cannot be moved to a new key. Both live outside the
database and its backups (access.md, rule 7). No error says what it could not read.
"""

from kit.vault.boxes import BOX_OVERHEAD, BoxKeys, box_keys, new_box_keys, open_box, seal
from kit.vault.errors import VaultError
from kit.vault.fields import EncryptedJSONField, EncryptedTextField, rotate_table
from kit.vault.keystore import KeyStore
from kit.vault.tokens import decrypt, encrypt, keyed_hash, rotate, uses_old_key

__all__ = [
    "BOX_OVERHEAD",
    "BoxKeys",
    "EncryptedJSONField",
    "EncryptedTextField",
    "KeyStore",
    "VaultError",
    "box_keys",
    "decrypt",
    "encrypt",
    "keyed_hash",
    "new_box_keys",
    "open_box",
    "rotate",
    "rotate_table",
    "seal",
    "uses_old_key",
]
