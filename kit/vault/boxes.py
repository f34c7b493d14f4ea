"""Sealed boxes: anybody may put something in, only the private key takes it out."""

from dataclasses import dataclass, field

from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, PublicKey, SealedBox

from kit.vault.errors import VaultError

BOX_OVERHEAD = PublicKey.SIZE + 16  # the sender's passing public key, and the authentication tag


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
