"""The filter of the page: it stands in the address, in words people can read and share."""

from collections.abc import Sequence

from flask_wtf import FlaskForm
from wtforms import SelectField

from prevention.formats import gettext, lazy_gettext

Choices = Sequence[tuple[str, str]]


class FilterForm(FlaskForm):
    class Meta:  # noqa: D106  WTForms' own name
        csrf = False

    school_year = SelectField(lazy_gettext("School year"))
    programme = SelectField(lazy_gettext("Programme"))
    stage = SelectField(lazy_gettext("Stage"))
    owner = SelectField(lazy_gettext("Owner"))
    district = SelectField(lazy_gettext("District"))

    def chosen(self, name: str, choices: Choices, default: str = "") -> str:
        """Offer these choices and return the one asked for; for one that is not among them the default, and say so.

        Where there is nothing to choose between, the field is left out.
        """
        field = self[name]
        field.choices = list(choices)
        if field.data not in {value for value, _label in choices}:
            if field.data:
                field.errors = (gettext("What the address asks for cannot be chosen here. This is shown instead."),)
            field.data = default
        asked = str(field.data)
        if len(choices) < 2 and not field.errors:
            del self[name]
        return asked

    def leave_out(self, *names: str) -> None:
        for name in names:
            del self[name]


class ListForm(FilterForm):
    """The filter of a list of classes: what it shows, and of which school and grade."""

    show = SelectField(lazy_gettext("Show"))
    since = SelectField(lazy_gettext("Held after"))
    school = SelectField(lazy_gettext("School"))
    grade = SelectField(lazy_gettext("Grade"))
