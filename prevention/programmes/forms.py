"""What people type about a programme."""

from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    IntegerField,
    RadioField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Optional, ValidationError

from prevention.fields import Between, OneOf, WholeNumber, at_most, choices_of, line
from prevention.formats import gettext, lazy_gettext

from .actions import ProgrammeData
from .edition_actions import WITH_LESSONS
from .models import DeliveryMode, PreventionLevel, Programme
from .words import LEVELS, MODES

MOST_LESSONS = 100
NUMBERED = Between(1, MOST_LESSONS)


def stripped(text: str | None) -> str | None:
    return (text or "").strip() or None


class ProgrammeForm(FlaskForm):
    """What is written about a programme; the fields in the order of the page, which is that of the errors."""

    name = line(lazy_gettext("Name"), 120, lazy_gettext("Give the programme a name."))
    description = TextAreaField(
        lazy_gettext("What happens, in two sentences"),
        validators=[at_most(1000)],
        filters=[stripped],
    )
    delivery_mode = RadioField(
        lazy_gettext("How it is delivered"),
        choices=choices_of(MODES.items()),
        validators=[InputRequired(lazy_gettext("Choose how the programme is delivered."))],
    )
    leaders_expected = WholeNumber(
        lazy_gettext("Leaders a session should have"),
        default=1,
        validators=[
            InputRequired(lazy_gettext("Write how many leaders a session should have.")),
            Between(1, 9),
        ],
    )
    peer_mentors = BooleanField(lazy_gettext("Older pupils lead as mentors"))
    family = line(lazy_gettext("Belongs together with"), 60)
    level = OneOf(lazy_gettext("Who it is for"), choices=choices_of(LEVELS.items(), lazy_gettext("Not known")))
    owner = line(lazy_gettext("Who owns the programme"), 120)
    suggested_grades = line(lazy_gettext("Suggested grades"), 60)

    def say_name_is_taken(self) -> None:
        self.name.errors = [gettext("You have a programme with this name already. Choose another name.")]

    def programme_data(self) -> ProgrammeData:
        return ProgrammeData(
            name=self.name.data,
            family=self.family.data,
            level=PreventionLevel(self.level.data) if self.level.data else None,
            owner=self.owner.data,
            description=self.description.data,
            suggested_grades=self.suggested_grades.data,
            leaders_expected=self.leaders_expected.data,
            peer_mentors=self.peer_mentors.data,
        )


class NewProgrammeForm(ProgrammeForm):
    lessons = WholeNumber(lazy_gettext("Number of lessons"), validators=[Optional(), NUMBERED])

    def mode(self) -> DeliveryMode:
        return DeliveryMode(self.delivery_mode.data)

    def validate_lessons(self, field: IntegerField) -> None:
        if field.data and self.delivery_mode.data in set(DeliveryMode) - WITH_LESSONS:
            raise ValidationError(gettext("Such a programme has no lessons to count. Leave this empty."))


class ChangedProgrammeForm(ProgrammeForm):
    """How a programme is delivered can be put right, too, until a class or a target relies on it.

    Of some in the catalogue it is not known, and may stay so.
    """

    def __init__(self, programme: Programme, *, relied_on: bool) -> None:
        super().__init__(obj=programme)
        self.stays = programme.delivery_mode
        if self.stays is None:
            self.delivery_mode.validators = [Optional()]
        if relied_on:
            del self.delivery_mode

    def mode(self) -> DeliveryMode | None:
        chosen = self.delivery_mode.data if self.delivery_mode else None
        return DeliveryMode(chosen) if chosen else self.stays
