"""The rows of classes, all schools in one question: for a section of each school, and streamed into a spreadsheet."""

from collections.abc import Iterator
from functools import cache
from typing import Any

from sqlalchemy import Select, select

from prevention.coverage.counting import LINE_COUNTS, Shape, class_lines
from prevention.coverage.figures import Figures
from prevention.coverage.queries import Selection
from prevention.extensions import db
from prevention.organisations.models import Agency, District
from prevention.programmes.models import Programme
from prevention.sorting import swedish

from .data import ClassRow

AT_ONCE = 500  # rows that are in memory while a stream is read


def class_rows(selection: Selection) -> Iterator[ClassRow]:
    """Yield a row for each expected class and programme, by school, class and programme."""
    return rows(class_list(selection.shape), selection)


def streamed_rows(selection: Selection) -> Iterator[ClassRow]:
    """Yield the same and never have all in memory. For jobs: a page that only reads has no transaction to stream in."""
    return rows(class_list(selection.shape).execution_options(yield_per=AT_ONCE), selection)


def rows(statement: Select[*tuple[Any, ...]], selection: Selection) -> Iterator[ClassRow]:
    for row in db.session.connection().execute(statement, selection.values):
        yield ClassRow(Figures(1, *row[9:]), *row[:9])


@cache
def class_list(shape: Shape) -> Select[*tuple[Any, ...]]:
    line = class_lines(shape)
    return (
        select(
            Agency.id,
            Agency.code,
            Agency.name,
            District.name,
            line.c.class_id,
            line.c.name,
            line.c.grade,
            Programme.name,
            Programme.id,
            *(line.c[name] for name in LINE_COUNTS),
        )
        .join(Agency, Agency.id == line.c.school_id)
        .join(Programme, Programme.id == line.c.programme_id)
        .outerjoin(District, District.id == Agency.district_id)
        .order_by(swedish(Agency.name), Agency.id, swedish(line.c.name), line.c.class_id, swedish(Programme.name))
    )
