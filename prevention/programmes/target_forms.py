"""Which grades are to take a programme."""

import uuid
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

from flask_babel import LazyString
from flask_wtf import FlaskForm
from wtforms import (
    SelectMultipleField,
)
from wtforms.validators import InputRequired

from prevention.fields import OneOf, choices_of
from prevention.formats import gettext, lazy_gettext
from prevention.organisations.grades import GRADES_OF, grade_title, stage_of
from prevention.organisations.models import GradeScheme
from prevention.organisations.queries import SchoolRow

from .target_actions import TargetData
from .target_queries import Choice


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
