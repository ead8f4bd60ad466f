"""The text of a token: shown once to who made it, and kept nowhere."""

import hashlib
import secrets

PREFIX = "fp_"  # so that a scanner for leaked secrets can know one


def new_secret() -> str:
    """Return 256 random bits, as letters, digits, `-` and `_`."""
    return PREFIX + secrets.token_urlsafe(32)


def hash_of(secret: str) -> str:
    """Return the hash that is stored. A random text of that length needs no salt and no slow hash."""
    return hashlib.sha256(secret.encode()).hexdigest()
