"""Sealing of secret text: a data key for each record, wrapped by the master key.

AES-256-GCM throughout. What is sealed is bound to its place by additional data (`table:id:column`), so a ciphertext
moved to another row or column does not open. Destroying a record's wrapped key makes the text unreadable for good.

A sealed text is `version (1 byte) · nonce (12) · ciphertext`; a wrapped key is `version · key id (8) · nonce · …`.
"""

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

VERSION = b"\x01"
NONCE = 12
KEY_ID = 8
KEY = 32


class CannotOpen(ValueError):
    """The text was changed, moved to another place, or belongs to another key. Nothing of it is told."""


@dataclass(frozen=True, slots=True)
class MasterKey:
    """A key that wraps data keys. Its id tells which one wrapped what, and nothing of the key."""

    id: bytes
    cipher: AESGCM

    @classmethod
    def from_text(cls, text: str) -> "MasterKey":
        """Derive the key from the text of the setting, at least 32 characters of good randomness."""
        secret = HKDF(SHA256(), KEY, salt=None, info=b"prevention master key").derive(text.encode())
        return cls(hashlib.sha256(b"id" + secret).digest()[:KEY_ID], AESGCM(secret))


@dataclass(frozen=True, slots=True)
class Keyring:
    """The master key in use, and earlier ones that still open what they wrapped."""

    current: MasterKey
    earlier: tuple[MasterKey, ...] = ()

    @classmethod
    def from_texts(cls, current: str, earlier: Sequence[str] = ()) -> "Keyring":
        return cls(MasterKey.from_text(current), tuple(MasterKey.from_text(text) for text in earlier))

    def wrap(self, data_key: bytes, place: str) -> bytes:
        """Wrap a data key for its record; `place` is `table:id`."""
        nonce = secrets.token_bytes(NONCE)
        key = self.current
        return VERSION + key.id + nonce + key.cipher.encrypt(nonce, data_key, place.encode())

    def unwrap(self, wrapped: bytes, place: str) -> bytes:
        """Return the data key.

        :raises CannotOpen: for another place, a changed text, or a master key that is not at hand.
        """
        start = len(VERSION) + KEY_ID
        nonce, body = wrapped[start : start + NONCE], wrapped[start + NONCE :]
        try:
            return self.named(key_id_of(wrapped)).cipher.decrypt(nonce, body, place.encode())
        except (InvalidTag, ValueError) as error:
            raise CannotOpen from error

    def named(self, key_id: bytes) -> MasterKey:
        """Return the master key of this id, which is no secret: it stands before all that it wrapped."""
        for key in (self.current, *self.earlier):
            if key.id == key_id:
                return key
        raise CannotOpen

    def is_current(self, wrapped: bytes) -> bool:
        return key_id_of(wrapped) == self.current.id


def key_id_of(wrapped: bytes) -> bytes:
    """Return which master key wrapped it.

    :raises CannotOpen: for what was not wrapped here.
    """
    if wrapped[:1] != VERSION:
        raise CannotOpen
    return wrapped[len(VERSION) : len(VERSION) + KEY_ID]


def new_data_key() -> bytes:
    return secrets.token_bytes(KEY)


def seal(data_key: bytes, place: str, text: bytes) -> bytes:
    """Seal a text for one place, `table:id:column`."""
    nonce = secrets.token_bytes(NONCE)
    return VERSION + nonce + AESGCM(data_key).encrypt(nonce, text, place.encode())


def unseal(data_key: bytes, place: str, sealed: bytes) -> bytes:
    """Return the text.

    :raises CannotOpen: for another place, another key or a changed text.
    """
    nonce, body = sealed[len(VERSION) : len(VERSION) + NONCE], sealed[len(VERSION) + NONCE :]
    if sealed[:1] != VERSION:
        raise CannotOpen
    try:
        return AESGCM(data_key).decrypt(nonce, body, place.encode())
    except (InvalidTag, ValueError) as error:
        raise CannotOpen from error
