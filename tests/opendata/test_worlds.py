"""On random municipalities: what is published adds up, and nobody counts their way to a few classes from it."""

import json
from collections import defaultdict
from collections.abc import Callable
from itertools import chain
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from prevention.coverage import queries
from prevention.coverage.figures import Figures
from prevention.coverage.queries import Selection
from prevention.extensions import db
from prevention.opendata.models import OpenDataSetting, Scope
from prevention.organisations.models import OwnerType
from prevention.suppression import SMALLEST
from tests.client import PageClient
from tests.coverage.test_properties import built, year_of
from tests.coverage.towns import Built, School, Target, Town, classes

from .test_pages import FIGURES, SIX

Row = dict[str, Any]
Seen = Callable[[Figures], bool]
large_schools = st.builds(
    School, st.just(OwnerType.MUNICIPAL), st.none(), st.lists(classes, min_size=3, max_size=9).map(tuple)
)
EVERY_GRADE = frozenset(
    Target(name, grade, None) for name in ("series", "continuous") for grade in ("2", "5", "7", "8")
)
towns = st.builds(Town, st.lists(large_schools, min_size=1, max_size=4).map(tuple), st.just(EVERY_GRADE))


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(towns)
def test_what_is_published(client: PageClient, town: Town) -> None:
    with built(town) as here:
        db.session.add(OpenDataSetting(municipality_id=here.municipality, scope=Scope.ALL))
        db.session.flush()
        rows = json.loads(client.get("/open-data/7701.json").data)["rows"]
        truth = classes_by_school(here)
        for code in ("serien", "alltid"):
            of_programme = [row for row in rows if row["programme_code"] == code]
            check_sums(of_programme, truth[code])
            check_differences(of_programme, truth[code])


def classes_by_school(here: Built) -> dict[str, dict[str, list[Figures]]]:
    """Return the figures of each class, by programme and school: the truth that nobody outside sees."""
    year = year_of(here)
    codes = {one.id: one.code for one in queries.programmes_of(here.municipality)}
    found: dict[str, dict[str, list[Figures]]] = defaultdict(lambda: defaultdict(list))
    for school in queries.schools_of_municipality(here.municipality, year):
        for row in queries.per_class(Selection(here.municipality, year.id, (school,))):
            assert row.programme_id
            found[codes[row.programme_id]][str(school.code)].append(row.figures)
    return found


def check_sums(rows: list[Row], truth: dict[str, list[Figures]]) -> None:
    """What is shown is true, the six states are all lessons, and what is hidden is null."""
    for row in rows:
        these = truth[row["school_unit_code"]] if row["school"] else list(chain(*truth.values()))
        figures = {name: sum(getattr(one, name) for one in these) for name in FIGURES[:3]}
        assert {name: row[name] for name in figures} in (figures, dict.fromkeys(figures))
        if row["lessons_expected"] is not None:
            assert row["hidden"] == "nothing"
            assert sum(row[state] for state in SIX) == row["lessons_expected"]
            assert row["lessons_expected"] == sum(one.lessons_expected for one in these)


def check_differences(rows: list[Row], truth: dict[str, list[Figures]]) -> None:
    """Take from the municipality every school that is shown, class counts and lessons apart: who is left?"""
    for field, about in (("classes_expected", [everybody]), ("lessons_expected", [begun, half_way, unfinished])):
        shown = {row["school_unit_code"] for row in rows if row["school"] and row[field] is not None}
        whole_is_shown = any(row[field] is not None for row in rows if not row["school"])
        left = list(chain(*(these for code, these in truth.items() if code not in shown)))
        groups = [truth[code] for code in shown] + ([left] if whole_is_shown else [])
        for group in groups:
            for seen in about:
                few = sum(map(seen, group))
                assert few == 0 or few >= SMALLEST, (field, seen.__name__, few)


def everybody(_figures: Figures) -> bool:
    return True


def begun(figures: Figures) -> bool:
    return figures.held + figures.partly_held > 0


def half_way(figures: Figures) -> bool:
    return begun(figures) and figures.held + figures.partly_held < figures.lessons_expected


def unfinished(figures: Figures) -> bool:
    return figures.classes_taking > 0 and not figures.classes_completed
