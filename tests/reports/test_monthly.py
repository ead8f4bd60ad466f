"""A report every month: on its day, for who may still read it, once, until it is turned off."""

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select, update

from prevention import clock
from prevention.accounts.models import RoleAssignment
from prevention.extensions import db
from prevention.reports import handlers
from prevention.reports.actions import next_day
from prevention.reports.models import Report, ReportFormat, ReportSchedule
from tests.client import PageClient
from tests.world import World

from .asking import for_council, of_municipality, of_school
from .rows import add_schedule


def the_schedule() -> ReportSchedule:
    db.session.expire_all()
    return db.session.scalars(select(ReportSchedule)).one()


def made() -> list[Report]:
    return list(db.session.scalars(select(Report)))


@pytest.mark.parametrize(
    ("day", "after", "expected"),
    [
        (19, date(2026, 11, 18), date(2026, 11, 19)),
        (18, date(2026, 11, 18), date(2026, 12, 18)),
        (1, date(2026, 12, 31), date(2027, 1, 1)),
        (28, date(2027, 1, 31), date(2027, 2, 28)),
    ],
)
def test_the_day_comes_once_a_month(day: int, after: date, expected: date) -> None:
    assert next_day(day, after) == expected


def test_it_is_turned_on_changed_and_turned_off(administrator: PageClient, world: World) -> None:
    address = of_municipality(world.town.municipality) + "/monthly"
    for file, day in (("pdf", "3"), ("xlsx", "20")):
        assert administrator.post(address, data={"format": file, "day": day}).status_code == 303
    row = the_schedule()
    assert (row.format, row.day, row.next_on) == (ReportFormat.XLSX, 20, date(2026, 11, 20))
    page = administrator.get("/reports").text
    assert "första gången den 20 november 2026" in page
    assert administrator.post(f"/reports/monthly/{row.id}/stop").status_code == 303
    assert db.session.scalars(select(ReportSchedule)).all() == []
    assert "Ingen rapport kommer av sig själv" in administrator.get("/reports").text


@pytest.mark.parametrize("day", ["0", "29", "x", ""])
def test_a_day_that_not_every_month_has_is_refused(administrator: PageClient, world: World, day: str) -> None:
    response = administrator.post(for_council(world.town.municipality) + "/monthly", data={"format": "pdf", "day": day})
    assert response.status_code == 422
    assert 'aria-invalid="true"' in response.text
    assert db.session.scalars(select(ReportSchedule)).all() == []


def test_it_is_made_on_its_day_and_not_twice(
    principal: PageClient, world: World, run_jobs: Callable[[], None], now: Callable[[datetime], None]
) -> None:
    principal.post(of_school(world.town.school) + "/monthly", data={"format": "csv", "day": "20"})
    handlers.ask_for_monthly({})
    assert made() == []
    now(datetime(2026, 11, 22, 3, tzinfo=UTC))  # nobody was awake on the day itself
    for _run in range(2):
        handlers.ask_for_monthly({})
    run_jobs()
    (report,) = made()
    assert (report.asked_by_id, report.made_at, report.language) == (world.principal, clock.now(), "sv")
    assert report.school_year_id == world.town.school_year
    assert the_schedule().next_on == date(2026, 12, 20)


def test_it_stops_for_who_may_no_longer_read_it(session: object, world: World) -> None:
    add_schedule(world.town, world.principal, world.town.school)
    db.session.execute(
        update(RoleAssignment).where(RoleAssignment.person_id == world.principal).values(ended_at=clock.now())
    )
    handlers.ask_for_monthly({})
    assert made() == []
    assert db.session.scalars(select(ReportSchedule)).all() == []
