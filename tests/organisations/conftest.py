import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import select

from prevention.extensions import db
from prevention.organisations.models import Agency

TWINS = Path(__file__).parent / "register"
Import = Callable[..., dict[str, Any]]


class Register:
    """A copy of the hand-made register to damage: seven schools in two towns, all invented."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def change(self, name: str, edit: Callable[[dict[str, Any]], object]) -> None:
        """Edit the body of an answer."""
        path = self.folder / name
        document = json.loads(path.read_text(encoding="utf-8"))
        edit(document["body"])
        path.write_text(json.dumps(document), encoding="utf-8")

    def drop(self, name: str, code: str) -> None:
        """Let a school disappear from its list, as the register does."""

        def edit(body: dict[str, Any]) -> None:
            units = listed(body)
            units[:] = [unit for unit in units if unit["code"] != code]
            body["page"]["totalElements"] -= 1

        self.change(name, edit)


def listed(body: dict[str, Any]) -> list[dict[str, Any]]:
    units: list[dict[str, Any]] = body["_embedded"]["listedSchoolUnits"]
    return units


@pytest.fixture
def register(tmp_path: Path) -> Register:
    shutil.copytree(TWINS, tmp_path / "register")
    return Register(tmp_path / "register")


@pytest.fixture
def run(app: Flask, session: object) -> Callable[..., Result]:
    """Run a command as people do: `run("schools", "import", folder)`."""

    def invoke(*arguments: object) -> Result:
        result = app.test_cli_runner().invoke(args=[str(one) for one in arguments])
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        return result

    return invoke


@pytest.fixture
def import_json(run: Callable[..., Result]) -> Import:
    """Import and return the one JSON line; the exit code tells whether anything was rejected."""

    def invoke(*arguments: object) -> dict[str, Any]:
        result = run("schools", "import", *arguments, "--json")
        assert result.stdout.count("\n") == 1
        report: dict[str, Any] = json.loads(result.stdout)
        assert result.exit_code == (1 if report["rejected"] else 0)
        return report

    return invoke


def counts(report: dict[str, Any]) -> tuple[int, ...]:
    return tuple(report[key] for key in ("created", "updated", "unchanged", "closed", "rejected"))


def school(code: str) -> Agency:
    return db.session.scalars(select(Agency).where(Agency.code == code)).one()


def imported() -> dict[str, Agency]:
    """Return the schools of the two towns by code."""
    rows = db.session.scalars(select(Agency).where(Agency.code.like("990301%") | Agency.code.like("990401%")))
    return {str(one.code): one for one in rows}
