"""Every read of observations. What they are compared with is in `comparing.py`."""

import uuid
from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, exists, or_, select
from sqlalchemy.orm import aliased

from prevention import clock
from prevention.access.actor import Actor
from prevention.access.kinds import AgencyKind
from prevention.access.permissions import Permission
from prevention.access.queries import holders
from prevention.access.rules import allowed
from prevention.accounts.models import Person, RoleAssignment
from prevention.accounts.queries import HELD_NOW
from prevention.classes.models import Participation, ParticipationStatus, PlannedSession, SchoolClass
from prevention.extensions import db
from prevention.organisations.models import Agency, SchoolYear
from prevention.programmes.models import Lesson as LessonOfEdition
from prevention.programmes.models import Programme
from prevention.sorting import swedish

from .data import Candidate, Lesson, Line
from .models import Observation

BACK, AHEAD = timedelta(days=7), timedelta(days=28)
MOST = 100  # lines of a list; the latest stand first
Rows = Select[*tuple[Any, ...]]
LESSON = (  # the columns of `Lesson`, in its order
    SchoolClass.name,
    Agency.name,
    Programme.name,
    LessonOfEdition.number,
    LessonOfEdition.title,
    PlannedSession.planned_on,
)
Observer = aliased(Person)


def of_school(actor: Actor, school: Agency, year: SchoolYear) -> list[Line]:
    """Return the observations of a school in a year: those nobody has written yet, then the latest."""
    seen = allowed(Observation, Permission.COVERAGE_READ, actor)
    return lines(seen, Participation.school_id == school.id, Participation.school_year_id == year.id)


def mine(actor: Actor) -> list[Line]:
    """Return what the actor is asked to observe, and what they have written: the latest, what waits before it."""
    return lines(allowed(Observation, Permission.OBSERVATION_WRITE, actor))


def one(observation: Observation) -> Line:
    """Return an observation that the guard has checked."""
    return lines(Observation.id == observation.id)[0]


def lines(*conditions: ColumnElement[bool]) -> list[Line]:
    query = (
        with_lesson(
            select(
                Observation.id,
                *LESSON,
                Observer.name,
                SchoolClass.id,
                Observation.observed_on,
                Observation.written_at,
            )
            .select_from(Observation)
            .join(Participation, Participation.id == Observation.participation_id)
            .outerjoin(
                PlannedSession,
                (PlannedSession.participation_id == Observation.participation_id)
                & (PlannedSession.lesson_id == Observation.lesson_id),
            )
            .join(LessonOfEdition, LessonOfEdition.id == Observation.lesson_id)
        )
        .join(Observer, Observer.id == Observation.observer_id)
        .where(*conditions)
        .order_by(
            Observation.written_at.is_not(None),
            Observation.written_at.desc(),
            PlannedSession.planned_on,
            SchoolClass.name,
            Observation.id,
        )
        .limit(MOST)
    )
    width = 1 + len(LESSON)
    return [Line(row[0], Lesson(*row[1:width]), *row[width:]) for row in db.session.execute(query)]


def with_lesson(query: Rows) -> Rows:
    return (
        query.join(SchoolClass, SchoolClass.id == Participation.school_class_id)
        .join(Agency, Agency.id == Participation.school_id)
        .join(Programme, Programme.id == Participation.programme_id)
    )


def candidates(school: Agency, year: SchoolYear) -> list[Candidate]:
    """Return the lessons that can be put into the sample: due from a week ago to four weeks ahead, by day."""
    today = clock.today()
    asked = exists().where(
        Observation.participation_id == PlannedSession.participation_id,
        Observation.lesson_id == PlannedSession.lesson_id,
    )
    query = (
        with_lesson(
            select(PlannedSession.id, *LESSON)
            .select_from(PlannedSession)
            .join(Participation, Participation.id == PlannedSession.participation_id)
            .join(LessonOfEdition, LessonOfEdition.id == PlannedSession.lesson_id)
        )
        .where(
            Participation.school_id == school.id,
            Participation.school_year_id == year.id,
            Participation.status != ParticipationStatus.BROKEN_OFF,
            PlannedSession.planned_on.between(today - BACK, today + AHEAD),
            ~asked,
        )
        .order_by(PlannedSession.planned_on, swedish(SchoolClass.name), PlannedSession.id)
    )
    return [Candidate(row[0], Lesson(*row[1:])) for row in db.session.execute(query)]


def possible_observers(school: Agency) -> list[tuple[uuid.UUID, str]]:
    """Return who can observe at a school, by name: those who may lead there, and the municipality's administrators."""
    municipality = select(Agency.id).where(
        Agency.municipality_id == school.municipality_id, Agency.kind == AgencyKind.MUNICIPALITY
    )
    query = (
        select(Person.id, Person.name)
        .join(RoleAssignment, RoleAssignment.person_id == Person.id)
        .where(or_(RoleAssignment.agency_id == school.id, RoleAssignment.agency_id.in_(municipality)))
        .where(RoleAssignment.role.in_(holders(Permission.OBSERVATION_WRITE)), *HELD_NOW)
        .group_by(Person.id, Person.name)
        .order_by(swedish(Person.name), Person.id)
    )
    return [(key, name) for key, name in db.session.execute(query)]


def school_of(observation: Observation) -> uuid.UUID:
    query = select(Participation.school_id).where(Participation.id == observation.participation_id)
    return db.session.scalars(query).one()
