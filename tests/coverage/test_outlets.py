"""On random municipalities: in whatever figures are read, and at whatever level, the six states are all lessons.

Each lesson is in just one of them, as a plain recount has it; and what a filter parts adds up to the whole.
"""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings

from prevention.organisations.grades import Stage
from tests.api.giving import store_token
from tests.client import PageClient

from .outlets import ALL, QUICK, WHOLE, Filter, Outlet, Place, Reader, places
from .reading import TOTAL, Rows
from .recount import Count, count, count_class, is_expected
from .test_properties import STAGES, built
from .towns import Town, towns

bounded = settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
parted = settings(bounded, max_examples=6)
printed = settings(bounded, max_examples=3)  # each report is made by a process of its own


@contextmanager
def reading(app: Flask, client: PageClient, town: Town) -> Iterator[Reader]:
    with built(town) as here:
        client.sign_in(here.administrator)
        yield Reader(app, client, here, store_token(here.municipality, here.agency, here.administrator))


@bounded
@given(towns)
@pytest.mark.parametrize("outlet", QUICK)
def test_states_are_the_expected_lessons_at_every_level(
    session: object, app: Flask, client: PageClient, outlet: str, town: Town
) -> None:
    with reading(app, client, town) as reader:
        for place in places(town, reader.here):
            agree(QUICK[outlet](reader, place, WHOLE), expected_rows(town, place))


@bounded
@given(towns)
def test_the_command_line_says_the_same_of_every_school(
    session: object, app: Flask, client: PageClient, town: Town
) -> None:
    with reading(app, client, town) as reader:
        for place in places(town, reader.here):
            if not place.by_class:
                agree(ALL["command line"](reader, place, WHOLE), expected_rows(town, place))


@printed
@given(towns)
def test_the_printed_report_says_the_same(session: object, app: Flask, client: PageClient, town: Town) -> None:
    with reading(app, client, town) as reader:
        whole, *_others, school = places(town, reader.here)
        for place in (whole, school):
            if rows := expected_rows(town, place):  # without lessons there is nothing to print
                agree(ALL["pdf"](reader, place, WHOLE), rows)


@parted
@given(towns)
@pytest.mark.parametrize("outlet", QUICK)
def test_what_a_filter_parts_adds_up_to_the_whole(
    session: object, app: Flask, client: PageClient, outlet: str, town: Town
) -> None:
    with reading(app, client, town) as reader:
        whole, *others = places(town, reader.here)
        of_whole = without_total(QUICK[outlet](reader, whole, WHOLE))
        for name, parts in filters(town, reader).items():
            reached = within_reach(town, name)
            told = {school: figures for school, figures in of_whole.items() if school in reached}
            assert together(QUICK[outlet], reader, whole, parts) == told, name
        for school in (place for place in others if place.by_class):
            of_school = QUICK[outlet](reader, school, WHOLE)
            stages = [{"stage": stage.value} for stage in Stage]
            assert together(QUICK[outlet], reader, school, stages) == without_total(of_school)


@printed
@given(towns)
def test_printed_parts_add_up_to_the_printed_whole(session: object, app: Flask, client: PageClient, town: Town) -> None:
    with reading(app, client, town) as reader:
        whole = places(town, reader.here)[0]
        stages = [{"stage": stage.value} for stage, grades in STAGES.items() if expected_rows(town, whole, grades)]
        if stages:
            assert together(ALL["pdf"], reader, whole, stages) == expected_rows(town, whole)


def filters(town: Town, reader: Reader) -> Mapping[str, list[Filter]]:
    """Return the parts of each filter that can be chosen: an owner only where there are several."""
    owners = sorted({school.owner.value for school in town.schools})
    districts = sorted({school.district for school in town.schools if school.district is not None})
    return {
        "stage": [{"stage": stage.value} for stage in Stage],
        "owner": [{"owner": owner} for owner in owners] if len(owners) > 1 else [WHOLE],
        "district": [{"district": str(reader.here.districts[number])} for number in districts],
    }


def within_reach(town: Town, name: str) -> set[str]:
    """Return the schools that the parts of a filter reach: those in no district are in no part of that one."""
    return {
        f"Skola {number}"
        for number, school in enumerate(town.schools, 1)
        if name != "district" or school.district is not None
    }


def together(outlet: Outlet, reader: Reader, place: Place, parts: Iterable[Filter]) -> Rows:
    """Add up the rows of all parts by name."""
    added: dict[str, tuple[int, ...]] = {}
    for part in parts:
        for name, figures in without_total(outlet(reader, place, part)).items():
            added[name] = tuple(map(sum, zip(added.get(name, (0,) * len(figures)), figures, strict=True)))
    return added


def without_total(rows: Rows) -> Rows:
    return {name: figures for name, figures in rows.items() if name != TOTAL}


def agree(told: Rows, expected: Rows) -> None:
    """Compare each row with the recount, its states with its lessons, and a told total with the sum of the rows."""
    rows = without_total(told)
    assert rows == expected
    for lessons, *states in told.values():
        assert lessons == sum(states)
    if TOTAL in told:
        assert list(told[TOTAL]) == [sum(column) for column in zip(*rows.values(), strict=True)]


def expected_rows(town: Town, place: Place, grades: Iterable[str] | None = None) -> Rows:
    """Count the rows of a place in plain Python: its schools, or the classes of the school, that expect a lesson."""
    counts = class_counts(town, place.schools[0]) if place.by_class else school_counts(town, place, grades)
    return {
        name: (sum(one.lessons.values()), *one.as_tuple()[6:]) for name, one in counts.items() if one.classes_expected
    }


def school_counts(town: Town, place: Place, grades: Iterable[str] | None) -> dict[str, Count]:
    return {f"Skola {number + 1}": count(town, "series", [number], grades) for number in place.schools}


def class_counts(town: Town, school: int) -> dict[str, Count]:
    counts = {f"{number}A": Count() for number in range(1, len(town.schools[school].classes) + 1)}
    for name, one in zip(counts, town.schools[school].classes, strict=True):
        if is_expected(town, "series", school, one):
            count_class(counts[name], one, "series")
    return counts
