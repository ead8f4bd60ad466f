"""The fields that forms of every feature are made of. Their errors are sentences that say what to do."""

import re
import uuid
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from flask_babel import LazyString
from flask_wtf import FlaskForm
from wtforms import DateField, FloatField, IntegerField, SelectChoice, SelectField, StringField
from wtforms.validators import DataRequired, Length, ValidationError
from wtforms.widgets import TextInput

from .formats import gettext, lazy_gettext


class Filter(FlaskForm):
    """A form that stands in the address and changes nothing, so it needs no token."""

    class Meta:  # noqa: D106  WTForms' own name
        csrf = False


class Day(DateField):
    """A plain day of our time, picked, or typed as `2026-11-18` or `20261118`."""

    data: Any

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        text = valuelist[0].strip() if valuelist else ""
        self.data = None
        if not text:
            return
        try:
            self.data = date.fromisoformat(text)
        except ValueError:
            raise ValueError(gettext("Write the day as year-month-day, for example 2026-11-18.")) from None
        if not date(1900, 1, 1) <= self.data < date(2200, 1, 1):
            raise ValueError(gettext("Write a year between 1900 and 2199."))


class WholeNumber(IntegerField):
    data: Any

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        text = "".join(valuelist[0].split()) if valuelist else ""
        self.data = None
        if not text:
            return
        if not (text.removeprefix("-").isdecimal() and len(text) < 10):
            raise ValueError(gettext("Write a whole number, in digits."))
        self.data = int(text)


class DecimalNumber(FloatField):
    """A number, typed as `82,5` or `82.5`. A field of text: a browser empties a field of numbers that has a comma."""

    data: Any
    widget = TextInput()

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        text = "".join(valuelist[0].split()).replace(",", ".") if valuelist else ""
        self.data = None
        if not text:
            return
        if not re.fullmatch(r"[0-9]{1,9}(\.[0-9]{1,9})?", text):
            raise ValueError(gettext("Write a number, for example 82,5."))
        self.data = float(text)


class Between:
    """A check of a `WholeNumber`, with the limits in its message and in the page."""

    def __init__(self, least: int, most: int) -> None:
        self.least, self.most = least, most
        self.field_flags = {"min": least, "max": most}

    def __call__(self, _form: object, field: WholeNumber) -> None:
        if field.data is not None and not self.least <= field.data <= self.most:
            raise ValidationError(
                gettext("Write a number between %(least)s and %(most)s.", least=self.least, most=self.most)
            )


class OneOf(SelectField):
    """A choice from a list. What is not on the list, is not taken."""

    def __init__(self, label: LazyString | str, validators: Sequence[Any] = (), **options: Any) -> None:
        message = lazy_gettext("Choose one from the list.")
        super().__init__(label, validators, **{"default": "", "invalid_choice_message": message} | options)


def choices_of(items: Iterable[tuple[object, object]], empty: object = None) -> list[SelectChoice]:
    """Return the choices of a field from pairs of value and label, after an empty one where there is a word for it."""
    first = [] if empty is None else [SelectChoice("", empty)]
    return [*first, *(SelectChoice(str(value), label) for value, label in items)]


def line(label: LazyString, longest: int, missing: LazyString | None = None) -> StringField:
    """Return a field for a line of text. It is required where there is a sentence for when it is missing."""
    required = [DataRequired(missing)] if missing else []
    return StringField(label, [*required, at_most(longest)], [one_line])


def at_most(longest: int) -> Length:
    return Length(max=longest, message=lazy_gettext("Write at most %(max)d characters."))


def one_line(text: str | None) -> str | None:
    return " ".join((text or "").split()) or None


def as_id(text: str | None) -> uuid.UUID | None:
    """Return the id that was sent. What is none is as good as nothing: only an address made by hand holds it."""
    try:
        return uuid.UUID(text or "")
    except ValueError:
        return None
