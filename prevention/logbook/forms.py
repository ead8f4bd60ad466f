"""Parse and check what is typed about a session. The rules of the logbook are in `checks.py` and `actions.py`."""

import uuid
from collections.abc import Sequence
from datetime import date
from typing import Any

from flask_wtf import FlaskForm
from wtforms import BooleanField, HiddenField, RadioField, SelectField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional, ValidationError

from prevention.fields import Between, Day, WholeNumber, as_id, choices_of
from prevention.formats import gettext, lazy_gettext

from .data import LessonRow, SessionData, Taking, Version
from .errors import LessonAlreadyLogged, LogRefused, NoteLooksLikeName
from .models import Grouping, Reason, SessionStatus
from .notes import holds_personal_number
from .words import AS_PLANNED, ENGAGEMENT, GROUPING, REASON, STATUS, lesson_name

YES_NO = {"yes": True, "no": False}


class SessionForm(FlaskForm):
    """How a session went. Only the first four fields are asked for; the rest may stay empty."""

    client_id = HiddenField(default=lambda: str(uuid.uuid4()))
    status = RadioField(
        lazy_gettext("How did it go?"),
        choices=choices_of(STATUS.items()),
        validators=[InputRequired(lazy_gettext("Choose how it went."))],
    )
    lesson = SelectField(lazy_gettext("Lesson"), validate_choice=False)
    held_on = Day(lazy_gettext("Day"), validators=[InputRequired(lazy_gettext("Choose the day."))])
    pupils_present = WholeNumber(lazy_gettext("Pupils present"), [Optional(), Between(0, 500)])
    moved_to = Day(lazy_gettext("New day"), validators=[Optional()])
    reason = SelectField(
        lazy_gettext("Why?"),
        choices=choices_of(REASON.items(), lazy_gettext("Choose …")),
        validators=[Optional()],
    )
    minutes = WholeNumber(lazy_gettext("Minutes"), [Optional(), Between(1, 600)])
    leaders_present = WholeNumber(lazy_gettext("Leaders present"), [Optional(), Between(0, 20)])
    grouping = RadioField(
        lazy_gettext("Group"),
        choices=choices_of(GROUPING.items()),
        validators=[Optional()],
    )
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
    note = TextAreaField(
        lazy_gettext("Short note"),
        validators=[Length(max=500, message=lazy_gettext("Keep the note within 500 characters."))],
    )
    names_nobody = BooleanField(lazy_gettext("Save anyway – it is nobody's name"))

    def offer(self, plan: Sequence[LessonRow], also: uuid.UUID | None = None) -> None:
        """Offer the lessons without a log, and the one (`also`) whose log is corrected or that was sent."""
        rows = [row for row in plan if row.outcome is None or str(row.lesson_id) in {str(also), self.lesson.data}]
        lessons = ((row.lesson_id, lesson_name(row.number, row.title)) for row in rows)
        self.lesson.choices = choices_of(lessons, gettext("Choose …"))

    def validate_lesson(self, field: SelectField) -> None:
        if field.data and not as_id(field.data):
            raise ValidationError(gettext("Choose the lesson in the list."))

    @property
    def to_forget(self) -> str | None:
        """Name the field that the browser must not keep: a note with a personal number stays nowhere."""
        return "note" if holds_personal_number(self.note.data or "") else None

    def told(self) -> SessionData:
        """Return what was typed, once it was validated."""
        return SessionData(
            status=SessionStatus(self.status.data),
            held_on=self.held_on.data,
            lesson_id=as_id(self.lesson.data),
            pupils_present=self.pupils_present.data,
            minutes=self.minutes.data,
            leaders_present=self.leaders_present.data,
            grouping=Grouping(self.grouping.data) if self.grouping.data else None,
            delivered_as_planned=YES_NO.get(self.delivered_as_planned.data),
            engagement=int(self.engagement.data) if self.engagement.data else None,
            reason=Reason(self.reason.data) if self.reason.data else None,
            moved_to=self.moved_to.data,
            note=" ".join(self.note.data.split()) if self.note.data else None,
            names_nobody=self.names_nobody.data,
            client_id=as_id(self.client_id.data) or uuid.uuid4(),
        )

    def show(self, refused: LogRefused) -> None:
        """Put each fault at its field, so that the page comes back with what was typed."""
        for fault in refused.faults:
            if fault.field is None:
                self.form_errors.append(fault.sentence)
                self.client_id.data = str(uuid.uuid4())
            else:
                self[fault.field].errors = [*self[fault.field].errors, fault.sentence]
        self.asks_about_names = isinstance(refused, NoteLooksLikeName)
        self.existing = refused.log_id if isinstance(refused, LessonAlreadyLogged) else None

    asks_about_names = False
    existing: uuid.UUID | None = None  # the log that stands in the way, to be corrected instead


def filled_in(of: Taking, lesson: LessonRow | None, today: date) -> dict[str, Any]:
    """Return what the form says before anything is typed: the whole class, all leaders, the planned day."""
    planned = lesson.planned_on if lesson else None
    return {
        "lesson": str(lesson.lesson_id) if lesson else "",
        "held_on": min(planned or today, today),
        "pupils_present": of.pupils,
        "minutes": (lesson.minutes if lesson else None) or of.minutes,
        "leaders_present": of.leaders or None,
    }


def as_told(version: Version) -> dict[str, Any]:
    """Return a log as the form shows it, to be corrected."""
    planned = version.delivered_as_planned
    return {
        "lesson": str(version.lesson_id or ""),
        "status": version.status.value,
        "held_on": version.held_on,
        "pupils_present": version.pupils_present,
        "moved_to": version.moved_to,
        "reason": version.reason.value if version.reason else "",
        "minutes": version.minutes,
        "leaders_present": version.leaders_present,
        "grouping": version.grouping.value if version.grouping else None,
        "delivered_as_planned": None if planned is None else "yes" if planned else "no",
        "engagement": str(version.engagement) if version.engagement else None,
        "note": version.note,
        "names_nobody": False,
    }
