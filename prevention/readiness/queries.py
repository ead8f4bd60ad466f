"""Every read of the checklists. The number of statements is the same for one school and for all."""

import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select

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
from prevention.sorting import swedish

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


class Span(NamedTuple):
    """What is asked of a school year."""

    id: uuid.UUID
    municipality_id: uuid.UUID
    starts_on: date
    ends_on: date


class SeenSchool(NamedTuple):
    """The head of a checklist, in its order."""

    id: uuid.UUID
    name: str
    district_id: uuid.UUID | None
    district: str | None
    concerned: bool


@dataclass(frozen=True, slots=True)
class Stated:
    """What a school has stated, by step; `id` is None where nobody has filled the list in."""

    id: uuid.UUID | None
    note: str | None
    filled_in_by: str | None
    filled_in_at: datetime | None
    answers: dict[Key, int]


NOTHING = Stated(None, None, None, None, {})


def span_of(year: SchoolYear) -> Span:
    return Span(year.id, year.municipality_id, year.starts_on, year.ends_on)


def per_school(actor: Actor, year: SchoolYear) -> list[Checklist]:
    """Return the checklist of each school whose coverage the actor may see, the least ready first."""
    return sorted(checklists(actor, year, is_listed(year)), key=worst_first)


def of_school(actor: Actor, year: SchoolYear, school_id: uuid.UUID) -> Checklist:
    """Return the checklist of a school the actor may see, a closed one too."""
    return next(checklists(actor, year, Agency.id == school_id))


def of_seen_school(year: Span, school: SeenSchool, needed: Iterable[Needed]) -> Checklist:
    """Return the checklist of a school that the reader is known to see, who counted the leaders it needs."""
    steps, lists = stated(year, [school.id])
    return checklist(school, steps, list(needed), lists.get(school.id, NOTHING))


def checklists(actor: Actor, year: SchoolYear, *only: ColumnElement[bool]) -> Iterator[Checklist]:
    schools = [SeenSchool(*row) for row in db.session.execute(school_rows(actor, year, *only))]
    keys = [one.id for one in schools]
    (steps, lists), needed = stated(span_of(year), keys), needed_by_school(year, keys)
    for one in schools:
        yield checklist(one, steps, needed.get(one.id, ()), lists.get(one.id, NOTHING))


def checklist(school: SeenSchool, steps: Sequence[Step], needed: Sequence[Needed], said: Stated) -> Checklist:
    items = items_of(steps, needed, said.answers)
    return Checklist(*school, items, said.id, said.note, said.filled_in_by, said.filled_in_at)


def school_rows(actor: Actor, year: SchoolYear, *only: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
    return (
        select(
            Agency.id,
            Agency.name,
            District.id,
            District.name,
            is_concerned(year),
        )
        .outerjoin(District, District.id == Agency.district_id)
        .where(allowed(Agency, Permission.COVERAGE_READ, actor), Agency.kind == AgencyKind.SCHOOL, *only)
        .order_by(swedish(Agency.name), Agency.id)
    )


def is_listed(year: SchoolYear) -> ColumnElement[bool]:
    has_classes = exists().where(SchoolClass.school_id == Agency.id, SchoolClass.school_year_id == year.id)
    is_filled_in = exists().where(Readiness.school_id == Agency.id, Readiness.school_year_id == year.id)
    return or_(has_classes, is_active(clock.today()), is_filled_in)


def is_concerned(year: SchoolYear) -> ColumnElement[bool]:
    takes = exists().where(Participation.school_id == Agency.id, Participation.school_year_id == year.id, is_taken())
    expected = exists().where(
        SchoolClass.school_id == Agency.id, SchoolClass.school_year_id == year.id, target_reaches_class()
    )
    return or_(takes, expected.where(CoverageTarget.school_year_id == year.id))


def is_taken() -> ColumnElement[bool]:
    return Participation.status != ParticipationStatus.BROKEN_OFF


def stated(year: Span, schools: Collection[uuid.UUID]) -> tuple[list[Step], dict[uuid.UUID, Stated]]:
    """Return the steps in force for a school year, and what each school has stated of them, in one statement."""
    steps: dict[uuid.UUID, ReadinessStep] = {}
    lists: dict[uuid.UUID, Stated] = {}
    for step, school_id, key, note, by, at, programme_id, value in db.session.execute(stated_rows(year, schools)):
        steps[step.id] = step
        if school_id is None:
            continue
        said = lists.setdefault(school_id, Stated(key, note, by, at, {}))
        if value is not None:
            said.answers[step.id, programme_id] = value
    return in_order(steps.values()), lists


def stated_rows(year: Span, schools: Collection[uuid.UUID]) -> Select[*tuple[Any, ...]]:
    """Return each step in force with each list and its answer: with nothing beside it where there is none."""
    of_lists = (Readiness.id, Readiness.note, Person.name, Readiness.filled_in_at)
    its_answer = and_(ReadinessAnswer.readiness_id == Readiness.id, ReadinessAnswer.step_id == ReadinessStep.id)
    return (
        select(ReadinessStep, Readiness.school_id, *of_lists, ReadinessAnswer.programme_id, ReadinessAnswer.value)
        .select_from(ReadinessStep)
        .outerjoin(Readiness, and_(Readiness.school_year_id == year.id, Readiness.school_id.in_(schools)))
        .outerjoin(Person, Person.id == Readiness.filled_in_by_id)
        .outerjoin(ReadinessAnswer, its_answer)
        .where(
            or_(ReadinessStep.municipality_id.is_(None), ReadinessStep.municipality_id == year.municipality_id),
            ReadinessStep.valid_from <= year.ends_on,
            or_(ReadinessStep.valid_to.is_(None), ReadinessStep.valid_to > year.starts_on),
        )
    )


def in_order(rows: Iterable[ReadinessStep]) -> list[Step]:
    """Return the steps in their order; the municipality's own goes before the general."""
    by_code = {row.code: row for row in sorted(rows, key=lambda row: (row.municipality_id is not None, row.valid_from))}
    return [
        Step(row.id, row.code, row.title, row.hint, row.kind, row.wanted, row.municipality_id is not None)
        for row in sorted(by_code.values(), key=lambda row: (row.place, row.code))
    ]


def needed_by_school(year: SchoolYear, schools: Sequence[uuid.UUID]) -> dict[uuid.UUID, list[Needed]]:
    """Count the leaders, for the classes that take the programme and have not broken it off."""
    columns = (Participation.school_id, Programme.id, Programme.name, Programme.leaders_expected)
    query = (
        select(*columns, func.count())
        .join(Programme, Programme.id == Participation.programme_id)
        .where(Participation.municipality_id == year.municipality_id, Participation.school_year_id == year.id)
        .where(Participation.school_id.in_(schools), is_taken())
        .group_by(*columns)
        .order_by(swedish(Programme.name), Programme.id)
    )
    found: dict[uuid.UUID, list[Needed]] = defaultdict(list)
    for school_id, programme_id, programme, per_class, classes in db.session.execute(query):
        found[school_id] += needed_for(programme_id, programme, per_class, classes)
    return found


def needed_for(programme_id: uuid.UUID, programme: str, per_class: int, classes: int) -> Iterator[Needed]:
    """Yield the leaders that classes need for a programme that is led in pairs; nothing for others."""
    if per_class >= PAIR and classes:
        yield Needed(programme_id, programme, per_class, per_class * classes)


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
