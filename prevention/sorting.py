"""Swedish order and search: small letters, and å ä ö after z. Both databases and Python give the same order."""

from typing import Any

from sqlalchemy import ColumnElement, String, func
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import InstrumentedAttribute
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

PLACES: dict[str, str | int | None] = {"å": "{", "ä": "|", "ö": "}", "æ": "|", "ø": "}", "é": "e"}
"""Where letters stand: three of them at the code points after z."""
BY_LETTER = str.maketrans(PLACES)


class swedish(FunctionElement[str]):  # noqa: N801  it is called as a function of SQL, as func.lower is
    """A name as it is sorted and searched by. May be built where no database is known yet."""

    name = "swedish"
    type = String()
    inherit_cache = True

    def __init__(self, name: ColumnElement[str] | InstrumentedAttribute[str]) -> None:
        super().__init__(name)


@compiles(swedish)
def compiled(element: swedish, compiler: SQLCompiler, **options: Any) -> str:
    folded: ColumnElement[str] = func.lower(*element.clauses)
    for letter, place in PLACES.items():
        folded = func.replace(func.replace(folded, letter, place), letter.upper(), place)
    by_code_point = folded.collate("C" if compiler.dialect.name == "postgresql" else "BINARY")
    return compiler.process(by_code_point, **options)


def as_swedish(text: str) -> str:
    """Return a text as `swedish` gives it in the database."""
    return text.lower().translate(BY_LETTER)
