"""Coverage of the municipality, a district or a school: one page and its three files, from the same report."""

from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from prevention import charts
from prevention.access.guard import requires
from prevention.access.kinds import AgencyKind
from prevention.access.permissions import Permission
from prevention.organisations.models import Agency, District
from prevention.organisations.own_school import address_above, to_own_school
from prevention.paging import pager

from . import change_words, kept, words
from .files import FILES
from .links import Links, filter_kept
from .list_words import how_many, shown_rows
from .lists import change_page, list_page
from .overview import gap_between, make_overview
from .places import Level, Place
from .reports import Report, make_report

coverage = Blueprint("coverage", __name__)
coverage.add_app_template_filter(words.share, "share")
coverage.add_app_template_filter(change_words.month, "month")
coverage.add_app_template_global(charts.bar, "state_bar")
for spoken in (
    change_words.since_in_words,
    change_words.beside_last_year,
    gap_between,
    how_many,
):
    coverage.add_app_template_global(spoken)


@coverage.get("/coverage")
@requires(Permission.COVERAGE_READ)
def overview() -> ResponseReturnValue:
    whole = Place(Level.MUNICIPALITY, current_user.actor.municipality_id, current_user.municipality_name)
    return to_own_school(**filter_kept()) or show(whole)


@coverage.get("/coverage/districts/<uuid:district>")
@requires(Permission.COVERAGE_READ, one=District)
def district(district: District) -> ResponseReturnValue:
    return show(Place(Level.DISTRICT, district.id, district.name))


@coverage.get("/coverage/schools/<uuid:agency>")
@requires(Permission.COVERAGE_READ, one=Agency, kind=AgencyKind.SCHOOL)
def school(agency: Agency) -> ResponseReturnValue:
    return show(Place(Level.SCHOOL, agency.id, agency.name))


def show(place: Place) -> ResponseReturnValue:
    actor = current_user.actor
    report = make_report(actor, place, request.args)
    wanted = FILES.get(request.args.get("format", ""))
    if wanted and report.year and report.programme:
        return download(report, wanted.ending, wanted.kind, wanted.make(report, current_user.municipality_name))
    return render_template(
        "coverage/page.html",
        report=report,
        above=address_above(**filter_kept()) if place.level is not Level.MUNICIPALITY else None,
        main=kept.page(report, make_overview(report), Links(report, actor)),
    )


@coverage.get("/coverage/classes")
@requires(Permission.COVERAGE_READ)
def class_rows() -> str:
    page = list_page(current_user.actor, current_user.municipality_name, request.args)
    found = page.found
    return render_template(
        "coverage/class_rows.html",
        page=page,
        rows=shown_rows(page),
        ways=Links(page.report, current_user.actor),
        kept=kept,
        pager=pager(found.before, found.after) if found else None,
    )


@coverage.get("/coverage/changes")
@requires(Permission.COVERAGE_READ)
def changes() -> str:
    page = change_page(current_user.actor, current_user.municipality_name, request.args)
    return render_template(
        "coverage/changes.html",
        page=page,
        chart=change_words.chart(page.report.year, page.months),
        ways=Links(page.report, current_user.actor),
        kept=kept,
    )


def download(report: Report, ending: str, kind: str, content: bytes) -> Response:
    answer = Response(content, content_type=kind)
    answer.headers.set("Content-Disposition", "attachment", filename=f"{report.file_name}.{ending}")
    return answer
