"""The form for a new token."""

from typing import Any

from flask_wtf import FlaskForm
from wtforms.validators import InputRequired

from prevention.fields import Day, OneOf, choices_of, line
from prevention.formats import gettext, lazy_gettext

from .models import TokenPermission
from .words import PERMISSIONS


class TokenForm(FlaskForm):
    name = line(lazy_gettext("Which system is it for?"), 80, lazy_gettext("Write the name of the system."))
    agency = OneOf(
        lazy_gettext("What it may read of"), [InputRequired(lazy_gettext("Choose the municipality or a school."))]
    )
    permission = OneOf(lazy_gettext("What it may read"), [InputRequired(lazy_gettext("Choose what it may read."))])
    expires_on = Day(lazy_gettext("Last day"), [InputRequired(lazy_gettext("Write the last day it works."))])

    def __init__(self, agencies: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        first = None if len(agencies) == 1 else gettext("Choose …")
        self.agency.choices = choices_of(agencies, first)
        self.permission.choices = choices_of(
            ((one.value, PERMISSIONS[one]) for one in TokenPermission), gettext("Choose …")
        )
