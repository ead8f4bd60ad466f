"""Numbers and dates as the reader writes them. A page shows hundreds and only a few differ, so each is made once."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from babel.dates import format_date
from babel.numbers import format_decimal, format_percent
from babel.support import NullTranslations
from flask import g
from flask_babel import LazyString, force_locale, get_babel, get_translations
from jinja2 import pass_eval_context
from jinja2.nodes import EvalContext
from markupsafe import Markup

from .clock import LOCAL

OUTSIDE = ("en", NullTranslations())
MISSING = "–"  # what is missing is never shown as zero


def number(value: float | None) -> str:
    """Write `1 234`."""
    return MISSING if value is None else written_number(value, locale())


def one_decimal(value: float | None) -> str:
    """Write `3,0`: a mean shows how fine it is."""
    return MISSING if value is None else written_decimal(round(value, 1), locale())


def percent(share: float | None) -> str:
    """Write a share of one: 0.79 is `79 %`."""
    return MISSING if share is None else written_percent(round(share, 2), locale())


def day(value: date | None) -> str:
    """Write `12 maj 2027`."""
    return MISSING if value is None else written_day(value, locale())


def short_day(value: date | None) -> str:
    """Write `tis 12 maj`."""
    return MISSING if value is None else written_short_day(value, locale())


def moment(value: datetime | None) -> str:
    """Write `12 maj 2027 kl. 14:05`, in Swedish time."""
    return MISSING if value is None else written_moment(value, locale())


def week(value: date | None) -> str:
    """Write `v. 19`, as schools count weeks."""
    return MISSING if value is None else str(gettext("week %(number)s", number=value.isocalendar().week))


def gettext(message: str, **values: object) -> str:
    """Translate in Python. Flask-Babel's own looks its context up six times a text, and a page has a hundred."""
    translated = str(catalogue().ugettext(message))
    return translated % values if values else translated


def ngettext(one: str, many: str, num: int, **values: object) -> str:
    """Translate with a count, which the message may show as `%(num)s`."""
    return str(catalogue().ungettext(one, many, num)) % {"num": num, **values}


def lazy_gettext(message: str, **values: object) -> LazyString:
    """Translate when it is shown: for what is written down before any request."""
    return LazyString(gettext, message, **values)


@pass_eval_context
def text(context: EvalContext, message: str, **values: object) -> str:
    """Translate in a template. In a page our message is markup and values are escaped; in a mail nothing is."""
    translated = as_written(context, catalogue().ugettext(message))
    return translated % values if "%" in message else translated


@pass_eval_context
def plural_text(context: EvalContext, one: str, many: str, num: int, **values: object) -> str:
    """Translate with a count, which the message may show as `%(num)s`."""
    return as_written(context, catalogue().ungettext(one, many, num)) % {"num": num, **values}


def as_written(context: EvalContext, message: str) -> str:
    return Markup(message) if context.autoescape else message  # noqa: S704  our own catalogue


def locale() -> str:
    """Return the code of the request's language, `sv`."""
    return language()[0]


def catalogue() -> Any:
    return language()[1]


def language() -> tuple[str, Any]:
    """Return language and texts of the request; a page asks a hundred times, so they are looked up once."""
    known: tuple[str, Any]
    try:
        known = g._get_current_object().language  # a third of asking the proxy each time
    except AttributeError:
        known = g.language = in_language(get_babel().locale_selector())
    except RuntimeError:  # outside a request: as it stands in the code
        known = OUTSIDE
    return known


@lru_cache(8)
def in_language(code: str) -> tuple[str, Any]:
    with force_locale(code):
        return code, get_translations()


@contextmanager
def speaking(code: str) -> Iterator[None]:
    """Write in another language than the request's, as in a mail to somebody else."""
    before = g.get("language")
    g.language = in_language(code)
    try:
        with force_locale(code):
            yield
    finally:
        g.pop("language")
        if before:
            g.language = before


@lru_cache(4096)
def written_number(value: float, locale: str) -> str:
    return format_decimal(value, locale=locale)


@lru_cache(1024)
def written_decimal(value: float, locale: str) -> str:
    return format_decimal(value, "#,##0.0", locale=locale)


@lru_cache(1024)
def written_percent(share: float, locale: str) -> str:
    return format_percent(share, locale=locale)


@lru_cache(4096)
def written_day(value: date, locale: str) -> str:
    return format_date(value, "d MMMM y", locale=locale)


@lru_cache(4096)
def written_short_day(value: date, locale: str) -> str:
    return format_date(value, "EEE d MMM", locale=locale)


@lru_cache(4096)
def written_moment(value: datetime, locale: str) -> str:
    local = value.astimezone(LOCAL)
    return gettext("%(day)s at %(time)s", day=written_day(local.date(), locale), time=f"{local:%H:%M}")
