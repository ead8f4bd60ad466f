"""Fields whose errors are sentences that say what to do."""

from collections.abc import Iterable, Sequence
from datetime import date

from wtforms import DateField, IntegerField, SelectChoice, SelectField
from wtforms.validators import ValidationError

from prevention.formats import gettext, lazy_gettext

WEEKDAYS = (
    lazy_gettext("Monday"),
    lazy_gettext("Tuesday"),
    lazy_gettext("Wednesday"),
    lazy_gettext("Thursday"),
    lazy_gettext("Friday"),
)


class Day(DateField):  # type: ignore[misc]  # wtforms has no types
    """A plain day, typed or picked."""

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        text = valuelist[0].strip() if valuelist else ""
        self.data = None
        if not text:
            return
        try:
            self.data = date.fromisoformat(text)
        except ValueError:
            raise ValueError(gettext("Write the day as year-month-day, for example 2026-11-18.")) from None


class WholeNumber(IntegerField):  # type: ignore[misc]
    """A count of people."""

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        text = "".join(valuelist[0].split()) if valuelist else ""
        self.data = None
        if not text:
            return
        if not (text.removeprefix("-").isdecimal() and len(text) < 10):
            raise ValueError(gettext("Write a whole number, in digits."))
        self.data = int(text)


class Between:
    """A check of a `WholeNumber`, with the limits in its message."""

    def __init__(self, least: int, most: int) -> None:
        self.least, self.most = least, most

    def __call__(self, _form: object, field: WholeNumber) -> None:
        if field.data is not None and not self.least <= field.data <= self.most:
            raise ValidationError(
                gettext("Write a number between %(least)s and %(most)s.", least=self.least, most=self.most)
            )


class OneOf(SelectField):  # type: ignore[misc]
    """A choice of ids. What is not on the list, is not taken."""

    def __init__(self, label: object, **kwargs: object) -> None:
        message = lazy_gettext("Choose one from the list.")
        super().__init__(label, invalid_choice_message=message, **kwargs)


def choices_of(items: Iterable[tuple[object, object]], empty: object = None) -> list[SelectChoice]:
    """Return the choices of a field from pairs of value and label, after an empty one where there is a word for it."""
    first = [] if empty is None else [SelectChoice("", str(empty))]
    return [*first, *(SelectChoice(str(value), str(label)) for value, label in items)]
