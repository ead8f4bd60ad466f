"""Coverage counted from its sources: what is expected from the targets, what became of it from the planned sessions.

One line a class and programme; everything else is their sum. Bound when a statement runs: `municipality`, `today`, and
whatever its shape names of `year`, `schools`, `grades`, `programme` and `grade_of`, a class whose grade is meant.
"""

from collections.abc import Callable, Sequence
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    CompoundSelect,
    Integer,
    Label,
    Select,
    Subquery,
    Table,
    and_,
    bindparam,
    case,
    cast,
    exists,
    func,
    literal,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import InstrumentedAttribute, aliased

from prevention.classes.class_page import IS_ITS_LOG
from prevention.classes.models import Participation, ParticipationStatus, PlannedSession, SchoolClass, SessionOutcome
from prevention.classes.states import LessonState
from prevention.logbook.models import SessionLog
from prevention.programmes.models import CoverageTarget, CurriculumVersion
from prevention.programmes.queries import expected_classes, target_reaches_class

from .figures import STATES
from .models import CLASS_COUNTS, COUNTS, KEYS, coverage_class, coverage_sum

Shape = frozenset[str]
LINE_COUNTS = ("taking", "started", "completed", "pupils", "reached", *(state.value for state in STATES))
CELL_COUNTS = tuple("not_yet_due" if name == "open" else name for name in CLASS_COUNTS)  # with no day past: all open
NO_DAY_PAST = date.min
WIDE = frozenset({"year", "programme"})  # what a shape may name of a programme's sums over all schools and grades
OtherClass = aliased(SchoolClass)


def class_lines(shape: Shape) -> Subquery:
    """Return one line for each expected class and programme: its counts, and the six states of its lessons."""
    expected = expected_classes(*class_conditions(shape), *target_conditions(shape))
    counted = lesson_counts(shape)
    uncounted = CurriculumVersion.lessons_expected.is_(None)
    started = or_(
        counted.c.held + counted.c.partly_held > 0,
        and_(uncounted, Participation.status != ParticipationStatus.BROKEN_OFF),
    )
    left = counted.c.not_held + counted.c.overdue + counted.c.not_yet_due + counted.c.not_planned
    return (
        select(
            *(expected.c[name] for name in KEYS),
            expected.c.school_class_id.label("class_id"),
            expected.c.name,
            case((Participation.id.is_not(None), 1), else_=0).label("taking"),
            case((started, 1), else_=0).label("started"),
            case((left == 0, 1), else_=0).label("completed"),
            expected.c.pupils,
            case((started, expected.c.pupils), else_=0).label("reached"),
            *state_columns(counted),
            case((Participation.status == ParticipationStatus.BROKEN_OFF, 1), else_=0).label("broken_off"),
            Participation.weekday,
            counted.c.first_open_on,
            counted.c.last_open_on,
        )
        .select_from(expected)
        .outerjoin(Participation, is_participation_of(expected))
        .outerjoin(CurriculumVersion, is_edition_of(expected))
        .outerjoin(counted, and_(counted.c.participation_id == Participation.id, ~uncounted))
        .subquery("class_line")
    )


def class_conditions(shape: Shape) -> list[ColumnElement[bool]]:
    grade_meant = select(OtherClass.grade).where(OtherClass.id == bindparam("grade_of")).scalar_subquery()
    narrowing = {
        "grades": SchoolClass.grade.in_(bindparam("grades", expanding=True)),
        "grade_of": SchoolClass.grade == grade_meant,
    }
    return [*of_place(SchoolClass, shape), *(narrowing[name] for name in narrowing if name in shape)]


def of_place(table: type[SchoolClass | Participation], shape: Shape) -> list[ColumnElement[bool]]:
    narrowing = {
        "year": table.school_year_id == bindparam("year"),
        "schools": table.school_id.in_(bindparam("schools", expanding=True)),
    }
    here = table.municipality_id == bindparam("municipality")
    return [here, *(narrowing[name] for name in narrowing if name in shape)]


def target_conditions(shape: Shape) -> list[ColumnElement[bool]]:
    return [CoverageTarget.programme_id == bindparam("programme")] if "programme" in shape else []


def participation_conditions(shape: Shape) -> list[ColumnElement[bool]]:
    conditions = of_place(Participation, shape)
    if "programme" in shape:
        conditions.append(Participation.programme_id == bindparam("programme"))
    if shape & {"grades", "grade_of"}:
        classes = select(SchoolClass.id).where(*class_conditions(shape))
        conditions.append(Participation.school_class_id.in_(classes))
    return conditions


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
    these = select(Participation.id).where(*participation_conditions(shape))
    columns = (func.count().filter(condition).label(state.value) for state, condition in state_conditions().items())
    open_on = case((PlannedSession.outcome.is_(None), PlannedSession.planned_on))
    ends = (func.min(open_on).label("first_open_on"), func.max(open_on).label("last_open_on"))
    return (
        select(PlannedSession.participation_id, *columns, *ends)
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


@cache
def counted_classes(shape: Shape) -> Select[*tuple[Any, ...]]:
    """Return what `coverage_class` should hold; `today` is bound to `NO_DAY_PAST`."""
    line = class_lines(shape)
    columns = (*KEYS, "class_id", *CELL_COUNTS, "broken_off", "weekday", "first_open_on", "last_open_on")
    return select(*(line.c[name] for name in columns))


@cache
def counted_sums(shape: Shape) -> CompoundSelect[*tuple[Any, ...]]:
    """Return what `coverage_sum` should hold; `today` is bound to `NO_DAY_PAST`."""
    return union_all(summed(class_lines(shape), CELL_COUNTS), counted_outside(shape))


@cache
def counted_programmes(shape: Shape) -> Select[*tuple[Any, ...]]:
    """Return what `coverage_programme` should hold; `today` is bound to `NO_DAY_PAST`."""
    return added_up(counted_sums(shape).subquery())


@cache
def programmes_of_sums(shape: Shape) -> Select[*tuple[Any, ...]]:
    """Return the same from `coverage_sum`, once that is counted: of all schools, whatever the shape names."""
    return added_up(select(coverage_sum).where(*sum_conditions(coverage_sum, shape & WIDE)).subquery())


def added_up(sums: Subquery) -> Select[*tuple[Any, ...]]:
    keys = list(sums.c)[: len(KEYS) - 2]
    counts = (cast(func.sum(count), Integer) for count in list(sums.c)[len(KEYS) :])
    return select(*keys, *counts).group_by(*keys)


@cache
def sums_of_classes(shape: Shape) -> CompoundSelect[*tuple[Any, ...]]:
    """Return the same from `coverage_class`, once that is counted."""
    stored = select(coverage_class).where(*sum_conditions(coverage_class, shape)).subquery()
    return union_all(summed(stored, CLASS_COUNTS), counted_outside(shape))


def summed(line: Subquery, counts: Sequence[str]) -> Select[*tuple[Any, ...]]:
    keys = [line.c[name] for name in KEYS]
    sums = (cast(func.sum(line.c[name]), Integer) for name in counts)
    return select(*keys, func.count(), *sums, literal(0)).group_by(*keys)


def counted_outside(shape: Shape) -> Select[*tuple[Any, ...]]:
    keys = (
        Participation.municipality_id,
        Participation.school_year_id,
        Participation.programme_id,
        Participation.school_id,
        SchoolClass.grade,
    )
    return (
        select(*keys, *(literal(0) for _name in COUNTS[:-1]), func.count())
        .join(SchoolClass, SchoolClass.id == Participation.school_class_id)
        .where(*participation_conditions(shape), ~is_expected())
        .group_by(*keys)
    )


def is_expected() -> ColumnElement[bool]:
    """Return whether a class is expected to take what it takes."""
    return exists().where(target_reaches_class(), CoverageTarget.programme_id == Participation.programme_id)


@cache
def counted_days(shape: Shape) -> Select[*tuple[Any, ...]]:
    """Return what `coverage_day` should hold beside the sums that stand: their open lessons by day."""
    open_ = (PlannedSession.outcome.is_(None), PlannedSession.planned_on.is_not(None))
    return lessons_by(PlannedSession.planned_on, shape).where(*open_)


@cache
def counted_held(shape: Shape) -> Select[*tuple[Any, ...]]:
    """Return what `coverage_held` should hold beside the sums that stand: their held lessons by the day of the log."""
    by_day = lessons_by(SessionLog.held_on, shape).join(SessionLog, IS_ITS_LOG)
    return by_day.where(PlannedSession.outcome == SessionOutcome.HELD)


def lessons_by(day: InstrumentedAttribute[Any], shape: Shape) -> Select[*tuple[Any, ...]]:
    """Return the lessons of expected classes by sum and day."""
    keys = [coverage_sum.c[name] for name in KEYS]
    of_sum = and_(
        coverage_sum.c.grade == SchoolClass.grade,
        *(coverage_sum.c[name] == getattr(Participation, name) for name in KEYS[:-1]),
    )
    return (
        select(*keys, day, func.count())
        .select_from(Participation)
        .join(CurriculumVersion, CurriculumVersion.id == Participation.curriculum_version_id)
        .join(SchoolClass, SchoolClass.id == Participation.school_class_id)
        .join(PlannedSession, PlannedSession.participation_id == Participation.id)
        .join(coverage_sum, of_sum)
        .where(
            *participation_conditions(shape),
            coverage_sum.c.classes > 0,
            CurriculumVersion.lessons_expected.is_not(None),
        )
        .group_by(*keys, day)
    )


def sum_conditions(table: Table, shape: Shape) -> list[ColumnElement[bool]]:
    """Return the conditions of a shape on a table of sums."""
    row = table.c
    grade_meant = select(SchoolClass.grade).where(SchoolClass.id == bindparam("grade_of")).scalar_subquery()
    narrowing: dict[str, Callable[[], ColumnElement[bool]]] = {
        "year": lambda: row.school_year_id == bindparam("year"),
        "programme": lambda: row.programme_id == bindparam("programme"),
        "schools": lambda: row.school_id.in_(bindparam("schools", expanding=True)),
        "grades": lambda: row.grade.in_(bindparam("grades", expanding=True)),
        "grade_of": lambda: row.grade == grade_meant,
    }
    here = row.municipality_id == bindparam("municipality")
    return [here, *(narrowing[name]() for name in narrowing if name in shape)]
