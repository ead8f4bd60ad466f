"""`prevention programmes load` and `prevention programmes list`."""

import json

import pytest
from flask import Flask
from flask.testing import FlaskCliRunner

from prevention.extensions import db
from prevention.programmes.catalogue import shipped_catalogue
from prevention.programmes.models import Programme
from tests.world import World


@pytest.fixture
def runner(app: Flask, session: object) -> FlaskCliRunner:
    return app.test_cli_runner()


def test_loading_names_what_was_added_and_the_second_time_nothing(runner: FlaskCliRunner, world: World) -> None:
    first = runner.invoke(args=["programmes", "load", "--municipality", "9901"])
    assert first.exit_code == 0
    assert f"{len(shipped_catalogue()) - 1} programmes and 0 editions added, 1 programmes were there" in first.output
    db.session.rollback()  # what was loaded is committed
    again = runner.invoke(args=["programmes", "load"])
    assert "9901 Almköping: 0 programmes" in again.output
    assert f"9902 Björkvik: {len(shipped_catalogue()) - 1} programmes" in again.output


def test_listing_as_json_has_exactly_these_keys(runner: FlaskCliRunner) -> None:
    answer = runner.invoke(args=["programmes", "list", "--json"])
    assert json.loads(answer.output) == [
        {"code": "mvp", "name": "MVP högstadiet", "delivery_mode": "lesson_series", "lessons_expected": 4},
        {"code": "pax", "name": "PAX i skolan", "delivery_mode": "continuous", "lessons_expected": None},
    ]


def test_listing_leaves_out_what_is_retired(runner: FlaskCliRunner, world: World) -> None:
    retired = db.session.get_one(Programme, world.town.pax)
    retired.retired_at = retired.created_at
    db.session.flush()
    answer = runner.invoke(args=["programmes", "list", "--municipality", "9901"])
    assert "MVP högstadiet" in answer.output
    assert "PAX" not in answer.output


def test_before_anything_is_loaded_the_shipped_catalogue_is_listed(
    runner: FlaskCliRunner, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("prevention.programmes.cli.listed_programmes", lambda _code: [])
    rows = json.loads(runner.invoke(args=["programmes", "list", "--json"]).output)
    assert {"code": "mvp-mellanstadiet", "name": "MVP mellanstadiet"}.items() <= rows[2].items()
    assert [row["code"] for row in rows] == [one.code for one in shipped_catalogue()]


@pytest.mark.parametrize("command", ["load", "list"])
def test_an_unknown_municipality_is_told(runner: FlaskCliRunner, command: str) -> None:
    answer = runner.invoke(args=["programmes", command, "--municipality", "0000"])
    assert answer.exit_code == 2
    assert "no municipality 0000" in answer.output
