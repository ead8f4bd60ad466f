"""The forms of the lead: duty, named handlers, deadlines."""

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from flask_wtf import FlaskForm
from wtforms import RadioField, SelectMultipleField
from wtforms.validators import InputRequired

from prevention.fields import Between, Day, OneOf, WholeNumber, choices_of
from prevention.formats import gettext, lazy_gettext

from .duty_actions import DutyData, PlanData
from .staff import Colleague

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
        sound = bool(super().validate(extra_validators))
        if self.starts_on.data and self.ends_on.data and self.ends_on.data < self.starts_on.data:
            self.ends_on.errors = [gettext("The last day must not be before the first day.")]
            return False
        return sound

    def duty_data(self) -> DutyData:
        return DutyData(uuid.UUID(self.person.data), self.is_deputy, self.starts_on.data, self.ends_on.data)


class HandlersForm(FlaskForm):
    agency = OneOf(lazy_gettext("Unit"))
    people = SelectMultipleField(lazy_gettext("Named handlers"))

    def __init__(self, units: Mapping[uuid.UUID, str], people: Sequence[Colleague], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.agency.choices = choices_of(units.items())
        self.agency.data = self.agency.data or str(next(iter(units)))
        self.people.choices = choices_of((one.person_id, one.name) for one in people)

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
