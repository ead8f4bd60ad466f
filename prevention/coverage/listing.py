"""The list of classes behind a figure: its sum is the figure, those that weigh most stand first."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import BindParameter, Integer, Select, Subquery, bindparam, cast, func, select

from prevention.classes.models import SchoolClass
from prevention.extensions import db
from prevention.organisations.models import Agency
from prevention.paging import Key, ask_page, one_page
from prevention.sorting import swedish

from .counting import Shape, sum_conditions
from .forecast import LESSONS, LESSONS_LEFT, Outlook, days_bound, outlook
from .models import coverage_class
from .outlook_words import Looks
from .queries import Selection, Year
from .shows import OVERDUE, SHOWS

row = coverage_class.c
START: BindParameter[uuid.UUID] = bindparam("start")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is listed. `since` is the day after which lessons count, where the list is about that."""

    selection: Selection
    year: Year
    programme_id: uuid.UUID
    show: str
    since: date
    before: uuid.UUID | None = None
    after: uuid.UUID | None = None

    @property
    def shape(self) -> Shape:
        return self.selection.shape | {"programme"}

    @property
    def values(self) -> Mapping[str, object]:
        values = self.selection.values
        today = values["today"]
        assert isinstance(today, date)  # noqa: S101  the selection says so
        more = {"programme": self.programme_id, "since": self.since, "start": self.before or self.after}
        return values | more | days_bound(self.year.days, today)


@dataclass(frozen=True, slots=True)
class ClassLine:
    """A class in the list. `amount` is its part of the figure, 0 where the figure is a number of classes."""

    id: uuid.UUID
    name: str
    school: str
    grade: str
    amount: int
    held: int
    lessons: int
    overdue: int
    looks: Looks


@dataclass(frozen=True, slots=True)
class Listing:
    """A page of the list; `classes` and `amount` are of the whole."""

    lines: list[ClassLine]
    classes: int
    amount: int
    before: uuid.UUID | None
    after: uuid.UUID | None


def list_classes(wanted: Wanted) -> Listing:
    values = wanted.values
    classes, amount = db.session.connection().execute(totals(wanted.shape, wanted.show), values).one()
    way = "before" if wanted.before else "after" if wanted.after else "first"
    found = ask_page(page(wanted.shape, wanted.show, way), values, wanted.before, wanted.after)
    return Listing([line_from(each) for each in found.rows], classes, amount, found.before, found.after)


def line_from(columns: Sequence[Any]) -> ClassLine:
    key, name, school, grade, amount, held, lessons, overdue, look, left, weekday, last_open_on = columns
    looks = Looks(Outlook(look), left, weekday, last_open_on)
    return ClassLine(key, name, school, grade, amount, held, lessons, overdue, looks)


@cache
def totals(shape: Shape, show: str) -> Select[int, int]:
    line = lines(shape, show)
    amount = cast(func.coalesce(func.sum(line.c.amount), 0), Integer)  # PostgreSQL makes it a decimal
    return select(func.count(), amount).select_from(line)


@cache
def page(shape: Shape, show: str, way: str) -> Select[*tuple[Any, ...]]:
    line, start = lines(shape, show), lines(shape, show)
    here = [select(column).where(start.c.school_class_id == START).scalar_subquery() for column in order_of(start)]
    return one_page(select(line), order_of(line), None if way == "first" else here, back=way == "before")


def order_of(line: Subquery) -> Key:
    return -line.c.amount, swedish(line.c.school), swedish(line.c.name), line.c.school_class_id


def lines(shape: Shape, show: str) -> Subquery:
    wanted = SHOWS[show]
    looks = (outlook().label("outlook"), LESSONS_LEFT.label("left"), row.weekday, row.last_open_on)
    counts = (wanted.amount.label("amount"), row.held, LESSONS.label("lessons"), OVERDUE.label("overdue"))
    names = (SchoolClass.name, Agency.name.label("school"), row.grade)
    return (
        select(row.school_class_id, *names, *counts, *looks)
        .join(SchoolClass, SchoolClass.id == row.school_class_id)
        .join(Agency, Agency.id == row.school_id)
        .where(*sum_conditions(coverage_class, shape), wanted.where)
        .subquery()
    )
