"""A municipality to measure on: 30 schools, 400 classes that all take MVP, 5,000 logged sessions, all invented."""

import random
import uuid
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from typing import Any

from sqlalchemy import insert, select

from prevention import clock
from prevention.access.kinds import AgencyKind
from prevention.access.roles import Role
from prevention.accounts.models import Person, RoleAssignment
from prevention.accounts.passwords import hash_password
from prevention.classes.models import Participation, ParticipationLeader, PlannedSession, SchoolClass
from prevention.coverage.sums import Scope, recount
from prevention.extensions import db
from prevention.logbook.models import SessionLog
from prevention.opendata.models import OpenDataSetting
from prevention.opendata.models import Scope as Published
from prevention.organisations.actions import found_municipality
from prevention.organisations.models import Agency, District, Municipality, OwnerType, SchoolYear
from prevention.programmes.models import CoverageTarget, CurriculumVersion, Lesson, Programme

SCHOOLS, CLASSES, LOGS = 30, 400, 5_000
LOWER, UPPER = ("F", "1", "2", "3", "4", "5", "6"), ("7", "8", "9")
TEACHERS_CLASSES, TEACHERS_LOGS = 3, 7  # an ordinary load, in the middle of the programme
EMAILS = ("teacher@9991.example", "colleague@9991.example", "administrator@9991.example")
PASSWORD = "sju sorters kakor i en burk"
OUTCOMES, WEIGHTS = ("held", "partly_held", "not_held"), (88, 6, 6)


@dataclass(frozen=True)
class World:
    """Whose pages are measured, by e-mail address, and which."""

    teacher: str
    administrator: str
    class_id: uuid.UUID


@dataclass
class Rows:
    """What goes into each table, in the order the foreign keys ask for."""

    tables: dict[type[Any], list[dict[str, Any]]] = field(default_factory=dict)

    def add(self, table: type[Any], **values: Any) -> uuid.UUID:
        key = uuid.uuid4()
        self.tables.setdefault(table, []).append({"id": key, **values})
        return key

    def insert(self) -> None:
        for table, rows in self.tables.items():
            db.session.execute(insert(table), rows)


def build_world() -> World:
    rng, town = random.Random(1), found_municipality("9991", "Storköping")
    rows = Rows()
    schools = add_schools(rows, town)
    teacher, colleague = add_people(rows, town, schools)
    classes = add_classes(rows, town, schools, rng)
    add_sessions(rows, town, classes, (teacher, colleague), rng)
    rows.insert()
    db.session.add(OpenDataSetting(municipality_id=town.id, scope=Published.ALL))
    recount(Scope(town.id))
    db.session.commit()
    return World(EMAILS[0], EMAILS[2], classes[0]["id"])


def add_schools(rows: Rows, town: Municipality) -> list[uuid.UUID]:
    districts = [rows.add(District, municipality_id=town.id, name=f"Område {letter}") for letter in "ABCDE"]
    return [
        rows.add(
            Agency,
            municipality_id=town.id,
            kind=AgencyKind.SCHOOL,
            name=f"Storköpings skola {number + 1}",
            code=f"9991{number + 1:04}",
            district_id=districts[number % len(districts)],
            owner_type=OwnerType.INDEPENDENT if number % 5 == 0 else OwnerType.MUNICIPAL,
            offers=[{"form": "gr", "grades": list(LOWER[1:] + UPPER)}],
        )
        for number in range(SCHOOLS)
    ]


def add_people(rows: Rows, town: Municipality, schools: list[uuid.UUID]) -> tuple[uuid.UUID, uuid.UUID]:
    here = {"municipality_id": town.id}
    office = db.session.scalars(select(Agency.id).where(Agency.municipality_id == town.id)).one()
    here_known = here | {"password_hash": hash_password(PASSWORD)}
    people = [rows.add(Person, **here_known, email=email, name=email.partition("@")[0].title()) for email in EMAILS]
    held = [(Role.TEACHER, schools[0]), (Role.TEACHER, schools[0]), (Role.COVERAGE_ADMINISTRATOR, office)]
    for person, (role, agency) in zip(people, held, strict=True):
        rows.add(RoleAssignment, **here, person_id=person, role=role, agency_id=agency, granted_at=clock.now())
    return people[0], people[1]


def add_classes(rows: Rows, town: Municipality, schools: list[uuid.UUID], rng: random.Random) -> list[dict[str, Any]]:
    year = current_year(town)
    mvp = db.session.scalars(
        select(Programme).where(Programme.municipality_id == town.id, Programme.code == "mvp-hogstadiet")
    ).one()
    for grade in LOWER + UPPER:
        rows.add(CoverageTarget, municipality_id=town.id, school_year_id=year, programme_id=mvp.id, grade=grade)
    for number in range(CLASSES):
        row, grades = number // SCHOOLS, LOWER + UPPER
        grade = grades[(row + 7) % len(grades)]
        rows.add(
            SchoolClass,
            municipality_id=town.id,
            school_id=schools[number % SCHOOLS] if number >= TEACHERS_CLASSES else schools[0],
            school_year_id=year,
            name=f"{grade}{number:03}",
            grade=grade,
            pupils=rng.randint(17, 28),
        )
    return rows.tables[SchoolClass]


def current_year(town: Municipality) -> uuid.UUID:
    query = select(SchoolYear.id).where(SchoolYear.municipality_id == town.id)
    return db.session.scalars(query.order_by(SchoolYear.starts_on)).all()[0]


def add_sessions(
    rows: Rows, town: Municipality, classes: list[dict[str, Any]], leaders: tuple[uuid.UUID, ...], rng: random.Random
) -> None:
    edition, programme = db.session.execute(
        select(CurriculumVersion.id, Programme.id)
        .join(Programme, Programme.id == CurriculumVersion.programme_id)
        .where(Programme.municipality_id == town.id, Programme.code == "mvp-hogstadiet", CurriculumVersion.is_current)
    ).one()
    lessons = list(
        db.session.scalars(select(Lesson.id).where(Lesson.curriculum_version_id == edition).order_by(Lesson.number))
    )
    for number, one in enumerate(classes):
        of = {"municipality_id": town.id}
        participation = rows.add(
            Participation,
            **of,
            school_class_id=one["id"],
            school_id=one["school_id"],
            school_year_id=one["school_year_id"],
            programme_id=programme,
            curriculum_version_id=edition,
            starts_on=clock.today(),
            weekday=2,
        )
        for leader in leaders if number < TEACHERS_CLASSES else leaders[1:]:
            rows.add(ParticipationLeader, **of, participation_id=participation, person_id=leader)
        add_lessons(rows, of | {"participation_id": participation}, lessons, number, leaders[0], rng)


def add_lessons(
    rows: Rows, of: dict[str, uuid.UUID], lessons: list[uuid.UUID], number: int, leader: uuid.UUID, rng: random.Random
) -> None:
    """Add a class's lessons, weekly around today. The teacher's second class has one that nobody logged."""
    logged = logs_of(number)
    shift = {0: 0, 1: 1}.get(number, number % 5)
    for lesson_number, lesson in enumerate(lessons):
        day = clock.today() + timedelta(weeks=lesson_number - logged, days=-shift)
        outcome = rng.choices(OUTCOMES, WEIGHTS)[0] if lesson_number < logged else None
        rows.add(PlannedSession, **of, lesson_id=lesson, planned_on=day, outcome=outcome)
        if outcome:
            rows.add(
                SessionLog,
                **of,
                lesson_id=lesson,
                status=outcome,
                held_on=day,
                reason=None if outcome == "held" else "timetable",
                minutes=None if outcome == "not_held" else 60,
                pupils_present=None if outcome == "not_held" else 17,
                client_id=uuid.uuid4(),
                logged_by_id=leader,
                logged_at=datetime.combine(day, time(12), tzinfo=UTC),
            )


def logs_of(number: int) -> int:
    """Return how many lessons of a class are logged, so that all classes together have `LOGS`."""
    if number < TEACHERS_CLASSES:
        return TEACHERS_LOGS
    others = CLASSES - TEACHERS_CLASSES
    usual, more = divmod(LOGS - TEACHERS_CLASSES * TEACHERS_LOGS, others)
    return usual + (number - TEACHERS_CLASSES < more)
