"""Asking for a report, once; having it every month; and the trail of both."""

import uuid
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from prevention import clock
from prevention.access.actor import Actor
from prevention.audit.record import event, record
from prevention.database import tripped
from prevention.extensions import db
from prevention.jobs.actions import queue
from prevention.jobs.queries import progress_of

from .data import Asked, Monthly
from .models import Report, ReportSchedule

KEPT = timedelta(days=30)
JOB = "reports.make"
ASKED = event("report.asked", "kind", "format", "school_id", "school_year_id")
DOWNLOADED = event("report.downloaded", "kind", "format")
SCHEDULED = event("report.scheduled", "kind", "format", "school_id", "day")
STOPPED = event("report.schedule_stopped", "kind", "school_id")


def ask_for(actor: Actor, asked: Asked, language: str) -> Report:
    """Ask for a report. While the same is being made, that one is returned: asking twice does not make it twice."""
    report = Report(
        municipality_id=actor.municipality_id,
        asked_by_id=actor.person_id,
        asked=asked.word,
        kind=asked.kind,
        format=asked.format,
        school_id=asked.school_id,
        school_year_id=asked.school_year_id,
        language=language,
        asked_at=clock.now(),
        expires_at=clock.now() + KEPT,
    )
    try:
        with db.session.begin_nested():
            db.session.add(report)
    except IntegrityError as error:
        if not tripped(error, "report", "asked_by_id", "asked"):
            raise
        return try_again(actor, waiting(actor, asked))
    start(actor, report)
    return report


def waiting(actor: Actor, asked: Asked) -> Report:
    query = select(Report).where(
        Report.asked_by_id == actor.person_id, Report.asked == asked.word, Report.made_at.is_(None)
    )
    return db.session.scalars(query).one()


def try_again(actor: Actor, report: Report) -> Report:
    """Start a report anew whose job was given up; for any other nothing happens."""
    db.session.refresh(report, with_for_update=True)
    job = progress_of([report.job_id]).get(report.job_id) if report.job_id else None
    if report.made_at is None and (job is None or job.is_given_up):
        start(actor, report)
    return report


def start(actor: Actor, report: Report) -> None:
    job = queue(JOB, municipality_id=report.municipality_id, report_id=report.id)
    report.job_id = job.id if job else None
    record(
        actor,
        ASKED,
        report,
        kind=report.kind,
        format=report.format,
        school_id=report.school_id,
        school_year_id=report.school_year_id,
    )


def download(actor: Actor, report: Report) -> bytes | None:
    """Return the file, and note that it was taken; none where it is not made yet."""
    content = report.content
    if content is not None:
        record(actor, DOWNLOADED, report, kind=report.kind, format=report.format)
    return content


def schedule(actor: Actor, wanted: Monthly) -> ReportSchedule:
    """Have a report every month from now on. Who had it already gets it on the new day, as the new file."""
    query = select(ReportSchedule).where(
        ReportSchedule.person_id == actor.person_id, ReportSchedule.asked == wanted.word
    )
    row = db.session.scalar(query.with_for_update())
    if row is None:
        row = ReportSchedule(municipality_id=actor.municipality_id, person_id=actor.person_id, asked=wanted.word)
        db.session.add(row)
    row.kind, row.school_id = wanted.kind, wanted.school_id
    row.format, row.day, row.next_on = wanted.format, wanted.day, next_day(wanted.day, clock.today())
    record(actor, SCHEDULED, row, kind=row.kind, format=row.format, school_id=row.school_id, day=row.day)
    return row


def stop(actor: Actor | None, row: ReportSchedule) -> None:
    record(actor, STOPPED, row, kind=row.kind, school_id=row.school_id)
    db.session.delete(row)


def next_day(day: int, after: date) -> date:
    """Return the first such day of a month that comes after a date."""
    this_month = after.replace(day=day)
    return this_month if this_month > after else (after.replace(day=1) + timedelta(days=31)).replace(day=day)


def as_asked(row: ReportSchedule, school_year_id: uuid.UUID) -> Asked:
    return Asked(row.kind, row.format, row.school_id, school_year_id)
