"""What is done in the background: making a report, the monthly ones, and deleting those whose time is over."""

import uuid
from datetime import time

from sqlalchemy import delete, select

from prevention import clock
from prevention.access.actor import Actor
from prevention.access.permissions import Permission
from prevention.access.rules import one_visible
from prevention.accounts.session import SignedIn, find
from prevention.audit.record import event, record
from prevention.database import reading
from prevention.extensions import db
from prevention.formats import speaking
from prevention.jobs.actions import progress
from prevention.jobs.kinds import Arguments, Hopeless, job
from prevention.organisations.queries import current_school_year
from prevention.pdf import NotPrinted

from . import actions
from .contents import NothingToShow
from .data import Asked
from .files import make_file
from .letters import tell_made
from .models import Report, ReportSchedule

MADE = event("report.made", "kind", "format", "size")


class MayNoLonger(Hopeless):
    """Who asked for it may no longer see what it would show."""


class CannotBeMade(Hopeless):
    """The file came to nothing: too large, or too slow. Who asked decides whether it is tried again."""


@job(actions.JOB)
def make(arguments: Arguments) -> None:
    """Make a report as the person who asked for it would see it now, and tell them."""
    key = uuid.UUID(arguments["report_id"])
    with reading():
        report = db.session.get(Report, key)
        if report is None or report.made_at:
            return  # its time is over, or it was made before this worker was told so
        who = who_asked(report)
        asked, language = as_asked(report), report.language
    try:
        with speaking(language):
            content = make_file(who.actor, who.municipality_name, asked, progress)
    except (NotPrinted, NothingToShow) as fault:
        raise CannotBeMade from fault
    keep(db.session.get_one(Report, key), content)


def who_asked(report: Report) -> SignedIn:
    """Return who asked for it.

    :raises MayNoLonger: where their account is closed, or their role no longer reaches what it shows.
    """
    who = find(report.asked_by_id)
    if who is None or not may_read(who.actor, Report, report.id):
        raise MayNoLonger
    return who


def may_read(actor: Actor, model: type[Report] | type[ReportSchedule], key: uuid.UUID) -> bool:
    query = one_visible(model, Permission.COVERAGE_READ, actor)
    return db.session.scalar(query, {"key": key}) is not None


def as_asked(report: Report) -> Asked:
    return Asked(report.kind, report.format, report.school_id, report.school_year_id)


def keep(report: Report, content: bytes) -> None:
    report.content, report.size = content, len(content)
    report.made_at, report.expires_at = clock.now(), clock.now() + actions.KEPT
    record(None, MADE, report, kind=report.kind, format=report.format, size=report.size)
    tell_made(report)


@job("reports.monthly", every=time(3))
def ask_for_monthly(_arguments: Arguments) -> None:
    """Ask for every report whose day of the month has come. One that may no longer be read is stopped."""
    due = select(ReportSchedule).where(ReportSchedule.next_on <= clock.today()).order_by(ReportSchedule.id)
    for row in db.session.scalars(due).all():
        who = find(row.person_id)
        if who is None or not may_read(who.actor, ReportSchedule, row.id):
            actions.stop(None, row)
            continue
        row.next_on = actions.next_day(row.day, clock.today())
        if year := current_school_year(row.municipality_id):
            actions.ask_for(who.actor, actions.as_asked(row, year.id), who.language)


@job("reports.sweep", every=time(4))
def sweep(_arguments: Arguments) -> None:
    db.session.execute(delete(Report).where(Report.expires_at <= clock.now()))
