"""Reports: a municipality of 30 schools beside WeasyPrint alone, one of 300, and a table of 60,000 classes.

Each is made in a process of its own on a scratch database, so that peak memory is its own. A school has nine classes
that are expected to take MVP, and what Skolverket publishes of one: twenty measures over five years.
"""

import json
import resource
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import insert, select

from prevention import clock, create_app
from prevention.access.kinds import AgencyKind
from prevention.access.roles import Role
from prevention.accounts.models import Person, RoleAssignment
from prevention.accounts.session import find
from prevention.classes.models import SchoolClass
from prevention.coverage.queries import years_of
from prevention.coverage.sums import Scope, recount
from prevention.extensions import db
from prevention.formats import speaking
from prevention.organisations.actions import found_municipality
from prevention.organisations.models import Agency
from prevention.programmes.models import CoverageTarget, Programme
from prevention.reports.contents import gather, year_named
from prevention.reports.data import Asked
from prevention.reports.files import document, make_file
from prevention.reports.models import ReportFormat, ReportKind
from prevention.statistics.measures import known
from prevention.statistics.models import StatisticValue, ValueKind

from .databases import app_at, sqlite
from .figures import Figure
from .serving import ROOT

TOWN, GRADES = "9993", ("7", "8", "9")
YEARS = ("2020/21", "2021/22", "2022/23", "2023/24", "2024/25")
RUN = "import sys; from benchmarks.reports import run; run(*sys.argv[1:])"


def measure_reports() -> Iterator[Figure]:
    thirty = made(30, 9, ReportFormat.PDF)
    yield Figure("reports: 30 schools as PDF", thirty["seconds"], "seconds")
    ratio = thirty["seconds"] / thirty["printing"]
    yield Figure("reports: of WeasyPrint's own time for it", ratio, "times", at_most=1.5)
    many = made(300, 9, ReportFormat.PDF)
    yield Figure("reports: 300 schools as PDF", many["seconds"], "seconds")
    yield Figure("reports: peak memory of that job", many["peak"], "MB", at_most=1200)
    tenth, whole = (made(1000, classes, ReportFormat.XLSX) for classes in (6, 60))
    yield Figure("reports: XLSX of 60,000 classes", whole["seconds"], "seconds")
    yield Figure("reports: its peak memory", whole["peak"], "MB")
    yield Figure("reports: of the peak of 6,000", whole["peak"] / tenth["peak"], "times", at_most=1.2)


def made(schools: int, classes: int, file: ReportFormat) -> dict[str, float]:
    with tempfile.TemporaryDirectory() as folder, sqlite(Path(folder)) as place:
        with app_at(place).app_context():
            person = build_town(schools, classes)
            db.session.commit()
            db.engine.dispose()
        command = [sys.executable, "-c", RUN, str(person), file]
        told = subprocess.run(command, check=True, cwd=ROOT, env=place.environ, stdout=subprocess.PIPE, text=True)
        return {name: float(value) for name, value in json.loads(told.stdout).items()}


def build_town(schools: int, classes: int) -> uuid.UUID:
    """Add it, and return its coverage administrator."""
    town = found_municipality(TOWN, "Rapportköping")
    here = {"municipality_id": town.id}
    year = years_of(town.id)[-1].id
    mvp = select(Programme.id).where(Programme.municipality_id == town.id, Programme.code == "mvp-hogstadiet")
    target = here | {"school_year_id": year, "programme_id": db.session.scalars(mvp).one()}
    keys = [uuid.uuid4() for _number in range(schools)]
    school = here | {"kind": AgencyKind.SCHOOL}
    of_class = here | {"school_year_id": year, "pupils": 24}
    of_value = here | {"kind": ValueKind.EXACT, "number": 71.4, "text": "71,4"}
    insert_all(
        {
            Agency: [
                school | {"id": key, "name": f"Provskolan {n}", "code": f"{TOWN}{n:04}"} for n, key in enumerate(keys)
            ],
            CoverageTarget: [target | {"grade": grade} for grade in GRADES],
            SchoolClass: [
                of_class | {"school_id": key, "name": f"{GRADES[n % 3]}{n:02}", "grade": GRADES[n % 3]}
                for key in keys
                for n in range(classes)
            ],
            StatisticValue: [
                of_value | {"school_id": key, "measure": measure, "period": period}
                for key in keys[:300]
                for measure in known()
                for period in YEARS
            ],
        }
    )
    recount(Scope(town.id))
    return add_administrator(town.id)


def insert_all(rows: dict[type, list[dict[str, object]]]) -> None:
    for table, these in rows.items():
        if these:
            db.session.execute(insert(table), these)


def add_administrator(town: uuid.UUID) -> uuid.UUID:
    office = select(Agency.id).where(Agency.municipality_id == town, Agency.kind == AgencyKind.MUNICIPALITY)
    person = Person(municipality_id=town, email=f"coverage@{TOWN}.example", name="Administrator")
    db.session.add(person)
    db.session.flush()
    held = {"municipality_id": town, "person_id": person.id, "agency_id": db.session.scalars(office).one()}
    db.session.add(RoleAssignment(**held, role=Role.COVERAGE_ADMINISTRATOR, granted_at=clock.now()))
    return person.id


def run(person: str, file: str) -> None:
    """Make the municipality report in this process; print how long it took, and its and its printer's peak memory."""
    with create_app().app_context(), speaking("sv"):
        who = find(uuid.UUID(person))
        assert who is not None
        year = year_named(years_of(who.actor.municipality_id))
        assert year is not None
        asked = Asked(ReportKind.MUNICIPALITY, ReportFormat(file), None, year.id)
        started = time.perf_counter()
        make_file(who.actor, who.municipality_name, asked, lambda _done, _of: None)
        told = {"seconds": time.perf_counter() - started, "peak": peak()}
        if asked.format is ReportFormat.PDF:
            contents = gather(who.actor, who.municipality_name, asked.kind, year)
            if not contents.is_large:
                told["printing"] = printing(document(contents), ROOT / "prevention" / "static")
    print(json.dumps(told))


def peak() -> float:
    """Return the most memory (MB) that this process and the one it started had.

    Its own is asked of the kernel: `ru_maxrss` begins with what the process had that started this one.
    """
    own = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM"))
    return (int(own.split()[1]) + resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss) / 1024


def printing(html: str, static: Path) -> float:
    """Return the seconds WeasyPrint takes for the same HTML, in a process that does nothing else."""
    script = (
        "import sys, time; from weasyprint import HTML; html = sys.stdin.read(); started = time.perf_counter(); "
        "HTML(string=html, base_url=sys.argv[1]).write_pdf(pdf_variant='pdf/ua-1'); "
        "print(time.perf_counter() - started)"
    )
    command = [sys.executable, "-c", script, f"{static}/"]
    return float(subprocess.run(command, check=True, input=html, stdout=subprocess.PIPE, text=True).stdout)
