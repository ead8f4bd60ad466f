"""What people type about programmes, editions and targets."""

import uuid
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

from flask_babel import LazyString
from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    FieldList,
    Form,
    FormField,
    IntegerField,
    RadioField,
    SelectMultipleField,
    StringField,
    SubmitField,
    TextAreaField,
)
from wtforms.validators import InputRequired, NumberRange, Optional, ValidationError

from prevention.fields import Between, OneOf, WholeNumber, at_most, choices_of, line
from prevention.formats import gettext, lazy_gettext
from prevention.organisations.grades import GRADES_OF, grade_title, stage_of
from prevention.organisations.models import GradeScheme
from prevention.organisations.queries import SchoolRow

from .actions import ProgrammeData
from .edition_actions import WITH_LESSONS, EditionData, LessonData
from .models import Audience, DeliveryMode, PreventionLevel
from .target_actions import TargetData
from .target_queries import Choice
from .words import AUDIENCES, LEVELS, MODES

MOST_LESSONS = 100
MORE_ROWS = 5
NUMBERED = Between(1, MOST_LESSONS)
MINUTES = NumberRange(1, 600, lazy_gettext("Write the minutes as a number from 1 to 600."))


def stripped(text: str | None) -> str | None:
    return (text or "").strip() or None


class ProgrammeForm(FlaskForm):
    """What is written about a programme. How it is delivered is chosen once, when it is added."""

    name = line(lazy_gettext("Name"), 120, lazy_gettext("Give the programme a name."))
    description = TextAreaField(
        lazy_gettext("What happens, in two sentences"),
        validators=[at_most(1000)],
        filters=[stripped],
    )
    family = line(lazy_gettext("Belongs together with"), 60)
    level = OneOf(lazy_gettext("Who it is for"), choices=choices_of(LEVELS.items(), lazy_gettext("Not known")))
    owner = line(lazy_gettext("Who owns the programme"), 120)
    suggested_grades = line(lazy_gettext("Suggested grades"), 60)
    leaders_expected = WholeNumber(
        lazy_gettext("Leaders a session should have"),
        default=1,
        validators=[
            InputRequired(lazy_gettext("Write how many leaders a session should have.")),
            Between(1, 9),
        ],
    )
    peer_mentors = BooleanField(lazy_gettext("Older pupils lead as mentors"))

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
    delivery_mode = RadioField(
        lazy_gettext("How it is delivered"),
        choices=choices_of(MODES.items()),
        validators=[InputRequired(lazy_gettext("Choose how the programme is delivered."))],
    )
    lessons = WholeNumber(lazy_gettext("Number of lessons"), validators=[Optional(), NUMBERED])

    def validate_lessons(self, field: IntegerField) -> None:
        if field.data and self.delivery_mode.data and self.mode() not in WITH_LESSONS:
            raise ValidationError(gettext("Such a programme has no lessons to count. Leave this empty."))

    def mode(self) -> DeliveryMode:
        return DeliveryMode(self.delivery_mode.data)

    def say_name_is_taken(self) -> None:
        self.name.errors = [gettext("You have a programme with this name already. Choose another name.")]


class LessonRow(Form):
    """A row of the list. A row without a number is not kept."""

    number = WholeNumber(lazy_gettext("Number"), validators=[Optional(), NUMBERED])
    title = line(lazy_gettext("Title"), 160)
    audience = OneOf(lazy_gettext("For whom"), choices=choices_of(AUDIENCES.items()), default=Audience.PUPILS.value)
    core = BooleanField(lazy_gettext("Core"), default=True)
    minutes = WholeNumber(lazy_gettext("Minutes"), validators=[Optional(), MINUTES])

    def validate_title(self, field: StringField) -> None:
        if field.data and self.number.data is None and not self.number.errors:
            raise ValidationError(gettext("Give this lesson a number, or take its title away."))


class LessonRows(FieldList):
    """The list of lessons. What is wrong in its rows is told as sentences, as other fields do."""

    errors: Any

    def validate(self, form: Any, extra_validators: Any = ()) -> bool:
        valid: bool = super().validate(form, extra_validators)
        self.errors = [text for faults in self.errors for text in sentences_of(faults)]
        return valid


def sentences_of(faults: Any) -> list[str]:
    if not isinstance(faults, dict):
        return [str(faults)] if faults else []
    return [str(text) for texts in faults.values() for text in texts]


class EditionForm(FlaskForm):
    """Changes an edition: its usual length, its source and its lessons."""

    minutes = WholeNumber(lazy_gettext("Minutes of an ordinary lesson"), validators=[Optional(), MINUTES])
    source = line(lazy_gettext("Where the material comes from"), 200)
    lessons = LessonRows(FormField(LessonRow), lazy_gettext("Lessons"), max_entries=2 * MOST_LESSONS)
    more = SubmitField(lazy_gettext("More rows"))

    def validate_lessons(self, field: FieldList) -> None:
        numbers = [row.number.data for row in field if row.number.data is not None]
        if twice := sorted({number for number in numbers if numbers.count(number) > 1}):
            raise ValidationError(gettext("Number %(number)s stands twice. Each lesson has its own.", number=twice[0]))

    def add_rows(self) -> None:
        """Add empty rows, each with the number that comes next."""
        numbers = [row.number.data for row in self.lessons if row.number.data is not None]
        for number in range(max(numbers, default=0) + 1, max(numbers, default=0) + 1 + MORE_ROWS):
            if len(self.lessons) < MOST_LESSONS:
                self.lessons.append_entry({"number": number, "core": True, "audience": Audience.PUPILS.value})

    def say_edition_is_in_use(self) -> None:
        kept = gettext("Classes take this edition, so it keeps its lessons. Make a new edition instead.")
        self.form_errors.append(kept)

    def edition_data(self, edition: str, *, make_current: bool = False) -> EditionData:
        return EditionData(
            edition=edition,
            minutes=self.minutes.data,
            source=self.source.data,
            make_current=make_current,
            lessons=tuple(lesson_from(row) for row in self.lessons if row.number.data is not None),
        )


class NewEditionForm(EditionForm):
    edition = line(lazy_gettext("Name of the edition"), 60, lazy_gettext("Give the edition a name, such as 2027."))
    make_current = BooleanField(lazy_gettext("Classes that begin from now on take this edition"), default=True)

    def new_edition_data(self) -> EditionData:
        return self.edition_data(self.edition.data, make_current=self.make_current.data)

    def say_edition_is_taken(self) -> None:
        self.edition.errors = [gettext("The programme has an edition with this name already. Choose another name.")]


def lesson_from(row: Any) -> LessonData:
    return LessonData(
        number=row.number.data,
        title=row.title.data,
        audience=Audience(row.audience.data),
        core=row.core.data,
        minutes=row.minutes.data,
    )


class TargetForm(FlaskForm):
    """A programme for grades, at all schools or one. Only what may be chosen is among the choices."""

    programme = OneOf(lazy_gettext("Programme"), [InputRequired(lazy_gettext("Choose a programme."))])
    grades = SelectMultipleField(
        lazy_gettext("Grades"), validators=[InputRequired(lazy_gettext("Choose at least one grade."))]
    )
    school = OneOf(lazy_gettext("School"))

    def __init__(
        self, scheme: GradeScheme, programmes: Sequence[Choice], schools: Sequence[SchoolRow], **kwargs: Any
    ) -> None:
        super().__init__(**kwargs)
        self.scheme = scheme
        self.programme.choices = choices_of(((one.id, one.name) for one in programmes), gettext("Choose …"))
        self.grades.choices = choices_of((grade, grade_title(grade).capitalize()) for grade in GRADES_OF[scheme])
        self.school.choices = choices_of(((one.id, one.name) for one in schools), gettext("All schools"))

    def grades_by_stage(self) -> Iterator[tuple[LazyString, list[Any]]]:
        for stage, options in groupby(self.grades, key=lambda option: stage_of(option.data, self.scheme)):
            yield stage.title, list(options)

    def target_data(self) -> TargetData:
        return TargetData(
            programme_id=uuid.UUID(self.programme.data),
            school_id=uuid.UUID(self.school.data) if self.school.data else None,
            grades=tuple(self.grades.data),
        )
