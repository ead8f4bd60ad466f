"""What has changed, in words and as a chart."""

from collections.abc import Sequence
from datetime import date
from operator import attrgetter

from babel.dates import format_date
from markupsafe import Markup

from prevention import charts
from prevention.formats import day, gettext, locale, ngettext, number

from .changes import Change, Month
from .queries import Year


def since_in_words(change: Change) -> str:
    """Return `+34 held lessons since 28 October 2026`."""
    return ngettext(
        "+%(num)s held lesson since %(day)s",
        "+%(num)s held lessons since %(day)s",
        change.since,
        day=day(change.days.since),
    )


def beside_last_year(held: int, change: Change) -> str:
    """Compare what is held so far with the same day last school year."""
    if change.last_year is None:
        return gettext("There is no earlier school year here to compare with.")
    return compared(held, change.last_year)


def compared(held: int, last_year: int) -> str:
    if held == last_year:
        return gettext("Just as many as on the same day last school year.")
    values = {"held": number(held), "before": number(last_year), "difference": number(abs(held - last_year))}
    more = gettext(
        "%(held)s held so far, %(difference)s more than on the same day last school year (%(before)s).", **values
    )
    less = gettext(
        "%(held)s held so far, %(difference)s fewer than on the same day last school year (%(before)s).", **values
    )
    return more if held > last_year else less


def chart(year: Year | None, found: Sequence[Month], *, paper: bool = False) -> Markup | None:
    """Return held lessons by month beside the year before; nothing before the school year has begun."""
    if not found or not year:
        return None
    most = max(found, key=attrgetter("lessons"))
    title = gettext("Held lessons by month")
    description = gettext(
        "Filled columns: %(year)s, most in %(month)s with %(lessons)s. Outlined columns: the year before.",
        year=year.name,
        month=month(most.first),
        lessons=number(most.lessons),
    )
    pairs = [(short(one.first), one.lessons, one.last_year) for one in found]
    return charts.columns(title, description, pairs, paper=paper)


def month(first: date) -> str:
    return format_date(first, "LLLL y", locale=locale())


def short(first: date) -> str:
    """Write `nov`, in three letters so that eleven of them fit a phone."""
    return format_date(first, "LLL", locale=locale())[:3]
