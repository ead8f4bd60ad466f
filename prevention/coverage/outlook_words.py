"""How it looks for a class, in words: before the school year's end what will be, after it what was."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from flask_babel import LazyString

from prevention.classes.calendar import SchoolDays, days_left
from prevention.formats import day, gettext, lazy_gettext, ngettext

from .forecast import Outlook, done_on

NAMES: Mapping[Outlook, LazyString] = {
    Outlook.TOO_LATE: lazy_gettext("Will not be done in time"),
    Outlook.CANNOT_TELL: lazy_gettext("Has lessons without a day"),
    Outlook.BROKEN_OFF: lazy_gettext("Broken off"),
    Outlook.NO_PLAN: lazy_gettext("Nobody leads it yet"),
    Outlook.BEHIND: lazy_gettext("Behind, but in time"),
    Outlook.ON_PLAN: lazy_gettext("On plan"),
    Outlook.ENDED: lazy_gettext("Nothing left"),
}
MEANINGS: Mapping[Outlook, LazyString] = {
    Outlook.TOO_LATE: lazy_gettext(
        "With one lesson a week on its weekday the class has more lessons left than days before the school year ends. "
        "Breaks and public holidays are taken out. Lessons nobody has logged count as left."
    ),
    Outlook.CANNOT_TELL: lazy_gettext(
        "Lessons are left that have no day to come, and no weekday is chosen. When it will be done cannot be told."
    ),
    Outlook.BROKEN_OFF: lazy_gettext("Somebody has ended the programme in this class before all lessons took place."),
    Outlook.NO_PLAN: lazy_gettext("The class should take the programme, and has not been given leaders or a plan."),
    Outlook.BEHIND: lazy_gettext(
        "Some lessons are not logged or have no day, but one a week on its weekday is enough before the year ends."
    ),
    Outlook.ON_PLAN: lazy_gettext("Every lesson that is left has a day to come."),
    Outlook.ENDED: lazy_gettext("Every lesson has been logged: held, partly held or not held."),
}
FAILING_NAME = lazy_gettext("Will not be done")
FAILING_MEANING = lazy_gettext(
    "Every class that will not be done by the end of the school year, whatever the reason. The one with most lessons "
    "left by then stands first."
)

WHEN_OVER = {
    Outlook.TOO_LATE: lazy_gettext("Was not done in time"),
    Outlook.CANNOT_TELL: lazy_gettext("Was not done: lessons had no day"),
}


def name(outlook: Outlook, is_over: bool) -> str:
    """Return what it is called before and after the school year's end."""
    return str(WHEN_OVER.get(outlook, NAMES[outlook]) if is_over else NAMES[outlook])


def left_in_words(lessons: int, is_over: bool) -> str:
    """Return how many lessons of a class will be left when the school year ends, or were."""
    if is_over:
        return ngettext("%(num)s lesson was left", "%(num)s lessons were left", lessons)
    return ngettext("%(num)s lesson will be left", "%(num)s lessons will be left", lessons)


@dataclass(frozen=True, slots=True)
class Looks:
    """What tells when a class will be done."""

    outlook: Outlook
    left: int
    weekday: int | None
    last_open_on: date | None


def in_words(looks: Looks, year: SchoolDays, today: date) -> str:
    """Return `done 12 May 2027 at this pace`, or why not."""
    if today > year.ends_on:
        return ended_in_words(looks)
    if looks.outlook in {Outlook.ON_PLAN, Outlook.BEHIND}:
        done = done_on(year, today, looks.outlook, looks.left, looks.weekday, looks.last_open_on)
        return gettext("Done %(day)s at this pace", day=day(done))
    if looks.outlook is Outlook.TOO_LATE and looks.weekday is not None:
        too_many = looks.left - len(days_left(year, today)[looks.weekday])
        return ngettext(
            "%(num)s lesson too many before the school year ends",
            "%(num)s lessons too many before the school year ends",
            too_many,
        )
    return str(NAMES[looks.outlook])


def ended_in_words(looks: Looks) -> str:
    """Return what became of it in a school year that is over."""
    if looks.outlook in {Outlook.ENDED, Outlook.BROKEN_OFF, Outlook.NO_PLAN}:
        return str(NAMES[looks.outlook])
    return left_in_words(looks.left, is_over=True)
