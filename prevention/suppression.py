"""Small numbers must neither be shown nor be computed from what is shown: what to hide, decided in one place.

A number below five is hidden (primary suppression). Then numbers are hidden beside it, until no sum that is shown gives
it away (secondary suppression). Which ones are hidden beside it depends on their place and not on their size: somebody
who knows this code could otherwise count backwards from the choice.
"""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Generic, TypeVar

SMALLEST = 5
ONE = Fraction(1)
Key = TypeVar("Key", bound=Hashable)
Row = dict[Key, Fraction]


@dataclass(frozen=True, slots=True)
class Sum(Generic[Key]):
    """A total and its parts, all of them cells that somebody may see. The last part is the first to be hidden."""

    total: Key
    parts: tuple[Key, ...]


def hidden(cells: Mapping[Key, int], sums: Sequence[Sum[Key]]) -> frozenset[Key]:
    """Return the cells to hide, so that no small number and no small sum of hidden ones can be computed."""
    out = {key for key, number in cells.items() if number < SMALLEST}
    while beside := cell_to_hide(cells, sums, out):
        out.add(beside[0])
    return frozenset(out)


def cell_to_hide(cells: Mapping[Key, int], sums: Sequence[Sum[Key]], out: set[Key]) -> tuple[Key, ...]:
    for one in sums:
        if is_telling(cells, one, out):
            return last_shown(one, out)
    for one in sums:
        if not exposed(sums, out).isdisjoint((*one.parts, one.total)) and (beside := last_shown(one, out)):
            return beside
    return ()


def is_telling(cells: Mapping[Key, int], one: Sum[Key], out: set[Key]) -> bool:
    """Tell whether this sum alone gives away a hidden cell: the only one, few together, or all as large as small is."""
    parts = [key for key in one.parts if key in out]
    if one.total in out:
        return not parts
    together = sum(cells[key] for key in parts)
    return bool(parts) and (len(parts) == 1 or together < SMALLEST or together == (SMALLEST - 1) * len(parts))


def last_shown(one: Sum[Key], out: set[Key]) -> tuple[Key, ...]:
    shown = [key for key in (one.total, *one.parts) if key not in out]
    return tuple(shown[-1:])


def exposed(sums: Sequence[Sum[Key]], out: set[Key]) -> set[Key]:
    """Return the hidden cells that all sums together determine: those alone in a row of the reduced equations."""
    reduced = list[Row[Key]]()
    for one in sums:
        row: Row[Key] = {key: ONE for key in one.parts if key in out}
        if one.total in out:
            row[one.total] = -ONE
        add_reduced(reduced, row)
    return {next(iter(row)) for row in reduced if len(row) == 1}


def add_reduced(reduced: list[Row[Key]], row: Row[Key]) -> None:
    """Add an equation in reduced form: each row's first unknown stands in no other row."""
    for other in reduced:
        subtract(row, other, next(iter(other)))
    if not row:
        return
    first = next(iter(row))
    scaled = row if row[first] == ONE else {key: number / row[first] for key, number in row.items()}
    for other in reduced:
        subtract(other, scaled, first)
    reduced.append(scaled)


def subtract(row: Row[Key], other: Row[Key], at: Key) -> None:
    """Take away as much of the other row as leaves nothing at this unknown."""
    factor = row.get(at)
    if not factor:
        return
    for key, number in other.items():
        row[key] = row.get(key, Fraction(0)) - factor * number
        if not row[key]:
            del row[key]
