"""A comparison in words, and what its figures mean."""

from dataclasses import dataclass

from prevention.formats import MISSING, day, gettext, lazy_gettext, number, one_decimal, percent
from prevention.logbook.words import lesson_name

from .comparing import Comparison, Measure
from .data import Lesson

PAIRS = lazy_gettext(
    "Lessons that took place and were rated twice: in the log of those who led, and by a second rater who neither "
    "led nor logged them. Each row counts the lessons where both state it."
)
FEW = lazy_gettext("fewer than five: too few to conclude anything")


@dataclass(frozen=True, slots=True)
class Row:
    """A measure as it is shown. `difference` has its sign: plus when those who led tell of more."""

    label: str
    led: str
    seen: str
    difference: str
    pairs: int
    few: bool


def rows(figures: Comparison) -> list[Row]:
    return [
        of_share(gettext("As planned"), figures.as_planned),
        of_mean(gettext("Engagement, 1 to 5"), figures.engagement),
        of_share(gettext("Two leaders"), figures.two_leaders),
        of_mean(gettext("Minutes"), figures.minutes),
    ]


def of_share(label: str, one: Measure) -> Row:
    points = MISSING
    if one.difference is not None:
        points = gettext("%(number)s percentage points", number=signed(100 * one.difference, 0))
    return Row(label, percent(one.led_mean), percent(one.seen_mean), points, one.pairs, one.few)


def of_mean(label: str, one: Measure) -> Row:
    led, seen = one_decimal(one.led_mean), one_decimal(one.seen_mean)
    difference = MISSING if one.difference is None else signed(one.difference, 1)
    return Row(label, led, seen, difference, one.pairs, one.few)


def signed(value: float, digits: int) -> str:
    rounded = round(value, digits)
    written = one_decimal(abs(rounded)) if digits else number(abs(int(rounded)))
    return written if not rounded else f"{'+' if rounded > 0 else '−'}{written}"


def name_of(lesson: Lesson) -> str:
    """Return `7A, lektion 3: Grupptryck`."""
    name = lesson_name(lesson.number, lesson.title)
    return f"{lesson.class_name}, {name[:1].lower()}{name[1:]}"


def choice_of(lesson: Lesson, drawn: bool) -> str:
    """Return a lesson to choose: its day first, and whether chance drew it."""
    text = f"{day(lesson.planned_on)}: {name_of(lesson)}"
    return gettext("%(lesson)s (drawn)", lesson=text) if drawn else text
