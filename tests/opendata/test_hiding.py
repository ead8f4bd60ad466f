"""No figure is about fewer than five classes, and none can be computed from those that are shown."""

from collections.abc import Callable, Iterable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from prevention.coverage.figures import CoverageRow, Figures, total
from prevention.opendata.hiding import WHOLE, Hidden, hidings
from prevention.suppression import SMALLEST

LESSONS = 4
LESSONS_ARE_ABOUT: tuple[Callable[[Figures], int], ...] = (
    lambda figures: figures.classes_started,
    lambda figures: figures.classes_started - figures.classes_completed,
    lambda figures: figures.classes_taking - figures.classes_completed,
)


def school(number: int, completed: int, under_way: int, planned: int, waiting: int) -> CoverageRow:
    """Return a school with so many classes of each kind: done, half way, with a plan and without one."""
    begun = completed + under_way
    figures = Figures(
        classes_expected=begun + planned + waiting,
        classes_taking=begun + planned,
        classes_started=begun,
        classes_completed=completed,
        held=LESSONS * completed + under_way,
        overdue=under_way + planned,
        not_yet_due=2 * under_way,
        not_planned=3 * planned + LESSONS * waiting,
    )
    return CoverageRow(None, f"Skola {number}", figures, code=f"9901{number:04}")


def told(*rows: CoverageRow) -> list[Hidden]:
    """Return what is hidden of each school, and last of the municipality."""
    hides = hidings(rows)
    return [*(hides[str(row.code)] for row in rows), hides[WHOLE]]


@pytest.mark.parametrize(
    ("schools", "hides"),
    [
        ([(0, 6, 0, 0), (0, 7, 0, 0)], "nnn"),
        ([(0, 6, 0, 0), (0, 4, 0, 0)], "aan"),  # the large one beside, or it could be taken from the whole
        ([(0, 6, 0, 0), (0, 3, 0, 0), (0, 2, 0, 0)], "naan"),  # two together are five: about none of them
        ([(0, 4, 0, 0)], "aa"),
        ([(0, 6, 0, 0)], "nn"),
        ([(6, 0, 0, 0), (0, 0, 0, 6)], "nnn"),  # nought is about nobody
        ([(4, 2, 0, 0), (0, 7, 0, 0)], "lln"),  # two half way: their lessons are the rest of six classes' lessons
        ([(2, 0, 0, 4), (7, 0, 0, 0)], "lln"),  # two have held all that is held there
        ([(4, 2, 5, 0), (0, 7, 0, 0)], "lln"),  # the same, beside five that have a plan
        ([(0, 0, 2, 4), (0, 0, 7, 0)], "lln"),  # two have a plan
    ],
)
def test_what_is_hidden(schools: list[tuple[int, int, int, int]], hides: str) -> None:
    rows = [school(number, *classes) for number, classes in enumerate(schools, 1)]
    assert "".join(one.value[0] for one in told(*rows)) == hides


def test_without_lessons_to_expect_only_classes_are_counted() -> None:
    figures = [Figures(classes_expected=6, classes_taking=2, classes_started=2), Figures(classes_expected=9)]
    rows = [CoverageRow(None, "Skola", one, code=f"9901000{number}") for number, one in enumerate(figures)]
    assert told(*rows) == [Hidden.NOTHING] * 3


kinds = st.integers(0, 9)
towns = st.lists(st.tuples(kinds, kinds, kinds, kinds).filter(any), min_size=1, max_size=9)


@given(towns)
@settings(max_examples=400, deadline=None)
def test_what_is_left_of_the_whole_is_about_five_classes_or_none(town: list[tuple[int, int, int, int]]) -> None:
    """Somebody takes every school that is shown from the municipality, and looks at what is left."""
    rows = [school(number, *classes) for number, classes in enumerate(town, 1)]
    hides = hidings(rows)
    shows_classes = [row for row in rows if hides[str(row.code)] is not Hidden.ALL]
    shows_lessons = [row for row in rows if hides[str(row.code)] is Hidden.NOTHING]
    check(
        lambda figures: figures.classes_expected,
        shows_classes,
        left(rows, shows_classes),
        hides[WHOLE] is not Hidden.ALL,
    )
    for counted in LESSONS_ARE_ABOUT:
        check(counted, shows_lessons, left(rows, shows_lessons), hides[WHOLE] is Hidden.NOTHING)


def left(rows: list[CoverageRow], shown: list[CoverageRow]) -> list[CoverageRow]:
    return [row for row in rows if row not in shown]


def check(
    counted: Callable[[Figures], int], shown: Iterable[CoverageRow], left: list[CoverageRow], whole_is_shown: bool
) -> None:
    assert all(is_safe(counted(row.figures)) for row in shown)
    if whole_is_shown:
        assert is_safe(counted(total(left)))
        assert sum(counted(row.figures) > 0 for row in left) != 1 or is_safe(counted(total(left)))


def is_safe(number: int) -> bool:
    return number == 0 or number >= SMALLEST


@given(towns)
@settings(max_examples=100, deadline=None)
def test_the_order_of_the_rows_changes_nothing(town: list[tuple[int, int, int, int]]) -> None:
    rows = [school(number, *classes) for number, classes in enumerate(town, 1)]
    assert hidings(rows) == hidings(rows[::-1])
