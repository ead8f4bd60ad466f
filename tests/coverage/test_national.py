"""`prevention coverage national`: every municipality beside the others, from the stored sums alone."""

import json
from collections import Counter
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from flask import Flask
from sqlalchemy import update

from prevention.coverage.models import coverage_programme
from prevention.extensions import db
from tests.world import World

YEAR = ("--school-year", "2026/27")


def run(app: Flask, *arguments: str) -> tuple[int, str]:
    result = app.test_cli_runner().invoke(args=["coverage", *arguments])
    return result.exit_code, result.output


def added_up(schools: list[dict[str, int | dict[str, int]]]) -> Counter[str]:
    result: Counter[str] = Counter()
    for school in schools:
        lessons = school["lessons"]
        assert isinstance(lessons, dict)
        result.update(lessons)
        result.update({name: count for name, count in school.items() if name.startswith("classes_")})
    return result


@pytest.mark.parametrize("code", ["9901", "9902"])
def test_a_municipality_is_the_sum_of_its_schools(app: Flask, session: object, code: str) -> None:
    schools = json.loads(run(app, *YEAR, "--programme", "mvp", "--municipality", code, "--json")[1])
    rows = json.loads(run(app, "national", *YEAR, "--json")[1])
    here = [row for row in rows if (row["programme"], row["municipality_code"]) == ("mvp", code)]
    assert len(here) == 1
    assert added_up(here) == added_up(schools)
    assert added_up(here)["overdue"] > 0


def test_people_get_a_table_a_programme_with_its_sum(app: Flask, session: object) -> None:
    code, told = run(app, "national", *YEAR, "--programme", "mvp")
    assert code == 0
    lines = told.splitlines()
    assert lines[0] == "mvp"
    assert {line[:4] for line in lines[2:-1]} == {"9901", "9902"}
    assert lines[-1].split() == ["All", "municipalities", "3/4", "16", "3", "0", "0", "3", "6", "4"]


def test_it_reads_the_stored_sums_alone(
    app: Flask, session: object, count_queries: Callable[[], AbstractContextManager[list[str]]]
) -> None:
    db.session.execute(update(coverage_programme).values(held=coverage_programme.c.held + 100))
    with count_queries() as sent:
        rows = json.loads(run(app, "national", *YEAR, "--json")[1])
    assert all(row["lessons"]["held"] > 100 for row in rows)
    assert len(sent) == 3
    assert not [one for one in sent if "session_log" in one or "planned_session" in one or "participation" in one]


def test_where_nothing_is_expected_that_is_said(app: Flask, session: object, world: World) -> None:
    db.session.execute(update(coverage_programme).values(classes=0, outside=1))
    code, told = run(app, "national", *YEAR)
    assert (code, told) == (0, "No class is expected to take it. Set a target: which grades should.\n")


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("--school-year", "1999/00"), "There is no school year 1999/00. There are: 2026/27."),
        ((*YEAR, "--programme", "pax"), "There is no programme that is expected of a class: pax. There are: mvp."),
    ],
)
def test_what_is_wrong_is_a_sentence(app: Flask, session: object, arguments: tuple[str, ...], sentence: str) -> None:
    code, told = run(app, "national", *arguments)
    assert code == 1
    assert sentence in told
