"""Passwords: hashed with argon2id, and refused where they would be guessed first."""

import re
import unicodedata
from functools import cache
from pathlib import Path

from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError
from flask import current_app
from flask_babel import LazyString

from prevention.formats import lazy_gettext

SHORTEST, LONGEST = 12, 200
LONGEST_TYPED = 4 * LONGEST  # a letter and its marks may come apart; a megabyte would take an hour to put together
DUMMY = "nobody has this password"
COMMON = frozenset(Path(__file__).with_name("common_passwords.txt").read_text(encoding="ascii").split())
LETTERS = str.maketrans("åäáàöøéè0134578@$!", "aaaaooeeoieastbasi")
RUNS = ("0123456789" * 3, "9876543210" * 3, "abcdefghijklmnopqrstuvwxyz", "qwertyuiopasdfghjklzxcvbnm")
TOO_SHORT = lazy_gettext("Use at least 12 characters. Three or four words in a row are easy to remember.")
TOO_LONG = lazy_gettext("Use at most 200 characters.")
NAMED = lazy_gettext("Choose a password without your name or e-mail address in it.")
TOO_COMMON = lazy_gettext("Many use that password, so it is guessed first. Choose three or four words of your own.")


def hash_password(password: str) -> str:
    """Return the argon2id hash in its own notation, which carries its parameters."""
    return hasher().hash(one_form(password))


def matches(password_hash: str | None, password: str) -> bool:
    """Tell whether the password is right. Without a hash a dummy is checked: the answer takes as long for everyone."""
    stand_in = dummy_hash()
    try:
        hasher().verify(password_hash or stand_in, one_form(password))
    except VerifyMismatchError:
        return False
    return password_hash is not None


def needs_rehash(password_hash: str) -> bool:
    return hasher().check_needs_rehash(password_hash)


def fault_of(password: str, email: str, name: str) -> LazyString | None:
    """Return what is wrong with a new password, as a sentence that says what to do."""
    if len(password) < SHORTEST:
        return TOO_SHORT
    if len(password) > LONGEST:
        return TOO_LONG
    if contains_a_name(password, email, name):
        return NAMED
    return TOO_COMMON if is_common(password) else None


def one_form(password: str) -> str:
    """Return the text in one form: an å typed on one keyboard is two characters on another."""
    return unicodedata.normalize("NFKC", password)


def contains_a_name(password: str, email: str, name: str) -> bool:
    """Tell whether it is made of the name or the address: they and at most a few characters more."""
    left = folded = one_form(password).casefold()
    for word in [email.casefold(), *re.split(r"[\W_]+", f"{email} {name}".casefold())]:
        if len(word) >= 3:
            left = left.replace(word, "")
    return len(re.sub(r"[\W\d_]", "", left)) < 6 and left != folded


def is_common(password: str) -> bool:
    """Tell whether it is a common word with digits around it, a run of keys, or the same few characters again."""
    plain = one_form(password).casefold()
    if len(set(plain)) < 5 or any(plain[:8] in run for run in RUNS):
        return True
    word = re.sub(r"[^a-z]", "", re.sub(r"^[\W\d_]+|[\W\d_]+$", "", plain).translate(LETTERS))
    half = word[: len(word) // 2]
    return word in COMMON or (half in COMMON and half * 2 == word)


def hasher() -> PasswordHasher:
    return hasher_with(current_app.config["PASSWORD_MEMORY_KIB"], current_app.config["PASSWORD_PASSES"])


@cache
def hasher_with(memory_kib: int, passes: int) -> PasswordHasher:
    return PasswordHasher(time_cost=passes, memory_cost=memory_kib, parallelism=1)


def dummy_hash() -> str:
    return dummy_hash_of(hasher())


@cache
def dummy_hash_of(with_hasher: PasswordHasher) -> str:
    return with_hasher.hash(DUMMY)
