"""Weeding: the keys are destroyed first, so that no backup of the records can be read, then the rows go."""

import uuid
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import Table, delete, inspect, select
from sqlalchemy.exc import IntegrityError

from prevention import clock
from prevention.audit.record import event, record
from prevention.database import Base
from prevention.extensions import db
from prevention.organisations.models import Municipality
from prevention.sealing import safe

from . import records as _records  # noqa: F401  registers what it knows
from .due import Due, Kept, find_due
from .kinds import WEEDABLE
from .models import RecordKind, RetentionRule, WeedingLine, WeedingRun

WEEDED = event("retention.weeded", "weeded", "kept")
RULE_SET = event("retention.rule_set", "kind", "amount", "unit", "valid_from")


@dataclass(frozen=True, slots=True)
class RuleData:
    """A rule of a municipality's own. Without `amount` the kind is never weeded."""

    kind: RecordKind
    amount: int | None
    unit: str
    law: str
    valid_from: date
    keeps_research: bool


def weed(municipality: Municipality, *, unknown_birth_days: bool) -> list[Due]:
    """Weed what is due and write the protocol, all in one transaction; return what went and what was kept.

    Records of persons whose birth day no number tells are kept for a person to decide, unless `unknown_birth_days`.
    """
    outcome: list[Due] = []
    for kind in WEEDABLE:
        due = find_due(municipality, kind, lock=True)
        outcome += [weed_one(decide(one, unknown_birth_days)) for one in due]
    if outcome:
        write_protocol(municipality, outcome)
    return outcome


def look(municipality: Municipality, *, unknown_birth_days: bool) -> list[Due]:
    """Return what a run would do, and change nothing."""
    found = [one for kind in WEEDABLE for one in find_due(municipality, kind)]
    return [decide(one, unknown_birth_days) for one in found]


def decide(one: Due, unknown_birth_days: bool) -> Due:
    return replace(one, kept=None) if unknown_birth_days and one.kept is Kept.BIRTH_DAY_UNKNOWN else one


def weed_one(one: Due) -> Due:
    """Destroy and delete one record; kept whole where another record still points at it."""
    if one.kept:
        return one
    weedable = WEEDABLE[one.kind]
    table = table_of(weedable.model)
    try:
        with db.session.begin_nested():
            also = [(table_of(column.parent.class_), column.key) for column in weedable.also]
            gone = [*with_dependents(table, [one.id]), *beside(also, one.id)]
            destroy_keys(gone)
            for child, ids in reversed(gone):
                db.session.execute(delete(child).where(child.c.id.in_(ids)))
    except IntegrityError:
        return replace(one, kept=Kept.NEEDED)
    return one


Rows = tuple[Table, Sequence[uuid.UUID]]


def table_of(model: type[Base]) -> Table:
    table = inspect(model).local_table
    assert isinstance(table, Table)  # noqa: S101  narrows the type
    return table


def beside(columns: Sequence[tuple[Table, str]], key: uuid.UUID) -> Iterator[Rows]:
    for table, column in columns:
        if ids := db.session.scalars(select(table.c.id).where(table.c[column] == key)).all():
            yield from with_dependents(table, ids)


def with_dependents(table: Table, ids: Sequence[uuid.UUID]) -> Iterator[Rows]:
    """Yield these rows and all that the database would delete with them, whatever room it belongs to."""
    yield table, ids
    for child in table.metadata.sorted_tables:
        for key in child.foreign_keys:
            if key.column.table is table and key.ondelete == "CASCADE":
                found = db.session.scalars(select(child.c.id).where(key.parent.in_(ids))).all()
                if found:
                    yield from with_dependents(child, found)


def destroy_keys(gone: Sequence[Rows]) -> None:
    keys: set[uuid.UUID] = set()
    for table, ids in gone:
        if "data_key_id" in table.c:
            keys.update(db.session.scalars(select(table.c.data_key_id).where(table.c.id.in_(ids))))
    for key in keys:
        safe.destroy(key)
    db.session.flush()


def write_protocol(municipality: Municipality, outcome: Sequence[Due]) -> WeedingRun:
    kept = Counter(one.kept for one in outcome)
    run = WeedingRun(
        id=uuid.uuid4(),
        municipality_id=municipality.id,
        at=clock.now(),
        weeded=kept[None],
        kept_on_hold=kept[Kept.ON_HOLD],
        kept_for_research=kept[Kept.RESEARCH],
        kept_birth_day_unknown=kept[Kept.BIRTH_DAY_UNKNOWN],
        kept_needed=kept[Kept.NEEDED],
    )
    db.session.add(run)
    db.session.flush()
    db.session.add_all(line_of(run, one) for one in outcome if one.kept is None)
    record(None, WEEDED, run, weeded=run.weeded, kept=len(outcome) - run.weeded)
    return run


def line_of(run: WeedingRun, one: Due) -> WeedingLine:
    return WeedingLine(
        id=uuid.uuid4(),
        municipality_id=run.municipality_id,
        run_id=run.id,
        rule_id=one.rule.id,
        kind=one.kind,
        table_name=one.table,
        record_id=one.id,
        reference=one.reference,
        last_on=one.last_on,
    )


def set_rule(municipality: Municipality, data: RuleData) -> RetentionRule:
    """Add a municipality's own rule, in force from its day on. What stood before stays as the protocol names it."""
    rule = RetentionRule(
        id=uuid.uuid4(),
        municipality_id=municipality.id,
        kind=data.kind,
        amount=data.amount,
        unit=data.unit,
        keeps_research=data.keeps_research,
        law=data.law,
        note="",
        valid_from=data.valid_from,
        created_at=clock.now(),
    )
    db.session.add(rule)
    db.session.flush()
    details = {"kind": data.kind, "amount": data.amount, "unit": data.unit, "valid_from": data.valid_from}
    record(None, RULE_SET, rule, **details)
    return rule
