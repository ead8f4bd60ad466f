"""The list of classes. The page of one class is in `class_page.py`, what forms read in `form_queries.py`."""

import uuid
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from sqlalchemy import ColumnElement, Select, case, func, literal, select

from prevention import clock
from prevention.access.actor import Actor
from prevention.access.permissions import Permission
from prevention.access.rules import allowed
from prevention.extensions import db
from prevention.organisations.models import Agency
from prevention.paging import read_page
from prevention.programmes.models import CurriculumVersion, Programme
from prevention.sorting import swedish

from .class_page import SESSIONS_LOGGED
from .models import Participation, ParticipationStatus, PlannedSession, SchoolClass
from .states import LessonState, state_sql

EACH = (
    Participation.id,
    Participation.school_class_id,
    Programme.name,
    Participation.status,
    CurriculumVersion.lessons_expected,
)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a class is with one programme. Where lessons are not `counted` it is running or it is not."""

    programme: str
    status: ParticipationStatus
    expected: int
    held: int
    overdue: int
    counted: bool
    sessions_logged: int


@dataclass(frozen=True, slots=True)
class ClassRow:
    id: uuid.UUID
    name: str
    grade: str
    pupils: int
    school: str
    progress: tuple[Progress, ...] = ()


@dataclass(frozen=True, slots=True)
class ClassFilter:
    school_year_id: uuid.UUID | None
    school_id: uuid.UUID | None = None
    grade: str | None = None
    after: uuid.UUID | None = None
    before: uuid.UUID | None = None


@dataclass(frozen=True, slots=True)
class ClassPage:
    """`before` and `after` are the classes to page from, None where the list ends."""

    rows: tuple[ClassRow, ...]
    before: uuid.UUID | None
    after: uuid.UUID | None


def class_list(actor: Actor, chosen: ClassFilter) -> ClassPage:
    """Return the classes one may see, by school and name."""
    key = (swedish(Agency.name), swedish(SchoolClass.name), SchoolClass.id)
    query, place = narrowed(actor, chosen), partial(position_of, actor)
    found = read_page(query, key, place, chosen.before, chosen.after)
    rows = [ClassRow(*row) for row in found.rows]
    return ClassPage(with_progress(actor, rows), found.before, found.after)


def narrowed(actor: Actor, chosen: ClassFilter) -> Select[uuid.UUID, str, str, int, str]:
    columns = (SchoolClass.id, SchoolClass.name, SchoolClass.grade, SchoolClass.pupils, Agency.name)
    query = (
        select(*columns)
        .join(Agency, Agency.id == SchoolClass.school_id)
        .where(
            allowed(SchoolClass, Permission.CLASS_READ, actor),
            SchoolClass.municipality_id == actor.municipality_id,
            SchoolClass.school_year_id == chosen.school_year_id,
        )
    )
    if chosen.school_id:
        query = query.where(SchoolClass.school_id == chosen.school_id)
    return query.where(SchoolClass.grade == chosen.grade) if chosen.grade else query


def position_of(
    actor: Actor, class_id: uuid.UUID
) -> tuple[ColumnElement[str], ColumnElement[str], ColumnElement[uuid.UUID]]:
    """Return where a class one may see stands in the order; read inside the same statement. Others stand nowhere."""
    this = (SchoolClass.id == class_id, allowed(SchoolClass, Permission.CLASS_READ, actor))
    school = select(swedish(Agency.name)).join(SchoolClass, SchoolClass.school_id == Agency.id).where(*this)
    name = select(swedish(SchoolClass.name)).where(*this)
    return school.correlate(None).scalar_subquery(), name.correlate(None).scalar_subquery(), literal(class_id)


def with_progress(actor: Actor, rows: Sequence[ClassRow]) -> tuple[ClassRow, ...]:
    progress = progress_of(actor, [row.id for row in rows])
    return tuple(ClassRow(row.id, row.name, row.grade, row.pupils, row.school, tuple(progress[row.id])) for row in rows)


def progress_of(actor: Actor, class_ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, list[Progress]]:
    def count(state: LessonState) -> ColumnElement[int]:
        return func.sum(case((state_sql(clock.today()) == state.value, 1), else_=0))

    query = (
        select(
            Participation.school_class_id,
            Programme.name,
            Participation.status,
            func.count(PlannedSession.id),
            count(LessonState.HELD),
            count(LessonState.OVERDUE),
            CurriculumVersion.lessons_expected.is_not(None),
            SESSIONS_LOGGED,
        )
        .join(Programme, Programme.id == Participation.programme_id)
        .join(CurriculumVersion, CurriculumVersion.id == Participation.curriculum_version_id)
        .outerjoin(PlannedSession, PlannedSession.participation_id == Participation.id)
        .where(Participation.school_class_id.in_(class_ids), allowed(Participation, Permission.CLASS_READ, actor))
        .group_by(*EACH)
        .order_by(swedish(Programme.name), Participation.id)
    )
    found: dict[uuid.UUID, list[Progress]] = defaultdict(list)
    for row in db.session.execute(query):
        found[row[0]].append(Progress(*row[1:]))
    return found
