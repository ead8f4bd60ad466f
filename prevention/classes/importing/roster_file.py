"""A roster as rows of its five columns, from an uploaded file or a path."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import BinaryIO

from prevention.formats import gettext, number

from .columns import Column, Heading, heading_of
from .reading import NotReadable, lines_of

Row = tuple[int, dict[Column, str]]
MOST_ROWS_IN_FORM = 5000


@dataclass(frozen=True, slots=True)
class RosterFile:
    """The rows, read as they are asked for, its own headings, and those that were passed over."""

    rows: Iterator[Row]
    headings: Mapping[Column, str]
    ignored: tuple[str, ...]


def open_roster(source: BinaryIO) -> RosterFile:
    """Read the headings; the rows follow when they are asked for.

    :raises NotReadable: for what is no roster, also on the way.
    :raises BadHeading: for a missing or doubled column.
    """
    lines = lines_of(source)
    first = next(lines, None)
    if first is None:
        raise NotReadable(gettext("The file is empty."))
    heading = heading_of(first[1])
    second = next(lines, None)
    if second is None:
        raise NotReadable(gettext("The file holds headings and nothing under them."))
    return RosterFile(rows_under(heading, chain([second], lines)), heading.written, heading.ignored)


def rows_under(heading: Heading, lines: Iterator[tuple[int, list[str]]]) -> Iterator[Row]:
    for row, texts in lines:
        cells = heading.cells(texts)
        if any(cells.values()):
            yield row, cells


def few_rows(rows: Iterator[Row]) -> list[Row]:
    """Return all rows of a file that a form may take.

    :raises NotReadable: for more than 5,000.
    """
    kept: list[Row] = []
    for row in rows:
        if len(kept) == MOST_ROWS_IN_FORM:
            raise NotReadable(
                gettext(
                    "The file has more than %(most)s rows. Split it, or ask who runs the server to import it there.",
                    most=number(MOST_ROWS_IN_FORM),
                )
            )
        kept.append(row)
    return kept
