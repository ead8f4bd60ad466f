"""School years as most Swedish municipalities set them: a proposal to adjust, not a rule."""

from dataclasses import dataclass
from datetime import date, timedelta

import holidays

from .grades import scheme_on
from .models import GradeScheme

WINTER_BREAK_WEEKS = {"05": 8, "06": 7, "07": 8, "08": 8, "10": 8, "12": 8, "14": 7, "23": 10, "24": 10, "25": 10}
USUAL_WINTER_BREAK_WEEK = 9
MONDAY, FRIDAY = 0, 4


@dataclass(frozen=True, slots=True)
class BreakData:
    """Days without lessons, both ends included."""

    name: str
    starts_on: date
    ends_on: date


@dataclass(frozen=True, slots=True)
class SchoolYearData:
    name: str
    starts_on: date
    ends_on: date
    grade_scheme: GradeScheme
    breaks: tuple[BreakData, ...] = ()


def year_of(day: date) -> int:
    """Return the calendar year in which the school year of this day began; in July the coming one counts."""
    return day.year if day.month >= 7 else day.year - 1


def proposed_year(first: int, municipality_code: str) -> SchoolYearData:
    """Return the school year that begins in the calendar year `first`."""
    starts_on = on_or_after(date(first, 8, 14), MONDAY)
    return SchoolYearData(
        name=f"{first}/{(first + 1) % 100:02}",
        starts_on=starts_on,
        ends_on=on_or_before(date(first + 1, 6, 15), FRIDAY),
        grade_scheme=scheme_on(starts_on),
        breaks=proposed_breaks(first, municipality_code[:2]),
    )


def proposed_breaks(first: int, county: str) -> tuple[BreakData, ...]:
    """Return the usual breaks. Their names are the municipality's data, and so in Swedish."""
    winter = WINTER_BREAK_WEEKS.get(county, USUAL_WINTER_BREAK_WEEK)
    good_friday = holidays.country_holidays("SE", years=first + 1, language="sv").get_named("Långfredagen")[0]
    return (
        BreakData("Höstlov", date.fromisocalendar(first, 44, 1), date.fromisocalendar(first, 44, 5)),
        BreakData("Jullov", on_or_after(date(first, 12, 20), MONDAY), on_or_after(date(first + 1, 1, 6), FRIDAY)),
        BreakData("Sportlov", date.fromisocalendar(first + 1, winter, 1), date.fromisocalendar(first + 1, winter, 5)),
        BreakData("Påsklov", good_friday - timedelta(days=4), good_friday),
    )


def on_or_after(day: date, weekday: int) -> date:
    return day + timedelta(days=(weekday - day.weekday()) % 7)


def on_or_before(day: date, weekday: int) -> date:
    return day - timedelta(days=(day.weekday() - weekday) % 7)
