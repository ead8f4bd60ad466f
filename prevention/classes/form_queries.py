"""What forms about classes read: what may be chosen, and what the form is about."""

import uuid
from dataclasses import dataclass
from datetime import date

from sqlalchemy import case, func, select
from sqlalchemy.orm import selectinload

from prevention.access.roles import Role
from prevention.accounts.models import Person
from prevention.accounts.queries import people_with
from prevention.extensions import db
from prevention.organisations.models import Agency, SchoolYear
from prevention.programmes.models import CurriculumVersion, Programme
from prevention.sorting import as_swedish

from .models import Participation, ParticipationLeader, PlannedSession, SchoolClass

LEADING_ROLES = (Role.TEACHER, Role.PROGRAMME_LEADER, Role.PRINCIPAL)


@dataclass(frozen=True, slots=True)
class Choice:
    id: uuid.UUID
    name: str


@dataclass(frozen=True, slots=True)
class Reach:
    """How far a plan goes: the last planned day, and how many of the lessons to come have a day and have none."""

    last_day: date | None
    planned: int
    unplanned: int
    logged: int


@dataclass(frozen=True, slots=True)
class ClassName:
    """A class as forms about it need it."""

    id: uuid.UUID
    name: str
    school_id: uuid.UUID
    school: str
    school_year: str
    first_day: date
    last_day: date


@dataclass(frozen=True, slots=True)
class ProgrammeTaken:
    """A participation as forms about it need it."""

    id: uuid.UUID
    programme: str
    leaders_expected: int
    peer_mentors: bool
    leaders: int


def programme_choices(municipality_id: uuid.UUID) -> list[Choice]:
    """Return what a class can begin with: programmes in use of which edition and delivery are known."""
    query = (
        select(Programme.id, Programme.name)
        .join(CurriculumVersion, (CurriculumVersion.programme_id == Programme.id) & CurriculumVersion.is_current)
        .where(Programme.municipality_id == municipality_id, Programme.retired_at.is_(None))
        .where(Programme.delivery_mode.is_not(None))
    )
    rows = [Choice(*row) for row in db.session.execute(query)]
    return sorted(rows, key=lambda one: (as_swedish(one.name), str(one.id)))


def possible_leaders(school_id: uuid.UUID) -> list[Choice]:
    """Return who may lead at a school: its teachers, principals and guest leaders, by name."""
    rows = [Choice(*row) for row in people_with(school_id, LEADING_ROLES)]
    return sorted(rows, key=lambda one: (as_swedish(one.name), str(one.id)))


def school_year_of(school_year_id: uuid.UUID) -> SchoolYear:
    """Return a school year with its breaks."""
    query = select(SchoolYear).where(SchoolYear.id == school_year_id).options(selectinload(SchoolYear.breaks))
    return db.session.scalars(query).one()


def reach_of(participation_id: uuid.UUID) -> Reach:
    """Return how far the plan of the lessons without an outcome goes."""
    to_come = PlannedSession.outcome.is_(None)
    day, logged = case((to_come, PlannedSession.planned_on)), func.count(PlannedSession.outcome)
    planned = func.count(day)
    query = select(func.max(day), planned, func.count() - planned - logged, logged).where(
        PlannedSession.participation_id == participation_id
    )
    return Reach(*db.session.execute(query).one())


def name_of_class(class_id: uuid.UUID) -> ClassName:
    query = (
        select(
            SchoolClass.id,
            SchoolClass.name,
            Agency.id,
            Agency.name,
            SchoolYear.name,
            SchoolYear.starts_on,
            SchoolYear.ends_on,
        )
        .join(Agency, Agency.id == SchoolClass.school_id)
        .join(SchoolYear, SchoolYear.id == SchoolClass.school_year_id)
        .where(SchoolClass.id == class_id)
    )
    return ClassName(*db.session.execute(query).one())


def programme_taken(participation_id: uuid.UUID) -> ProgrammeTaken:
    leaders = select(func.count()).where(ParticipationLeader.participation_id == Participation.id).scalar_subquery()
    query = (
        select(Participation.id, Programme.name, Programme.leaders_expected, Programme.peer_mentors, leaders)
        .join(Programme, Programme.id == Participation.programme_id)
        .where(Participation.id == participation_id)
    )
    return ProgrammeTaken(*db.session.execute(query).one())


def leaders_to_choose(participation: Participation) -> tuple[list[Choice], list[uuid.UUID]]:
    """Return who may be chosen, and who leads now: they may stay though they no longer hold a role at the school."""
    query = (
        select(Person.id, Person.name)
        .join(ParticipationLeader, ParticipationLeader.person_id == Person.id)
        .where(ParticipationLeader.participation_id == participation.id)
    )
    leading = [Choice(*row) for row in db.session.execute(query)]
    everyone = {one.id: one for one in [*possible_leaders(participation.school_id), *leading]}
    in_order = sorted(everyone.values(), key=lambda one: (as_swedish(one.name), str(one.id)))
    return in_order, [one.id for one in leading]
