"""The real registers of Botkyrka (0127) and Huddinge (0126): each school's statistics stand as in the source files."""

from pathlib import Path

from sqlalchemy import select

from prevention.extensions import db
from prevention.import_report import silent
from prevention.organisations.models import Agency, Municipality
from prevention.organisations.register.sources import Folder
from prevention.organisations.register.storing import import_schools
from prevention.statistics.models import StatisticValue
from tests.authority import Import

from .conftest import counts, told_by


def test_each_school_stands_as_in_the_source(skolverket: Path, session: object, import_json: Import) -> None:
    import_schools(Folder(skolverket), frozenset(), silent)
    db.session.flush()
    files = {path.stem.removesuffix("_gr"): path for path in (skolverket / "statistics").glob("*_gr.json")}
    assert counts(import_json(skolverket)) == (len(files), 0, 0, 0) == (34, 0, 0, 0)
    for code, path in files.items():
        assert standing(code) == told_by(path), code
    assert counts(import_json(skolverket / "statistics")) == (0, 0, 34, 0)
    assert schools_in("0126") == 16
    assert schools_in("0127") == 18


def standing(code: str) -> dict[tuple[str, str], str]:
    rows = select(StatisticValue).join(Agency, Agency.id == StatisticValue.school_id).where(Agency.code == code)
    return {(row.measure, row.period): row.text for row in db.session.scalars(rows) if row.period}


def schools_in(code: str) -> int:
    """Return how many schools of the municipality have statistics."""
    schools = select(StatisticValue.school_id).join(Municipality).where(Municipality.code == code).distinct()
    return len(db.session.scalars(schools).all())
