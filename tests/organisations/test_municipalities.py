import json
from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from click.testing import Result
from sqlalchemy import select
from sqlalchemy.orm import selectinload

from prevention.access.kinds import AgencyKind
from prevention.extensions import db
from prevention.organisations.actions import found_municipality
from prevention.organisations.models import Agency, GradeScheme, Municipality, SchoolYear
from prevention.organisations.proposals import proposed_year
from prevention.organisations.queries import current_school_year
from prevention.programmes.models import Programme
from tests.world import World

Run = Callable[..., Result]


def years_of(municipality: Municipality) -> list[SchoolYear]:
    query = select(SchoolYear).where(SchoolYear.municipality_id == municipality.id).order_by(SchoolYear.starts_on)
    return list(db.session.scalars(query.options(selectinload(SchoolYear.breaks))))


def test_has_all_it_needs_to_begin(session: object) -> None:
    here = found_municipality("9905", "Ekstad")
    agencies = db.session.scalars(select(Agency).where(Agency.municipality_id == here.id)).all()
    assert [(one.kind, one.name) for one in agencies] == [(AgencyKind.MUNICIPALITY, "Ekstad")]
    [year] = years_of(here)
    assert (year.name, year.starts_on, year.ends_on) == ("2026/27", date(2026, 8, 17), date(2027, 6, 11))
    assert [(one.name, one.starts_on, one.ends_on) for one in year.breaks] == [
        ("Höstlov", date(2026, 10, 26), date(2026, 10, 30)),
        ("Jullov", date(2026, 12, 21), date(2027, 1, 8)),
        ("Sportlov", date(2027, 3, 1), date(2027, 3, 5)),
        ("Påsklov", date(2027, 3, 22), date(2027, 3, 26)),
    ]
    assert db.session.scalars(select(Programme).where(Programme.municipality_id == here.id)).first()


@pytest.mark.parametrize(
    ("today", "names"),
    [
        (datetime(2027, 5, 10, tzinfo=UTC), ["2026/27"]),
        (datetime(2027, 6, 1, tzinfo=UTC), ["2026/27", "2027/28"]),
        (datetime(2027, 7, 10, tzinfo=UTC), ["2027/28"]),
    ],
)
def test_the_next_year_comes_with_it_when_it_is_near(
    today: datetime, names: list[str], session: object, now: Callable[[datetime], None]
) -> None:
    now(today)
    assert [year.name for year in years_of(found_municipality("9905", "Ekstad"))] == names


def test_every_proposal_is_sound() -> None:
    for first in range(2020, 2060):
        for county in ("01", "12", "14", "25"):
            year = proposed_year(first, f"{county}99")
            days = [day for one in year.breaks for day in (one.starts_on, one.ends_on)]
            assert days == sorted(days) and year.starts_on < days[0] and days[-1] < year.ends_on
            assert (year.grade_scheme is GradeScheme.ONE_TO_10) == (first >= 2028)


def test_the_current_year_is_todays_else_the_next_else_the_latest(
    session: object, now: Callable[[datetime], None], world: World
) -> None:
    for today in (
        datetime(2026, 7, 1, tzinfo=UTC),
        datetime(2026, 12, 1, tzinfo=UTC),
        datetime(2030, 1, 1, tzinfo=UTC),
    ):
        now(today)
        year = current_school_year(world.town.municipality)
        assert year is not None and year.name == "2026/27"


def test_the_command_adds_and_lists(run: Run) -> None:
    assert run("municipalities", "add", "9905", "Ekstad").stdout == "9905 Ekstad is added.\n"
    assert "9905 Ekstad\n" in run("municipalities", "list").stdout
    assert {"code": "9905", "name": "Ekstad"} in json.loads(run("municipalities", "list", "--json").stdout)


@pytest.mark.parametrize(
    ("code", "name", "told"),
    [
        ("9901", "Ekstad", "is here already"),
        ("99", "Ekstad", "Give four digits"),
        ("99٠1", "Ekstad", "four"),
        ("9905", "  ", "Give its name, of at most 120 characters"),
        ("9905", "E" * 121, "at most 120 characters"),
    ],
)
def test_the_command_refuses(code: str, name: str, told: str, run: Run) -> None:
    result = run("municipalities", "add", code, name)
    assert result.exit_code == 1 and told in result.output
