"""What the tests of jobs ask the database."""

from sqlalchemy import select

from prevention.audit.models import AuditEvent
from prevention.extensions import db
from prevention.jobs.models import Job


def the_job() -> Job:
    """Return the only job, as it is in the database now."""
    return db.session.scalars(select(Job), execution_options={"populate_existing": True}).one()


def given_up() -> list[AuditEvent]:
    return list(db.session.scalars(select(AuditEvent).where(AuditEvent.event == "job.given_up")))
