"""The size of a nation: one municipality among 290 beside the same one alone, and all of them at once.

Three databases of one server: the first town `alone`; that town with shortened programmes, so as many classes with
fewer `sessions`; and the whole `nation`. They take turns, so that a busy machine harms all alike.
"""

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from flask import Flask
from sqlalchemy import text

from prevention.benchdata.founding import PASSWORD, administrator_of
from prevention.benchdata.names import towns
from prevention.coverage import queries
from prevention.coverage.national import national
from prevention.coverage.statements import school_sums
from prevention.extensions import db

from . import bare
from .databases import Place, app_at, beside, gather_statistics
from .desk import Desk, log_one
from .figures import Figure
from .jobs import COMMAND
from .load import requests_a_second
from .plans import sequential_scans
from .serving import ROOT, Server, serving

FIRST = towns(1)[0]
ADMINISTRATOR = administrator_of(FIRST)
APP = "prevention.wsgi:app"
ROUNDS, LOGS = 5, 60
FEW_LESSONS = 4
OVERVIEW = "/coverage"
OF_EACH = {"municipality", "audit_head"}  # one row a municipality: PostgreSQL reads so few as quickly as an index


@dataclass(frozen=True)
class Size:
    municipalities: int
    years: int


def measure_nation(alone: Place, size: Size, seconds: int) -> Iterator[Figure]:
    """Build the three and measure. Half an hour at full size on two cores, nearly all of it building."""
    few, nation = beside(alone, "few_sessions"), beside(alone, "nation")
    yield from fill(alone, "alone", 1, size.years)
    yield from fill(few, "fewer sessions", 1, size.years, "--lessons", str(FEW_LESSONS))
    yield from fill(nation, "nation", size.municipalities, size.years)
    apps = {place: app_at(place) for place in (alone, few, nation)}
    yield from measure_pages(alone, few, nation, seconds)
    yield from measure_logging(alone, nation, apps)
    yield from measure_figures(apps[nation], apps[alone])
    yield from measure_plans(nation, apps[nation])


def fill(place: Place, called: str, municipalities: int, years: int, *more: str) -> Iterator[Figure]:
    """Build by the command. As the owner it may leave out looking up each foreign key: half the time."""
    app_at(place)
    assert place.owner_url is not None
    environ = place.environ | {
        "PREVENTION_DATABASE_URL": place.owner_url,
        "PGOPTIONS": "-c session_replication_role=replica",
    }
    wanted = ["bench-data", "--municipalities", str(municipalities), "--years", str(years), *more]
    started = time.perf_counter()
    process = subprocess.Popen([sys.executable, "-c", COMMAND, *wanted], cwd=ROOT, env=environ, stdout=sys.stderr)
    _pid, status, usage = os.wait4(process.pid, 0)
    if status:
        raise RuntimeError(f"bench-data ended with {status}.")
    gather_statistics(place)
    yield Figure(f"nation: building, {called}", time.perf_counter() - started, "seconds")
    yield Figure(f"nation: peak memory of that, {called}", usage.ru_maxrss / 1024, "MB")


def measure_pages(alone: Place, few: Place, nation: Place, seconds: int) -> Iterator[Figure]:
    with (
        serving(APP, alone.environ, ready="/sign-in") as of_alone,
        serving(APP, few.environ, ready="/sign-in") as of_few,
        serving(APP, nation.environ, ready="/sign-in") as of_nation,
    ):
        servers = (of_alone, of_few, of_nation)
        cookies = [server.sign_in(ADMINISTRATOR, PASSWORD) for server in servers]
        rounds = [
            [requests_a_second(one, OVERVIEW, cookie, seconds) for one, cookie in zip(servers, cookies, strict=True)]
            for _round in range(ROUNDS)
        ]
    yield Figure("nation: overview alone", statistics.median(one[0] for one in rounds), "a second")
    yield Figure("nation: overview among all", statistics.median(one[2] for one in rounds), "a second")
    cost = statistics.median(one[0] / one[2] for one in rounds)
    yield Figure("nation: overview, times the same alone", cost, "", at_most=1.3)
    cost = statistics.median(one[1] / one[0] for one in rounds)
    yield Figure("nation: overview, times with fewer sessions", cost, "", at_most=1.3)


def measure_logging(alone: Place, nation: Place, apps: dict[Place, Flask]) -> Iterator[Figure]:
    """Log sessions by the form, each a lesson of another class, now here, now there."""
    with (
        serving(APP, alone.environ, ready="/sign-in") as of_alone,
        serving(APP, nation.environ, ready="/sign-in") as of_nation,
    ):
        desks = [desk_at(of_alone, apps[alone]), desk_at(of_nation, apps[nation])]
        pairs = [[log_one(desk) for desk in desks] for _log in range(LOGS)]
    here, there = (statistics.median(pair[place] for pair in pairs) * 1000 for place in (0, 1))
    yield Figure("nation: logging a session alone", here, "ms")
    yield Figure("nation: logging a session among all", there, "ms")
    yield Figure("nation: logging, times the same alone", there / here, "", at_most=1.2)


def desk_at(server: Server, app: Flask) -> Desk:
    with app.app_context():
        return Desk.opened(server, server.sign_in(ADMINISTRATOR, PASSWORD), FIRST.code)


def measure_figures(nation: Flask, alone: Flask) -> Iterator[Figure]:
    """Compare figures with what the bare database takes: for the nation over the logs, for one over the sums."""
    with nation.app_context():
        year = {"year": bare.YEAR}
        logs, sums, from_logs = turns(lambda: bare.ask(bare.LOGS, year), lambda: national(bare.YEAR), count_logs)
        yield Figure("nation: bare SQL over the logs of a year", logs, "ms")
        yield Figure("nation: bare SQL over all logs", from_logs, "ms")
        yield Figure("nation: figures of the nation", sums, "ms")
        yield Figure("nation: those, share of the logs of a year", sums / logs, "", at_most=0.1)
        yield from measure_one("among all")
    with alone.app_context():
        yield from measure_one("alone")


def measure_one(where: str) -> Iterator[Figure]:
    """Tell what the figures of one municipality take beside their bare SQL, which the driver alone runs.

    As the rows come, and as what a page is made from: an object for each school and programme.
    """
    selection = selection_of_first()
    values = {"municipality": selection.municipality_id, "year": selection.school_year_id, "today": bare.TODAY}
    statement = school_sums(selection.shape)
    plain, rows, objects = turns(
        lambda: bare.ask(bare.ONE, values),
        lambda: queries.asked(statement, selection.values),
        lambda: queries.per_school(selection),
        times=200,
    )
    yield Figure(f"nation: bare SQL of one, {where}", plain, "ms")
    yield Figure(f"nation: figures of one, times that, {where}", rows / plain, "", at_most=1.5)
    yield Figure(f"nation: those as objects, times that, {where}", objects / plain, "")


def selection_of_first() -> queries.Selection:
    municipality = queries.municipalities()[FIRST.code]
    year = next(one for one in queries.years_of(municipality) if one.name == bare.YEAR)
    schools = tuple(queries.schools_of_municipality(municipality, year))
    return queries.Selection(municipality, year.id, schools, whole=True)


def count_logs() -> object:
    return bare.ask(bare.ALL_LOGS, {})


def turns(*asked: Callable[[], object], times: int = 15) -> list[float]:
    """Return the median of each in milliseconds; they take turns, and the first turn does not count."""
    rounds = [[milliseconds(one) for one in asked] for _turn in range(times + 1)]
    return [statistics.median(one) for one in zip(*rounds[1:], strict=True)]


def milliseconds(ask: Callable[[], object]) -> float:
    started = time.perf_counter()
    ask()
    return (time.perf_counter() - started) * 1000


def measure_plans(place: Place, app: Flask) -> Iterator[Figure]:
    """Name the tables that one municipality's pages would read from end to end, with the statistics of a nation."""
    with serving(APP, place.environ, ready="/sign-in") as server:
        desk = desk_at(server, app)
    with app.app_context():
        one_class = db.session.scalars(text(bare.CLASSES), {"code": FIRST.code}).one()
    pages: dict[str, tuple[str, dict[str, str] | None]] = {
        "overview": (OVERVIEW, None),
        "a class": (f"/classes/{one_class}", None),
        "logging": desk.next_form(),
    }
    for name, (path, form) in pages.items():
        read = sequential_scans(app, path, desk.cookie, form) - OF_EACH
        told = f" ({', '.join(sorted(read))})" if read else ""
        yield Figure(f"nation: tables read whole, {name}{told}", len(read), "", at_most=0)
