"""One's own reports: what may be asked for, how each stands, and its file once it is made."""

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from prevention.access.guard import requires
from prevention.access.permissions import Permission
from prevention.coverage.reports import plain_letters
from prevention.fields import as_id
from prevention.formats import gettext as _
from prevention.organisations.queries import schools
from prevention.paging import Pager, this_list
from prevention.reports import actions, queries, words
from prevention.reports.forms import SchoolForm
from prevention.reports.models import Report, ReportSchedule

from .blueprint import reports


@reports.get("")
@requires(Permission.COVERAGE_READ)
def overview() -> str:
    actor = current_user.actor
    before = as_id(request.args.get("before"))
    found = queries.own_reports(actor, before)
    form = SchoolForm()
    form.offer((one.id, one.name) for one in schools(actor, Permission.COVERAGE_READ))
    return render_template(
        "reports/overview.html",
        rows=found.rows,
        pager=Pager(this_list() if before else None, this_list(before=found.older_than) if found.older_than else None),
        schedules=queries.schedules(actor),
        form=form,
        municipality=actor.municipality_id if actor.everywhere(Permission.COVERAGE_READ) else None,
        words=words,
    )


@reports.get("/schools")
@requires(Permission.COVERAGE_READ)
def choose_school() -> ResponseReturnValue:
    """Go to the school chosen in a form; that page checks who may."""
    school = as_id(request.args.get("school"))
    return redirect(url_for("reports.school", agency=school) if school else url_for("reports.overview"))


@reports.get("/<uuid:report>")
@requires(Permission.COVERAGE_READ, one=Report)
def show_report(report: Report) -> str:
    return render_template("reports/report.html", row=queries.report_row(report), words=words)


@reports.post("/<uuid:report>/download")
@requires(Permission.COVERAGE_READ, one=Report)
def download(report: Report) -> ResponseReturnValue:
    content = actions.download(current_user.actor, report)
    if content is None:
        flash(_("The report is not made yet."), "info")
        return redirect(url_for("reports.show_report", report=report.id), 303)
    ending, kind = words.ENDINGS[report.format]
    answer = Response(content, content_type=kind)
    name = f"{file_name(queries.report_row(report))}.{ending}"
    answer.headers.set("Content-Disposition", "attachment", filename=name)
    return answer


def file_name(row: queries.ReportRow) -> str:
    return plain_letters("-".join((str(words.KINDS[row.kind]), row.year, row.school or "")))


@reports.post("/<uuid:report>/again")
@requires(Permission.COVERAGE_READ, one=Report)
def try_again(report: Report) -> ResponseReturnValue:
    actions.try_again(current_user.actor, report)
    return redirect(url_for("reports.show_report", report=report.id), 303)


@reports.post("/monthly/<uuid:report_schedule>/stop")
@requires(Permission.COVERAGE_READ, one=ReportSchedule)
def stop_monthly(report_schedule: ReportSchedule) -> ResponseReturnValue:
    actions.stop(current_user.actor, report_schedule)
    flash(_("The report is no longer made every month."), "success")
    return redirect(url_for("reports.overview"), 303)
