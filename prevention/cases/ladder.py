"""Who is reminded of a clock, and when: a few rungs, climbed one after the other for as long as nothing is done.

The first rung is for who should do it. Each after it is for somebody who can see to it that it is done.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Who(StrEnum):
    HOLDER = "holder"  # while nobody holds the case: those on duty
    DEPUTY = "deputy"  # while nobody holds the case: they could not open one that somebody holds
    LEAD = "lead"


@dataclass(frozen=True, slots=True)
class Rung:
    """`days` counts from the last day of the clock: 0 is that day itself."""

    number: int
    days: int
    told: tuple[Who, ...]


LADDER = (
    Rung(1, 0, (Who.HOLDER,)),
    Rung(2, 1, (Who.DEPUTY, Who.LEAD)),
    Rung(3, 3, (Who.LEAD,)),  # the letter says that it is escalated
)
TOP = LADDER[-1].number


def to_climb(climbed: int, due_on: date, today: date) -> list[Rung]:
    """Return the rungs whose time has come and that were not climbed. More than one where no worker was awake."""
    late = (today - due_on).days
    return [rung for rung in LADDER if rung.number > climbed and rung.days <= late]


def told_by(rungs: Iterable[Rung]) -> frozenset[Who]:
    return frozenset(who for rung in rungs for who in rung.told)
