"""Where it is thin: the grades of each school, as they stand in one text beside the school's figures."""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import NamedTuple

from prevention.organisations.grades import grade_key


class Cell(NamedTuple):
    """A grade of a school: how many of its expected lessons are held."""

    grade: str
    held: int
    lessons: int

    @property
    def share(self) -> float | None:
        return self.held / self.lessons if self.lessons else None


@lru_cache(2048)
def cells_in(text: str) -> Mapping[str, Cell]:
    """Return the cells of a school by grade, from `7 12 24,8 3 10`: grade, lessons held, lessons expected."""
    found = (one.split(" ") for one in text.split(",") if one)
    return MappingProxyType({grade: Cell(grade, int(held), int(lessons)) for grade, held, lessons in found})


def grades_in(schools: Iterable[Mapping[str, Cell]]) -> tuple[str, ...]:
    """Return the grades that occur, the youngest first."""
    return tuple(sorted({grade for cells in schools for grade in cells}, key=grade_key))
