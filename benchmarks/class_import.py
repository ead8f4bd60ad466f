"""How long importing 60,000 classes takes, and what it needs of memory: a tenth of them need as much.

Each import runs in a process of its own on a scratch database with 1,000 schools, so that peak memory is its own.
"""

import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path

from sqlalchemy import insert, select

from prevention import create_app
from prevention.access.kinds import AgencyKind
from prevention.classes.importing.roster_file import open_roster
from prevention.classes.importing.storing import import_roster
from prevention.extensions import db
from prevention.organisations.actions import found_municipality
from prevention.organisations.models import Agency, Municipality, SchoolYear

from .databases import app_at, sqlite
from .serving import ROOT

SCHOOLS, CLASSES, TOWN = 1000, 60_000, "9992"
RUN = "import sys; from benchmarks.class_import import run; run(sys.argv[1])"


def measure() -> dict[str, float]:
    """Return seconds and peak memory (MB) of the whole roster, and the peak of a tenth of it."""
    with tempfile.TemporaryDirectory() as place:
        small, all_new = measured(Path(place, "small"), CLASSES // 10), measured(Path(place, "large"), CLASSES)
        again = imported(Path(place, "large"))
    return {
        "classes": CLASSES,
        "seconds, all new": all_new["seconds"],
        "seconds, all unchanged": again["seconds"],
        "peak MB": all_new["peak"],
        f"peak MB of {CLASSES // 10} classes": small["peak"],
    }


def measured(folder: Path, classes: int) -> dict[str, float]:
    folder.mkdir()
    with sqlite(folder) as place, app_at(place).app_context():
        year = build_schools()
        db.session.commit()
        db.engine.dispose()
    write_roster(folder / "roster.csv", year, classes)
    return imported(folder)


def build_schools() -> str:
    """Add the municipality and its schools; return the name of its school year."""
    town = found_municipality(TOWN, "Provköping").id
    rows = [
        {"municipality_id": town, "kind": AgencyKind.SCHOOL, "name": f"Provskolan {n}", "code": f"{TOWN}{n:04}"}
        for n in range(SCHOOLS)
    ]
    db.session.execute(insert(Agency), rows)
    return db.session.scalars(select(SchoolYear.name).where(SchoolYear.municipality_id == town)).all()[0]


def write_roster(path: Path, year: str, classes: int) -> None:
    """Write the classes school by school in turn, so that no chunk holds a whole school."""
    with path.open("w") as file:
        file.write("school_unit_code;school_year;class;grade;pupils\n")
        for n in range(classes):
            file.write(f"{TOWN}{n % SCHOOLS:04};{year};K{n // SCHOOLS};{n % 9 + 1};{n % 30}\n")


def imported(folder: Path) -> dict[str, float]:
    with sqlite(folder) as place:
        environ: Mapping[str, str] = place.environ
    command = [sys.executable, "-c", RUN, str(folder / "roster.csv")]
    told = subprocess.run(command, check=True, cwd=ROOT, env=environ, stdout=subprocess.PIPE, text=True).stdout
    return {name: float(value) for name, value in json.loads(told).items()}


def run(path: str) -> None:
    """Import in this process, and print how long it took and how much memory it had at most."""
    with create_app().app_context(), Path(path).open("rb") as source:
        started = time.perf_counter()
        town = db.session.scalars(select(Municipality.id).where(Municipality.code == TOWN)).one()
        import_roster(None, town, open_roster(source).rows)
        db.session.commit()
        seconds = time.perf_counter() - started
    print(json.dumps({"seconds": seconds, "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}))
