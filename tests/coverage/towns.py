"""Random small municipalities for coverage: described as plain data, then stored."""

import uuid
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from hypothesis import strategies as st

from prevention.access.kinds import AgencyKind
from prevention.access.roles import Role
from prevention.accounts.models import Person, RoleAssignment
from prevention.classes.models import Participation, ParticipationStatus, PlannedSession, SchoolClass, SessionOutcome
from prevention.coverage.sums import Scope, recount
from prevention.database import Base
from prevention.extensions import db
from prevention.organisations.models import Agency, District, Municipality, OwnerType, SchoolYear
from prevention.programmes.models import CoverageTarget, CurriculumVersion, DeliveryMode, Lesson, Programme

TODAY = date(2026, 11, 18)
CURRENT, FORMER, UNNUMBERED = "current", "former", "unnumbered"
LESSONS = {CURRENT: 3, FORMER: 2, UNNUMBERED: None}
WAITING: list[Base] = []
GRADES = ("2", "5", "7", "8")


@dataclass(frozen=True)
class Session:
    outcome: SessionOutcome | None
    days: int | None  # from today; none: without a planned day


@dataclass(frozen=True)
class Takes:
    """A participation: in the series by one of its editions, or in the continuous programme."""

    edition: str
    status: ParticipationStatus
    sessions: tuple[Session, ...]
    weekday: int | None = None


@dataclass(frozen=True)
class Class:
    grade: str
    pupils: int
    takes: tuple[Takes, ...] = ()


@dataclass(frozen=True)
class School:
    owner: OwnerType
    district: int | None
    classes: tuple[Class, ...]


@dataclass(frozen=True)
class Target:
    programme: str
    grade: str
    school: int | None  # its place in the list; none: all schools


@dataclass(frozen=True)
class Town:
    schools: tuple[School, ...]
    targets: frozenset[Target]


@dataclass(frozen=True)
class Built:
    municipality: uuid.UUID
    agency: uuid.UUID  # the municipality itself, as a place where roles and tokens are held
    administrator: uuid.UUID
    districts: tuple[uuid.UUID, ...]
    schools: tuple[uuid.UUID, ...]


sessions = st.builds(
    Session, st.one_of(st.none(), st.sampled_from(SessionOutcome)), st.one_of(st.none(), st.sampled_from((-7, 0, 7)))
)
series = st.sampled_from((CURRENT, FORMER)).flatmap(
    lambda edition: st.builds(
        Takes,
        st.just(edition),
        st.sampled_from(ParticipationStatus),
        st.tuples(*[sessions] * (LESSONS[edition] or 0)),
        st.one_of(st.none(), st.integers(0, 4)),
    )
)
continuous = st.builds(Takes, st.just(UNNUMBERED), st.sampled_from(ParticipationStatus), st.just(()))
takes = st.tuples(st.one_of(st.none(), series), st.one_of(st.none(), continuous)).map(
    lambda pair: tuple(one for one in pair if one)
)
classes = st.builds(Class, st.sampled_from(GRADES), st.integers(0, 30), takes)
schools = st.builds(
    School,
    st.sampled_from((OwnerType.MUNICIPAL, OwnerType.INDEPENDENT)),
    st.sampled_from((None, 0, 1)),
    st.lists(classes, max_size=4).map(tuple),
)
targets = st.builds(
    Target, st.sampled_from(("series", "continuous")), st.sampled_from(GRADES), st.sampled_from((None, 0, 1))
)
towns = st.builds(Town, st.lists(schools, min_size=2, max_size=4).map(tuple), st.frozensets(targets, max_size=6))


def uniform(schools: int, classes: int) -> Town:
    """Return so many schools with so many classes each, all expected and one lesson held in each."""
    plan = (Session(SessionOutcome.HELD, -7), Session(None, -7), Session(None, 7))
    one = Class("7", 20, (Takes(CURRENT, ParticipationStatus.RUNNING, plan),))
    school = School(OwnerType.MUNICIPAL, 0, (one,) * classes)
    return Town((school,) * schools, frozenset({Target("series", "7", None)}))


def build(town: Town) -> Built:
    """Store it. Schools are named `Skola 1`, classes `1A`, so that a name tells which row it is."""
    here = add(Municipality(code="7701", name="Slumpköping"))
    of_town = add(Agency(municipality_id=here, kind=AgencyKind.MUNICIPALITY, name="Slumpköpings kommun"))
    districts = tuple(add(District(municipality_id=here, name=name)) for name in ("Norr", "Söder"))
    year = add(SchoolYear(municipality_id=here, name="2026/27", starts_on=date(2026, 8, 17), ends_on=date(2027, 6, 11)))
    editions = build_programmes(here)
    places = tuple(build_school(here, number, school, districts) for number, school in enumerate(town.schools, 1))
    for target in town.targets:
        programme = editions[CURRENT if target.programme == "series" else UNNUMBERED].programme
        at = None if target.school is None else places[target.school]
        add(
            CoverageTarget(
                municipality_id=here, school_year_id=year, programme_id=programme, grade=target.grade, school_id=at
            )
        )
    for place, school in zip(places, town.schools, strict=True):
        for number, one in enumerate(school.classes, 1):
            build_class(here, year, place, f"{number}A", one, editions)
    administrator = build_administrator(here, of_town)
    store()
    recount(Scope(here))
    return Built(here, of_town, administrator, districts, places)


@dataclass(frozen=True)
class Edition:
    programme: uuid.UUID
    key: uuid.UUID
    lessons: tuple[uuid.UUID, ...]


def build_programmes(here: uuid.UUID) -> dict[str, Edition]:
    programmes = {
        "series": add(programme(here, "serien", DeliveryMode.LESSON_SERIES)),
        "continuous": add(programme(here, "alltid", DeliveryMode.CONTINUOUS)),
    }
    return {
        name: build_edition(here, programmes["continuous" if name == UNNUMBERED else "series"], name)
        for name in LESSONS
    }


def programme(here: uuid.UUID, code: str, mode: DeliveryMode) -> Programme:
    return Programme(municipality_id=here, code=code, name=code.title(), delivery_mode=mode)


def build_edition(here: uuid.UUID, of: uuid.UUID, name: str) -> Edition:
    key = add(
        CurriculumVersion(
            municipality_id=here,
            programme_id=of,
            edition=name,
            lessons_expected=LESSONS[name],
            is_current=name != FORMER,
        )
    )
    lessons = tuple(
        add(Lesson(municipality_id=here, curriculum_version_id=key, number=number))
        for number in range(1, (LESSONS[name] or 0) + 1)
    )
    return Edition(of, key, lessons)


def build_school(here: uuid.UUID, number: int, school: School, districts: tuple[uuid.UUID, ...]) -> uuid.UUID:
    return add(
        Agency(
            municipality_id=here,
            kind=AgencyKind.SCHOOL,
            name=f"Skola {number}",
            code=f"7701{number:04}",
            owner_type=school.owner,
            district_id=None if school.district is None else districts[school.district],
        )
    )


def build_class(
    here: uuid.UUID, year: uuid.UUID, school: uuid.UUID, name: str, one: Class, editions: dict[str, Edition]
) -> None:
    key = add(
        SchoolClass(
            municipality_id=here, school_id=school, school_year_id=year, name=name, grade=one.grade, pupils=one.pupils
        )
    )
    for taken in one.takes:
        edition = editions[taken.edition]
        participation = add(
            Participation(
                municipality_id=here,
                school_class_id=key,
                school_id=school,
                school_year_id=year,
                programme_id=edition.programme,
                curriculum_version_id=edition.key,
                status=taken.status,
                weekday=taken.weekday,
            )
        )
        for lesson, session in zip(edition.lessons, taken.sessions, strict=True):
            day = None if session.days is None else TODAY + timedelta(days=session.days)
            add(
                PlannedSession(
                    municipality_id=here,
                    participation_id=participation,
                    lesson_id=lesson,
                    planned_on=day,
                    outcome=session.outcome,
                )
            )


def build_administrator(here: uuid.UUID, of_town: uuid.UUID) -> uuid.UUID:
    person = add(Person(municipality_id=here, email="coverage@7701.example", name="Admin 7701"))
    add(
        RoleAssignment(
            municipality_id=here,
            person_id=person,
            role=Role.COVERAGE_ADMINISTRATOR,
            agency_id=of_town,
            granted_at=datetime(2026, 8, 1, tzinfo=UTC),
        )
    )
    return person


def add(thing: Base) -> uuid.UUID:
    thing.id = uuid.uuid4()
    WAITING.append(thing)
    return thing.id


def store() -> None:
    """Store what was added, table by table: one flush for each, where one for every row takes ten times as long."""
    for table in Base.metadata.sorted_tables:
        db.session.add_all(thing for thing in WAITING if thing.__table__ is table)
        db.session.flush()
    WAITING.clear()
