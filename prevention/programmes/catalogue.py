"""The catalogue that comes with the application, `catalogue.json`: what is not known there is empty.

The last edition of a programme is the current one. An edition lists only the lessons something is known of.
"""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from .models import Audience, DeliveryMode, PreventionLevel

FILE = Path(__file__).with_name("catalogue.json")


@dataclass(frozen=True, slots=True)
class CatalogueLesson:
    number: int
    title: str | None = None
    audience: Audience = Audience.PUPILS


@dataclass(frozen=True, slots=True)
class CatalogueEdition:
    edition: str
    lessons_expected: int | None
    minutes: int | None
    source: str | None
    lessons: tuple[CatalogueLesson, ...]


@dataclass(frozen=True, slots=True)
class CatalogueProgramme:
    code: str
    name: str
    family: str | None
    delivery_mode: DeliveryMode | None
    level: PreventionLevel | None
    owner: str | None
    suggested_grades: str | None
    leaders_expected: int
    peer_mentors: bool
    description: str
    editions: tuple[CatalogueEdition, ...]


@cache
def shipped_catalogue() -> tuple[CatalogueProgramme, ...]:
    """Return every programme that comes with the application, each edition with all its lessons."""
    return read_catalogue(FILE.read_text(encoding="utf-8"))


def read_catalogue(text: str) -> tuple[CatalogueProgramme, ...]:
    return tuple(read_programme(entry) for entry in json.loads(text))


def read_programme(entry: dict[str, Any]) -> CatalogueProgramme:
    return CatalogueProgramme(
        **entry
        | {
            "delivery_mode": DeliveryMode(entry["delivery_mode"]) if entry["delivery_mode"] else None,
            "level": PreventionLevel(entry["level"]) if entry["level"] else None,
            "editions": tuple(read_edition(edition) for edition in entry["editions"]),
        }
    )


def read_edition(entry: dict[str, Any]) -> CatalogueEdition:
    known = {lesson["number"]: lesson for lesson in entry["lessons"]}
    count = entry["lessons_expected"] or max(known, default=0)
    return CatalogueEdition(
        **entry | {"lessons": tuple(read_lesson(known.get(n, {"number": n})) for n in range(1, count + 1))}
    )


def read_lesson(entry: dict[str, Any]) -> CatalogueLesson:
    return CatalogueLesson(**entry | {"audience": Audience(entry.get("audience", Audience.PUPILS))})
