"""Invented statistics about the invented schools, with every sign that the real ones have."""

import random
import uuid
from collections.abc import Iterable, Iterator, Mapping

from prevention import clock
from prevention.organisations.proposals import proposed_year, year_of
from prevention.statistics.measures import known
from prevention.statistics.models import ValueKind
from prevention.statistics.reading import Value
from prevention.statistics.storing import SchoolValues, store_school

from .places import CODE, SCHOOLS, School

SEED = 9991
YEARS = 5
LOWER = {"Vitklöverns friskola", "Silvermånens friskola", "Trollsjöns skola", "Glasbjörkens skola"}
MEASURES = known()
RANGES = {
    "ratioOfPupils9thGradeEligibleForNationalProgram": (78, 96),
    "averageGradesMeritRating9thGrade": (215, 255),
    "GradeWithAllSubjectsPassed": (65, 90),
    "averageResultNationalTests": (10, 16),
    "studentsPerTeacherQuota": (11, 16),
    "certifiedTeachersQuota": (55, 85),
    "specialEducatorsQuota": (3, 9),
    "specialTeacherPositions": (0.5, 4),
}
SIGNS = {
    ("Silvermånens friskola", "averageResultNationalTestsSubjectSVA9thGrade"): (ValueKind.SUPPRESSED, ".."),
    ("Bokfinksskolan", "ratioOfPupils9thGradeEligibleForNationalProgramYR"): (ValueKind.ABOUT, "~100"),
    ("Nattviolens friskola", "certifiedTeachersQuota"): (ValueKind.EXCLUDED, "*"),
    ("Sävsångarens skola", "specialEducatorsQuota"): (ValueKind.MISSING, "."),
}


def add_results(municipality_id: uuid.UUID, agencies: Mapping[str, uuid.UUID]) -> None:
    """Add five years of figures for each compulsory school."""
    rng = random.Random(SEED)  # noqa: S311  nothing here is secret
    for school in SCHOOLS:
        if values := list(values_of(school, rng)):
            store_school(SchoolValues(municipality_id, agencies[school.name], values), {})


def values_of(school: School, rng: random.Random) -> Iterator[Value]:
    if not any(offer["form"] == "gr" for offer in school.offers):
        return
    last = year_of(clock.today())
    for code in measures_of(school):
        if code == "totalNumberOfPupils":
            text = f"cirka {10 * round(2.4 * school.parallel * len(school.grades))}"
            yield about(code, period_of(last), text)
        else:
            over = last if code in {one.code for one in MEASURES.values() if not one.is_result} else last - 1
            yield from series_of(school, code, range(over - YEARS + 1, over + 1), rng)


def measures_of(school: School) -> Iterable[str]:
    """Return the measures that a school with its grades has."""
    lacking = {grade for grade in ("6", "9") if grade not in school.grades}
    return [code for code in MEASURES if not any(f"{grade}thGrade" in code for grade in lacking)]


def series_of(school: School, code: str, years: Iterable[int], rng: random.Random) -> Iterator[Value]:
    low, high = next(bounds for part, bounds in RANGES.items() if part in code)
    usual = rng.uniform(low, high) - (school.name in LOWER) * (high - low) * 0.4
    for year in years:
        kind, text = SIGNS.get((school.name, code), (ValueKind.EXACT, written(usual + rng.gauss(0, (high - low) / 12))))
        number = float(text.strip("~").replace(",", ".")) if kind in {ValueKind.EXACT, ValueKind.ABOUT} else None
        yield Value(code, period_of(year), kind, text, number)


def about(code: str, period: str, text: str) -> Value:
    return Value(code, period, ValueKind.ABOUT, text, float(text.split()[1]))


def written(number: float) -> str:
    return f"{min(max(number, 0.5), 340):.1f}".replace(".", ",")


def period_of(first: int) -> str:
    return proposed_year(first, CODE).name
