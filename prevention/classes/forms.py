"""Forms about classes and their plans: they parse and check input, and know no database."""

from collections.abc import Iterable, Sequence
from datetime import date
from uuid import UUID

from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import HiddenField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Optional, StopValidation, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from prevention.fields import Between, Day, Filter, OneOf, WholeNumber, at_most, choices_of, line, one_line
from prevention.formats import day, gettext, lazy_gettext
from prevention.organisations.grades import UnknownGrade, parse_grade
from prevention.organisations.models import SchoolYear

from .actions import LeadingData, ParticipationData, Plan
from .form_queries import Choice
from .roster import MOST_PUPILS, ClassData

WEEKDAYS = (
    lazy_gettext("Monday"),
    lazy_gettext("Tuesday"),
    lazy_gettext("Wednesday"),
    lazy_gettext("Thursday"),
    lazy_gettext("Friday"),
)


class PlaceOfClass(FlaskForm):
    """Stands before the rest: errors are told in the order in which fields are written."""

    school = OneOf(lazy_gettext("School"), [InputRequired(lazy_gettext("Choose a school for the class."))])
    school_year = OneOf(lazy_gettext("School year"))


class ClassForm(FlaskForm):
    name = line(lazy_gettext("Class"), 40, lazy_gettext("Write the name of the class, for example 7A."))
    grade = StringField(
        lazy_gettext("Grade"),
        filters=[one_line],
        validators=[DataRequired(lazy_gettext("Write the grade, for example 7, F or Gy 1."))],
    )
    pupils = WholeNumber(
        lazy_gettext("Number of pupils"),
        validators=[InputRequired(lazy_gettext("Write how many pupils the class has.")), Between(0, MOST_PUPILS)],
    )

    def validate_grade(self, field: StringField) -> None:
        try:
            self.parsed_grade = parse_grade(field.data)
        except UnknownGrade:
            raise ValidationError(gettext("Write the grade, for example 7, F or Gy 1.")) from None

    def to_data(self) -> ClassData:
        return ClassData(self.name.data, self.parsed_grade, self.pupils.data)


class NewClassForm(PlaceOfClass, ClassForm):
    def offer(self, schools: Iterable[tuple[UUID, str]], years: Iterable[tuple[UUID, str]]) -> None:
        self.school.choices = choices_of(schools, gettext("Choose a school"))
        self.school_year.choices = choices_of(years)


class PlanForm(FlaskForm):
    starts_on = Day(lazy_gettext("First lesson"), validators=[Optional()])
    weekday = OneOf(lazy_gettext("Weekday"))

    def offer_days(self, first_day: date, last_day: date) -> None:
        """Offer the weekdays; the school year's days are in the way of a start outside it."""
        self.school_days = (first_day, last_day)
        self.weekday.choices = choices_of(enumerate(WEEKDAYS), gettext("The same as the first lesson"))

    def validate_starts_on(self, field: Day) -> None:
        if field.data is None:
            return
        first, last = self.school_days
        if not first <= field.data <= last:
            raise ValidationError(outside(first, last))

    def validate_weekday(self, field: OneOf) -> None:
        start = self.starts_on.data
        if field.data and start is None and not self.starts_on.errors:
            raise StopValidation(gettext("Choose a first lesson too, or leave the weekday as it is."))
        if not field.data and start is not None and start.weekday() >= len(WEEKDAYS):
            raise ValidationError(gettext("That day is in a weekend. Choose the weekday of the lessons."))

    def to_plan(self) -> Plan:
        start = self.starts_on.data
        if start is None:
            return Plan()
        return Plan(start, int(self.weekday.data) if self.weekday.data else start.weekday())


class LeadingForm(FlaskForm):
    leaders = SelectMultipleField(
        lazy_gettext("Leaders"), widget=ListWidget(prefix_label=False), option_widget=CheckboxInput()
    )
    room = line(lazy_gettext("Room"), 80)
    peer_mentors = WholeNumber(lazy_gettext("Peer mentors"), validators=[Optional(), Between(0, 100)])

    def offer_leaders(self, people: Sequence[Choice]) -> None:
        self.leaders.choices = choices_of((one.id, one.name) for one in people)
        self.leaders.invalid_choice_message = gettext("Choose leaders from the list.")

    def chosen_leaders(self) -> tuple[UUID, ...]:
        return tuple(UUID(one) for one in self.leaders.data or ())

    def to_leading(self) -> LeadingData:
        return LeadingData(self.chosen_leaders(), self.room.data or None, self.peer_mentors.data)


class BeginForm(PlanForm, LeadingForm):
    programme = OneOf(lazy_gettext("Programme"), [InputRequired(lazy_gettext("Choose a programme."))])

    def offer_programmes(self, programmes: Iterable[tuple[UUID, str]]) -> None:
        self.programme.choices = choices_of(programmes, gettext("Choose a programme"))

    def to_data(self) -> ParticipationData:
        leading = self.to_leading()
        return ParticipationData(
            UUID(self.programme.data), self.to_plan(), leading.leaders, leading.room, leading.peer_mentors
        )


class BreakOffForm(FlaskForm):
    reason = TextAreaField(
        lazy_gettext("Why is it broken off?"),
        filters=[one_line],
        validators=[DataRequired(lazy_gettext("Write in a few words why, so that others understand.")), at_most(200)],
    )


class SchoolYearForm(Filter):
    school_year = OneOf(lazy_gettext("School year"))

    def choose(self, years: Sequence[SchoolYear], today: date) -> SchoolYear | None:
        """Return the year chosen, else the one that holds today, else the next, else the latest."""
        self.school_year.choices = choices_of((year.id, year.name) for year in years)
        current = next((year for year in reversed(years) if today <= year.ends_on), years[0] if years else None)
        year = next((year for year in years if str(year.id) == self.school_year.data), current)
        self.school_year.data = str(year.id) if year else None
        return year


class ClassFilterForm(SchoolYearForm):
    school = OneOf(lazy_gettext("School"))
    grade = OneOf(lazy_gettext("Grade"))


class ImportForm(FlaskForm):
    file = FileField(
        lazy_gettext("File with classes"), validators=[FileRequired(lazy_gettext("Choose a file, XLSX or CSV."))]
    )


class ConfirmImportForm(FlaskForm):
    rows = HiddenField(validators=[InputRequired()])


def outside(first: date, last: date) -> str:
    return str(gettext("Choose a day within the school year, %(first)s to %(last)s.", first=day(first), last=day(last)))
