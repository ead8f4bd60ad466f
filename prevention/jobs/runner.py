"""Runs what is due, one job at a time. Any number of workers may run at once, on any number of machines.

Taking a job is a short transaction of its own; then its work has one, or as many as it ends itself. Between the two the
lease keeps others away, so no lock is held while a mail server is slow.
"""

import logging
import traceback
from datetime import timedelta
from pathlib import Path
from threading import Event

from flask import current_app, g
from sqlalchemy import or_, select
from sqlalchemy.exc import InterfaceError, OperationalError

from prevention import clock
from prevention.audit.record import event, record
from prevention.extensions import db

from . import actions, kinds
from .models import Job

BACKOFF = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 30, 120, 720))
TRIES = len(BACKOFF) + 1
POLL = 2.0  # seconds
GIVEN_UP = event("job.given_up", "kind", "attempts", "error")
PACKAGE = Path(__file__).parents[1]
log = logging.getLogger(__name__)


def serve(stop: Event) -> None:
    """Run jobs until told to stop. A database that is away is waited for."""
    while not stop.is_set():
        try:
            queue_periodic()
            busy = run_next()
        except (OperationalError, InterfaceError) as error:
            log.warning("The database did not answer: %s", type(error).__name__)
            busy = False
        if not busy:
            stop.wait(POLL)


def queue_periodic() -> None:
    """Queue each periodic kind once for the period we are in. Periods that nobody was awake for are let go."""
    with current_app.app_context():
        due = kinds.periods(clock.now())
        there = set(db.session.scalars(select(Job.dedupe_key).where(Job.dedupe_key.in_(due))))
        for key in due.keys() - there:
            kind, start = due[key]
            actions.queue(kind.name, run_at=start, dedupe_key=key)
        db.session.commit()


def run_next() -> bool:
    """Run the job that has been due longest, and tell whether there was one."""
    with current_app.app_context():
        job = longest_due()
        if job is None:
            return False
        if job.attempts == TRIES:
            give_up(job, "WorkerKilled")
            db.session.commit()
            return True
        attempt(job)
        return True


def longest_due() -> Job | None:
    """Return it locked: on PostgreSQL others skip the row, on SQLite one transaction writes at a time."""
    now = clock.now()
    query = (
        select(Job)
        .where(
            Job.done_at.is_(None),
            Job.failed_at.is_(None),
            Job.run_at <= now,
            or_(Job.locked_until.is_(None), Job.locked_until <= now),
        )
        .order_by(Job.run_at, Job.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    return db.session.scalar(query)


def attempt(job: Job) -> None:
    job.attempts += 1
    job.locked_until = clock.now() + actions.LEASE
    kind, arguments = job.kind, job.arguments
    g.job_id, g.job_attempts = job.id, job.attempts
    db.session.commit()
    try:
        kinds.kind_named(kind).run(arguments)
        actions.finish()
    except Exception as error:  # noqa: BLE001  whatever a handler stumbles over, the next job has its turn
        db.session.rollback()
        note_failure(error)


def note_failure(error: Exception) -> None:
    """Try again later, or give up. Only the error's class is kept: its message may hold content."""
    name = type(error).__name__
    job = db.session.scalar(
        select(Job).where(Job.id == g.job_id, Job.attempts == g.job_attempts, Job.done_at.is_(None)).with_for_update()
    )
    log.warning("Job %s failed: %s in %s", g.job_id, name, place_of(error))
    if job is None:
        return  # another worker has it now
    if isinstance(error, kinds.Hopeless) or job.attempts == TRIES:
        give_up(job, name)
    else:
        job.run_at, job.locked_until, job.last_error = clock.now() + BACKOFF[job.attempts - 1], None, name
    db.session.commit()


def give_up(job: Job, error: str) -> None:
    job.failed_at, job.locked_until, job.last_error = clock.now(), None, error
    record(None, GIVEN_UP, job, kind=job.kind, attempts=job.attempts, error=error)


def place_of(error: Exception) -> str:
    """Return the last line of ours that it passed through."""
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if Path(frame.filename).is_relative_to(PACKAGE)]
    return f"{Path(ours[-1].filename).name}:{ours[-1].lineno}"
