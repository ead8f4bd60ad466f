"""One answer of the statistics: every value with its kind, or a named reason why the whole of it is left out."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from prevention.organisations.register.answers import Answer, Fault, objects_of, shortened, text_of

from .models import ValueKind

ABOUT_THE_ANSWER = frozenset({"schoolUnit", "docLinks", "_links"})
LONGEST_TEXT, LONGEST_MEASURE = 20, 80
FORMS = (
    ("EXISTS", r"([0-9]+(?:,[0-9]+)?)", ValueKind.EXACT),
    ("EXISTS", r"cirka ([0-9]+(?:,[0-9]+)?)", ValueKind.ABOUT),
    ("ROUNDED_OFF_DUE_TO_FEW_PUPILS_NOT_ELIGIBLE", r"~([0-9]+(?:,[0-9]+)?)", ValueKind.ABOUT),
    ("OMITTED_DUE_TO_BASED_ON_FEW_PUPILS", r"\.\.", ValueKind.SUPPRESSED),
    ("MISSING", r"\.", ValueKind.MISSING),
    ("TEACHERS_EXCLUDED_DUE_TO_NO_REQUIRED_LEGITIMATION", r"\*", ValueKind.EXCLUDED),
)
NEVER_TOLD = {"value": None, "valueType": "MISSING", "timePeriod": None}


@dataclass(frozen=True, slots=True)
class Value:
    """A value as it stood, and as a number where it is one. Period and text are empty where none was ever told."""

    measure: str
    period: str
    kind: ValueKind
    text: str
    number: float | None = None


def statistics_in(answer: Answer, code: str) -> list[Value]:
    """Read all values of a school.

    :raises Fault: for an answer about another school, and for the first value that stands in no form we know.
    """
    body = answer.body()
    if (own := text_of(body, "schoolUnit", 40)) != code:
        raise Fault(f"is about the unit {own}")
    return [value for measure in body if measure not in ABOUT_THE_ANSWER for value in values_of(body, measure)]


def values_of(body: dict[str, Any], measure: str) -> Iterator[Value]:
    """Yield the values of a measure.

    :raises Fault: as above, and for a year that stands twice: which of the two is right cannot be told.
    """
    if not re.fullmatch(r"[A-Za-z0-9]+", measure) or len(measure) > LONGEST_MEASURE:
        raise Fault(f"has the field {shortened(measure)!r}, which is no name of a measure")
    seen = set[str]()
    for entry in objects_of(body, measure):
        value = value_of(measure, entry)
        if value.period in seen:
            raise Fault(f"has {measure} twice for {value.period}")
        seen.add(value.period)
        yield value


def value_of(measure: str, entry: dict[str, Any]) -> Value:
    if entry == NEVER_TOLD:
        return Value(measure, "", ValueKind.MISSING, "")
    period, kind, text = (entry.get(key) for key in ("timePeriod", "valueType", "value"))
    if not isinstance(period, str) or not is_school_year(period):
        raise Fault(f"has {measure} with timePeriod {shortened(repr(period))}, which is no school year")
    for name, form, meaning in FORMS:
        if isinstance(text, str) and name == kind and len(text) <= LONGEST_TEXT and (it := re.fullmatch(form, text)):
            return Value(measure, period, meaning, text, *(float(digits.replace(",", ".")) for digits in it.groups()))
    shown = f"{shortened(repr(text))} and valueType {shortened(repr(kind))}"
    raise Fault(f"has {measure} for {period} with value {shown}, which is no form we know")


def is_school_year(text: str) -> bool:
    """Tell whether it reads `2024/25`, two years that follow each other."""
    years = re.fullmatch(r"([0-9]{4})/([0-9]{2})", text)
    return bool(years and (int(years[1]) + 1) % 100 == int(years[2]))
