"""The columns of a report's rows, said once for CSV, XLSX and the table of the PDF."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from operator import attrgetter

from flask_babel import LazyString

from prevention.classes.states import LessonState
from prevention.formats import lazy_gettext

from .figures import CoverageRow
from .places import Level
from .reports import Report
from .words import STATE_NAMES

Value = str | int | float | None


class Kind(StrEnum):
    TEXT = "text"
    WHOLE = "whole"
    SHARE = "share"


@dataclass(frozen=True, slots=True)
class Column:
    title: LazyString
    kind: Kind
    value: Callable[[CoverageRow], Value]


def whole(title: LazyString, name: str) -> Column:
    return Column(title, Kind.WHOLE, attrgetter(f"figures.{name}"))


SCHOOL = (
    Column(lazy_gettext("School unit code"), Kind.TEXT, attrgetter("code")),
    Column(lazy_gettext("School"), Kind.TEXT, attrgetter("name")),
    Column(lazy_gettext("District"), Kind.TEXT, attrgetter("district")),
    whole(lazy_gettext("Classes expected"), "classes_expected"),
)
CLASS = (
    Column(lazy_gettext("Class"), Kind.TEXT, attrgetter("name")),
    Column(lazy_gettext("Grade"), Kind.TEXT, attrgetter("grade")),
)
PEOPLE = (
    whole(lazy_gettext("Classes started"), "classes_started"),
    whole(lazy_gettext("Classes completed"), "classes_completed"),
    whole(lazy_gettext("Pupils expected"), "pupils_expected"),
    whole(lazy_gettext("Pupils reached"), "pupils_reached"),
)
LESSONS = (
    whole(lazy_gettext("Lessons expected"), "lessons_expected"),
    *(whole(STATE_NAMES[state], state.value) for state in LessonState),
    Column(lazy_gettext("Share held"), Kind.SHARE, attrgetter("figures.share_held")),
)
RUNNING = (
    whole(lazy_gettext("Classes where it is running"), "classes_started"),
    whole(lazy_gettext("Pupils expected"), "pupils_expected"),
    whole(lazy_gettext("Pupils reached"), "pupils_reached"),
)


def columns_of(report: Report) -> tuple[Column, ...]:
    """Return the columns: a programme without a fixed number of lessons has no lessons to show, not a row of zeros."""
    first = CLASS if report.place.level is Level.SCHOOL else SCHOOL
    return (*first, *PEOPLE, *LESSONS) if report.counts_lessons else (*first, *RUNNING)
