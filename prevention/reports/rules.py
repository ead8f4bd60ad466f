"""Who opens a report: who asked for it, while they still may read the coverage it shows, and until it expires."""

from sqlalchemy import ColumnElement, and_, bindparam, false

from prevention import clock
from prevention.access.actor import Actor
from prevention.access.permissions import Permission
from prevention.access.rules import at_school, rule

from .models import Report, ReportSchedule

NOW: ColumnElement[object] = bindparam("now_of_reports", callable_=lambda: clock.now(), type_=Report.expires_at.type)


@rule(Report)
def report(actor: Actor, permission: Permission) -> ColumnElement[bool]:
    reach = at_school(actor, permission, Report.municipality_id, Report.school_id, led=false())
    return and_(Report.asked_by_id == actor.person_id, reach, Report.expires_at > NOW)


@rule(ReportSchedule)
def report_schedule(actor: Actor, permission: Permission) -> ColumnElement[bool]:
    reach = at_school(actor, permission, ReportSchedule.municipality_id, ReportSchedule.school_id, led=false())
    return and_(ReportSchedule.person_id == actor.person_id, reach)
