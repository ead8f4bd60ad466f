"""`prevention coverage`: exact JSON for scripts, a table for people, sentences for what is wrong."""

import json

import pytest
from flask import Flask
from sqlalchemy import update

from prevention.coverage.sums import Scope, recount
from prevention.extensions import db
from prevention.programmes.models import CoverageTarget
from tests.world import World

KNOWN = ("--school-year", "2026/27", "--programme", "mvp", "--municipality", "9901")


def run(app: Flask, *arguments: str) -> tuple[int, str]:
    result = app.test_cli_runner().invoke(args=["coverage", *arguments])
    return result.exit_code, result.output


def test_json_is_a_list_of_schools(app: Flask, session: object) -> None:
    code, output = run(app, *KNOWN, "--json")
    assert code == 0
    assert json.loads(output)[0] == {
        "school_unit_code": "99010001",
        "school": "Almköpings norra skola",
        "classes_expected": 2,
        "classes_started": 1,
        "classes_completed": 0,
        "lessons": {
            "expected": 8,
            "held": 1,
            "partly_held": 0,
            "not_held": 0,
            "overdue": 1,
            "not_yet_due": 2,
            "not_planned": 4,
        },
    }


def test_without_a_municipality_it_lists_the_schools_of_all(app: Flask, session: object) -> None:
    code, output = run(app, *KNOWN[:4], "--json")
    assert code == 0
    assert [row["school_unit_code"] for row in json.loads(output)] == ["99010001", "99010002", "99020001"]


def test_people_get_a_table_with_its_sum(app: Flask, session: object) -> None:
    code, output = run(app, *KNOWN)
    assert code == 0
    last = output.splitlines()[-1].split()
    assert last == ["All", "schools", "2/3", "12", "2", "0", "0", "2", "4", "4"]


def test_without_numbered_lessons_it_tells_what_runs(app: Flask, session: object, world: World) -> None:
    here = CoverageTarget.municipality_id == world.town.municipality
    db.session.execute(update(CoverageTarget).values(programme_id=world.town.pax).where(here))
    recount(Scope(world.town.municipality))
    arguments = ["--school-year", "2026/27", "--programme", "pax", "--municipality", "9901"]
    assert "classes_started" in run(app, *arguments)[1].splitlines()[0]
    assert run(app, *arguments)[1].splitlines()[-1].split() == ["All", "schools", "0/3"]
    assert set(json.loads(run(app, *arguments, "--json")[1])[0]["lessons"].values()) == {0}


def test_no_target_is_said(app: Flask, session: object) -> None:
    code, output = run(app, "--school-year", "2026/27", "--programme", "pax", "--municipality", "9901")
    assert (code, output) == (0, "No class is expected to take it. Set a target: which grades should.\n")


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ((*KNOWN[:-1], "9999"), "There is no municipality 9999. There are: 9901, 9902."),
        (("--school-year", "1999/00", *KNOWN[2:]), "There is no school year 1999/00. There are: 2026/27."),
        ((*KNOWN[:2], "--programme", "none", *KNOWN[4:]), "There is no programme none. There are: mvp, pax."),
    ],
)
def test_what_is_wrong_is_a_sentence(app: Flask, session: object, arguments: tuple[str, ...], sentence: str) -> None:
    code, output = run(app, *arguments)
    assert code == 1
    assert sentence in output
