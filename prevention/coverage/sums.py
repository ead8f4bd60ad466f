"""Keeping the sums: whoever writes what they are counted from has them counted again, in the same transaction."""

import uuid
from dataclasses import dataclass
from functools import cache

from sqlalchemy import Delete, Insert, delete, insert

from prevention.audit.record import lock_head
from prevention.classes.models import Participation
from prevention.extensions import db

from .counting import NO_DAY_PAST, Shape, counted_days, counted_sums
from .models import coverage_day, coverage_sum
from .statements import sum_conditions


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
    for statement in (forget(shape), fill_sums(shape), fill_days(shape)):
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
def forget(shape: Shape) -> Delete:
    return delete(coverage_sum).where(*sum_conditions(coverage_sum, shape))


@cache
def fill_sums(shape: Shape) -> Insert:
    return insert(coverage_sum).from_select(coverage_sum.c.keys(), counted_sums(shape))


@cache
def fill_days(shape: Shape) -> Insert:
    return insert(coverage_day).from_select(coverage_day.c.keys(), counted_days(shape))
