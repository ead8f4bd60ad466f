"""Statistics as they stand in the source: each value with its text, hidden ones as hidden."""

import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from itertools import pairwise

from sqlalchemy import select

from prevention.access.actor import Actor
from prevention.access.permissions import Permission
from prevention.access.rules import allowed
from prevention.extensions import db

from .measures import Measure, groups, known, measure_of
from .models import StatisticValue, ValueKind

COLUMNS = (
    StatisticValue.school_id,
    StatisticValue.measure,
    StatisticValue.period,
    StatisticValue.text,
    StatisticValue.kind,
    StatisticValue.number,
)
IN_TIME = (StatisticValue.period, StatisticValue.id)


@dataclass(frozen=True, slots=True)
class Value:
    """A value of a period such as `2024/25`. `text` is as the source has it; `number` is there for exact and about."""

    period: str
    text: str
    kind: ValueKind
    number: float | None


@dataclass(frozen=True, slots=True)
class SeriesBreak:
    """From `since` on it is a new series; of the years that are here `period` is its first.

    `why` is the sentence to show, in the reader's language.
    """

    since: str
    why: str
    period: str


@dataclass(frozen=True, slots=True)
class Series:
    """A measure of a school over the years, the earliest first; no values where the source has none at all."""

    measure: Measure
    values: tuple[Value, ...]

    @property
    def title(self) -> str:
        """Return the title in the reader's language, with its unit."""
        return self.measure.full_title

    @property
    def breaks(self) -> tuple[SeriesBreak, ...]:
        """Return the breaks between the years that are here, in order of time."""
        return tuple(
            SeriesBreak(each.period, str(each.why), later.period)
            for earlier, later in pairwise(self.values)
            for each in self.measure.breaks
            if earlier.period < each.period <= later.period
        )

    def in_period(self, period: str) -> Value | None:
        return next((value for value in self.values if value.period == period), None)


def statistics_of_schools(actor: Actor, schools: Collection[uuid.UUID]) -> dict[uuid.UUID, list[Series]]:
    """Return the series of each of these schools that the actor may see, in the order of `measures.json`.

    One query, however many schools. A school without statistics has an empty list.
    """
    seen = allowed(StatisticValue, Permission.COVERAGE_READ, actor)
    rows = select(*COLUMNS).where(seen, StatisticValue.school_id.in_(schools)).order_by(*IN_TIME)
    found: dict[uuid.UUID, dict[str, list[Value]]] = {school: {} for school in schools}
    for school_id, measure, period, text, kind, number in db.session.execute(rows):
        found[school_id].setdefault(measure, []).append(Value(period, text, kind, number))
    return {school: in_order(series) for school, series in found.items()}


def in_order(found: dict[str, list[Value]]) -> list[Series]:
    """Return the series in the order of the known measures, those that the source has added after them."""
    codes = [*(code for code in known() if code in found), *sorted(found.keys() - known().keys())]
    return [Series(measure_of(code), tuple(value for value in found[code] if value.period)) for code in codes]


def in_groups(series: Iterable[Series]) -> list[tuple[str, list[Series]]]:
    """Return the series under the titles of their groups; the untitled last group holds what the source has added."""
    by_code = {one.measure.code: one for one in series}
    named = [
        (str(group.title), [by_code.pop(measure.code) for measure in group.measures if measure.code in by_code])
        for group in groups()
    ]
    return [(title, these) for title, these in (*named, ("", list(by_code.values()))) if these]


def latest_values(actor: Actor, measures: Collection[str]) -> dict[str, dict[uuid.UUID, Value]]:
    """Return for each measure its values in the latest year that any school of the actor has, by school."""
    seen = allowed(StatisticValue, Permission.COVERAGE_READ, actor)
    told = StatisticValue.period != ""
    rows = select(*COLUMNS).where(seen, StatisticValue.measure.in_(measures), told)
    found: dict[str, dict[str, dict[uuid.UUID, Value]]] = defaultdict(lambda: defaultdict(dict))
    for school_id, measure, period, text, kind, number in db.session.execute(rows):
        found[measure][period][school_id] = Value(period, text, kind, number)
    return {measure: by_period[max(by_period)] for measure, by_period in found.items()}
