"""The measures that are known: titles, units and where a series breaks, read from `measures.json` beside this file.

The source names its measures and tells no more of them. One it adds is imported and shown under the source's own name.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from prevention.formats import locale

FILE = Path(__file__).with_name("measures.json")


@dataclass(frozen=True, slots=True)
class Titled:
    """A text of the file in both languages."""

    en: str
    sv: str

    def __str__(self) -> str:
        return self.sv if locale() == "sv" else self.en


@dataclass(frozen=True, slots=True)
class Break:
    """Between the year before `period` and `period` the measure changed: what stands on either side differs in kind."""

    period: str
    why: Titled


@dataclass(frozen=True, slots=True)
class Measure:
    """`is_result` says that a low figure is a low result; the unit is `%` or nothing."""

    code: str
    title: Titled
    unit: str = ""
    is_result: bool = False
    breaks: tuple[Break, ...] = ()

    @property
    def full_title(self) -> str:
        return f"{self.title} ({self.unit})" if self.unit else str(self.title)


@dataclass(frozen=True, slots=True)
class Group:
    title: Titled
    measures: tuple[Measure, ...]


@cache
def groups() -> tuple[Group, ...]:
    document = json.loads(FILE.read_text(encoding="utf-8"))
    return tuple(Group(titled(one), tuple(measures_in(one))) for one in document["groups"])


def measures_in(group: Mapping[str, Any]) -> list[Measure]:
    return [
        Measure(
            one["code"],
            titled(one),
            one["unit"],
            group["results"],
            tuple(Break(each["from"], titled(each)) for each in (*group.get("breaks", ()), *one.get("breaks", ()))),
        )
        for one in group["measures"]
    ]


def titled(entry: Mapping[str, Any]) -> Titled:
    return Titled(entry["en"], entry["sv"])


@cache
def known() -> dict[str, Measure]:
    """Return the measures by code, in their order."""
    return {one.code: one for group in groups() for one in group.measures}


def measure_of(code: str) -> Measure:
    return known().get(code) or Measure(code, Titled(code, code))


@cache
def results() -> tuple[Measure, ...]:
    """Return the measures where low is a low result; the first is what a list begins with."""
    return tuple(one for one in known().values() if one.is_result)
