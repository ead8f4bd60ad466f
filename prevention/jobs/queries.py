"""How the queue stands, for who runs the application."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from prevention.extensions import db

from .models import Job


@dataclass(frozen=True, slots=True)
class Standing:
    """The open jobs of a kind, those given up, since when the oldest of each is there, and what went wrong last."""

    kind: str
    waiting: int
    oldest_waiting: datetime | None
    failed: int
    oldest_failed: datetime | None
    last_error: str | None


def standings() -> list[Standing]:
    waiting = Job.done_at.is_(None) & Job.failed_at.is_(None)
    failed = Job.failed_at.is_not(None)
    query = (
        select(
            Job.kind,
            func.count().filter(waiting),
            func.min(Job.created_at).filter(waiting),
            func.count().filter(failed),
            func.min(Job.failed_at).filter(failed),
            func.max(Job.last_error).filter(waiting | failed),
        )
        .where(Job.done_at.is_(None))
        .group_by(Job.kind)
        .order_by(Job.kind)
    )
    return [Standing(*row) for row in db.session.execute(query)]
