"""The forms: what is published, and which of it the page shows."""

from collections.abc import Iterable

from flask_wtf import FlaskForm
from wtforms import RadioField

from prevention.fields import Filter, OneOf, choices_of
from prevention.formats import lazy_gettext

from .models import Scope

SCOPES = {
    Scope.NONE: lazy_gettext("Nothing"),
    Scope.OVER: lazy_gettext("School years that are over"),
    Scope.ALL: lazy_gettext("School years that are over, and the one that runs"),
}


class ScopeForm(FlaskForm):
    scope = RadioField(
        lazy_gettext("What is published"),
        choices=choices_of(SCOPES.items()),
        validate_choice=True,
        coerce=str,
    )


class ShownForm(Filter):
    school_year = OneOf(lazy_gettext("School year"))
    programme = OneOf(lazy_gettext("Programme"))

    def choose(self, years: Iterable[str], programmes: Iterable[tuple[str, str]]) -> str:
        """Return the programme's code. For what is not published the first is taken, and its field says so."""
        self.school_year.choices = choices_of((year, year) for year in years)
        self.programme.choices = choices_of(programmes)
        for field in (self.school_year, self.programme):
            field.data = field.data or first_of(field)
        self.validate()
        return first_of(self.programme) if self.programme.errors else str(self.programme.data)


def first_of(field: OneOf) -> str:
    return next((str(choice.value) for choice in field.choices), "")
