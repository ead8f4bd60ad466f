"""Faults of a file, with the same fault in many rows told once with all of them: `rows 2–480, 512`."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import chain

from .columns import LONGEST_SHOWN, Column

MOST_KINDS = 1000


@dataclass(frozen=True, slots=True)
class Fault:
    """What stood in a column of these rows, and what is expected there."""

    rows: str
    column: Column
    found: str
    expected: str


@dataclass(slots=True)
class Faults:
    """Collects faults in the order they were met. A file with more than a thousand kinds of them is no roster."""

    total: int = 0
    kinds: dict[tuple[Column, str, str], list[list[int]]] = field(default_factory=dict)

    def add(self, row: int, column: Column, found: str, expected: str) -> None:
        self.total += 1
        key = (column, found[:LONGEST_SHOWN], expected)
        if key not in self.kinds and len(self.kinds) >= MOST_KINDS:
            return
        runs = self.kinds.setdefault(key, [])
        if runs and runs[-1][1] == row - 1:
            runs[-1][1] = row
        else:
            runs.append([row, row])

    def __bool__(self) -> bool:
        return self.total > 0

    def __iter__(self) -> Iterator[Fault]:
        for (column, found, expected), runs in self.kinds.items():
            yield Fault(", ".join(map(written, runs)), column, found, expected)

    @property
    def untold(self) -> int:
        """How many faults are of kinds beyond the first thousand."""
        return self.total - sum(last - first + 1 for first, last in chain(*self.kinds.values()))


def written(run: list[int]) -> str:
    first, last = run
    return str(first) if first == last else f"{first}–{last}"
