"""Which programmes the invented municipality expects of which classes, and the editions they are taken in."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import insert, select

from prevention.extensions import db
from prevention.organisations.models import SchoolYear
from prevention.programmes.models import CoverageTarget, CurriculumVersion, Lesson, Programme

from .places import LOWER_AND_MIDDLE, School


@dataclass(frozen=True, slots=True)
class Offer:
    """A programme for some grades, at the named schools or (none named) at all, with a lesson `every` so many weeks."""

    code: str
    grades: tuple[str, ...]
    schools: tuple[str, ...] = ()
    every: int = 1
    new_this_year: bool = False
    by_rescue_service: bool = False

    def reaches(self, school: School, grade: str) -> bool:
        return grade in self.grades and (not self.schools or school.name in self.schools)


@dataclass(frozen=True, slots=True)
class Edition:
    """The current edition of a programme, with its lessons in order."""

    id: uuid.UUID
    programme_id: uuid.UUID
    minutes: int
    leaders: int
    peer_mentors: bool
    lessons: tuple[uuid.UUID, ...]


OFFERS = (
    Offer("mvp-hogstadiet", ("7",)),
    Offer("mvp-hogstadiet", ("8",), schools=("Bokfinksskolan", "Almlundens skola"), new_this_year=True),
    Offer("mvp-botkyrka", ("6",)),
    Offer("mvp-gymnasiet", ("gy1",), new_this_year=True),
    Offer("taget", LOWER_AND_MIDDLE[:-1], every=3),
    Offer("pax", ("1", "2", "3"), schools=("Norrlyktans skola", "Trollsländans skola"), new_this_year=True),
    Offer("brandforsvarets-klassbesok", ("7",), by_rescue_service=True),
)


def offers_of(last_year: bool) -> tuple[Offer, ...]:
    return tuple(offer for offer in OFFERS if not (last_year and offer.new_this_year))


def add_targets(
    year: SchoolYear, offers: tuple[Offer, ...], editions: Mapping[str, Edition], agencies: Mapping[str, uuid.UUID]
) -> None:
    rows = [
        {
            "municipality_id": year.municipality_id,
            "school_year_id": year.id,
            "programme_id": editions[offer.code].programme_id,
            "school_id": agencies[school] if school else None,
            "grade": grade,
        }
        for offer in offers
        for school in offer.schools or (None,)
        for grade in offer.grades
    ]
    db.session.execute(insert(CoverageTarget), rows)


def current_editions(municipality_id: uuid.UUID) -> dict[str, Edition]:
    """Return the current edition of every programme, by the programme's code."""
    query = (
        select(CurriculumVersion, Programme)
        .join(Programme, Programme.id == CurriculumVersion.programme_id)
        .where(CurriculumVersion.municipality_id == municipality_id, CurriculumVersion.is_current)
    )
    lessons = lessons_by_edition(municipality_id)
    return {
        programme.code: Edition(
            id=version.id,
            programme_id=programme.id,
            minutes=version.minutes or 50,
            leaders=programme.leaders_expected,
            peer_mentors=programme.peer_mentors,
            lessons=tuple(lessons.get(version.id, ())),
        )
        for version, programme in db.session.execute(query)
    }


def lessons_by_edition(municipality_id: uuid.UUID) -> dict[uuid.UUID, list[uuid.UUID]]:
    query = select(Lesson.curriculum_version_id, Lesson.id).where(Lesson.municipality_id == municipality_id)
    found: dict[uuid.UUID, list[uuid.UUID]] = {}
    for edition, lesson in db.session.execute(query.order_by(Lesson.number)):
        found.setdefault(edition, []).append(lesson)
    return found
