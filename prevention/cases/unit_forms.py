"""The forms around the cases of a unit: duty, deadlines, log reviews, search, emergencies."""

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    IntegerField,
    PasswordField,
    RadioField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import DataRequired, InputRequired, Optional, ValidationError

from prevention.fields import Between, Day, Filter, OneOf, WholeNumber, as_id, at_most, choices_of, line
from prevention.formats import gettext, lazy_gettext

from .duty_actions import DutyData, PlanData
from .emergency import BreakData
from .finding import case_number, has_digit
from .log_actions import ReviewData
from .log_queries import LogFilter
from .models import ReviewRemark
from .staff import Colleague
from .unit_words import REMARKS

ASK_NUMBER = lazy_gettext("Write a case number, or a personal or coordination number.")
LAST = 2**63
NO_NUMBER = "-"  # what was typed instead of a case number may be a name, and the filter is put on record

FIRST, DEPUTY = "first", "deputy"
EVERY = (
    (1, lazy_gettext("Every week")),
    (2, lazy_gettext("Every second week")),
    (3, lazy_gettext("Every third week")),
    (4, lazy_gettext("Every fourth week")),
    (5, lazy_gettext("Every fifth week")),
    (6, lazy_gettext("Every sixth week")),
)


class OnDutyForm(FlaskForm):
    """Who, and whether as deputy. Only people with a role at the unit are among the choices."""

    person = OneOf(lazy_gettext("Who"), [InputRequired(lazy_gettext("Choose who is on duty."))])
    place = RadioField(
        lazy_gettext("As"),
        choices=choices_of(((FIRST, lazy_gettext("On duty")), (DEPUTY, lazy_gettext("Deputy")))),
        default=FIRST,
    )

    def __init__(self, people: Sequence[Colleague], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        named = {str(one.person_id): one.name for one in people}
        self.person.choices = choices_of(named.items(), gettext("Choose …"))

    @property
    def is_deputy(self) -> bool:
        return bool(self.place.data == DEPUTY)


class PlanForm(OnDutyForm):
    agency = OneOf(lazy_gettext("Unit"))
    begins = Day(lazy_gettext("First week"), validators=[InputRequired(lazy_gettext("Choose the first week."))])
    weeks = WholeNumber(
        lazy_gettext("How many weeks"),
        validators=[InputRequired(lazy_gettext("Write how many weeks.")), Between(1, 26)],
        default=1,
    )
    every = OneOf(lazy_gettext("How often"), choices=choices_of(EVERY), default="1")

    def __init__(self, units: Mapping[uuid.UUID, str], people: Sequence[Colleague], **kwargs: Any) -> None:
        super().__init__(people, **kwargs)
        self.agency.choices = choices_of(units.items())
        if not self.agency.data:
            self.agency.data = str(next(iter(units)))

    def plan_data(self) -> PlanData:
        return PlanData(
            agency_id=uuid.UUID(self.agency.data),
            person_id=uuid.UUID(self.person.data),
            is_deputy=self.is_deputy,
            begins=self.begins.data,
            weeks=self.weeks.data,
            every=int(self.every.data),
        )


class DutyForm(OnDutyForm):
    starts_on = Day(lazy_gettext("First day"), validators=[InputRequired(lazy_gettext("Choose the first day."))])
    ends_on = Day(lazy_gettext("Last day"), validators=[InputRequired(lazy_gettext("Choose the last day."))])

    def validate(self, extra_validators: Any = None) -> bool:
        return bool(super().validate(extra_validators)) and in_order(self)

    def duty_data(self) -> DutyData:
        return DutyData(uuid.UUID(self.person.data), self.is_deputy, self.starts_on.data, self.ends_on.data)


class HandlersForm(FlaskForm):
    """Those of one unit: the one that the form names, or `wanted`, or the first."""

    agency = OneOf(lazy_gettext("Unit"))
    people = SelectMultipleField(lazy_gettext("Named handlers"))

    def __init__(
        self, units: Mapping[uuid.UUID, str], people: Sequence[Colleague], wanted: str | None = None, **kwargs: Any
    ) -> None:
        super().__init__(**kwargs)
        self.agency.choices = choices_of(units.items())
        known = [str(unit) for unit in units]
        if self.agency.data not in known:
            self.agency.data = wanted if wanted in known else known[0]
        here = [one for one in people if one.agency_id == self.agency_id]
        self.people.choices = choices_of((one.person_id, one.name) for one in here)

    @property
    def agency_id(self) -> uuid.UUID:
        return uuid.UUID(self.agency.data)

    @property
    def chosen(self) -> set[uuid.UUID]:
        return {uuid.UUID(one) for one in self.people.data or ()}


class FeedbackForm(FlaskForm):
    days = WholeNumber(
        lazy_gettext("Days until feedback"),
        validators=[InputRequired(lazy_gettext("Write how many days.")), Between(1, 90)],
    )
    valid_from = Day(lazy_gettext("From"), validators=[InputRequired(lazy_gettext("Choose from which day."))])


class LogFilterForm(Filter):
    person = OneOf(lazy_gettext("Who"), validate_choice=False)
    number = line(lazy_gettext("Case number"), 12)
    outsiders = BooleanField(lazy_gettext("Only reading by others than the handler"))
    before = IntegerField(validators=[Optional()])

    def __init__(self, people: Sequence[tuple[uuid.UUID, str]], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.person.choices = choices_of(people, gettext("All"))

    def wanted(self) -> LogFilter:
        """Return the filter. What cannot be read is left out: only an address made by hand holds it."""
        sound = bool(self.validate())
        before = self.before.data if sound and self.before.data and 0 < self.before.data < LAST else None
        typed = self.number.data
        number = (case_number(typed) or NO_NUMBER) if typed else None
        return LogFilter(as_id(self.person.data), number, bool(self.outsiders.data), before)


class ReviewForm(FlaskForm):
    agency = OneOf(lazy_gettext("Unit"))
    starts_on = Day(lazy_gettext("First day"), validators=[InputRequired(lazy_gettext("Choose the first day."))])
    ends_on = Day(lazy_gettext("Last day"), validators=[InputRequired(lazy_gettext("Choose the last day."))])
    remark = RadioField(
        lazy_gettext("What came of it"),
        choices=choices_of(REMARKS.items()),
        validators=[InputRequired(lazy_gettext("Choose what came of it."))],
    )

    def __init__(self, units: Mapping[uuid.UUID, str], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.agency.choices = choices_of(units.items())
        self.agency.data = self.agency.data or str(next(iter(units)))

    def validate(self, extra_validators: Any = None) -> bool:
        return bool(super().validate(extra_validators)) and in_order(self)

    def review_data(self) -> ReviewData:
        agency, remark = uuid.UUID(self.agency.data), ReviewRemark(self.remark.data)
        return ReviewData(agency, self.starts_on.data, self.ends_on.data, remark)


def in_order(form: DutyForm | ReviewForm) -> bool:
    if form.ends_on.data < form.starts_on.data:
        form.ends_on.errors = [gettext("The last day must not be before the first day.")]
        return False
    return True


class SearchForm(FlaskForm):
    text = line(
        lazy_gettext("Name, personal number or case number"),
        120,
        lazy_gettext("Write a name, a personal number or a case number."),
    )


class EmergencyForm(FlaskForm):
    number = line(lazy_gettext("Case number, personal or coordination number"), 40, ASK_NUMBER)
    reason = TextAreaField(
        lazy_gettext("Why it cannot wait for the handler"),
        validators=[DataRequired(lazy_gettext("Write why it cannot wait.")), at_most(1000)],
        filters=[lambda text: (text or "").strip()],
    )
    password = PasswordField(
        lazy_gettext("Your password"), validators=[DataRequired(lazy_gettext("Write your password."))]
    )

    def validate_number(self, field: StringField) -> None:
        if not (case_number(field.data) or has_digit(field.data)):
            raise ValidationError(ASK_NUMBER)

    def break_data(self, address: str | None) -> BreakData:
        return BreakData(self.number.data, self.reason.data, self.password.data, address)
