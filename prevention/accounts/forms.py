"""Forms of accounts: they parse and check input only; every rule is the actions'."""

import uuid
from collections.abc import Sequence
from typing import Any

from flask import current_app
from flask_babel import LazyString
from flask_wtf import FlaskForm
from wtforms import EmailField, Field, Form, PasswordField, SearchField, SelectChoice, StringField
from wtforms.validators import DataRequired, Email, EqualTo, InputRequired, Length, ValidationError

from prevention.access.kinds import AgencyKind
from prevention.access.roles import ROLES, Role
from prevention.fields import Filter, OneOf, at_most, choices_of
from prevention.formats import gettext, lazy_gettext
from prevention.organisations.models import Agency

from .passwords import LONGEST_TYPED, TOO_LONG
from .words import KINDS


def choose(label: LazyString, sentence: LazyString) -> OneOf:
    """Return a required choice: nothing chosen, and one that has left the list, get the same sentence."""
    return OneOf(label, [InputRequired(sentence)], invalid_choice_message=sentence)


def printable(_form: Form, field: Field) -> None:
    if not (field.data or "").isprintable():
        raise ValidationError(lazy_gettext("Write it on one line, without special characters."))


class SignInForm(FlaskForm):
    email = EmailField(
        lazy_gettext("E-mail address"),
        [DataRequired(lazy_gettext("Write your e-mail address.")), Length(max=254)],
    )
    password = PasswordField(
        lazy_gettext("Password"),
        [DataRequired(lazy_gettext("Write your password.")), Length(max=LONGEST_TYPED, message=TOO_LONG)],
    )


class CurrentPassword(FlaskForm):
    """Stands before what it is asked with: errors are told in the order in which fields are written."""

    current = PasswordField(
        lazy_gettext("Current password"),
        [DataRequired(lazy_gettext("Write the password you have now.")), Length(max=LONGEST_TYPED, message=TOO_LONG)],
    )


class ChoosePasswordForm(FlaskForm):
    new = PasswordField(lazy_gettext("New password"), [DataRequired(lazy_gettext("Write a new password."))])
    again = PasswordField(
        lazy_gettext("New password again"),
        [EqualTo("new", lazy_gettext("The two passwords differ. Write the same one twice."))],
    )


class ChangePasswordForm(CurrentPassword, ChoosePasswordForm):
    pass


class LanguageForm(FlaskForm):
    language = choose(lazy_gettext("Language"), lazy_gettext("Choose a language."))

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.language.choices = choices_of(current_app.config["LANGUAGES"].items())


class PeopleSearch(Filter):
    q = SearchField(lazy_gettext("Name or e-mail address"))


class NewPersonForm(FlaskForm):
    name = StringField(
        lazy_gettext("Name"),
        [
            DataRequired(lazy_gettext("Write the person's name.")),
            at_most(120),
            printable,
        ],
    )
    email = EmailField(
        lazy_gettext("E-mail address"),
        [
            DataRequired(lazy_gettext("Write the person's e-mail address.")),
            Email(lazy_gettext("Write an e-mail address such as anna.berg@example.org.")),
            Length(max=254),
        ],
    )


class RoleForm(FlaskForm):
    role = choose(lazy_gettext("Role"), lazy_gettext("Choose a role."))
    agency = choose(lazy_gettext("Held at"), lazy_gettext("Choose where the role is held."))

    def __init__(self, agencies: Sequence[Agency], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.agencies = {str(agency.id): agency for agency in agencies}
        self.role.choices = choices_of(((role, ROLES[role].title) for role in Role), gettext("Choose …"))
        self.agency.choices = [*choices_of([], gettext("Choose …")), *agency_choices(agencies)]

    @property
    def chosen_role(self) -> Role:
        return Role(self.role.data)

    @property
    def chosen_agency(self) -> Agency:
        return self.agencies[str(uuid.UUID(self.agency.data))]


class InviteForm(NewPersonForm, RoleForm):
    """A person with their first role; the fields in the order of the page, which is that of the errors."""


def agency_choices(agencies: Sequence[Agency]) -> list[SelectChoice]:
    """Return the agencies under the heading of their kind."""
    return [
        SelectChoice(str(agency.id), agency.name, optgroup=str(KINDS[kind]))
        for kind in AgencyKind
        for agency in agencies
        if agency.kind is kind
    ]


def add_error(field: Field, sentence: str | LazyString) -> None:
    """Put an action's answer at the field it is about."""
    field.errors = [*field.errors, str(sentence)]
