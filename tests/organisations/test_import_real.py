from pathlib import Path

from sqlalchemy import select

from prevention.extensions import db
from prevention.organisations.models import Municipality
from tests.authority import Import

from .conftest import counts


def test_the_real_register_of_two_municipalities(skolverket: Path, import_json: Import) -> None:
    assert counts(import_json(skolverket)) == (37, 0, 0, 0, 0)
    assert counts(import_json(skolverket)) == (0, 0, 37, 0, 0)
    names = db.session.scalars(select(Municipality.name).where(Municipality.code.in_(["0126", "0127"])))
    assert sorted(names) == ["Botkyrka kommun", "Huddinge kommun"]
