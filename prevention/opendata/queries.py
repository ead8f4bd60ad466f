"""What is published: read from the stored sums, and hidden before it leaves this room."""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import bindparam, select

from prevention import clock
from prevention.access.actor import Actor
from prevention.access.permissions import Permission
from prevention.access.rules import visible
from prevention.classes.calendar import SchoolDays
from prevention.classes.states import LessonState
from prevention.coverage import queries as coverage
from prevention.coverage.figures import CoverageRow, Figures, total
from prevention.coverage.queries import ProgrammeChoice, School, Selection, Year
from prevention.extensions import db
from prevention.organisations.models import Municipality
from prevention.sorting import as_swedish

from .hiding import WHOLE, Hidden, hidings
from .models import OpenDataSetting, Scope

YEARS = 3  # the latest ones
LESSON_FIELDS = {
    LessonState.HELD: "lessons_held",
    LessonState.PARTLY_HELD: "lessons_partly_held",
    LessonState.NOT_HELD: "lessons_not_held",
    LessonState.OVERDUE: "lessons_not_logged",
    LessonState.NOT_YET_DUE: "lessons_coming",
    LessonState.NOT_PLANNED: "lessons_not_planned",
}
PUBLISHERS = (
    select(Municipality.id, Municipality.code, Municipality.name, OpenDataSetting.scope)
    .join(OpenDataSetting, OpenDataSetting.municipality_id == Municipality.id)
    .where(OpenDataSetting.scope != Scope.NONE)
)
PUBLISHER = PUBLISHERS.where(Municipality.code == bindparam("code"))


@dataclass(frozen=True, slots=True)
class Publisher:
    """A municipality that publishes."""

    id: uuid.UUID
    code: str
    name: str
    scope: Scope


@dataclass(frozen=True, slots=True)
class PublishedRow:
    """A programme in a school year, at a school or (without one) in the municipality. What is hidden is not in it.

    The fields are those of the JSON, by their names. Without a fixed number of lessons none of them is counted.
    """

    school_year: str
    programme_code: str
    programme: str
    school_unit_code: str | None
    school: str | None
    hidden: Hidden
    classes_expected: int | None = None
    classes_started: int | None = None
    classes_completed: int | None = None
    lessons_expected: int | None = None
    lessons_held: int | None = None
    lessons_partly_held: int | None = None
    lessons_not_held: int | None = None
    lessons_not_logged: int | None = None
    lessons_coming: int | None = None
    lessons_not_planned: int | None = None


@dataclass(frozen=True, slots=True)
class Publication:
    """Rows of one year or of all: the latest first, programmes by name, the municipality before its schools."""

    publisher: Publisher
    counted_on: date
    years: Sequence[str]  # that are published, also those that were not asked for
    rows: Sequence[PublishedRow]


def scope_of(actor: Actor) -> Scope:
    setting = db.session.scalar(visible(OpenDataSetting, Permission.OPEN_DATA_PUBLISH, actor))
    return setting.scope if setting else Scope.NONE


def code_of(actor: Actor) -> str:
    return db.session.scalars(select(Municipality.code).where(Municipality.id == actor.municipality_id)).one()


def publishers() -> list[Publisher]:
    """Return the municipalities that publish, by name: for anybody."""
    return sorted(
        (Publisher(*row) for row in db.session.execute(PUBLISHERS)), key=lambda one: (as_swedish(one.name), one.code)
    )


def publisher_with(code: str) -> Publisher | None:
    """Return the municipality of a code, if it publishes."""
    row = db.session.execute(PUBLISHER, {"code": code}).one_or_none()
    return Publisher(*row) if row else None


def published_years(publisher: Publisher) -> list[Year]:
    """Return the latest years that are published, the newest first."""
    return [one for one in coverage.years_of(publisher.id) if is_published(one.days, publisher.scope)][:YEARS]


def publication(publisher: Publisher, asked: str | None = None) -> Publication:
    """Return what a municipality publishes of the year asked for, or of all years.

    What is hidden is decided by the year and the programme alone: a narrower view shows some of the same rows.
    """
    years = published_years(publisher)
    return publication_of(publisher, years, [year for year in years if asked in {None, year.name}])


def publication_of_one_year(publisher: Publisher, asked: str) -> Publication:
    """Return what it publishes of the year asked for, or of the latest where that one is not published."""
    years = published_years(publisher)
    return publication_of(publisher, years, ([year for year in years if year.name == asked] or years)[:1])


def publication_of(publisher: Publisher, years: Sequence[Year], wanted: Sequence[Year]) -> Publication:
    rows: list[PublishedRow] = []
    if wanted:
        schools = tuple(coverage.schools_of_municipality(publisher.id, wanted[0]))
        programmes = coverage.programmes_of(publisher.id)
        rows = [row for year in wanted for row in rows_of_year(publisher.id, year, schools, programmes)]
    return Publication(publisher, clock.today(), [year.name for year in years], rows)


def is_published(year: SchoolDays, scope: Scope) -> bool:
    today = clock.today()
    return year.ends_on < today or (scope is Scope.ALL and year.starts_on <= today)


def rows_of_year(
    municipality_id: uuid.UUID, year: Year, schools: tuple[School, ...], programmes: Iterable[ProgrammeChoice]
) -> Iterable[PublishedRow]:
    by_programme: defaultdict[uuid.UUID | None, list[CoverageRow]] = defaultdict(list)
    for row in coverage.per_school(Selection(municipality_id, year.id, schools, whole=True)):
        by_programme[row.programme_id].append(row)
    for programme in programmes:
        if rows := by_programme[programme.id]:
            yield from rows_of_programme(year.name, programme, tuple(rows))


@lru_cache(512)
def rows_of_programme(year: str, programme: ProgrammeChoice, rows: tuple[CoverageRow, ...]) -> list[PublishedRow]:
    """Return the municipality, then its schools by name. Kept by what it is made of, so it is never out of date."""
    hides, about = hidings(rows), (year, programme.code, programme.name)
    whole = total(rows)
    made = [PublishedRow(*about, None, None, hides[WHOLE], **shown(whole, hides[WHOLE], whole))]
    for row in sorted(rows, key=lambda row: (as_swedish(row.name), str(row.code))):
        hiding = hides[str(row.code)]
        made.append(PublishedRow(*about, row.code, row.name, hiding, **shown(row.figures, hiding, whole)))
    return made


def shown(figures: Figures, hiding: Hidden, whole: Figures) -> dict[str, Any]:
    """Return what is not hidden, by the names of the fields."""
    if hiding is Hidden.ALL:
        return {}
    classes = {
        "classes_expected": figures.classes_expected,
        "classes_started": figures.classes_started,
        "classes_completed": figures.classes_completed,
    }
    if hiding is Hidden.LESSONS or not whole.lessons_expected:
        return classes
    states = {LESSON_FIELDS[state]: count for state, count in figures.lessons}
    return classes | {"lessons_expected": figures.lessons_expected} | states
