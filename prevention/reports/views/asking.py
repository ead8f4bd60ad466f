"""Asking for a report now, and having it every month."""

import uuid

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from prevention.access.guard import requires
from prevention.access.kinds import AgencyKind
from prevention.access.permissions import Permission
from prevention.coverage.queries import years_of
from prevention.formats import day, locale
from prevention.formats import gettext as _
from prevention.organisations.models import Agency, Municipality
from prevention.reports import actions
from prevention.reports.data import Asked, Monthly
from prevention.reports.models import ReportFormat, ReportKind

from .blueprint import reports
from .previews import ask_form, monthly_form, preview


@reports.post("/schools/<uuid:agency>")
@requires(Permission.COVERAGE_READ, one=Agency, kind=AgencyKind.SCHOOL)
def ask_for_school(agency: Agency) -> ResponseReturnValue:
    return ask(ReportKind.SCHOOL, agency.id)


@reports.post("/municipality/<uuid:municipality>")
@requires(Permission.COVERAGE_READ, one=Municipality)
def ask_for_municipality(municipality: Municipality) -> ResponseReturnValue:  # noqa: ARG001  the guard has checked it
    return ask(ReportKind.MUNICIPALITY)


@reports.post("/council/<uuid:municipality>")
@requires(Permission.COVERAGE_READ, one=Municipality)
def ask_for_council(municipality: Municipality) -> ResponseReturnValue:  # noqa: ARG001  the guard has checked it
    return ask(ReportKind.COUNCIL)


@reports.post("/schools/<uuid:agency>/monthly")
@requires(Permission.COVERAGE_READ, one=Agency, kind=AgencyKind.SCHOOL)
def school_monthly(agency: Agency) -> ResponseReturnValue:
    return have_monthly(ReportKind.SCHOOL, agency.id)


@reports.post("/municipality/<uuid:municipality>/monthly")
@requires(Permission.COVERAGE_READ, one=Municipality)
def municipality_monthly(municipality: Municipality) -> ResponseReturnValue:  # noqa: ARG001  the guard has checked it
    return have_monthly(ReportKind.MUNICIPALITY)


@reports.post("/council/<uuid:municipality>/monthly")
@requires(Permission.COVERAGE_READ, one=Municipality)
def council_monthly(municipality: Municipality) -> ResponseReturnValue:  # noqa: ARG001  the guard has checked it
    return have_monthly(ReportKind.COUNCIL)


def ask(kind: ReportKind, school_id: uuid.UUID | None = None) -> ResponseReturnValue:
    """Ask for the report and go to where it will stand; asking twice leads to the same."""
    actor = current_user.actor
    years = {one.name: one.id for one in years_of(actor.municipality_id)}
    form = ask_form(kind, list(years))
    if not form.validate_on_submit():
        return preview(kind, school_id, ask=form), 422
    asked = Asked(kind, ReportFormat(form.format.data), school_id, years[form.school_year.data])
    report = actions.ask_for(actor, asked, locale())
    return redirect(url_for("reports.show_report", report=report.id), 303)


def have_monthly(kind: ReportKind, school_id: uuid.UUID | None = None) -> ResponseReturnValue:
    form = monthly_form(kind)
    if not form.validate_on_submit():
        return preview(kind, school_id, monthly=form), 422
    wanted = Monthly(kind, ReportFormat(form.format.data), school_id, form.day.data)
    row = actions.schedule(current_user.actor, wanted)
    flash(_("The report is made every month, the first time on %(day)s.", day=day(row.next_on)), "success")
    return redirect(url_for("reports.overview"), 303)
