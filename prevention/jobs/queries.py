"""How the queue stands, for who runs the application; and how far a job is, for who waits for it."""

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from prevention import clock
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


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a job is: the parts done of all, once it has told; when it is tried next; whether it was given up."""

    done: int
    of: int
    is_running: bool
    has_failed: bool
    is_given_up: bool
    run_at: datetime


def progress_of(job_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, Progress]:
    """Return how far each job is; those swept away are missing."""
    columns = (Job.progress_done, Job.progress_all, Job.locked_until, Job.last_error, Job.failed_at, Job.run_at)
    now = clock.now()
    return {
        key: Progress(done, of, bool(until and until > now), bool(error), failed_at is not None, run_at)
        for key, done, of, until, error, failed_at, run_at in db.session.execute(
            select(Job.id, *columns).where(Job.id.in_(job_ids))
        )
    }
