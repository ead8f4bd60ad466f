"""`prevention demo build` and `prevention demo people`."""

import pytest
from flask import Flask
from sqlalchemy import func, select

from prevention.accounts.models import Person
from prevention.demo.people import CAST, PASSWORD
from prevention.extensions import db
from tests.house.test_settings import SOUND


def test_the_second_build_changes_nothing(app: Flask, session: object) -> None:
    runner = app.test_cli_runner()
    first = runner.invoke(args=["demo", "build"])
    assert first.exit_code == 0, first.output
    assert "12 schools" in first.output
    there = people()
    second = runner.invoke(args=["demo", "build"])
    assert second.exit_code == 0, second.output
    assert "is here already" in second.output
    assert people() == there


def people() -> int | None:
    return db.session.scalar(select(func.count(Person.id)))


def test_people_prints_who_can_sign_in(app: Flask, session: object) -> None:
    runner = app.test_cli_runner()
    runner.invoke(args=["demo", "build"])
    printed = runner.invoke(args=["demo", "people"]).output
    assert all(member.email in printed and member.name in printed for member in CAST)
    assert PASSWORD in printed


def test_people_without_a_demo_says_how_to_build_it(app: Flask, session: object) -> None:
    answer = app.test_cli_runner().invoke(args=["demo", "people"])
    assert answer.exit_code == 1
    assert "prevention demo build" in answer.output


def test_production_refuses(app: Flask, session: object, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in SOUND.items():
        monkeypatch.setenv(name, value)
    there = people()
    answer = app.test_cli_runner().invoke(args=["demo", "build"])
    assert answer.exit_code == 1
    assert "never built in production" in answer.output
    assert people() == there
