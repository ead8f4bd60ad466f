"""The columns of a roster, by the names people give them."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from prevention.formats import gettext, lazy_gettext


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
TITLES = {  # each is also a heading that is understood
    Column.SCHOOL: lazy_gettext("school unit code"),
    Column.YEAR: lazy_gettext("school year"),
    Column.CLASS: lazy_gettext("class"),
    Column.GRADE: lazy_gettext("grade"),
    Column.PUPILS: lazy_gettext("pupils"),
}
BY_NAME = {name: column for column, names in KNOWN_AS.items() for name in names}

LONGEST_SHOWN = 60


class BadHeading(ValueError):
    """The first row lacks a column or names one twice; the message is a sentence that says which."""


@dataclass(frozen=True, slots=True)
class Heading:
    """Where each column stands, how the file writes it, and the headings that are not ours and were passed over."""

    places: dict[Column, int]
    written: dict[Column, str]
    ignored: tuple[str, ...]

    def cells(self, texts: Sequence[str]) -> dict[Column, str]:
        return {column: texts[at] if at < len(texts) else "" for column, at in self.places.items()}


def titles_with_codes() -> Mapping[Column, str]:
    """Return what to call the columns where no file says it."""
    return {column: f"{title} ({column})" for column, title in TITLES.items()}


def heading_of(texts: Sequence[str]) -> Heading:
    """Find the columns in the first row, in any order.

    :raises BadHeading: naming every column that is missing, or one that stands twice.
    """
    places: dict[Column, int] = {}
    ignored = []
    for at, text in enumerate(texts):
        column = BY_NAME.get(re.sub(r"[^a-zåäö]", "", text.casefold()))
        if column is None:
            ignored += [text[:LONGEST_SHOWN]] if text else []
        elif column in places:
            raise BadHeading(
                gettext("The column %(column)s stands twice in the first row.", column=text[:LONGEST_SHOWN])
            )
        else:
            places[column] = at
    if missing := [title for column, title in titles_with_codes().items() if column not in places]:
        raise BadHeading(
            gettext(
                "The first row must hold the headings %(all)s. Missing: %(missing)s.",
                all=", ".join(map(str, TITLES.values())),
                missing=", ".join(missing),
            )
        )
    written = {column: texts[at][:LONGEST_SHOWN] for column, at in places.items()}
    return Heading(places, written, tuple(ignored))
