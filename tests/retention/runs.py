"""A run of weeding in place: only the owner writes one."""

import uuid

from sqlalchemy import select, text

from prevention.database import Base
from prevention.extensions import db
from prevention.retention.models import RecordKind, RetentionRule, WeedingLine, WeedingRun


def add_run(municipality: uuid.UUID, at: str = "2026-11-01 02:00:00+00:00") -> uuid.UUID:
    """Write a run that weeded nothing, as the owner of the tables."""
    key = uuid.uuid4()
    moment = at if db.engine.dialect.name == "postgresql" else at[:19]
    counts = {"weeded": 0, "kept_on_hold": 1, "kept_for_research": 2, "kept_birth_day_unknown": 0, "kept_needed": 0}
    write_as_owner(WeedingRun, {"id": key, "municipality_id": municipality, "at": moment} | counts)
    return key


def add_line(run: uuid.UUID, municipality: uuid.UUID, reference: str) -> None:
    """Write a line of a run's protocol."""
    kind = RecordKind.CASE_NOT_OPENED
    values: dict[str, object] = {
        "id": uuid.uuid4(),
        "municipality_id": municipality,
        "run_id": run,
        "record_id": uuid.uuid4(),
    }
    values |= {"rule_id": db.session.scalars(select(RetentionRule.id).where(RetentionRule.kind == kind)).first()}
    words: dict[str, object] = {
        "kind": kind.value,
        "table_name": "case_file",
        "reference": reference,
        "last_on": "2021-01-01",
    }
    write_as_owner(WeedingLine, values | words)


def write_as_owner(model: type[Base], values: dict[str, object]) -> None:
    columns, cells = ", ".join(values), ", ".join(f"'{written(value)}'" for value in values.values())
    statement = f"INSERT INTO {model.__tablename__} ({columns}) VALUES ({cells})"  # noqa: S608  our own values
    if db.engine.dialect.name == "postgresql":
        db.session.execute(text("SELECT run_as_owner(:statement)"), {"statement": statement})
    else:
        db.session.execute(text(statement))


def written(value: object) -> str:
    return value.hex if isinstance(value, uuid.UUID) and db.engine.dialect.name == "sqlite" else str(value)
