"""What can be read by token. Each is a page of rows, made by the same queries as the pages for people."""

from collections.abc import Mapping
from typing import Any

from flask import Response, current_app, g, jsonify, request
from werkzeug.exceptions import NotFound, UnprocessableEntity

from prevention import problems
from prevention.access.actor import TokenActor
from prevention.access.guard import any_token, public, token_requires
from prevention.access.kinds import AgencyKind
from prevention.access.permissions import Permission
from prevention.coverage import queries as coverage
from prevention.coverage.figures import CoverageRow, total
from prevention.formats import lazy_gettext
from prevention.organisations import queries as organisations
from prevention.organisations.models import Agency, SchoolYear
from prevention.sorting import as_swedish

from .. import queries, schemas
from ..cursors import BadCursor, Page, cut, page_of, place_in
from ..interface import api, document, resource
from .blueprint import api_pages

Asked = Mapping[str, Any]
KNOWN_TO_ALL = "no secret within the municipality"


def asking() -> TokenActor:
    actor: TokenActor = g.actor
    return actor


@api.errorhandler(BadCursor)  # type: ignore[untyped-decorator]  # Flask-Smorest tells no types
def bad_cursor(_error: BadCursor) -> Response:
    return problems.of(UnprocessableEntity(), errors={"cursor": ["It is not from an answer to this question."]})


@api.errorhandler(queries.Unknown)  # type: ignore[untyped-decorator]  # Flask-Smorest tells no types
def unknown(error: queries.Unknown) -> Response:
    return problems.of(NotFound(str(error)))


@resource("/municipality", lazy_gettext("The municipality of the token"), schemas.Municipality, None)
@any_token(KNOWN_TO_ALL)
def municipality() -> object:
    return queries.municipality_of(asking())


@resource("/districts", lazy_gettext("Districts that the token reaches"), schemas.page_of(schemas.District))
@any_token("those that the token's permission reaches")
def districts(asked: Asked) -> Page[organisations.DistrictLine]:
    rows = organisations.districts(asking(), asking().permission)
    return page_of(rows, lambda one: (as_swedish(one.name), str(one.id)), asked)


@resource("/schools", lazy_gettext("Schools that the token reaches, closed ones too"), schemas.page_of(schemas.School))
@any_token("those that the token's permission reaches")
def schools(asked: Asked) -> Page[organisations.SchoolRow]:
    rows = organisations.schools(asking(), asking().permission, include_closed=True)
    return page_of(rows, lambda one: (as_swedish(one.name), str(one.id)), asked)


@resource("/school-years", lazy_gettext("School years"), schemas.page_of(schemas.SchoolYear))
@any_token(KNOWN_TO_ALL)
def school_years(asked: Asked) -> Page[SchoolYear]:
    return page_of(organisations.school_years(asking()), lambda one: (one.name, str(one.id)), asked)


@resource("/programmes", lazy_gettext("Programmes, those no longer in use too"), schemas.page_of(schemas.Programme))
@any_token(KNOWN_TO_ALL)
def programmes(asked: Asked) -> Page[coverage.ProgrammeChoice]:
    rows = coverage.programmes_of(asking().municipality_id)
    return page_of(rows, lambda one: (one.code, str(one.id)), asked)


@resource(
    "/classes", lazy_gettext("Classes of a school year"), schemas.page_of(schemas.SchoolClass), schemas.ClassQuestion
)
@token_requires(Permission.CLASS_READ)
def classes(asked: Asked) -> Page[queries.ClassRow]:
    rows = queries.classes(asking(), asked, place_in(asked))
    return cut(rows, queries.class_key, asked["limit"])


@resource(
    "/coverage",
    lazy_gettext("Coverage of a programme in a school year, a row for each school with an expected class"),
    schemas.page_of(schemas.SchoolCoverage, total=True),
    schemas.CoverageQuestion,
)
@token_requires(Permission.COVERAGE_READ)
def coverage_of_schools(asked: Asked) -> Page[CoverageRow]:
    return with_total(queries.coverage_of_schools(asking(), asked), asked)


@resource(
    "/schools/<uuid:agency>/coverage",
    lazy_gettext("Coverage of a programme in a school year, a row for each expected class of the school"),
    schemas.page_of(schemas.ClassCoverage, total=True),
    schemas.SchoolCoverageQuestion,
)
@token_requires(Permission.COVERAGE_READ, one=Agency, kind=AgencyKind.SCHOOL)
def coverage_of_classes(asked: Asked, agency: Agency) -> Page[CoverageRow]:
    return with_total(queries.coverage_of_classes(asking(), agency, asked), asked)


def with_total(rows: list[CoverageRow], asked: Asked) -> Page[CoverageRow]:
    page = page_of(rows, lambda row: (as_swedish(row.name), str(row.id)), asked)
    return Page(page.data, page.next, total(rows))


@api_pages.get("/api/v1/openapi.json")
@public("tells which questions can be asked, and holds no data")
def openapi() -> Response:
    answer = jsonify(document(current_app))
    answer.cache_control.no_cache = True
    answer.add_etag()
    answer.make_conditional(request)
    return answer
