"""Search among cases: by name, personal or coordination number, or case number, and by nothing else (2001:637 15 §)."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import ColumnElement, and_, false, or_

from prevention.access.actor import Actor
from prevention.access.permissions import Permission
from prevention.audit.record import append, event
from prevention.extensions import db
from prevention.sealing.safe import fingerprint

from .emergency import to_break
from .finding import case_number, has_digit, holds, number_token
from .intake import words_of
from .lists import URGENT_FIRST, CaseRow, case_rows, rows_of
from .models import CaseFile

SEARCHED = event("cases.searched", "kind", "hits")
SHOWN = 50


class Kind(StrEnum):
    NAME = "name"
    PERSONAL_NUMBER = "personal_number"
    CASE_NUMBER = "case_number"


@dataclass(frozen=True, slots=True)
class Answer:
    """`to_break` is the number of another case of the unit, which only an emergency opens. `more`: too many to show."""

    rows: tuple[CaseRow, ...]
    to_break: str | None
    more: bool


def search(actor: Actor, text: str) -> Answer:
    """Search, and record that it was done: of what kind and with how many hits, never for what."""
    which = or_(*ways_of(actor, text))
    query = rows_of(actor, and_(which, shown_to(actor))).order_by(*URGENT_FIRST).limit(SHOWN + 1)
    found = db.session.execute(query).all()
    rows = case_rows(found[:SHOWN])
    told = {"kind": kind_of(text), "hits": len(rows)}
    append(actor.municipality_id, actor.person_id, SEARCHED, "case_file", None, told)
    return Answer(rows, None if rows else number_to_break(actor, text), len(found) > SHOWN)


def ways_of(actor: Actor, text: str) -> Iterator[ColumnElement[bool]]:
    """Yield what the text may be: some first names look like a case number."""
    if number := case_number(text):
        yield CaseFile.number == number
    elif has_digit(text):
        yield holds("number", number_token(actor, text))
    if not has_digit(text):
        words = sorted(words_of(text))
        tokens = [fingerprint(actor, "name", word) for word in words]
        yield and_(*(holds("name", token) for token in tokens)) if words else false()


def shown_to(actor: Actor) -> ColumnElement[bool]:
    """Find protected identities only for who holds the case."""
    return or_(CaseFile.is_protected.is_(False), CaseFile.assigned_to_id == actor.person_id)


def number_to_break(actor: Actor, text: str) -> str | None:
    number = case_number(text)
    if number is None or not actor.may(Permission.CASE_BREAK_GLASS):
        return None
    return number if to_break(actor, number) else None


def kind_of(text: str) -> Kind:
    if case_number(text) and (has_digit(text) or "-" in text):
        return Kind.CASE_NUMBER
    return Kind.PERSONAL_NUMBER if has_digit(text) else Kind.NAME
