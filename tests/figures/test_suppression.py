"""Small numbers: hidden, and not to be counted out, also by somebody who knows how they are hidden."""

from collections.abc import Iterator, Sequence
from itertools import product

import pytest
from flask_sqlalchemy.session import Session
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.orm import scoped_session

from prevention.figures.queries import PLACES
from prevention.suppression import SMALLEST, Sum, hidden

Row = tuple[int, ...]
Shown = tuple[int | None, ...]


def show(row: Row) -> Shown:
    """Return a year as it is shown: its parts, then the total."""
    cells = dict(zip(PLACES.parts, row, strict=True)) | {PLACES.total: sum(row)}
    out = hidden(cells, [PLACES])
    return tuple(None if key in out else cells[key] for key in (*PLACES.parts, PLACES.total))


def possible(shown: Shown) -> Iterator[Row]:
    """Yield every year that would be shown just so: what somebody can conclude who knows the code by heart."""
    *parts, total = shown
    most = SMALLEST - 1 if total is None else total - sum(part or 0 for part in parts)
    ranges = [range(most + 1) if part is None else (part,) for part in parts]
    for row in product(*ranges):
        if (total is None or sum(row) == total) and show(row) == shown:
            yield row


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(0, 9), min_size=4, max_size=4).map(tuple))
def test_no_small_number_of_a_year_can_be_counted_out(row: Row) -> None:
    shown = show(row)
    assert not any(number is not None and number < SMALLEST for number in shown)
    worlds = list(possible(shown))
    assert row in worlds
    for place, number in enumerate(row):
        if number < SMALLEST:
            assert len({world[place] for world in worlds}) > 1, shown


@settings(max_examples=15, deadline=None)
@given(st.lists(st.lists(st.integers(0, 6), min_size=4, max_size=4).map(tuple), min_size=2, max_size=2))
def test_two_years_together_tell_no_more_than_each(years: list[Row]) -> None:
    """No view sums over years or cuts a year in two: what is not known of one year is not in the other."""
    views = [show(row) for row in years]
    worlds = [set(possible(view)) for view in views]
    for row, alone in zip(years, worlds, strict=True):
        assert row in alone
        assert all(len({world[place] for world in alone}) > 1 for place in range(4) if row[place] < SMALLEST)
    known = sum(view[-1] or 0 for view in views)
    assert known == 0 or known >= SMALLEST


def test_the_number_hidden_beside_a_small_one_is_chosen_by_its_place() -> None:
    assert show((20, 20, 20, 4)) == (20, 20, None, None, 64)
    assert show((4, 20, 20, 20)) == (None, 20, 20, None, 64)
    assert show((4, 9, 9, 500)) == (None, 9, 9, None, 522)


def test_few_hidden_ones_together_hide_another() -> None:
    assert show((1, 2, 20, 20)) == (None, None, 20, None, 43)


def test_parts_that_must_all_be_four_hide_another() -> None:
    assert show((4, 4, 4, 5)) == (None, None, None, None, 17)


def test_a_small_total_hides_everything() -> None:
    assert show((1, 0, 2, 1)) == (None,) * 5


def test_where_nothing_is_small_nothing_is_hidden() -> None:
    assert show((5, 6, 7, 8)) == (5, 6, 7, 8, 26)


def test_one_part_alone_hides_its_total() -> None:
    assert hidden({"a": 3, "sum": 3}, [Sum("sum", ("a",))]) == {"a", "sum"}


TABLES = st.integers(2, 3).flatmap(
    lambda width: st.lists(st.lists(st.integers(0, 14), min_size=width, max_size=width), min_size=2, max_size=3)
)


@settings(max_examples=60, deadline=None)
@given(TABLES)
def test_no_small_number_of_a_table_with_margins_can_be_counted_out(rows: list[list[int]]) -> None:
    shown = with_margins(rows)
    whole = [[*row, sum(row)] for row in [*rows, [sum(column) for column in zip(*rows, strict=True)]]]
    for r, row in enumerate(whole):
        for c, number in enumerate(row):
            assert shown[r][c] in (None, number)
            if number < SMALLEST:
                assert shown[r][c] is None
    open_cells = movable(rows, shown)
    for r, c in product(range(len(rows)), range(len(rows[0]))):
        assert rows[r][c] >= SMALLEST or (r, c) in open_cells, shown


def with_margins(rows: Sequence[Sequence[int]]) -> list[list[int | None]]:
    """Return a table with a column and a row of totals, the hidden numbers None."""
    height, width = len(rows), len(rows[0])
    total = [*rows, [sum(column) for column in zip(*rows, strict=True)]]
    cells = {(r, c): number for r, row in enumerate(total) for c, number in enumerate([*row, sum(row)])}
    across = [Sum((r, width), tuple((r, c) for c in range(width))) for r in range(height + 1)]
    down = [Sum((height, c), tuple((r, c) for r in range(height))) for c in range(width + 1)]
    out = hidden(cells, [*across, *down])
    return [[None if (r, c) in out else cells[r, c] for c in range(width + 1)] for r in range(height + 1)]


def movable(rows: Sequence[Sequence[int]], shown: Sequence[Sequence[int | None]]) -> set[tuple[int, int]]:
    """Return the inner cells that could be another number with every number shown as it is.

    Where another table is possible at all, one is that differs by one along a circle of cells.
    """
    height, width = len(rows), len(rows[0])
    places = [(r, c) for r, c in product(range(height), range(width)) if shown[r][c] is None]
    lines = [[(r, c) for c in range(width)] for r in range(height) if shown[r][width] is not None]
    lines += [[(r, c) for r in range(height)] for c in range(width) if shown[height][c] is not None]
    if shown[height][width] is not None:
        lines.append(list(product(range(height), range(width))))
    found: set[tuple[int, int]] = set()
    for steps in product((-1, 0, 1), repeat=len(places)):
        move = dict(zip(places, steps, strict=True))
        if all(rows[r][c] + step >= 0 for (r, c), step in move.items()) and not any(
            sum(move.get(place, 0) for place in line) for line in lines
        ):
            found |= {place for place, step in move.items() if step}
    return found


@pytest.mark.postgresql
@pytest.mark.parametrize("size", [1, 2, 4, 6])
def test_the_database_hides_just_the_same(session: scoped_session[Session], size: int) -> None:
    names = tuple(f"c{number}" for number in range(size))

    @settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(st.lists(st.integers(0, 12), min_size=size, max_size=size))
    def same(row: list[int]) -> None:
        cells = dict(zip(names, row, strict=True)) | {"sum": sum(row)}
        out = hidden(cells, [Sum("sum", names)])
        told = session.scalar(text("SELECT app_suppressed(CAST(:row AS bigint[]))"), {"row": row})
        assert told == [None if key in out else cells[key] for key in (*names, "sum")]

    same()
