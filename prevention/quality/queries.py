"""Quality, read from the session logs in force. As with coverage there is no table of its own."""

import uuid
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row

from prevention.access.actor import Actor
from prevention.access.permissions import Permission
from prevention.access.rules import allowed
from prevention.classes.models import Participation
from prevention.extensions import db

from . import statements
from .figures import Quality, QualityRow, Taking, Told, least_first
from .statements import Level, Rows, Seen

WIDTH = len(Taking.__slots__)


@dataclass(frozen=True, slots=True)
class ProgrammeTaken:
    """A programme that classes take in a school year. `leaders_expected` are two where it is led in pairs."""

    id: uuid.UUID
    code: str
    name: str
    leaders_expected: int
    classes: int


@dataclass(frozen=True, slots=True)
class ProgrammeRow:
    """A programme that classes of a school take, with its figures but for the days between lessons."""

    leaders_expected: int
    id: uuid.UUID
    name: str
    figures: Quality


@dataclass(frozen=True, slots=True)
class BrokenOff:
    """A class that broke off, and why, as the school wrote it."""

    class_id: uuid.UUID
    class_name: str
    school_id: uuid.UUID
    school: str
    reason: str | None


@dataclass(frozen=True, slots=True)
class Chosen:
    """The programme and the school year that are read about."""

    school_year_id: uuid.UUID
    programme_id: uuid.UUID


def programmes_taken(actor: Actor, school_year_id: uuid.UUID) -> list[ProgrammeTaken]:
    """Return the programmes that classes of the actor's schools take in a year, the one with most lessons first."""
    values = {"municipality": actor.municipality_id, "year": school_year_id}
    return [ProgrammeTaken(*row) for row in asked(statements.programmes_taken(seen_by(actor)), values)]


def per_school(actor: Actor, chosen: Chosen) -> list[QualityRow]:
    """Return the figures of each school with a class that takes the programme, the fewest lessons given first."""
    return rows_of(actor, Level.SCHOOL, values_of(actor, chosen))


def per_class(actor: Actor, chosen: Chosen, school_id: uuid.UUID) -> list[QualityRow]:
    """Return the figures of each class of a school that takes the programme, the fewest lessons given first."""
    return rows_of(actor, Level.CLASS, values_of(actor, chosen) | {"school": school_id})


def per_programme(actor: Actor, school_year_id: uuid.UUID, school_id: uuid.UUID) -> list[ProgrammeRow]:
    """Return the programmes that classes of a school take in a year, by name. One statement, however many there are."""
    values = {"municipality": actor.municipality_id, "year": school_year_id, "school": school_id}
    return [programme_row(*row) for row in asked(statements.programmes_at(seen_by(actor)), values)]


def programme_row(leaders_expected: int, key: uuid.UUID, name: str, *counts: int) -> ProgrammeRow:
    of_classes, of_logs = counts[:WIDTH], counts[WIDTH:]
    told = Told() if None in of_logs else Told(*of_logs)  # no log at all
    return ProgrammeRow(leaders_expected, key, name, Quality(Taking(*of_classes), told))


def broken_off(actor: Actor, chosen: Chosen, school_id: uuid.UUID | None = None) -> list[BrokenOff]:
    """Return the classes that broke off, of one school or of all, by school and name."""
    found = [BrokenOff(*row) for row in asked(statements.broken_off(seen_by(actor)), values_of(actor, chosen))]
    return [one for one in found if school_id in (None, one.school_id)]


def rows_of(actor: Actor, level: Level, values: Mapping[str, object]) -> list[QualityRow]:
    seen = seen_by(actor)
    told = {key: Told(*counts) for key, *counts in asked(statements.told(level, seen), values)}
    gaps: dict[uuid.UUID, dict[int, int]] = defaultdict(dict)
    for key, days, count in asked(statements.gaps(level, seen), values):
        gaps[key][days] = count
    rows = [
        QualityRow(key, name, Quality(Taking(*counts), told.get(key, Told()), gaps.get(key, {})))
        for key, name, *counts in asked(statements.taking(level, seen), values)
    ]
    return sorted(rows, key=least_first)


def seen_by(actor: Actor) -> Seen:
    return allowed(Participation, Permission.COVERAGE_READ, actor)


def values_of(actor: Actor, chosen: Chosen) -> dict[str, object]:
    return {
        "municipality": actor.municipality_id,
        "year": chosen.school_year_id,
        "programme": chosen.programme_id,
    }


def asked(statement: Rows, values: Mapping[str, object]) -> Sequence[Row[*tuple[Any, ...]]]:
    """Ask past the ORM: for plain columns it adds nothing but time."""
    return db.session.connection().execute(statement, values).all()
