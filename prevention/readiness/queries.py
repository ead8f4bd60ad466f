"""Every read of the checklists. The number of statements is the same for one school and for all."""

import uuid
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, exists, func, or_, select

from prevention import clock
from prevention.access.actor import Actor
from prevention.access.kinds import AgencyKind
from prevention.access.permissions import Permission
from prevention.access.rules import allowed
from prevention.accounts.models import Person
from prevention.classes.models import Participation, ParticipationStatus, SchoolClass
from prevention.extensions import db
from prevention.organisations.models import Agency, District, SchoolYear
from prevention.organisations.queries import is_active
from prevention.programmes.models import CoverageTarget, Programme
from prevention.programmes.queries import target_reaches_class

from .checklist import Checklist, Item, Step, worst_first
from .models import Readiness, ReadinessAnswer, ReadinessStep, StepKind

PAIR = 2
Key = tuple[uuid.UUID, uuid.UUID | None]  # of a step, and of a programme where it is asked for each
Answers = Mapping[Key, int]


@dataclass(frozen=True, slots=True)
class Needed:
    """Leaders that the classes of a school need for a programme that wants them in pairs."""

    programme_id: uuid.UUID
    programme: str
    per_class: int
    leaders: int


def per_school(actor: Actor, year: SchoolYear) -> list[Checklist]:
    """Return the checklist of each school whose coverage the actor may see, the least ready first."""
    return sorted(checklists(actor, year, is_listed(year)), key=worst_first)


def of_school(actor: Actor, year: SchoolYear, school_id: uuid.UUID) -> Checklist:
    """Return the checklist of a school the actor may see, a closed one too."""
    return next(checklists(actor, year, Agency.id == school_id))


def checklists(actor: Actor, year: SchoolYear, *only: ColumnElement[bool]) -> Iterator[Checklist]:
    schools = db.session.execute(school_rows(actor, year, *only)).all()
    keys = [row[0] for row in schools]
    steps, needed, answers = steps_of(year), needed_by_school(year, keys), answers_by_list(year, keys)
    for school_id, name, district_id, district, concerned, key, note, by, at in schools:
        items = items_of(steps, needed.get(school_id, ()), answers.get(key, {}))
        yield Checklist(school_id, name, district_id, district, concerned, items, key, note, by, at)


def school_rows(actor: Actor, year: SchoolYear, *only: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
    return (
        select(
            Agency.id,
            Agency.name,
            District.id,
            District.name,
            is_concerned(year),
            Readiness.id,
            Readiness.note,
            Person.name,
            Readiness.filled_in_at,
        )
        .outerjoin(District, District.id == Agency.district_id)
        .outerjoin(Readiness, (Readiness.school_id == Agency.id) & (Readiness.school_year_id == year.id))
        .outerjoin(Person, Person.id == Readiness.filled_in_by_id)
        .where(allowed(Agency, Permission.COVERAGE_READ, actor), Agency.kind == AgencyKind.SCHOOL, *only)
        .order_by(Agency.name, Agency.id)
    )


def is_listed(year: SchoolYear) -> ColumnElement[bool]:
    has_classes = exists().where(SchoolClass.school_id == Agency.id, SchoolClass.school_year_id == year.id)
    return or_(has_classes, is_active(clock.today()), Readiness.id.is_not(None))


def is_concerned(year: SchoolYear) -> ColumnElement[bool]:
    takes = exists().where(Participation.school_id == Agency.id, Participation.school_year_id == year.id, is_taken())
    expected = exists().where(
        SchoolClass.school_id == Agency.id, SchoolClass.school_year_id == year.id, target_reaches_class()
    )
    return or_(takes, expected.where(CoverageTarget.school_year_id == year.id))


def is_taken() -> ColumnElement[bool]:
    return Participation.status != ParticipationStatus.BROKEN_OFF


def steps_of(year: SchoolYear) -> list[Step]:
    """Return the steps in force for a school year, in their order; the municipality's own goes before the general."""
    ours = or_(ReadinessStep.municipality_id.is_(None), ReadinessStep.municipality_id == year.municipality_id)
    in_force = (
        ReadinessStep.valid_from <= year.ends_on,
        or_(ReadinessStep.valid_to.is_(None), ReadinessStep.valid_to > year.starts_on),
    )
    rows = db.session.scalars(select(ReadinessStep).where(ours, *in_force)).all()
    by_code = {row.code: row for row in sorted(rows, key=lambda row: (row.municipality_id is not None, row.valid_from))}
    return [
        Step(row.id, row.code, row.title, row.hint, row.kind, row.wanted, row.municipality_id is not None)
        for row in sorted(by_code.values(), key=lambda row: (row.place, row.code))
    ]


def needed_by_school(year: SchoolYear, schools: Sequence[uuid.UUID]) -> dict[uuid.UUID, list[Needed]]:
    """Count the leaders: as many as the programme asks for, for each class that takes it and has not broken it off."""
    columns = (Participation.school_id, Programme.id, Programme.name, Programme.leaders_expected)
    query = (
        select(*columns, Programme.leaders_expected * func.count())
        .join(Programme, Programme.id == Participation.programme_id)
        .where(Participation.municipality_id == year.municipality_id, Participation.school_year_id == year.id)
        .where(Participation.school_id.in_(schools), is_taken(), Programme.leaders_expected >= PAIR)
        .group_by(*columns)
        .order_by(Programme.name, Programme.id)
    )
    found = defaultdict(list)
    for row in db.session.execute(query):
        found[row[0]].append(Needed(*row[1:]))
    return found


def answers_by_list(year: SchoolYear, schools: Sequence[uuid.UUID]) -> dict[uuid.UUID, dict[Key, int]]:
    query = (
        select(Readiness.id, ReadinessAnswer.step_id, ReadinessAnswer.programme_id, ReadinessAnswer.value)
        .join(ReadinessAnswer, ReadinessAnswer.readiness_id == Readiness.id)
        .where(Readiness.school_year_id == year.id, Readiness.school_id.in_(schools))
    )
    found: dict[uuid.UUID, dict[Key, int]] = defaultdict(dict)
    for key, step_id, programme_id, value in db.session.execute(query):
        found[key][step_id, programme_id] = value
    return found


def items_of(steps: Sequence[Step], needed: Sequence[Needed], answers: Answers) -> list[Item]:
    return [item for step in steps for item in lines_of(step, needed, answers)]


def lines_of(step: Step, needed: Sequence[Needed], answers: Answers) -> Iterator[Item]:
    """Yield a step's line, or for leaders a line for each programme that wants them in pairs."""
    if step.kind is not StepKind.LEADERS:
        yield Item(step, step.wanted, answers.get((step.id, None)))
        return
    for one in needed:
        value = answers.get((step.id, one.programme_id))
        yield Item(step, one.leaders, value, one.programme_id, one.programme, one.per_class)
