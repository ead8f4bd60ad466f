"""Classes by hand: one added, changed or removed. The import of a whole roster is in `importing`."""

import uuid
from dataclasses import dataclass

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError

from prevention.access.actor import Actor
from prevention.audit.record import event, record
from prevention.coverage.sums import Scope, recount
from prevention.database import tripped
from prevention.extensions import db
from prevention.naming import is_taken

from .actions import SessionsLogged
from .models import SchoolClass

MOST_PUPILS = 500
ADDED = event("class.added", "school_id", "school_year_id", "grade", "pupils")
CHANGED = event("class.changed", "grade", "pupils")
REMOVED = event("class.removed", "school_id", "school_year_id")


class ClassExists(ValueError):
    """The school has a class of that name in that school year, in whatever letters: 7a is 7A."""


@dataclass(frozen=True, slots=True)
class ClassData:
    name: str
    grade: str
    pupils: int


def add_class(actor: Actor, school_id: uuid.UUID, school_year_id: uuid.UUID, data: ClassData) -> SchoolClass:
    """Add a class. The form offers only schools and years that the actor may choose.

    :raises ClassExists: for a name that is taken there.
    """
    refuse_taken_name(school_id, school_year_id, data.name)
    added = SchoolClass(
        municipality_id=actor.municipality_id,
        school_id=school_id,
        school_year_id=school_year_id,
        name=data.name,
        grade=data.grade,
        pupils=data.pupils,
    )
    try:
        with db.session.begin_nested():
            db.session.add(added)
    except IntegrityError as error:
        raise as_domain(error) from error
    record(
        actor,
        ADDED,
        added,
        school_id=school_id,
        school_year_id=school_year_id,
        grade=data.grade,
        pupils=data.pupils,
    )
    recount_school(added)
    return added


def refuse_taken_name(
    school_id: uuid.UUID, school_year_id: uuid.UUID, name: str, keeper: uuid.UUID | None = None
) -> None:
    there = select(SchoolClass.id, SchoolClass.name).where(
        SchoolClass.school_id == school_id, SchoolClass.school_year_id == school_year_id
    )
    if is_taken(name, there, keeper):
        raise ClassExists


def as_domain(error: IntegrityError) -> Exception:
    return ClassExists() if tripped(error, "school_class", "school_id", "school_year_id", "name") else error


def change_class(actor: Actor, school_class: SchoolClass, data: ClassData) -> None:
    """Change name, grade or head count.

    :raises ClassExists: for a name that is taken there.
    """
    refuse_taken_name(school_class.school_id, school_class.school_year_id, data.name, school_class.id)
    try:
        with db.session.begin_nested():
            school_class.name, school_class.grade, school_class.pupils = data.name, data.grade, data.pupils
    except IntegrityError as error:
        raise as_domain(error) from error
    record(actor, CHANGED, school_class, grade=data.grade, pupils=data.pupils)
    recount_school(school_class)


def remove_class(actor: Actor, school_class: SchoolClass) -> None:
    """Remove a class and its plans.

    :raises SessionsLogged: when anything was ever logged for it; the logs' foreign key refuses it.
    """
    of = {"school_id": school_class.school_id, "school_year_id": school_class.school_year_id}
    try:
        with db.session.begin_nested():
            db.session.execute(delete(SchoolClass).where(SchoolClass.id == school_class.id))
    except IntegrityError as error:
        raise SessionsLogged(school_class.id) from error
    record(actor, REMOVED, school_class, **of)
    recount_school(school_class)


def recount_school(school_class: SchoolClass) -> None:
    """Count the sums of all the school's grades that year: the class may have come from any, and go to any."""
    recount(Scope(school_class.municipality_id, school_class.school_year_id, school_class.school_id))
