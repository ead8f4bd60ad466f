"""Keeping the sums: whoever writes what they are counted from has them counted again, in the same transaction."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from sqlalchemy import Delete, Insert, SelectBase, Table, delete, insert

from prevention.audit.record import lock_head
from prevention.classes.models import Participation
from prevention.extensions import db

from .counting import (
    NO_DAY_PAST,
    WIDE,
    Shape,
    counted_classes,
    counted_days,
    counted_held,
    programmes_of_sums,
    sum_conditions,
    sums_of_classes,
)
from .models import coverage_class, coverage_day, coverage_held, coverage_programme, coverage_sum


@dataclass(frozen=True, slots=True)
class Scope:
    """Which sums may have changed: of a municipality, narrowed by what is given."""

    municipality: uuid.UUID
    year: uuid.UUID | None = None
    school: uuid.UUID | None = None
    programme: uuid.UUID | None = None
    grade_of: uuid.UUID | None = None  # a class

    @property
    def values(self) -> dict[str, object]:
        asked = {"year": self.year, "programme": self.programme, "grade_of": self.grade_of}
        given: dict[str, object] = {name: value for name, value in asked.items() if value}
        return given | ({"schools": [self.school]} if self.school else {})


def recount(scope: Scope) -> None:
    """Count the sums of a scope anew.

    Counting, not adding: so nothing drifts. Under the lock of the municipality's audit chain, which every write takes
    anyway: of two at once the second counts what the first one wrote.
    """
    db.session.flush()
    lock_head(scope.municipality)
    shape = frozenset(scope.values)
    values = {"municipality": scope.municipality, "today": NO_DAY_PAST, **scope.values}
    for statement in statements(shape):
        db.session.connection().execute(statement, values)


def recount_participation(participation: Participation) -> None:
    """Count the sum a participation is part of: its programme in the grade of its class."""
    recount(
        Scope(
            participation.municipality_id,
            participation.school_year_id,
            participation.school_id,
            participation.programme_id,
            participation.school_class_id,
        )
    )


@cache
def statements(shape: Shape) -> Sequence[Delete | Insert]:
    """Return what counts a scope anew: classes from their sources, sums from classes, days beside the sums."""
    return (
        *(delete(table).where(*sum_conditions(table, shape)) for table in (coverage_sum, coverage_class)),
        fill(coverage_class, counted_classes(shape)),
        fill(coverage_sum, sums_of_classes(shape)),
        delete(coverage_programme).where(*sum_conditions(coverage_programme, shape & WIDE)),
        fill(coverage_programme, programmes_of_sums(shape)),
        fill(coverage_day, counted_days(shape)),
        fill(coverage_held, counted_held(shape)),
    )


def fill(table: Table, counted: SelectBase) -> Insert:
    return insert(table).from_select(table.c.keys(), counted)
