"""What people type about an edition and its lessons."""

from typing import Any

from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    FieldList,
    Form,
    FormField,
    StringField,
    SubmitField,
)
from wtforms.validators import NumberRange, Optional, ValidationError

from prevention.fields import OneOf, WholeNumber, choices_of, line
from prevention.formats import gettext, lazy_gettext

from .edition_actions import EditionData, LessonData
from .forms import MOST_LESSONS, NUMBERED
from .models import Audience
from .words import AUDIENCES

MORE_ROWS = 5
MINUTES = NumberRange(1, 600, lazy_gettext("Write the minutes as a number from 1 to 600."))


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
