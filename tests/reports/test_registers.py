"""A report of the schools of a register, with classes made up: a section each, the real ones where they are at hand."""

import uuid
from collections.abc import Callable
from datetime import UTC, datetime
from itertools import takewhile
from pathlib import Path

import pytest
from sqlalchemy import select

from prevention.access.kinds import AgencyKind
from prevention.access.roles import Role
from prevention.accounts.models import Person, RoleAssignment
from prevention.classes.models import SchoolClass
from prevention.coverage.sums import Scope, recount
from prevention.extensions import db
from prevention.formats import speaking
from prevention.import_report import silent
from prevention.organisations.actions import found_municipality
from prevention.organisations.models import Agency, Municipality
from prevention.organisations.queries import years_of
from prevention.organisations.register.sources import source_of
from prevention.organisations.register.storing import import_schools
from prevention.programmes.models import CoverageTarget, Programme
from prevention.statistics.measures import measure_of
from prevention.statistics.storing import import_statistics
from tests.client import PageClient
from tests.statistics.conftest import told_by
from tests.world import World

from .asking import file_of, of_municipality
from .test_pdf import texts

Run = Callable[[], None]
TWIN = Path(__file__).parents[1] / "organisations" / "register"
FIGURES = Path(__file__).parents[1] / "statistics" / "twins"


def import_towns(folder: Path, names: dict[str, str]) -> dict[str, Municipality]:
    towns = {code: found_municipality(code, name) for code, name in names.items()}
    import_schools(source_of(str(folder)), frozenset(names), lambda _number, _all: None)
    return towns


def schools_of(town: Municipality) -> list[Agency]:
    query = select(Agency).where(Agency.municipality_id == town.id, Agency.kind == AgencyKind.SCHOOL)
    return list(db.session.scalars(query))


def make_up_classes(town: Municipality) -> None:
    """Give each school two classes in grade 7, and let that grade be a target."""
    year = years_of(town.id)[-1]
    programme = db.session.scalars(select(Programme).where(Programme.municipality_id == town.id)).first()
    assert programme is not None
    where = {"municipality_id": town.id, "school_year_id": year.id}
    db.session.add(CoverageTarget(**where, programme_id=programme.id, grade="7"))
    for school in schools_of(town):
        for name in ("7A", "7B"):
            db.session.add(SchoolClass(**where, school_id=school.id, name=name, grade="7", pupils=24))
    recount(Scope(town.id))


def administrator_of(town: Municipality) -> uuid.UUID:
    here = Agency(municipality_id=town.id, kind=AgencyKind.MUNICIPALITY, name=f"{town.name}s kommun")
    person = Person(municipality_id=town.id, email=f"coverage@{town.code}.example", name="Påhittad Person")
    db.session.add_all([here, person])
    db.session.flush()
    held = {"municipality_id": town.id, "person_id": person.id, "agency_id": here.id}
    at = datetime(2026, 8, 1, tzinfo=UTC)
    db.session.add(RoleAssignment(**held, role=Role.COVERAGE_ADMINISTRATOR, granted_at=at))
    db.session.flush()
    return person.id


def pages_of(client: PageClient, run_jobs: Run, town: Municipality) -> list[str]:
    make_up_classes(town)
    client.sign_in(administrator_of(town))
    return texts(file_of(client, run_jobs, of_municipality(town.id), "pdf"))


def sections(pages: list[str]) -> list[str]:
    return [text for text in pages if "Skolenhetskod" in text]


def test_the_twin_has_a_section_a_school(client: PageClient, run_jobs: Run) -> None:
    towns = import_towns(TWIN, {"9903": "Cederby"})
    pages = pages_of(client, run_jobs, towns["9903"])
    codes = {str(school.code) for school in schools_of(towns["9903"])}
    assert len(sections(pages)) == len(codes) > 1
    assert all(any(f"Skolenhetskod {code}" in text for text in pages) for code in codes)


def test_the_twins_statistics_stand_as_in_the_source(client: PageClient, run_jobs: Run, world: World) -> None:
    import_statistics(str(FIGURES), silent)
    client.sign_in(world.coverage_administrator)
    pages = texts(file_of(client, run_jobs, of_municipality(world.town.municipality), "pdf"))
    for code in ("99010001", "99010002"):
        text = section(pages, code)
        assert [line for line in lines_of(FIGURES / f"{code}_gr.json") if line not in text] == []
    assert ".." in section(pages, "99010001")


@pytest.mark.parametrize(("code", "name", "schools"), [("0127", "Botkyrka", 21), ("0126", "Huddinge", 16)])
def test_the_real_municipality_has_a_section_a_school_with_its_statistics(
    client: PageClient, run_jobs: Run, skolverket: Path, code: str, name: str, schools: int
) -> None:
    town = import_towns(skolverket, {code: name})[code]
    import_statistics(str(skolverket), silent)
    pages = pages_of(client, run_jobs, town)
    assert len(sections(pages)) == schools
    for school in schools_of(town):
        text, file = section(pages, str(school.code)), skolverket / "statistics" / f"{school.code}_gr.json"
        assert [line for line in lines_of(file) if line not in text] == [], school.name


def section(pages: list[str], code: str) -> str:
    """Return the pages of a school, up to the next school's."""
    (first,) = (at for at, text in enumerate(pages) if f"Skolenhetskod {code}" in text)
    rest = takewhile(lambda text: "Skolenhetskod" not in text and "Bilaga:" not in text, pages[first + 1 :])
    return " ".join([pages[first], *rest])


def lines_of(file: Path) -> list[str]:
    """Return each measure of the source as it is read in a table: its title, and what stands for each year."""
    told = told_by(file) if file.exists() else {}
    periods = sorted({period for _measure, period in told})
    with speaking("sv"):
        titles = {measure: measure_of(measure).full_title for measure, _period in told}
    return [
        " ".join([title, *(told.get((measure, period), "–") for period in periods)])
        for measure, title in titles.items()
    ]
