"""What the published fields are called and mean: the page's table of them and the JSON's."""

from dataclasses import dataclass

from flask_babel import LazyString

from prevention.coverage.words import COMPLETED, STARTED, STATE_MEANINGS, STATE_NAMES
from prevention.formats import lazy_gettext

from .queries import LESSON_FIELDS

TITLE = lazy_gettext("Violence prevention programmes in schools: coverage")
LICENCE, LICENCE_URL = "CC0 1.0", "https://creativecommons.org/publicdomain/zero/1.0/"
HIDING = lazy_gettext(
    "A figure about fewer than five classes is hidden. So are figures beside it, until no sum that is shown gives it "
    "away. The same figures are hidden in every view."
)
TEXT, NUMBER = "string", "integer or null"


@dataclass(frozen=True, slots=True)
class Field:
    name: str
    type: str
    title: LazyString
    meaning: LazyString


FIELDS = (
    Field("school_year", TEXT, lazy_gettext("School year"), lazy_gettext("From August to June, such as 2026/27.")),
    Field("programme_code", TEXT, lazy_gettext("Code of the programme"), lazy_gettext("The same in every year.")),
    Field("programme", TEXT, lazy_gettext("Programme"), lazy_gettext("Its name in Swedish.")),
    Field(
        "school_unit_code",
        "string or null",
        lazy_gettext("School unit code"),
        lazy_gettext("Eight digits, from the national school register. Null: the whole municipality."),
    ),
    Field("school", "string or null", lazy_gettext("School"), lazy_gettext("Null: the whole municipality.")),
    Field(
        "hidden",
        TEXT,
        lazy_gettext("Hidden"),
        lazy_gettext(
            "nothing, lessons or all: which figures of the row are null, because they are about too few classes."
        ),
    ),
    Field(
        "classes_expected",
        NUMBER,
        lazy_gettext("Expected classes"),
        lazy_gettext("Classes that should take the programme this school year, because their grade is a target."),
    ),
    Field("classes_started", NUMBER, lazy_gettext("Classes started"), STARTED),
    Field("classes_completed", NUMBER, lazy_gettext("Classes completed"), COMPLETED),
    Field(
        "lessons_expected",
        NUMBER,
        lazy_gettext("Expected lessons"),
        lazy_gettext(
            "The six counts that follow add up to it. Null where nothing is hidden: the programme has no fixed number."
        ),
    ),
    *(Field(name, NUMBER, STATE_NAMES[state], STATE_MEANINGS[state]) for state, name in LESSON_FIELDS.items()),
)
