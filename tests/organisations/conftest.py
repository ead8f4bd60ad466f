import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from sqlalchemy import select

from prevention.extensions import db
from prevention.organisations.models import Agency
from tests.authority import Files, Import, importer

TWINS = Path(__file__).parent / "register"


class Register(Files):
    """A copy of the hand-made register to damage: seven schools in two towns, all invented."""

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
def import_json(run: Callable[..., Result]) -> Import:
    return importer(run, "schools")


def counts(report: dict[str, Any]) -> tuple[int, ...]:
    return tuple(report[key] for key in ("created", "updated", "unchanged", "closed", "rejected"))


def school(code: str) -> Agency:
    return db.session.scalars(select(Agency).where(Agency.code == code)).one()


def imported() -> dict[str, Agency]:
    """Return the schools of the two towns by code."""
    rows = db.session.scalars(select(Agency).where(Agency.code.like("990301%") | Agency.code.like("990401%")))
    return {str(one.code): one for one in rows}
