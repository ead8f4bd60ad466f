"""The rows of the list behind a figure, as they are shown."""

from typing import NamedTuple

from prevention import clock
from prevention.addresses import address_of_any
from prevention.formats import gettext, ngettext, number
from prevention.organisations.grades import grade_title

from .lists import ListPage
from .outlook_words import in_words
from .shows import Unit


class ShownClass(NamedTuple):
    """A class in the list: `amount` in words, `looks` is when it will be done or why not."""

    url: str
    name: str
    school: str
    grade: str
    amount: str | None
    held: str
    looks: str | None


def shown_rows(page: ListPage) -> list[ShownClass]:
    year = page.report.year
    if page.found is None or year is None:
        return []
    address, today = address_of_any("classes.show_class", "school_class"), clock.today()
    return [
        ShownClass(
            address % one.id,
            one.name,
            one.school,
            grade_title(one.grade),
            None if page.show.unit is Unit.CLASSES else number(one.amount),
            gettext("%(part)s of %(whole)s", part=number(one.held), whole=number(one.lessons)),
            in_words(one.looks, year.days, today) if one.lessons else None,
        )
        for one in page.found.lines
    ]


def how_many(page: ListPage) -> str:
    """Return the figure with the number of classes it stands in: they are what the list adds up to."""
    if page.found is None:
        return ""
    classes = ngettext("%(num)s class", "%(num)s classes", page.found.classes)
    if page.show.unit is Unit.CLASSES:
        return classes
    amount = page.found.amount
    if page.show.unit is Unit.PUPILS:
        what = ngettext("%(num)s pupil", "%(num)s pupils", amount)
    else:
        what = ngettext("%(num)s lesson", "%(num)s lessons", amount)
    return gettext("%(what)s in %(classes)s", what=what, classes=classes)
