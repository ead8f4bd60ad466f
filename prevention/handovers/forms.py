"""Parse and check what is chosen. Whether it is allowed is in `checks.py` and the rules."""

import uuid
from datetime import date, timedelta
from typing import Any

from flask_babel import LazyString
from flask_wtf import FlaskForm
from wtforms import BooleanField, HiddenField, RadioField, SelectMultipleField, TextAreaField
from wtforms.validators import AnyOf, DataRequired, InputRequired, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from prevention.fields import Between, Day, Filter, OneOf, WholeNumber, as_id, at_most, choices_of
from prevention.formats import gettext, lazy_gettext

from .codes import BY_BASIS, BY_CONSENT, OUTCOMES, ConsentGiver, ContactKind, DeclineReason, Field, Outcome, Purpose
from .data import Choices, ConsentData, ContactData, HandoverData
from .errors import HandoverRefused
from .words import CONTACT, DECLINE, FIELD, GIVER, OUTCOME, PURPOSE

USUAL_TIME = timedelta(days=90)


def ticks(label: LazyString, missing: LazyString | None = None) -> SelectMultipleField:
    """Return a field of boxes to tick."""
    required = [DataRequired(missing)] if missing else []
    return SelectMultipleField(
        label, required, widget=ListWidget(prefix_label=False), option_widget=CheckboxInput(), choices=[]
    )


class Refusable(FlaskForm):
    """A form that shows why it was refused at the field it was refused for."""

    def show(self, refused: HandoverRefused) -> None:
        for fault in refused.faults:
            self[fault.field].errors = [*self[fault.field].errors, fault.sentence]


class ReceiverForm(Filter):
    """The first step: what can be told, and on which ground, depends on who is told."""

    receiver = OneOf(lazy_gettext("Receiver"), [InputRequired(lazy_gettext("Choose the receiver in the list."))])

    def offer(self, receivers: list[tuple[uuid.UUID, str]]) -> None:
        self.receiver.choices = choices_of(receivers, gettext("Choose …"))


class HandoverForm(Refusable):
    """The second step, for one receiver. A purpose or ground that is not offered is refused with the reason why."""

    client_id = HiddenField(default=lambda: str(uuid.uuid4()))
    receiver = HiddenField()
    purpose = RadioField(
        lazy_gettext("Purpose"),
        validate_choice=False,
        validators=[AnyOf(list(Purpose), lazy_gettext("Choose the purpose."))],
    )
    fields = ticks(lazy_gettext("From the message"))
    own_text = TextAreaField(lazy_gettext("In your own words"), [at_most(4000)])
    name_confirmed = BooleanField(lazy_gettext("The name, number or guardians must be told, although protected"))
    ground = RadioField(
        lazy_gettext("Legal ground"),
        validate_choice=False,
        validators=[InputRequired(lazy_gettext("Choose a legal ground, or a consent that is in force."))],
    )
    age = WholeNumber(lazy_gettext("The young person's age"), [Optional(), Between(0, 120)])
    decided_by = OneOf(lazy_gettext("Decided by"), [InputRequired(lazy_gettext("Choose who decided, in the list."))])
    weighing = TextAreaField(
        lazy_gettext("Weighing"),
        [DataRequired(lazy_gettext("Write how you weighed the need against the secrecy.")), at_most(4000)],
    )
    until = Day(lazy_gettext("Until"), [InputRequired(lazy_gettext("Choose the day."))])

    def offer(self, of: Choices, *, is_protected: bool) -> None:
        self.receiver.data = str(of.to.id)
        self.purpose.choices = choices_of((one, PURPOSE[one]) for one in of.purposes)
        self.ground.choices = choices_of((one.value, f"{one.title}: {one.rule}") for one in of.grounds)
        self.decided_by.choices = choices_of(of.deciders, gettext("Choose …"))
        self.fields.choices = choices_of((name, f"{FIELD[name]}: {text}") for name, text in of.values.items())
        if not is_protected:
            del self.name_confirmed

    def to_data(self) -> HandoverData:
        """Return what was chosen, once it was validated."""
        ground = self.ground.data
        return HandoverData(
            purpose=Purpose(self.purpose.data),
            receiver_id=uuid.UUID(self.receiver.data),
            basis_code=ground.removeprefix(BY_BASIS) if ground.startswith(BY_BASIS) else None,
            consent_id=as_id(ground.removeprefix(BY_CONSENT)) if ground.startswith(BY_CONSENT) else None,
            fields=frozenset(Field(one) for one in self.fields.data or ()),
            own_text=(self.own_text.data or "").strip(),
            age=self.age.data,
            name_confirmed=bool(self.name_confirmed and self.name_confirmed.data),
            decided_by_id=uuid.UUID(self.decided_by.data),
            weighing=self.weighing.data.strip(),
            until=self.until.data,
            client_id=as_id(self.client_id.data) or uuid.uuid4(),
        )


def before_typing(of: Choices, today: date) -> dict[str, Any]:
    """Return what the form says at first: nothing is ticked, and nothing is decided."""
    return {"age": of.age, "until": today + USUAL_TIME}


class ConsentForm(Refusable):
    given_by = RadioField(
        lazy_gettext("Who consents"),
        choices=choices_of(GIVER.items()),
        validators=[InputRequired(lazy_gettext("Choose who consents."))],
    )
    names = TextAreaField(
        lazy_gettext("Their names"), [DataRequired(lazy_gettext("Write who gave the consent.")), at_most(500)]
    )
    agencies = ticks(lazy_gettext("To whom"), lazy_gettext("Choose at least one receiver."))
    fields = ticks(lazy_gettext("What may be told"), lazy_gettext("Choose at least one kind of information."))
    given_on = Day(lazy_gettext("Given on"), [InputRequired(lazy_gettext("Choose the day."))])
    until = Day(lazy_gettext("Until"), [InputRequired(lazy_gettext("Choose the day."))])

    def offer(self, receivers: list[tuple[uuid.UUID, str]]) -> None:
        self.agencies.choices = choices_of(receivers)
        self.fields.choices = choices_of(FIELD.items())

    def to_data(self) -> ConsentData:
        return ConsentData(
            given_by=ConsentGiver(self.given_by.data),
            names=self.names.data.strip(),
            agency_ids=tuple(uuid.UUID(one) for one in self.agencies.data),
            fields=frozenset(Field(one) for one in self.fields.data),
            given_on=self.given_on.data,
            until=self.until.data,
        )


def as_typed(consent: ConsentData) -> dict[str, Any]:
    """Return a consent as the form shows it, to be renewed: all but the new last day."""
    return {
        "given_by": consent.given_by.value,
        "names": consent.names,
        "agencies": [str(one) for one in consent.agency_ids],
        "fields": [one.value for one in consent.fields],
        "given_on": consent.given_on,
    }


class DeclineForm(FlaskForm):
    reason = RadioField(
        lazy_gettext("Why?"),
        choices=choices_of(DECLINE.items()),
        validators=[InputRequired(lazy_gettext("Choose a reason."))],
    )

    def to_data(self) -> DeclineReason:
        return DeclineReason(self.reason.data)


class ContactForm(FlaskForm):
    kind = RadioField(
        lazy_gettext("Kind of contact"),
        choices=choices_of(CONTACT.items()),
        validators=[InputRequired(lazy_gettext("Choose the kind of contact."))],
    )
    day = Day(lazy_gettext("Day"), [InputRequired(lazy_gettext("Choose the day."))])
    note = TextAreaField(lazy_gettext("Short note"), [at_most(2000)])

    def to_data(self) -> ContactData:
        return ContactData(ContactKind(self.kind.data), self.day.data, (self.note.data or "").strip())


class ReportForm(FlaskForm):
    outcome = RadioField(
        lazy_gettext("What came of it?"), validators=[InputRequired(lazy_gettext("Choose what came of it."))]
    )

    def offer(self, purpose: Purpose) -> None:
        self.outcome.choices = choices_of((one, OUTCOME[one]) for one in OUTCOMES[purpose])

    def to_data(self) -> Outcome:
        return Outcome(self.outcome.data)
