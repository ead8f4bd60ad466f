"""One's own reports and how each stands, and those that come every month."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Row, literal, select, tuple_

from prevention.access.actor import Actor
from prevention.access.permissions import Permission
from prevention.access.rules import allowed
from prevention.extensions import db
from prevention.jobs.queries import Progress, progress_of
from prevention.organisations.models import Agency, SchoolYear
from prevention.paging import PAGE
from prevention.sorting import swedish

from .models import Report, ReportFormat, ReportKind, ReportSchedule


class State(StrEnum):
    READY = "ready"
    WAITING = "waiting"  # for its turn
    MAKING = "making"
    AGAIN = "again"  # something was away; it is tried again by itself
    FAILED = "failed"  # given up; whoever asked may try again


@dataclass(frozen=True, slots=True)
class ReportRow:
    """A report as it stands. Its job tells how many schools are laid out while a PDF is made. `size` in bytes."""

    state: State
    job: Progress | None
    id: uuid.UUID
    kind: ReportKind
    format: ReportFormat
    school: str | None
    school_id: uuid.UUID | None
    year: str
    asked_at: datetime
    made_at: datetime | None
    expires_at: datetime
    size: int | None

    @property
    def is_under_way(self) -> bool:
        return self.state in {State.WAITING, State.MAKING, State.AGAIN}


@dataclass(frozen=True, slots=True)
class ReportList:
    rows: Sequence[ReportRow]
    older_than: uuid.UUID | None


@dataclass(frozen=True, slots=True)
class ScheduleRow:
    id: uuid.UUID
    kind: ReportKind
    format: ReportFormat
    school: str | None
    school_id: uuid.UUID | None
    day: int
    next_on: date


COLUMNS = (
    Report.id,
    Report.kind,
    Report.format,
    Agency.name,
    Report.school_id,
    SchoolYear.name,
    Report.asked_at,
    Report.made_at,
    Report.expires_at,
    Report.size,
    Report.job_id,
)
OF_REPORT = (
    select(*COLUMNS)
    .join(SchoolYear, SchoolYear.id == Report.school_year_id)
    .outerjoin(Agency, Agency.id == Report.school_id)
)


def own_reports(actor: Actor, before: uuid.UUID | None = None) -> ReportList:
    """Return the actor's own newest fifty reports, or those before one of them."""
    own = allowed(Report, Permission.COVERAGE_READ, actor)
    query = OF_REPORT.where(own)
    if before:
        place = select(Report.asked_at).where(Report.id == before, own).correlate(None).scalar_subquery()
        query = query.where(tuple_(Report.asked_at, Report.id) < tuple_(place, literal(before, Report.id.type)))
    found = db.session.execute(query.order_by(Report.asked_at.desc(), Report.id.desc()).limit(PAGE + 1)).all()
    return ReportList(rows_of(found[:PAGE]), found[PAGE - 1].id if len(found) > PAGE else None)


def report_row(report: Report) -> ReportRow:
    """Return how a report stands; the guard has checked it."""
    return rows_of(db.session.execute(OF_REPORT.where(Report.id == report.id)).all())[0]


def rows_of(found: Sequence[Row[*tuple[Any, ...]]]) -> list[ReportRow]:
    progress = progress_of([row.job_id for row in found if row.job_id and not row.made_at])
    return [row_of(row, progress.get(row.job_id)) for row in found]


def row_of(row: Row[*tuple[Any, ...]], job: Progress | None) -> ReportRow:
    state = State.READY if row.made_at else state_of(job)
    return ReportRow(state, job, *row[:-1])


def state_of(job: Progress | None) -> State:
    if job is None or job.is_given_up:
        return State.FAILED
    if job.is_running:
        return State.MAKING
    return State.AGAIN if job.has_failed else State.WAITING


def schedules(actor: Actor) -> list[ScheduleRow]:
    query = (
        select(
            ReportSchedule.id,
            ReportSchedule.kind,
            ReportSchedule.format,
            Agency.name,
            ReportSchedule.school_id,
            ReportSchedule.day,
            ReportSchedule.next_on,
        )
        .outerjoin(Agency, Agency.id == ReportSchedule.school_id)
        .where(allowed(ReportSchedule, Permission.COVERAGE_READ, actor))
        .order_by(ReportSchedule.kind, swedish(Agency.name), ReportSchedule.id)
    )
    return [ScheduleRow(*row) for row in db.session.execute(query)]
