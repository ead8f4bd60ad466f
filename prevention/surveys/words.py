"""Surveys in words: what is shown, what is hidden and why."""

from collections.abc import Mapping

from flask_babel import LazyString

from prevention.formats import MISSING, gettext, lazy_gettext, ngettext, number, one_decimal

from .models import Occasion
from .results import Figure, Pair

OCCASIONS: Mapping[Occasion, LazyString] = {
    Occasion.BEFORE: lazy_gettext("Before the programme"),
    Occasion.AFTER: lazy_gettext("After the programme"),
}
HIDDEN = lazy_gettext(
    "With fewer than five answers neither their number nor their mean is shown, and the class is in no total. Means "
    "have one decimal. How many gave each answer is shown once the school year is over, of a school or of all, where "
    "every answer was given by five or more and nobody can work out how a single class answered."
)


def mean(figure: Figure) -> str:
    if figure.small and figure.mean is None:
        return gettext("hidden")
    return one_decimal(figure.mean)


def answers(figure: Figure) -> str:
    """Write how many answered, or that they were too few to say."""
    if figure.small and figure.mean is None:
        return gettext("fewer than five answers")
    if not figure.answers:
        return ""
    return ngettext("%(number)s answer", "%(number)s answers", figure.answers, number=number(figure.answers))


def difference(pair: Pair) -> str:
    if pair.difference is None:
        return MISSING
    sign = "+" if pair.difference > 0 else "−" if pair.difference < 0 else ""
    return f"{sign}{one_decimal(abs(pair.difference))}"


def left_out(pair: Pair) -> str | None:
    """Say how many classes are in no total, because fewer than five answered there."""
    classes = max(pair.before.small_classes, pair.after.small_classes)
    if not classes:
        return None
    return ngettext(
        "%(num)s class with fewer than five answers is in no figure.",
        "%(num)s classes with fewer than five answers are in no figure.",
        classes,
    )
