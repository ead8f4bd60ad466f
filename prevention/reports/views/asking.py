"""Asking for a report now, and having it every month."""

import uuid

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from prevention.coverage.queries import years_of
from prevention.formats import day, locale
from prevention.formats import gettext as _
from prevention.reports import actions
from prevention.reports.data import Asked, Monthly
from prevention.reports.models import ReportFormat, ReportKind

from .blueprint import each_kind
from .previews import ask_form, monthly_form, preview


@each_kind("ask_for_{}", "POST")
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


@each_kind("{}_monthly", "POST", "/monthly")
def have_monthly(kind: ReportKind, school_id: uuid.UUID | None = None) -> ResponseReturnValue:
    form = monthly_form(kind)
    if not form.validate_on_submit():
        return preview(kind, school_id, monthly=form), 422
    wanted = Monthly(kind, ReportFormat(form.format.data), school_id, form.day.data)
    row = actions.schedule(current_user.actor, wanted)
    flash(_("The report is made every month, the first time on %(day)s.", day=day(row.next_on)), "success")
    return redirect(url_for("reports.overview"), 303)
