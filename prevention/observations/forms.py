"""Parse and check: who observes which lesson, and what they saw."""

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from flask_wtf import FlaskForm
from wtforms import RadioField
from wtforms.validators import InputRequired, Optional, ValidationError

from prevention import clock
from prevention.fields import Between, Day, OneOf, WholeNumber, choices_of
from prevention.formats import gettext, lazy_gettext
from prevention.logbook.words import AS_PLANNED, ENGAGEMENT

from .data import Candidate, ObservationData
from .words import choice_of

YES_NO = {"yes": True, "no": False}


class AskForm(FlaskForm):
    lesson = OneOf(lazy_gettext("Lesson"), [InputRequired(lazy_gettext("Choose a lesson."))])
    observer = OneOf(lazy_gettext("Who observes"), [InputRequired(lazy_gettext("Choose who observes."))])

    def offer(self, lessons: Sequence[Candidate], observers: Sequence[tuple[uuid.UUID, str]]) -> None:
        """Offer the lessons that chance drew before the others."""
        drawn = sorted(lessons, key=lambda one: not one.drawn)
        named = ((one.planned_id, choice_of(one.lesson, one.drawn)) for one in drawn)
        self.lesson.choices = choices_of(named, gettext("Choose …"))
        self.observer.choices = choices_of(observers, gettext("Choose …"))

    def told(self) -> tuple[uuid.UUID, uuid.UUID]:
        """Return the planned lesson and the observer, once validated."""
        return uuid.UUID(self.lesson.data), uuid.UUID(self.observer.data)


class ObservationForm(FlaskForm):
    observed_on = Day(lazy_gettext("Day"), validators=[InputRequired(lazy_gettext("Choose the day."))])
    delivered_as_planned = RadioField(
        lazy_gettext("Was the lesson held as planned?"),
        choices=choices_of((word, AS_PLANNED[meant]) for word, meant in YES_NO.items()),
        validators=[Optional()],
    )
    engagement = RadioField(
        lazy_gettext("How did the class take part?"),
        choices=choices_of(ENGAGEMENT.items()),
        validators=[Optional()],
    )
    leaders_present = WholeNumber(lazy_gettext("Leaders present"), [Optional(), Between(0, 20)])
    minutes = WholeNumber(lazy_gettext("Minutes"), [Optional(), Between(1, 600)])

    def validate_observed_on(self, field: Day) -> None:
        if field.data and field.data > clock.today():
            raise ValidationError(gettext("That day is yet to come. Choose today or a day that has been."))

    def validate(self, extra_validators: Mapping[str, Sequence[Any]] | None = None) -> bool:
        """Check the fields, and that anything of what was seen is stated."""
        sound = bool(super().validate(extra_validators))
        measures = (self.delivered_as_planned, self.engagement, self.leaders_present, self.minutes)
        if sound and all(one.data in (None, "") for one in measures):
            self.form_errors.append(gettext("State at least one thing of what you saw."))
            return False
        return sound

    def told(self) -> ObservationData:
        return ObservationData(
            observed_on=self.observed_on.data,
            minutes=self.minutes.data,
            leaders_present=self.leaders_present.data,
            delivered_as_planned=YES_NO.get(self.delivered_as_planned.data),
            engagement=int(self.engagement.data) if self.engagement.data else None,
        )
