"""How figures are written, and what they mean: the same words on the page, in the PDF and in the spreadsheets."""

from collections.abc import Sequence
from functools import cache

from flask_babel import LazyString, get_locale

from prevention.classes.states import LessonState
from prevention.formats import gettext, lazy_gettext, number, percent

from .figures import Figures

STATE_NAMES = {
    LessonState.HELD: lazy_gettext("Held"),
    LessonState.PARTLY_HELD: lazy_gettext("Partly held"),
    LessonState.NOT_HELD: lazy_gettext("Not held"),
    LessonState.OVERDUE: lazy_gettext("Not logged"),
    LessonState.NOT_YET_DUE: lazy_gettext("Coming"),
    LessonState.NOT_PLANNED: lazy_gettext("Not planned"),
}
STATE_MEANINGS = {
    LessonState.HELD: lazy_gettext("The lesson took place, and somebody logged it."),
    LessonState.PARTLY_HELD: lazy_gettext("Some of the lesson took place. It is counted apart, not as held."),
    LessonState.NOT_HELD: lazy_gettext("It did not take place, and the reason is known."),
    LessonState.OVERDUE: lazy_gettext(
        "Its planned day has passed and nobody has said what happened. It may well have been held."
    ),
    LessonState.NOT_YET_DUE: lazy_gettext("Its planned day is today or later."),
    LessonState.NOT_PLANNED: lazy_gettext("It has no day yet."),
}
EXPECTED = lazy_gettext(
    "A lesson of a programme that a class should have this school year, because its grade is a target."
)
EXPECTED_CLASS = lazy_gettext("A class whose grade is a target of the programme this school year.")
PUPILS = lazy_gettext("Pupils in the classes that are expected to take it. They are counted by class, never by name.")
HELD_SINCE_NAME = lazy_gettext("Held since a day")
HELD_SINCE = lazy_gettext("Lessons that were held after the day, by the day that stands in their log.")
STARTED = lazy_gettext(
    "Classes where at least one lesson was held or partly held. In a programme without a fixed number of lessons: "
    "classes that have begun it and not broken it off, whether occasions are logged or not."
)
COMPLETED = lazy_gettext("Classes where every lesson was held or partly held.")
REACHED = lazy_gettext("Pupils in the classes that have started. They are counted by class, never by name.")
SHARE = lazy_gettext("Held lessons as a share of all expected lessons. What is missing is never shown as zero.")
OUTSIDE = lazy_gettext(
    "Classes that take the programme although their grade is no target. They are in no other figure."
)

GLOSSARY: Sequence[tuple[LazyString, LazyString]] = (
    (lazy_gettext("Expected lesson"), EXPECTED),
    *((STATE_NAMES[state], STATE_MEANINGS[state]) for state in LessonState),
    (lazy_gettext("Share held"), SHARE),
    (lazy_gettext("Classes started"), STARTED),
    (lazy_gettext("Classes completed"), COMPLETED),
    (lazy_gettext("Pupils reached"), REACHED),
    (lazy_gettext("Outside the target"), OUTSIDE),
)
WITHOUT_LESSONS = (STARTED, REACHED, OUTSIDE)


def held_of_expected(figures: Figures) -> str:
    held, expected = number(figures.held), number(figures.lessons_expected)
    return gettext("%(part)s of %(whole)s", part=held, whole=expected)


def started_of_expected(figures: Figures) -> str:
    started, expected = number(figures.classes_started), number(figures.classes_expected)
    return gettext("%(part)s of %(whole)s", part=started, whole=expected)


def glossary(counts_lessons: bool = True) -> Sequence[tuple[str, str]]:
    """Return each word with its meaning; of a programme without numbered lessons, the words that are left."""
    return glossary_in(counts_lessons, str(get_locale()))


def states() -> Sequence[tuple[str, str]]:
    """Return the name and the meaning of each state, in their order."""
    return glossary()[1 : 1 + len(STATE_NAMES)]


@cache
def glossary_in(counts_lessons: bool, _language: str) -> Sequence[tuple[str, str]]:
    """Return the glossary, looked up once a language: a page shows it all."""
    return tuple(
        (str(term), str(meaning)) for term, meaning in GLOSSARY if counts_lessons or meaning in WITHOUT_LESSONS
    )


def share(value: float | None) -> str:
    """Write a share as a whole percentage. Only all is 100 % and only nothing is 0 %: rounding never says so."""
    if value is None or value in {0, 1}:
        return percent(value)
    return percent(min(max(value, 0.01), 0.99))
