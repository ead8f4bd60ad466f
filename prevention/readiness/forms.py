"""The checklist as a form: a field for each line, and the filter of the list."""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Any

from flask_wtf import FlaskForm
from wtforms import BooleanField, Field, RadioField, TextAreaField
from wtforms.validators import Optional, ValidationError

from prevention.fields import Between, OneOf, WholeNumber, at_most, choices_of, one_line
from prevention.formats import gettext, lazy_gettext
from prevention.logbook.notes import holds_personal_number, looks_like_name
from prevention.organisations.year_filter import YearFilter

from .actions import ReadinessData
from .checklist import Checklist, Item
from .models import StepKind
from .words import label_of

MOST = 500
FEW = 5  # so many can be chosen among; more are typed
NOT_STATED = ""


class Show(StrEnum):
    """Which schools the list shows."""

    NOT_READY = "not_ready"
    NOT_STATED = "not_stated"
    READY = "ready"

    def fits(self, one: Checklist) -> bool:
        answers = {Show.NOT_READY: not one.is_ready, Show.NOT_STATED: one.not_stated > 0, Show.READY: one.is_ready}
        return one.concerned and answers[self]


SHOW = {
    Show.NOT_READY: lazy_gettext("Something is left to do"),
    Show.NOT_STATED: lazy_gettext("Something is not stated"),
    Show.READY: lazy_gettext("Everything is done"),
}


class ReadinessFilter(YearFilter):
    district = OneOf(lazy_gettext("District"))
    show = OneOf(lazy_gettext("Show"))

    def narrow(self, rows: Sequence[Checklist]) -> list[Checklist]:
        """Return the rows asked for. What is not on offer in the address is passed over."""
        districts = {str(row.district_id): row.district for row in rows if row.district_id}
        self.district.choices = choices_of(sorted(districts.items(), key=lambda one: str(one[1])), gettext("All"))
        self.show.choices = choices_of(SHOW.items(), gettext("All schools"))
        district = self.district.data = self.district.data if self.district.data in districts else ""
        show = self.show.data = self.show.data if self.show.data in set(Show) else ""
        found = [row for row in rows if not district or str(row.district_id) == district]
        return [row for row in found if Show(show).fits(row)] if show else found


class ChecklistForm(FlaskForm):
    """The note, and a field for each line: made by `checklist_form`."""

    note = TextAreaField(lazy_gettext("Short note"), [at_most(300)], [one_line])
    names_nobody = BooleanField(lazy_gettext("Save anyway – it is nobody's name"))
    school = ""  # no person's name, though it may look like one
    asks_about_names = False

    def validate_note(self, field: TextAreaField) -> None:
        note = field.data or ""
        if holds_personal_number(note):
            raise ValidationError(gettext("The note holds something that looks like a personal number. Remove it."))
        if looks_like_name(note, (self.school,)) and not self.names_nobody.data:
            self.asks_about_names = True
            raise ValidationError(
                gettext("The note looks as if it names somebody. Write about the school, not about a person.")
            )

    @property
    def to_forget(self) -> str | None:
        """Name the field that the browser must not keep."""
        return "note" if holds_personal_number(self.note.data or "") else None

    def told(self, items: Sequence[Item]) -> ReadinessData:
        answers = {item.key: as_number(self[item.key]) for item in items}
        return ReadinessData(answers, self.note.data or None)


def checklist_form(one: Checklist) -> ChecklistForm:
    """Return the form of a checklist, filled with what is stated already."""
    fields = {item.key: field_of(item) for item in one.items}
    kind: Any = type("ChecklistFormOfItems", (ChecklistForm,), fields)
    form: ChecklistForm = kind(data=stated(one))
    form.school = one.school
    return form


def field_of(item: Item) -> Field:
    if item.step.kind is StepKind.YES_NO:
        choices = [("1", gettext("Yes")), ("0", gettext("No"))]
    elif item.step.kind is StepKind.COUNT and item.wanted <= FEW:
        choices = [(str(count), str(count)) for count in range(item.wanted + 1)]
    else:
        return WholeNumber(label_of(item), [Optional(), Between(0, MOST)])
    offered = choices_of([*choices, (NOT_STATED, gettext("Not stated"))])
    message = gettext("Choose one from the list.")
    return RadioField(label_of(item), [Optional()], choices=offered, default=NOT_STATED, invalid_choice_message=message)


def stated(one: Checklist) -> Mapping[str, object]:
    answers = {item.key: item.value for item in one.items}
    typed = {item.key for item in one.items if item.step.kind is StepKind.LEADERS or item.wanted > FEW}
    shown = {key: value if key in typed else ("" if value is None else str(value)) for key, value in answers.items()}
    return {**shown, "note": one.note}


def as_number(field: Field) -> int | None:
    return None if field.data in (None, NOT_STATED) else int(field.data)
