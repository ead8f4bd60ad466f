"""What a case is found by: its own number, a personal or coordination number, a name (2001:637 15 §).

Names and numbers are compared as keyed hashes, so that neither the database nor its log ever sees them.
"""

import re

from sqlalchemy import ColumnElement, select

from prevention.access.actor import Actor
from prevention.reference import LETTERS
from prevention.sealing.safe import fingerprint

from .intake import digits_of
from .models import CaseFile, CaseToken

NUMBER = re.compile(rf"A[- ]?([{LETTERS}]{{4}})[- ]?([{LETTERS}]{{4}})")


def case_number(text: str) -> str | None:
    """Return a case number as it is stored, however it was typed."""
    found = NUMBER.fullmatch(text.strip().upper())
    return f"A-{found[1]}-{found[2]}" if found else None


def has_digit(text: str) -> bool:
    return any(letter.isdigit() for letter in text)


def number_token(actor: Actor, text: str) -> bytes:
    """Return the hash that a personal or coordination number is kept as."""
    return fingerprint(actor, "number", digits_of(text))


def holds(kind: str, token: bytes) -> ColumnElement[bool]:
    return CaseFile.id.in_(select(CaseToken.case_id).where(CaseToken.kind == kind, CaseToken.token == token))
