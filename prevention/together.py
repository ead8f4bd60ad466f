"""Several questions put to the database as one statement. Each is answered as if it had been asked alone."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import (
    CompoundSelect,
    Integer,
    Select,
    SQLColumnExpression,
    cast,
    column,
    func,
    literal_column,
    null,
    union_all,
)

from .extensions import db

Rows = list[tuple[Any, ...]]
PLACES = (column("question", Integer), column("place", Integer))  # stand first: whose row it is, and which


class Question(NamedTuple):
    """A SELECT that is not ordered, and the order of its rows. Built once, at import: what is joined is kept."""

    select: Select[*tuple[Any, ...]]
    order: tuple[SQLColumnExpression[Any], ...]

    @property
    def width(self) -> int:
        return len(self.select.selected_columns)


def ask_together(questions: Mapping[str, Question], values: Mapping[str, object]) -> dict[str, Rows]:
    """Return the rows of each question, in its order. Without a question the database is not asked."""
    found: dict[str, Rows] = {name: [] for name in questions}
    if not questions:
        return found
    asked, begins = list(questions.items()), [len(PLACES)]
    for question in questions.values():
        begins.append(begins[-1] + question.width)
    for row in db.session.connection().execute(joined(*questions.values()), values):
        which = row[0]
        found[asked[which][0]].append(tuple(row[begins[which] : begins[which + 1]]))
    return found


@lru_cache(256)
def joined(*questions: Question) -> CompoundSelect[*tuple[Any, ...]]:
    return union_all(*(padded(questions, number) for number in range(len(questions)))).order_by(*PLACES)


def padded(questions: tuple[Question, ...], number: int) -> Select[*tuple[Any, ...]]:
    """Lay the columns of one question between nulls for those of the others."""
    one = questions[number]
    columns = [
        named if other is one else cast(null(), named.type)
        for other in questions
        for named in other.select.selected_columns
    ]
    place = func.row_number().over(order_by=one.order)
    return one.select.with_only_columns(
        literal_column(str(number)).label("question"), place.label("place"), *columns, maintain_column_froms=True
    )
