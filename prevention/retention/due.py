"""What is due, and why what is due is kept all the same. Content is opened for the birth day alone, and forgotten."""

import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import Row, select

from prevention import clock, crypto
from prevention.extensions import db
from prevention.organisations.models import Municipality
from prevention.sealing.safe import safes_of

from . import research
from .kinds import WEEDABLE, Weedable
from .models import RecordKind, RetentionRule
from .periods import cutoff, rules_in_force

AT_ONCE = 500


class Kept(StrEnum):
    """Why something that is due is not weeded."""

    ON_HOLD = "on_hold"
    RESEARCH = "research"
    BIRTH_DAY_UNKNOWN = "birth_day_unknown"
    NEEDED = "needed"  # another record still points at it


@dataclass(frozen=True, slots=True)
class Due:
    """A record past its time. `kept` says why it stays, where it does."""

    kind: RecordKind
    id: uuid.UUID
    reference: str | None
    last_on: date
    rule: RetentionRule
    names_person: bool
    kept: Kept | None = None

    @property
    def table(self) -> str:
        return str(WEEDABLE[self.kind].model.__tablename__)


def find_due(municipality: Municipality, kind: RecordKind, *, lock: bool = False) -> list[Due]:
    """Return what is due of a kind. Locked, no step can be taken on it until it is weeded."""
    rule = rules_in_force(municipality.id)[kind]
    before = cutoff(rule)
    if before is None or kind not in WEEDABLE:
        return []
    weedable = WEEDABLE[kind]
    query = weedable.find(municipality.id, before).order_by(weedable.model.id)
    if lock:  # then look again: what somebody changed before we held it is seen only now
        db.session.execute(query.with_for_update(of=weedable.model)).all()
    found = [due_of(kind, rule, row) for row in db.session.execute(query)]
    return list(spare_research(municipality, weedable, found)) if rule.keeps_research else found


def due_of(kind: RecordKind, rule: RetentionRule, row: Row[*tuple[Any, ...]]) -> Due:
    key, reference, last_at, held, names_person = row
    last_on = last_at.astimezone(clock.LOCAL).date()
    return Due(kind, key, reference, last_on, rule, names_person, Kept.ON_HOLD if held else None)


def spare_research(municipality: Municipality, weedable: Weedable, found: Sequence[Due]) -> Iterator[Due]:
    everybody = research.keeps_everybody(municipality.code)
    for start in range(0, len(found), AT_ONCE):
        some = found[start : start + AT_ONCE]
        asked = [one.id for one in some if one.names_person and not one.kept and not everybody]
        days = birth_days(weedable, asked)
        for one in some:
            if one.kept or not one.names_person:
                yield one
            else:
                yield replace(one, kept=Kept.RESEARCH if everybody else spared(days.get(one.id)))


def spared(day: int | None) -> Kept | None:
    if day is None:
        return Kept.BIRTH_DAY_UNKNOWN
    return Kept.RESEARCH if day in research.BIRTH_DAYS else None


def birth_days(weedable: Weedable, ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, int | None]:
    """Open, look, forget: nothing but the day of the month leaves this function."""
    table = weedable.model.__table__
    query = select(table.c.id, table.c.data_key_id, table.c.content).where(table.c.id.in_(ids))
    rows = db.session.execute(query).all()
    safes = safes_of([row.data_key_id for row in rows])
    days: dict[uuid.UUID, int | None] = {}
    for row in rows:
        try:
            document = safes[row.data_key_id].open(table.name, row.id, row.content)  # type: ignore[attr-defined]
        except (KeyError, crypto.CannotOpen):
            continue  # nobody can read it: a person looks into it
        days[row.id] = research.birth_day(str(document.get("personal_number", "")))
    return days
