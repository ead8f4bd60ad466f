"""A municipality of the cast: its agencies, its school year, its programmes and one person a role."""

import uuid
from dataclasses import dataclass
from datetime import UTC, date, datetime

from prevention.access.actor import Actor
from prevention.access.kinds import AgencyKind
from prevention.access.roles import Role
from prevention.accounts.models import Person, RoleAssignment
from prevention.accounts.session import find
from prevention.database import Base
from prevention.extensions import db
from prevention.organisations.models import Agency, District, Municipality, OwnerType, SchoolBreak, SchoolYear
from prevention.programmes.models import CoverageTarget, CurriculumVersion, DeliveryMode, Lesson, Programme

LONG_AGO = datetime(2026, 8, 1, 8, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Town:
    """One municipality of the cast: ids only, so that no test holds a stale row."""

    municipality: uuid.UUID
    district: uuid.UUID
    school: uuid.UUID
    other_school: uuid.UUID
    municipality_agency: uuid.UUID
    school_year: uuid.UUID
    mvp: uuid.UUID
    curriculum: uuid.UUID
    lessons: tuple[uuid.UUID, ...]
    pax: uuid.UUID
    target: uuid.UUID
    people: dict[str, uuid.UUID]
    social_services: uuid.UUID
    rescue_service: uuid.UUID
    police: uuid.UUID


def build_town(code: str, name: str) -> Town:
    here = add(Municipality(code=code, name=name))
    district = add(District(municipality_id=here, name=f"{name} norra"))
    agencies = build_agencies(here, code, name, district)
    year = build_school_year(here)
    mvp, curriculum, lessons = build_mvp(here)
    pax = add(Programme(municipality_id=here, code="pax", name="PAX i skolan", delivery_mode=DeliveryMode.CONTINUOUS))
    add(CurriculumVersion(municipality_id=here, programme_id=pax, edition="1", is_current=True))
    target = add(CoverageTarget(municipality_id=here, school_year_id=year, programme_id=mvp, grade="7"))
    return Town(
        municipality=here,
        district=district,
        school=agencies["school"],
        other_school=agencies["other_school"],
        municipality_agency=agencies["municipality"],
        school_year=year,
        mvp=mvp,
        curriculum=curriculum,
        lessons=lessons,
        pax=pax,
        target=target,
        people=build_people(here, code, agencies),
        social_services=agencies["social_services"],
        rescue_service=agencies["rescue_service"],
        police=agencies["police"],
    )


def build_agencies(here: uuid.UUID, code: str, name: str, district: uuid.UUID) -> dict[str, uuid.UUID]:
    kinds = {
        "municipality": (AgencyKind.MUNICIPALITY, f"{name}s kommun"),
        "social_services": (AgencyKind.SOCIAL_SERVICES, f"Socialtjänsten {name}"),
        "rescue_service": (AgencyKind.RESCUE_SERVICE, f"{name}s räddningstjänst"),
        "police": (AgencyKind.POLICE, f"Polisen {name}"),
    }
    made = {key: add(Agency(municipality_id=here, kind=kind, name=title)) for key, (kind, title) in kinds.items()}
    for key, number, title, owner in (
        ("school", "0001", f"{name}s norra skola", OwnerType.MUNICIPAL),
        ("other_school", "0002", f"{name}s friskola", OwnerType.INDEPENDENT),
    ):
        made[key] = add(
            Agency(
                municipality_id=here,
                kind=AgencyKind.SCHOOL,
                name=title,
                code=code + number,
                owner_type=owner,
                district_id=district if key == "school" else None,
                offers=[{"form": "gr", "grades": ["7", "8", "9"]}],
            )
        )
    return made


def build_school_year(here: uuid.UUID) -> uuid.UUID:
    year = SchoolYear(municipality_id=here, name="2026/27", starts_on=date(2026, 8, 17), ends_on=date(2027, 6, 11))
    for name, first, last in (
        ("Höstlov", date(2026, 10, 26), date(2026, 10, 30)),
        ("Jullov", date(2026, 12, 21), date(2027, 1, 8)),
    ):
        year.breaks.append(SchoolBreak(municipality_id=here, name=name, starts_on=first, ends_on=last))
    return add(year)


def build_mvp(here: uuid.UUID) -> tuple[uuid.UUID, uuid.UUID, tuple[uuid.UUID, ...]]:
    mvp = add(
        Programme(
            municipality_id=here,
            code="mvp",
            name="MVP högstadiet",
            delivery_mode=DeliveryMode.LESSON_SERIES,
            leaders_expected=2,
        )
    )
    curriculum = add(
        CurriculumVersion(
            municipality_id=here, programme_id=mvp, edition="2024", lessons_expected=4, minutes=60, is_current=True
        )
    )
    titles = ("Vad är våld?", "Våld går att förebygga", "Grupptryck", None)
    lessons = tuple(
        add(Lesson(municipality_id=here, curriculum_version_id=curriculum, number=number, title=title))
        for number, title in enumerate(titles, 1)
    )
    return mvp, curriculum, lessons


ROLES_AT = {
    "teacher": (Role.TEACHER, "school"),
    "teacher_elsewhere": (Role.TEACHER, "other_school"),
    "principal": (Role.PRINCIPAL, "school"),
    "principal_elsewhere": (Role.PRINCIPAL, "other_school"),
    "programme_leader": (Role.PROGRAMME_LEADER, "school"),
    "social_worker": (Role.SOCIAL_WORKER, "social_services"),
    "social_services_lead": (Role.SOCIAL_SERVICES_LEAD, "social_services"),
    "rescue_officer": (Role.RESCUE_OFFICER, "rescue_service"),
    "police_liaison": (Role.POLICE_LIAISON, "police"),
    "coverage_administrator": (Role.COVERAGE_ADMINISTRATOR, "municipality"),
    "system_administrator": (Role.SYSTEM_ADMINISTRATOR, "municipality"),
    "auditor": (Role.AUDITOR, "municipality"),
    "colleague": (Role.SOCIAL_WORKER, "social_services"),
    "nobody": (None, None),
}


def build_people(here: uuid.UUID, code: str, agencies: dict[str, uuid.UUID]) -> dict[str, uuid.UUID]:
    people = {}
    for key, (role, place) in ROLES_AT.items():
        name = key.replace("_", " ").title()
        people[key] = add(Person(municipality_id=here, email=f"{key}@{code}.example", name=f"{name} {code}"))
        if role and place:
            add(
                RoleAssignment(
                    municipality_id=here,
                    person_id=people[key],
                    role=role,
                    agency_id=agencies[place],
                    granted_at=LONG_AGO,
                )
            )
    return people


def add(thing: Base) -> uuid.UUID:
    db.session.add(thing)
    db.session.flush()
    return thing.id


def actor_of(person: uuid.UUID) -> Actor:
    signed_in = find(person)
    assert signed_in
    return signed_in.actor
