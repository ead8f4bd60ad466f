"""Classes of a school year, and which of them take a programme: led by whom, at what pace."""

import random
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sqlalchemy import insert

from prevention.classes.models import SchoolClass
from prevention.extensions import db
from prevention.organisations.models import SchoolYear

from .offers import Edition, Offer
from .paces import (
    BROKEN_OFF,
    LAST_YEARS,
    NOT_PLANNED,
    TEACHER_FORGOT_TWO,
    TEACHERS_LESSON_TODAY,
    TEACHERS_THIRD_CLASS,
    Pace,
)
from .people import POLICE_GUEST, RESCUE_GUEST, TEACHER, People
from .places import BIG_SCHOOL, SCHOOLS, School

UPPER_SECONDARY_LINES = ("SA", "NA", "EK")
TEACHERS_OWN = {"7A": TEACHERS_LESSON_TODAY, "7B": TEACHER_FORGOT_TWO, "8A": TEACHERS_THIRD_CLASS}
SPECIAL: Mapping[tuple[str, str], Pace] = {
    **{(BIG_SCHOOL.name, name): pace for name, pace in TEACHERS_OWN.items()},
    (BIG_SCHOOL.name, "7E"): NOT_PLANNED,
    ("Kråkbärets skola", "6B"): BROKEN_OFF,
    ("Trollsjöns skola", "7B"): BROKEN_OFF,
}
ROOMS = ("Klassrummet", "Biblioteket", "Aulan", "Sal 12", "Sal 24", None, None)


@dataclass(frozen=True, slots=True)
class DemoClass:
    id: uuid.UUID
    school: School
    school_id: uuid.UUID
    name: str
    grade: str
    pupils: int


@dataclass(frozen=True, slots=True)
class Taking:
    """A class takes a programme: what the sessions are made of. The first leader is the one who logs."""

    id: uuid.UUID
    of: DemoClass
    year: SchoolYear
    edition: Edition
    every: int
    pace: Pace
    last_year: bool
    leaders: tuple[uuid.UUID, ...]
    weekday: int
    room: str | None
    peer_mentors: int | None


def add_classes(year: SchoolYear, agencies: Mapping[str, uuid.UUID], rng: random.Random) -> list[DemoClass]:
    classes = [
        DemoClass(uuid.uuid4(), school, agencies[school.name], class_name(grade, number), grade, rng.randint(17, 28))
        for school in SCHOOLS
        for grade in school.grades
        for number in range(school.parallel)
    ]
    of = {"municipality_id": year.municipality_id, "school_year_id": year.id}
    rows = [
        {**of, "id": one.id, "school_id": one.school_id, "name": one.name, "grade": one.grade, "pupils": one.pupils}
        for one in classes
    ]
    db.session.execute(insert(SchoolClass), rows)
    return classes


def class_name(grade: str, number: int) -> str:
    """Write `7A`, or `NA1` in upper secondary."""
    return f"{UPPER_SECONDARY_LINES[number]}{grade[2:]}" if grade.startswith("gy") else f"{grade}{'ABCDE'[number]}"


@dataclass(frozen=True, slots=True)
class Choosing:
    """What it takes to say which classes of a year take which programmes."""

    year: SchoolYear
    last_year: bool
    editions: Mapping[str, Edition]
    people: People
    rng: random.Random

    def takings(self, classes: list[DemoClass], offers: tuple[Offer, ...]) -> Iterator[Taking]:
        for one in classes:
            for offer in offers:
                if offer.reaches(one.school, one.grade):
                    yield from self.taking(one, offer)

    def taking(self, one: DemoClass, offer: Offer) -> Iterator[Taking]:
        special = (
            None if self.last_year or not offer.code.startswith("mvp") else SPECIAL.get((one.school.name, one.name))
        )
        pace = special or (LAST_YEARS[one.school.pace] if self.last_year else one.school.pace)
        if special is None and self.rng.random() > pace.takes_part:
            return
        edition = self.editions[offer.code]
        yield Taking(
            id=uuid.uuid4(),
            of=one,
            year=self.year,
            edition=edition,
            every=offer.every,
            pace=pace,
            last_year=self.last_year,
            leaders=self.leaders(one, offer, edition),
            weekday=self.rng.randrange(5),
            room=self.rng.choice(ROOMS),
            peer_mentors=self.rng.randint(4, 8) if edition.peer_mentors else None,
        )

    def leaders(self, one: DemoClass, offer: Offer, edition: Edition) -> tuple[uuid.UUID, ...]:
        """Return who leads: a teacher first, and where a pair is wanted a guest or a colleague beside."""
        cast, staff = self.people.cast, self.people.staff[one.school.name]
        if offer.by_rescue_service:
            return (cast[RESCUE_GUEST.name],)
        if not self.last_year and one.school is BIG_SCHOOL and one.name in TEACHERS_OWN:
            return cast[TEACHER.name], cast[POLICE_GUEST.name]
        teacher = self.rng.choice(staff.teachers)
        colleagues = [person for person in staff.teachers + staff.guests if person != teacher]
        return teacher, *self.rng.sample(colleagues, edition.leaders - 1)
