"""A town as it stands before its school years: founded as any municipality is, with schools, people and programmes."""

import random
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import delete, insert, select, update

from prevention import clock
from prevention.access.kinds import AgencyKind
from prevention.access.roles import Role
from prevention.accounts.models import Person, RoleAssignment
from prevention.accounts.passwords import hash_password
from prevention.demo.offers import Edition, current_editions
from prevention.extensions import db
from prevention.organisations.actions import found_municipality
from prevention.organisations.models import Agency, District, Municipality, OwnerType
from prevention.programmes.models import CurriculumVersion, Lesson

from .names import SchoolPlan, TownPlan

PASSWORD = "sju sorters kakor i en burk"  # noqa: S105  everyone may know it: production refuses these people
DISTRICTS = ("Norr", "Söder", "Öster", "Väster", "Centrum")
CLASSES_A_TEACHER = 2


@dataclass(frozen=True, slots=True)
class School:
    plan: SchoolPlan
    id: uuid.UUID
    teachers: tuple[uuid.UUID, ...]


@dataclass(frozen=True, slots=True)
class Town:
    municipality: Municipality
    schools: tuple[School, ...]
    editions: Mapping[str, Edition]


def teacher_of(school: SchoolPlan, number: int = 0) -> str:
    return f"teacher-{school.code}-{number}@bench.example"


def administrator_of(town: TownPlan) -> str:
    return f"administrator-{town.code}@bench.example"


def found(plan: TownPlan, lessons: int | None) -> Town:
    """Add a town, its programmes shortened to so many `lessons` where that is said."""
    rng = random.Random(plan.code)  # noqa: S311  nothing here is secret
    municipality = found_municipality(plan.code, plan.name)
    if lessons:
        shorten_programmes(municipality.id, lessons)
    schools = tuple(school_of(one, rng) for one in plan.schools)
    add_schools(municipality, schools)
    add_people(municipality, plan, schools, rng)
    return Town(municipality, schools, current_editions(municipality.id))


def key(rng: random.Random) -> uuid.UUID:
    return uuid.UUID(int=rng.getrandbits(128))


def school_of(plan: SchoolPlan, rng: random.Random) -> School:
    teachers = max(2, plan.classes // CLASSES_A_TEACHER)
    return School(plan, key(rng), tuple(key(rng) for _number in range(teachers)))


def shorten_programmes(municipality_id: uuid.UUID, lessons: int) -> None:
    here = CurriculumVersion.municipality_id == municipality_id
    longer = here, CurriculumVersion.lessons_expected > lessons
    db.session.execute(update(CurriculumVersion).where(*longer).values(lessons_expected=lessons))
    db.session.execute(delete(Lesson).where(Lesson.municipality_id == municipality_id, Lesson.number > lessons))


def add_schools(municipality: Municipality, schools: tuple[School, ...]) -> None:
    districts = [District(municipality_id=municipality.id, name=name) for name in DISTRICTS]
    db.session.add_all(districts)
    db.session.flush()
    rows = [
        {
            "id": one.id,
            "municipality_id": municipality.id,
            "kind": AgencyKind.SCHOOL,
            "name": one.plan.name,
            "code": one.plan.code,
            "district_id": districts[place % len(districts)].id,
            "owner_type": OwnerType.INDEPENDENT if one.plan.independent else OwnerType.MUNICIPAL,
            "offers": [{"form": "gr", "grades": list(one.plan.grades)}],
        }
        for place, one in enumerate(schools)
    ]
    db.session.execute(insert(Agency), rows)


def add_people(municipality: Municipality, plan: TownPlan, schools: tuple[School, ...], rng: random.Random) -> None:
    office = db.session.scalars(
        select(Agency.id).where(Agency.municipality_id == municipality.id, Agency.kind == AgencyKind.MUNICIPALITY)
    ).one()
    people = [(key(rng), administrator_of(plan), Role.COVERAGE_ADMINISTRATOR, office), *teachers(schools)]
    here = {"municipality_id": municipality.id}
    known: dict[str, Any] = here | {"password_hash": hashed_password()}
    named = [known | {"id": person, "email": email, "name": name_of(email)} for person, email, _role, _at in people]
    db.session.execute(insert(Person), named)
    granted = here | {"granted_at": clock.now()}
    held = [granted | {"person_id": person, "role": role, "agency_id": at} for person, _email, role, at in people]
    db.session.execute(insert(RoleAssignment), held)


def teachers(schools: tuple[School, ...]) -> Iterator[tuple[uuid.UUID, str, Role, uuid.UUID]]:
    for school in schools:
        for number, person in enumerate(school.teachers):
            yield person, teacher_of(school.plan, number), Role.TEACHER, school.id


def name_of(email: str) -> str:
    return email.partition("@")[0].replace("-", " ").capitalize()


@cache
def hashed_password() -> str:
    """Hash it once: for each of them it would take an hour."""
    return hash_password(PASSWORD)
