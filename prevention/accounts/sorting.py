"""Swedish order and search in the database: small letters, and å ä ö after z. Both databases give the same order."""

from sqlalchemy import ColumnElement, func
from sqlalchemy.orm import InstrumentedAttribute

from prevention.extensions import on_postgresql

PLACES: dict[str, str | int | None] = {"å": "{", "ä": "|", "ö": "}"}  # the code points after z


def swedish(name: InstrumentedAttribute[str]) -> ColumnElement[str]:
    folded: ColumnElement[str] = func.lower(name)
    for letter, place in PLACES.items():
        folded = func.replace(func.replace(folded, letter, place), letter.upper(), place)
    return folded.collate("C" if on_postgresql() else "BINARY")


def as_swedish(text: str) -> str:
    return text.translate(str.maketrans(PLACES))
