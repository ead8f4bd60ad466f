"""What an import of open data tells: how many met which outcome, what was left out and why, and how far it has come."""

import sys
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import click

EVERY = 100  # things between two lines of progress, where nobody watches
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Rejection:
    """Something that was not imported. The municipality is empty where it cannot be told."""

    file: str
    reason: str
    municipality_code: str | None = None


@dataclass(slots=True)
class ImportReport:
    """How many met which of the outcomes, and what was rejected."""

    outcomes: Sequence[str]
    counts: Counter[str] = field(default_factory=Counter)
    rejections: list[Rejection] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        counts = {outcome: self.counts[outcome] for outcome in self.outcomes}
        rejections = [{"file": one.file, "reason": one.reason} for one in self.rejections]
        return counts | {"rejected": len(rejections), "rejections": rejections}

    def summary(self) -> str:
        counts = self.as_json()
        lines = [f"{one.file}: {one.reason}" for one in self.rejections]
        return "\n".join([*lines, ", ".join(f"{counts[outcome]} {outcome}" for outcome in self.outcomes)])


def silent(_number: int, _total: int) -> None:
    pass


def shown(things: str) -> Progress:
    """Tell on standard error how far it has come: one line that changes, or a line now and then in a log."""

    def show(number: int, total: int) -> None:
        if sys.stderr.isatty():
            click.echo(f"\rReading {things}: {number} of {total}", err=True, nl=number == total)
        elif number % EVERY == 0 or number == total:
            click.echo(f"Reading {things}: {number} of {total}", err=True)

    return show
