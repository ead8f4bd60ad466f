"""Asking for what is to be done later, in the transaction of what it follows from: rolled back, it was never asked."""

import re
import uuid
from datetime import date, datetime, timedelta
from typing import Any

from flask import g
from sqlalchemy import CursorResult, delete, select, update
from sqlalchemy.exc import IntegrityError

from prevention import clock
from prevention.accounts.models import Person
from prevention.audit.record import NO_MUNICIPALITY, append, event
from prevention.database import tripped
from prevention.extensions import db

from .kinds import kind_named
from .letters import Letter, UndeclaredValues
from .models import Job

LEASE = timedelta(minutes=10)  # longer than any step of a job between two reports of its progress
CODE = re.compile(r"[\w.:/-]{1,80}", re.ASCII)
RETRIED = event("jobs.retried", "kind", "count")


class NotACode(TypeError):
    """An argument that may be content. A job carries ids and codes; it reads the rest when it runs."""


class LeaseLost(RuntimeError):
    """The job took longer than its lease, and another worker has it now: what this one wrote must not stay."""


def queue(
    kind: str,
    *,
    run_at: datetime | None = None,
    dedupe_key: str | None = None,
    municipality_id: uuid.UUID | None = None,
    **arguments: Any,
) -> Job | None:
    """Ask for a job. Where one has the same dedupe key, done or not, nothing happens and the answer is None.

    :raises kinds.UnknownKind: where no room registered the kind.
    :raises NotACode: for an argument that is neither id, code, number, day nor a list of such.
    """
    row = Job(
        kind=kind_named(kind).name,
        run_at=run_at or clock.now(),
        dedupe_key=dedupe_key,
        municipality_id=municipality_id,
        arguments={name: code_of(name, value) for name, value in arguments.items()},
    )
    try:
        with db.session.begin_nested():
            db.session.add(row)
    except IntegrityError as error:
        if not tripped(error, "job", "dedupe_key"):
            raise
        return None
    return row


def queue_mail(
    person_id: uuid.UUID,
    what: Letter,
    *,
    run_at: datetime | None = None,
    dedupe_key: str | None = None,
    **values: Any,
) -> Job | None:
    """Ask for a letter to a person: written when it is sent, in their language; the deactivated get nothing.

    :raises UndeclaredValues: when the values are not those the letter declares.
    """
    if values.keys() != what.keys:
        raise UndeclaredValues(f"The letter {what.name} takes {sorted(what.keys)}, got {sorted(values)}.")
    return queue(
        "mail",
        run_at=run_at,
        dedupe_key=dedupe_key,
        municipality_id=db.session.scalar(select(Person.municipality_id).where(Person.id == person_id)),
        person_id=person_id,
        letter=what.name,
        **values,
    )


def code_of(name: str, value: Any) -> Any:
    """Return the value as JSON holds it."""
    if isinstance(value, list | tuple):
        return [code_of(name, each) for each in value]
    if isinstance(value, uuid.UUID | date):
        return str(value)
    if value is None or isinstance(value, int) or (isinstance(value, str) and CODE.fullmatch(value)):
        return value
    raise NotACode(f"{name} is neither id, code, number nor day.")


def progress(done: int, of: int) -> None:
    """Tell from inside a job how far it is, and keep it for as long again. Commits what the job wrote so far.

    :raises LeaseLost: where another worker has it now.
    """
    keep(progress_done=done, progress_all=of, locked_until=clock.now() + LEASE)


def finish() -> None:
    """Commit what the job wrote together with its being done.

    :raises LeaseLost: where another worker has it now.
    """
    keep(done_at=clock.now(), locked_until=None, last_error=None)


def keep(**columns: Any) -> None:
    still_ours = (Job.id == g.job_id, Job.attempts == g.job_attempts, Job.failed_at.is_(None))
    changed = db.session.execute(update(Job).where(*still_ours).values(columns))
    assert isinstance(changed, CursorResult)  # noqa: S101  narrows the type
    if changed.rowcount != 1:
        raise LeaseLost
    db.session.commit()


def retry(kind: str) -> int:
    """Ask again for the jobs of a kind that were given up, and return how many they are."""
    afresh = {"failed_at": None, "locked_until": None, "attempts": 0, "run_at": clock.now()}
    changed = db.session.execute(update(Job).where(Job.kind == kind, Job.failed_at.is_not(None)).values(afresh))
    assert isinstance(changed, CursorResult)  # noqa: S101  narrows the type
    append(NO_MUNICIPALITY, None, RETRIED, "job", None, {"kind": kind, "count": changed.rowcount})
    return changed.rowcount


def forget(before: datetime) -> None:
    """Delete what was done or given up before a time: who was mailed about what is not kept for ever."""
    db.session.execute(delete(Job).where((Job.done_at < before) | (Job.failed_at < before)))
