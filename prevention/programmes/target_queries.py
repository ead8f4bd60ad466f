"""Reads of targets: what a school year's classes are expected to take, and how many classes that is today."""

import uuid
from dataclasses import dataclass

from sqlalchemy import func, select

from prevention.access.actor import Actor
from prevention.access.permissions import Permission
from prevention.access.rules import allowed
from prevention.classes.models import SchoolClass
from prevention.extensions import db
from prevention.organisations.grades import grade_key
from prevention.organisations.models import Agency, SchoolYear
from prevention.sorting import as_swedish

from .models import CoverageTarget, CurriculumVersion, DeliveryMode, Programme
from .queries import expected_classes, target_reaches_class


@dataclass(frozen=True, slots=True)
class Choice:
    id: uuid.UUID
    name: str


@dataclass(frozen=True, slots=True)
class GradeTarget:
    """A target: one grade, which reaches `classes` today."""

    id: uuid.UUID
    grade: str
    classes: int


@dataclass(frozen=True, slots=True)
class TargetRow:
    """The targets of a programme at a school, or without `school` at all schools, lowest grade first."""

    school: str | None
    targets: list[GradeTarget]

    @property
    def grades(self) -> list[str]:
        return [one.grade for one in self.targets]

    @property
    def classes(self) -> int:
        return sum(one.classes for one in self.targets)


@dataclass(frozen=True, slots=True)
class TargetGroup:
    """The targets of one programme in a school year."""

    programme_id: uuid.UUID
    programme: str
    delivery_mode: DeliveryMode | None  # known wherever there is a target
    lessons_expected: int | None
    rows: list[TargetRow]


@dataclass(frozen=True, slots=True)
class Reach:
    """How many classes of the year are expected to take anything, of how many."""

    expected: int
    classes: int


def targets_of(actor: Actor, year: SchoolYear) -> list[TargetGroup]:
    """Return the year's targets by programme and school in Swedish order, with the classes they reach: one query."""
    query = (
        select(
            Programme.id,
            Programme.name,
            Programme.delivery_mode,
            CurriculumVersion.lessons_expected,
            CoverageTarget.id,
            CoverageTarget.grade,
            Agency.id,
            Agency.name,
            func.count(SchoolClass.id),
        )
        .select_from(CoverageTarget)
        .join(Programme, Programme.id == CoverageTarget.programme_id)
        .outerjoin(CurriculumVersion, (CurriculumVersion.programme_id == Programme.id) & CurriculumVersion.is_current)
        .outerjoin(Agency, Agency.id == CoverageTarget.school_id)
        .outerjoin(SchoolClass, target_reaches_class())
        .where(CoverageTarget.school_year_id == year.id, allowed(CoverageTarget, Permission.PROGRAMME_READ, actor))
        .group_by(CoverageTarget.id, Programme.id, CurriculumVersion.id, Agency.id)
    )
    groups: dict[uuid.UUID, TargetGroup] = {}
    rows: dict[tuple[uuid.UUID, uuid.UUID | None], TargetRow] = {}
    for programme_id, name, mode, lessons, target_id, grade, school_id, school, classes in db.session.execute(query):
        group = groups.setdefault(programme_id, TargetGroup(programme_id, name, mode, lessons, []))
        if (programme_id, school_id) not in rows:
            group.rows.append(rows.setdefault((programme_id, school_id), TargetRow(school, [])))
        rows[programme_id, school_id].targets.append(GradeTarget(target_id, grade, classes))
    for row in rows.values():
        row.targets.sort(key=lambda one: grade_key(one.grade))
    for group in groups.values():
        group.rows.sort(key=lambda row: (row.school is not None, as_swedish(row.school or "")))
    return sorted(groups.values(), key=lambda group: (as_swedish(group.programme), group.programme_id))


def reach_of_targets(year: SchoolYear) -> Reach:
    expected = expected_classes(SchoolClass.school_year_id == year.id)
    query = select(
        select(func.count(expected.c.school_class_id.distinct())).scalar_subquery(),
        select(func.count(SchoolClass.id)).where(SchoolClass.school_year_id == year.id).scalar_subquery(),
    )
    return Reach(*db.session.execute(query).one())


def previous_school_year(years: list[SchoolYear], year: SchoolYear) -> SchoolYear | None:
    """Return the school year before, where grades are numbered the same way: else nothing can be copied."""
    earlier = [one for one in years if one.starts_on < year.starts_on]
    previous = max(earlier, key=lambda one: one.starts_on, default=None)
    return previous if previous and previous.grade_scheme == year.grade_scheme else None


def programmes_to_choose(actor: Actor) -> list[Choice]:
    """Return the programmes a target can be set for: in use, and taken by classes rather than single persons."""
    query = select(Programme.id, Programme.name).where(
        allowed(Programme, Permission.PROGRAMME_MANAGE, actor),
        Programme.retired_at.is_(None),
        Programme.delivery_mode != DeliveryMode.INDIVIDUAL,
    )
    rows = [Choice(*row) for row in db.session.execute(query)]
    return sorted(rows, key=lambda row: (as_swedish(row.name), row.id))
