"""The columns of a roster, by the names people give them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from prevention.formats import gettext


class Column(StrEnum):
    SCHOOL = "school_unit_code"
    YEAR = "school_year"
    CLASS = "class"
    GRADE = "grade"
    PUPILS = "pupils"


KNOWN_AS = {
    Column.SCHOOL: ("schoolunitcode", "schoolcode", "skolenhetskod", "skolenhet", "enhetskod", "skolkod"),
    Column.YEAR: ("schoolyear", "läsår", "läsåret", "lasar", "skolår"),
    Column.CLASS: ("class", "classname", "klass", "klassnamn", "klassbeteckning"),
    Column.GRADE: ("grade", "årskurs", "arskurs", "åk"),
    Column.PUPILS: ("pupils", "numberofpupils", "elever", "antalelever", "eleverantal", "elevantal", "antal"),
}
BY_NAME = {name: column for column, names in KNOWN_AS.items() for name in names}


class BadHeading(ValueError):
    """The first row lacks a column or names one twice; the message is a sentence that says which."""


@dataclass(frozen=True, slots=True)
class Heading:
    """Where each column stands, and the headings that are not ours and were passed over."""

    places: dict[Column, int]
    ignored: tuple[str, ...]

    def cells(self, texts: Sequence[str]) -> dict[Column, str]:
        return {column: texts[at] if at < len(texts) else "" for column, at in self.places.items()}


def heading_of(texts: Sequence[str]) -> Heading:
    """Find the columns in the first row, in any order.

    :raises BadHeading: naming every column that is missing, or one that stands twice.
    """
    places: dict[Column, int] = {}
    ignored = []
    for at, text in enumerate(texts):
        column = BY_NAME.get(re.sub(r"[^a-zåäö]", "", text.casefold()))
        if column is None:
            ignored += [text[:60]] if text else []
        elif column in places:
            raise BadHeading(gettext("The column %(column)s stands twice in the first row.", column=column))
        else:
            places[column] = at
    if missing := [column.value for column in Column if column not in places]:
        raise BadHeading(
            gettext(
                "The first row must hold the headings %(all)s. Missing: %(missing)s.",
                all=", ".join(Column),
                missing=", ".join(missing),
            )
        )
    return Heading(places, tuple(ignored))
