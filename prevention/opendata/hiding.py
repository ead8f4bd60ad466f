"""Which figures are hidden before anybody may read them, and why no other figure gives them away.

What must not be small is the number of classes that a figure is about: a class is two leaders whom everybody at the
school knows. docs/decisions/0013 says why these numbers and no others.
"""

from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum

from prevention.coverage.figures import CoverageRow, Figures, total
from prevention.suppression import Sum, hidden

WHOLE = ""  # stands beside the schools' codes for the municipality itself
Counted = Callable[[Figures], int]


class Hidden(StrEnum):
    """What of a row is hidden: counts of its classes go with those of its lessons, not the reverse."""

    NOTHING = "nothing"
    LESSONS = "lessons"
    ALL = "all"


def expected(figures: Figures) -> int:
    """Return how many classes the counts of classes are about."""
    return figures.classes_expected


def started(figures: Figures) -> int:
    """Return how many classes the held lessons are about."""
    return figures.classes_started


def under_way(figures: Figures) -> int:
    """Return how many classes have begun and not finished.

    All lessons of a finished class were held. Who takes those away is left with what these few have held.
    """
    return figures.classes_started - figures.classes_completed


def unfinished(figures: Figures) -> int:
    """Return how many classes the lessons are about that were not held, not logged or are coming."""
    return figures.classes_taking - figures.classes_completed


LESSONS_ARE_ABOUT: tuple[Counted, ...] = (started, under_way, unfinished)


def hidings(rows: Sequence[CoverageRow]) -> dict[str, Hidden]:
    """Return what is hidden of each school, by code, and of them together (`WHOLE`), in one programme and year.

    Hiding more rows never uncovers one: the schools that are hidden together are only more. So what each count asks
    for can be put together.
    """
    figures = {str(row.code): row.figures for row in sorted(rows, key=lambda row: str(row.code))}
    figures[WHOLE] = total(rows)
    classes = hidden_by(expected, figures)
    about = LESSONS_ARE_ABOUT if figures[WHOLE].lessons_expected else ()
    lessons = classes.union(*(hidden_by(counted, figures) for counted in about))
    return {
        code: Hidden.ALL if code in classes else Hidden.LESSONS if code in lessons else Hidden.NOTHING
        for code in figures
    }


def hidden_by(counted: Counted, figures: Mapping[str, Figures]) -> frozenset[str]:
    """Return whom this count asks to hide. Where it is nought there is nobody to speak of, and none to hide behind."""
    cells = {code: number for code, one in figures.items() if (number := counted(one))}
    schools = tuple(code for code in cells if code != WHOLE)
    return hidden(cells, [Sum(WHOLE, schools)]) if schools else frozenset()
