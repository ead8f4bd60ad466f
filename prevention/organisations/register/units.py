"""A school unit out of its entry in the list and its own answer. Contacts are never read: they name people."""

import math
import re
from dataclasses import dataclass, replace
from typing import Any

from ..grades import FORMS, FORMS_WITHOUT_GRADES, OLD_CODES_OF_FORMS, UPPER_SECONDARY_FORMS, YEARS_OF_FORMS, grade_key
from ..models import OwnerType
from .answers import Answer, Fault, objects_of, optional_text, shortened, text_of

OWNERS = {
    "kommunal": OwnerType.MUNICIPAL,
    "kommunalförbund": OwnerType.MUNICIPAL,
    "fristående": OwnerType.INDEPENDENT,
    "region": OwnerType.REGION,
    "statlig": OwnerType.STATE,
    "sameskolan": OwnerType.STATE,
    "uppgift saknas": None,
}
Offers = list[dict[str, str | list[str]]]


@dataclass(frozen=True, slots=True)
class Unit:
    """A school as the register has it. Without its own answer, `detailed` is false and the last three are unknown."""

    code: str
    municipality_code: str
    name: str
    owner_type: OwnerType | None
    offers: Offers
    place: str | None
    detailed: bool = False
    owner_name: str | None = None
    latitude: float | None = None
    longitude: float | None = None


def listed_unit(entry: dict[str, Any]) -> Unit:
    """Read what list and own answer have in common.

    :raises Fault: for what no school unit of the register can have.
    """
    code, municipality_code = text_of(entry, "code", 40), text_of(entry, "geographicalAreaCode", 40)
    if not is_unit_code(code):
        raise Fault(f"has the code {code!r}, which is not eight digits")
    if not re.fullmatch(r"[0-9]{4}", municipality_code):
        raise Fault(f"has the municipality code {municipality_code!r}, which is not four digits")
    return Unit(
        code=code,
        municipality_code=municipality_code,
        name=text_of(entry, "name", 200),
        owner_type=owner_type_of(entry),
        offers=offers_of(entry),
        place=optional_text(entry, "postCodeDistrict", 120),
    )


def is_unit_code(value: Any) -> bool:
    return isinstance(value, str) and re.fullmatch(r"[0-9]{8}", value) is not None


def with_details(unit: Unit, answer: Answer) -> Unit:
    """Complete a listed unit with its own answer, which must be about the same unit.

    :raises Fault: as `listed_unit`, and where the two contradict each other.
    """
    body = answer.body()
    own = listed_unit(body)
    if own.code != unit.code:
        raise Fault(f"is about the unit {own.code}")
    if own.municipality_code != unit.municipality_code:
        raise Fault(f"has the municipality {own.municipality_code}, the list has {unit.municipality_code}")
    return replace(
        own,
        place=unit.place,
        detailed=True,
        owner_name=optional_text(body, "corporationName", 200),
        latitude=degrees_of(body, "wgs84_Lat", 90),
        longitude=degrees_of(body, "wgs84_Long", 180),
    )


def owner_type_of(entry: dict[str, Any]) -> OwnerType | None:
    name = optional_text(entry, "principalOrganizerType", 40)
    if name is None:
        return None
    if name.casefold() not in OWNERS:
        raise Fault(f"has the unknown owner type {name!r}")
    return OWNERS[name.casefold()]


def offers_of(entry: dict[str, Any]) -> Offers:
    """Return forms and grades; empty for a unit of preschool or adult education alone.

    :raises Fault: for an unknown form or grade, or none.
    """
    years_by_form: dict[str, list[str]] = {}
    found = list(objects_of(entry, "typeOfSchooling"))
    if not found:
        raise Fault("names no school form")
    for schooling in found:
        code = text_of(schooling, "code", 40).casefold()
        form = OLD_CODES_OF_FORMS.get(code, code)
        if form in FORMS_WITHOUT_GRADES:
            continue
        if form not in FORMS:
            raise Fault(f"has the unknown school form {code!r}")
        if form in years_by_form:
            raise Fault(f"has the school form {code!r} twice")
        years_by_form[form] = grades_of(form, schooling.get("schoolYears"))
    return [{"form": form, "grades": list(years_by_form[form])} for form in FORMS if form in years_by_form]


def grades_of(form: str, years: Any) -> list[str]:
    if not isinstance(years or [], list):
        raise Fault("has schoolYears that is no list")
    grades = {grade_of(form, year) for year in years or []}
    return sorted(grades, key=grade_key)


def grade_of(form: str, year: Any) -> str:
    """Return our grade of the register's school year, where the preschool class is 0."""
    grade = "F" if year == "0" else f"gy{year}" if form in UPPER_SECONDARY_FORMS else year
    if not isinstance(grade, str) or grade not in YEARS_OF_FORMS[form]:
        raise Fault(f"has the unknown school year {shortened(repr(year))} in the school form {form!r}")
    return grade


def degrees_of(entry: dict[str, Any], key: str, most: float) -> float | None:
    value = entry.get(key)
    if value is None or value == "":
        return None
    try:
        degrees = float(value)
    except (TypeError, ValueError, OverflowError):
        degrees = math.nan
    if not abs(degrees) <= most:
        raise Fault(f"has {key} {shortened(repr(value))}, which is no coordinate")
    return degrees
