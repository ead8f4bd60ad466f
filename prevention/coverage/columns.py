"""The columns of a report's rows, said once for CSV, XLSX and the data dictionary."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from operator import attrgetter
from typing import Any

from flask_babel import LazyString

from prevention.classes.states import LessonState
from prevention.formats import lazy_gettext

from . import words
from .places import Level
from .reports import Report

Value = str | int | float | None


class Kind(StrEnum):
    TEXT = "text"
    WHOLE = "whole"
    SHARE = "share"


KINDS = {
    Kind.TEXT: lazy_gettext("Text"),
    Kind.WHOLE: lazy_gettext("Whole number"),
    Kind.SHARE: lazy_gettext("Number between 0 and 1; empty where nothing is expected"),
}
CLASSES, PUPILS, LESSON_UNIT = lazy_gettext("classes"), lazy_gettext("pupils"), lazy_gettext("lessons")


@dataclass(frozen=True, slots=True)
class Column:
    """A column: how a row's value is found, what it means, and for a number what is counted."""

    title: LazyString
    kind: Kind
    value: Callable[[Any], Value]
    meaning: LazyString
    unit: LazyString | None = None


def text(title: LazyString, name: str, meaning: LazyString) -> Column:
    return Column(title, Kind.TEXT, attrgetter(name), meaning)


def whole(title: LazyString, name: str, meaning: LazyString, unit: LazyString) -> Column:
    return Column(title, Kind.WHOLE, attrgetter(f"figures.{name}"), meaning, unit)


EXPECTED = lazy_gettext("Classes that should take the programme this school year, because their grade is a target.")
PUPILS_EXPECTED = whole(
    lazy_gettext("Pupils expected"), "pupils_expected", lazy_gettext("Pupils in the expected classes."), PUPILS
)
PUPILS_REACHED = whole(lazy_gettext("Pupils reached"), "pupils_reached", words.REACHED, PUPILS)
SCHOOL = (
    text(lazy_gettext("School unit code"), "code", lazy_gettext("The school in Skolverket's register, eight digits.")),
    text(lazy_gettext("School"), "name", lazy_gettext("The name of the school in the register.")),
    text(lazy_gettext("District"), "district", lazy_gettext("The part of the municipality; empty where it has none.")),
    whole(lazy_gettext("Classes expected"), "classes_expected", EXPECTED, CLASSES),
)
CLASS = (
    text(lazy_gettext("Class"), "name", lazy_gettext("The name of the class at its school.")),
    text(lazy_gettext("Grade"), "grade", lazy_gettext("The grade of the class, as the school year counts grades.")),
)
PEOPLE = (
    whole(lazy_gettext("Classes started"), "classes_started", words.STARTED, CLASSES),
    whole(lazy_gettext("Classes completed"), "classes_completed", words.COMPLETED, CLASSES),
    PUPILS_EXPECTED,
    PUPILS_REACHED,
)
LESSONS = (
    whole(lazy_gettext("Lessons expected"), "lessons_expected", words.EXPECTED, LESSON_UNIT),
    *(whole(words.STATE_NAMES[state], state.value, words.STATE_MEANINGS[state], LESSON_UNIT) for state in LessonState),
    Column(lazy_gettext("Share held"), Kind.SHARE, attrgetter("figures.share_held"), words.SHARE),
)
WITHOUT_LESSONS = (
    whole(lazy_gettext("Classes started"), "classes_started", words.STARTED, CLASSES),
    PUPILS_EXPECTED,
    PUPILS_REACHED,
)


def columns_of(report: Report) -> tuple[Column, ...]:
    """Return the columns: a programme without a fixed number of lessons has no lessons to show, not a row of zeros."""
    first = CLASS if report.place.level is Level.SCHOOL else SCHOOL
    return (*first, *PEOPLE, *LESSONS) if report.counts_lessons else (*first, *WITHOUT_LESSONS)
