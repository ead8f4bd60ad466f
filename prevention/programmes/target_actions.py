"""Every write to targets: which grades of which schools are expected to take which programme in a school year."""

import uuid
from dataclasses import dataclass

from sqlalchemy import ColumnElement, or_, select

from prevention.access.actor import Actor
from prevention.audit.record import event, record
from prevention.coverage.sums import Scope, recount
from prevention.extensions import db
from prevention.organisations.models import Agency, SchoolYear

from .models import CoverageTarget, Programme

ADDED = event("targets.added", "programme_id", "school_id", "grades")
COPIED = event("targets.copied", "from_school_year_id", "targets")
REMOVED = event("target.removed", "programme_id", "school_year_id", "school_id", "grade")


@dataclass(frozen=True, slots=True)
class TargetData:
    """A programme for these grades, at one school or (`school_id` empty) at all of them."""

    programme_id: uuid.UUID
    school_id: uuid.UUID | None
    grades: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """How many targets were added, and how many were there already."""

    added: int
    already: int


Place = tuple[uuid.UUID, uuid.UUID | None, str]


def add_targets(actor: Actor, year: SchoolYear, data: TargetData) -> Outcome:
    """Add the targets that are missing. Those that are there already are no error."""
    wanted = [(data.programme_id, data.school_id, grade) for grade in dict.fromkeys(data.grades)]
    new = add_missing(year, wanted)
    if new:
        grades = [grade for _programme, _school, grade in new]
        record(actor, ADDED, year, programme_id=data.programme_id, school_id=data.school_id, grades=grades)
        recount(Scope(year.municipality_id, year.id, data.school_id, data.programme_id))
    return Outcome(len(new), len(wanted) - len(new))


def add_missing(year: SchoolYear, wanted: list[Place]) -> list[Place]:
    """Add what the year lacks. The year is locked: two people adding the same at once add it once."""
    db.session.refresh(year, with_for_update=True)
    there = set(places(CoverageTarget.school_year_id == year.id))
    new = [place for place in wanted if place not in there]
    db.session.add_all(
        CoverageTarget(
            municipality_id=year.municipality_id,
            school_year_id=year.id,
            programme_id=programme_id,
            school_id=school_id,
            grade=grade,
        )
        for programme_id, school_id, grade in new
    )
    db.session.flush()
    return new


def places(*conditions: ColumnElement[bool]) -> list[Place]:
    """Return programme, school and grade of the targets that meet the conditions, on the programme and school too."""
    query = (
        select(CoverageTarget.programme_id, CoverageTarget.school_id, CoverageTarget.grade)
        .join(Programme, Programme.id == CoverageTarget.programme_id)
        .outerjoin(Agency, Agency.id == CoverageTarget.school_id)
        .where(*conditions)
    )
    return [(programme_id, school_id, grade) for programme_id, school_id, grade in db.session.execute(query)]


def copy_targets(actor: Actor, year: SchoolYear, source: SchoolYear) -> Outcome:
    """Copy another year's targets, without those of retired programmes and of schools that closed before this year."""
    still_open = or_(Agency.active_to.is_(None), Agency.active_to > year.starts_on)
    wanted = places(CoverageTarget.school_year_id == source.id, Programme.retired_at.is_(None), still_open)
    new = add_missing(year, wanted)
    if new:
        record(actor, COPIED, year, from_school_year_id=source.id, targets=len(new))
        recount(Scope(year.municipality_id, year.id))
    return Outcome(len(new), len(wanted) - len(new))


def remove_target(actor: Actor, target: CoverageTarget) -> None:
    """Take a target away. What classes have begun goes on; they are no longer counted as expected."""
    record(
        actor,
        REMOVED,
        target,
        programme_id=target.programme_id,
        school_year_id=target.school_year_id,
        school_id=target.school_id,
        grade=target.grade,
    )
    db.session.delete(target)
    recount(Scope(target.municipality_id, target.school_year_id, target.school_id, target.programme_id))
