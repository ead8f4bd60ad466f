"""The cursor of PostgreSQL: what its columns are is told only to who looks.

SQLAlchemy asks for it after every statement, to see that there are rows, and has known the columns since the first.
To describe thirty columns takes as long as to send the statement.
"""

from collections.abc import Iterator
from typing import Any

from psycopg import Column, Cursor


class Columns:
    """The columns of an answer, each described when it is read."""

    def __init__(self, cursor: Cursor[Any], count: int) -> None:
        self.cursor, self.count = cursor, count

    def __len__(self) -> int:
        return self.count

    def __iter__(self) -> Iterator[Column]:
        return (Column(self.cursor, index) for index in range(self.count))

    def __getitem__(self, index: int) -> Column:
        return Column(self.cursor, index)


class LeanCursor(Cursor[Any]):
    """psycopg's cursor, with its columns described late."""

    @property
    def description(self) -> Columns | None:  # type: ignore[override]  # quicker, and as far as SQLAlchemy looks
        answer = self.pgresult
        return Columns(self, answer.nfields) if answer and answer.nfields else None
