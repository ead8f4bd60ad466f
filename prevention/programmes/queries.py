"""Every read of programmes, editions, lessons and targets; and the one definition of what is expected."""

import uuid

from sqlalchemy import ColumnElement, Subquery, or_, select

from prevention.classes.models import SchoolClass
from prevention.extensions import db

from .models import CoverageTarget, CurriculumVersion


def expected_classes(*conditions: ColumnElement[bool]) -> Subquery:
    """Return which classes are expected to take which programmes: each pair once, however many targets name it.

    This is the denominator, said in one place. A target reaches the classes of its year and grade, at its school or
    (without a school) at all of them. Columns: `school_class_id`, `programme_id`, `school_id`, `school_year_id`,
    `municipality_id`.

    :param conditions: on `SchoolClass` or `CoverageTarget`, put inside: the database then reads only what is asked.
    """
    return (
        select(
            SchoolClass.id.label("school_class_id"),
            CoverageTarget.programme_id,
            SchoolClass.school_id,
            SchoolClass.school_year_id,
            SchoolClass.municipality_id,
        )
        .join(
            CoverageTarget,
            (CoverageTarget.school_year_id == SchoolClass.school_year_id)
            & (CoverageTarget.grade == SchoolClass.grade)
            & or_(CoverageTarget.school_id.is_(None), CoverageTarget.school_id == SchoolClass.school_id),
        )
        .where(*conditions)
        .distinct()
        .subquery("expected_class")
    )


def current_curriculum(programme_id: uuid.UUID) -> CurriculumVersion | None:
    """Return the edition that a class beginning today takes; none only for a programme still without editions."""
    return db.session.scalar(
        select(CurriculumVersion).where(CurriculumVersion.programme_id == programme_id, CurriculumVersion.is_current)
    )
