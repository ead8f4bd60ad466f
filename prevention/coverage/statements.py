"""The statements of coverage, each built once a shape: putting one together costs as much as running it.

One line a class and programme; a school is their sum. What is expected comes from the targets, what became of it from
the planned sessions. Bound when they run: `municipality`, `year`, `today`, and by shape `schools` and `grades`.
"""

from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Integer,
    Label,
    Select,
    Subquery,
    and_,
    bindparam,
    case,
    cast,
    exists,
    func,
    or_,
    select,
)

from prevention.access.kinds import AgencyKind
from prevention.audit.models import AuditHead
from prevention.classes.models import Participation, ParticipationStatus, PlannedSession, SchoolClass, SessionOutcome
from prevention.classes.states import LessonState
from prevention.organisations.models import Agency, District, SchoolYear
from prevention.organisations.queries import is_active
from prevention.programmes.models import CurriculumVersion, Programme
from prevention.programmes.queries import expected_classes

from .figures import STATES

COUNTS = ("taking", "started", "completed", "pupils", "reached", *(state.value for state in STATES))


@dataclass(frozen=True, slots=True)
class Shape:
    """Which conditions a statement has; each shape is built once."""

    by_school: bool
    by_grade: bool


@cache
def chain_head() -> Select[*tuple[Any, ...]]:
    return select(AuditHead.hash).where(AuditHead.id == bindparam("municipality"))


@cache
def year_list() -> Select[*tuple[Any, ...]]:
    columns = (SchoolYear.id, SchoolYear.name, SchoolYear.grade_scheme, SchoolYear.ends_on)
    here = SchoolYear.municipality_id == bindparam("municipality")
    return select(*columns).where(here).order_by(SchoolYear.starts_on.desc(), SchoolYear.id)


@cache
def programme_list() -> Select[*tuple[Any, ...]]:
    here = Programme.municipality_id == bindparam("municipality")
    return select(Programme.id, Programme.code, Programme.name).where(here).order_by(Programme.name, Programme.id)


@lru_cache(1024)
def school_list(seen: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
    """Return the schools that a rule lets somebody see; the rule is the same object while they hold the same."""
    has_classes = exists().where(SchoolClass.school_id == Agency.id, SchoolClass.school_year_id == bindparam("year"))
    columns = (Agency.id, Agency.name, Agency.code, Agency.owner_type, Agency.district_id, District.name)
    return (
        select(*columns, has_classes, is_active(bindparam("today")))
        .outerjoin(District, District.id == Agency.district_id)
        .where(seen, Agency.kind == AgencyKind.SCHOOL)
        .order_by(Agency.name, Agency.id)
    )


@cache
def taking_sums(shape: Shape) -> Select[*tuple[Any, ...]]:
    keys = (Participation.school_id, Participation.programme_id)
    query = select(*keys, func.count()).where(*of_selection(Participation, shape)).group_by(*keys)
    if not shape.by_grade:
        return query
    return query.join(SchoolClass, SchoolClass.id == Participation.school_class_id).where(*class_conditions(shape))


@cache
def taking_list(shape: Shape) -> Select[*tuple[Any, ...]]:
    return (
        select(SchoolClass.id, SchoolClass.name, Participation.programme_id)
        .join(Participation, Participation.school_class_id == SchoolClass.id)
        .where(*class_conditions(shape))
        .order_by(SchoolClass.name, SchoolClass.id)
    )


@cache
def school_sums(shape: Shape) -> Select[*tuple[Any, ...]]:
    line = class_lines(shape)
    sums = (cast(func.sum(line.c[name]), Integer) for name in COUNTS)
    keys = (line.c.school_id, line.c.programme_id)
    return select(*keys, func.count(), *sums).group_by(*keys)


@cache
def class_list(shape: Shape) -> Select[*tuple[Any, ...]]:
    line = class_lines(shape)
    return select(line.c.class_id, line.c.programme_id, line.c.name, line.c.grade, *(line.c[name] for name in COUNTS))


def class_lines(shape: Shape) -> Subquery:
    """Return one line for each expected class and programme: its counts, and the six states of its lessons."""
    expected = expected_classes(*class_conditions(shape))
    counted = lesson_counts(shape)
    uncounted = CurriculumVersion.lessons_expected.is_(None)
    started = or_(
        counted.c.held + counted.c.partly_held > 0,
        and_(uncounted, Participation.status == ParticipationStatus.RUNNING),
    )
    left = counted.c.not_held + counted.c.overdue + counted.c.not_yet_due + counted.c.not_planned
    return (
        select(
            expected.c.programme_id,
            expected.c.school_id,
            expected.c.school_class_id.label("class_id"),
            expected.c.name,
            expected.c.grade,
            case((Participation.id.is_not(None), 1), else_=0).label("taking"),
            case((started, 1), else_=0).label("started"),
            case((left == 0, 1), else_=0).label("completed"),
            expected.c.pupils,
            case((started, expected.c.pupils), else_=0).label("reached"),
            *state_columns(counted),
        )
        .select_from(expected)
        .outerjoin(Participation, is_participation_of(expected))
        .outerjoin(CurriculumVersion, is_edition_of(expected))
        .outerjoin(counted, and_(counted.c.participation_id == Participation.id, ~uncounted))
        .subquery("class_line")
    )


def class_conditions(shape: Shape) -> list[ColumnElement[bool]]:
    grades = SchoolClass.grade.in_(bindparam("grades", expanding=True))
    return [*of_selection(SchoolClass, shape), grades] if shape.by_grade else of_selection(SchoolClass, shape)


def of_selection(table: type[SchoolClass | Participation], shape: Shape) -> list[ColumnElement[bool]]:
    here = [table.municipality_id == bindparam("municipality"), table.school_year_id == bindparam("year")]
    return [*here, table.school_id.in_(bindparam("schools", expanding=True))] if shape.by_school else here


def is_participation_of(expected: Subquery) -> ColumnElement[bool]:
    return and_(
        Participation.school_class_id == expected.c.school_class_id,
        Participation.programme_id == expected.c.programme_id,
    )


def is_edition_of(expected: Subquery) -> ColumnElement[bool]:
    """Match the edition the class takes; for one that has not begun, the programme's current edition."""
    return and_(
        CurriculumVersion.programme_id == expected.c.programme_id,
        or_(
            CurriculumVersion.id == Participation.curriculum_version_id,
            and_(Participation.id.is_(None), CurriculumVersion.is_current),
        ),
    )


def state_columns(counted: Subquery) -> list[Label[int]]:
    """Return the six counts. Where there is no plan at all, every lesson of the edition is not planned."""
    planned = [func.coalesce(counted.c[state.value], 0).label(state.value) for state in STATES[:-1]]
    no_plan = func.coalesce(counted.c.not_planned, CurriculumVersion.lessons_expected, 0)
    return [*planned, no_plan.label(LessonState.NOT_PLANNED.value)]


def lesson_counts(shape: Shape) -> Subquery:
    """Return the states of each participation's lessons, counted.

    `IN`, not a join: so SQLite groups along the index that holds all it needs, in half the time.
    """
    these = select(Participation.id).where(*of_selection(Participation, shape))
    columns = (func.count().filter(condition).label(state.value) for state, condition in state_conditions().items())
    return (
        select(PlannedSession.participation_id, *columns)
        .where(PlannedSession.participation_id.in_(these))
        .group_by(PlannedSession.participation_id)
        .subquery("lesson_count")
    )


def state_conditions() -> dict[LessonState, ColumnElement[bool]]:
    """Return `classes.states.state_sql` taken apart: so they are counted in half the time. A test compares."""
    outcome, planned_on = PlannedSession.outcome, PlannedSession.planned_on
    today: BindParameter[date] = bindparam("today")
    open_ = outcome.is_(None)
    return {LessonState(one.value): outcome == one for one in SessionOutcome} | {
        LessonState.OVERDUE: and_(open_, planned_on < today),
        LessonState.NOT_YET_DUE: and_(open_, planned_on >= today),
        LessonState.NOT_PLANNED: and_(open_, planned_on.is_(None)),
    }
