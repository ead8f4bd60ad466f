"""What stands in the database of a case, read past the session's memory, and what the trail tells of it."""

import uuid
from collections import Counter
from collections.abc import Collection
from datetime import date
from typing import Any

from sqlalchemy import func, select

from prevention.audit.models import AuditEvent
from prevention.cases.models import CaseDeadline, DeadlineKind
from prevention.extensions import db


def rows(model: type[Any], column: Any, keys: Collection[uuid.UUID]) -> list[Any]:
    query = select(model).where(column.in_(keys))
    return list(db.session.scalars(query, execution_options={"populate_existing": True}))


def next_clock(case_id: uuid.UUID) -> tuple[date | None, DeadlineKind | None]:
    own = [one for one in rows(CaseDeadline, CaseDeadline.case_id, [case_id]) if one.met_at is None]
    first = min(own, key=lambda one: (one.due_on, one.kind == DeadlineKind.FEEDBACK, one.kind), default=None)
    return (first.due_on, first.kind) if first else (None, None)


def trail(who: uuid.UUID, case_id: uuid.UUID) -> Counter[str]:
    """Count what the trail tells that somebody did with the case."""
    query = select(AuditEvent.event, func.count()).where(
        AuditEvent.actor_id == who,
        AuditEvent.object_id == case_id,
        AuditEvent.event.in_(("case.read", "case.step", "case.glass_broken")),
    )
    return Counter(dict(db.session.execute(query.group_by(AuditEvent.event)).all()))
