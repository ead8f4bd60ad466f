"""What is typed into the steps of a case. Each form knows its step, and what of it is sealed."""

import uuid
from collections.abc import Iterable
from typing import Any

from flask_babel import LazyString
from flask_wtf import FlaskForm
from wtforms import HiddenField, RadioField, TextAreaField
from wtforms.validators import DataRequired, InputRequired

from prevention.fields import OneOf, as_id, at_most, choices_of
from prevention.formats import gettext, lazy_gettext

from .models import StepKind
from .words import URGENCY

LONGEST = 20_000


def writing(label: LazyString, missing: LazyString | None) -> TextAreaField:
    """Return a field for as much text as an assessment takes. It is required where there is a sentence for that."""
    required = [DataRequired(missing)] if missing else []
    return TextAreaField(label, [*required, at_most(LONGEST)], [lambda typed: (typed or "").strip()])


class StepForm(FlaskForm):
    """A step with nothing to write."""

    step: StepKind

    def taken(self) -> StepKind:
        return self.step

    def document(self) -> dict[str, Any]:
        """Return what was written, by field: it is sealed into the story."""
        typed = {field.name: field.data for field in self if field.name in {"text", "reason"}}
        return {name: value for name, value in typed.items() if value}

    def to_id(self) -> uuid.UUID | None:
        return None

    asks_colleague = False

    def offer(self, people: Iterable[tuple[uuid.UUID, str]]) -> None:
        """Put on the list who can be chosen, where `asks_colleague`."""


class TakeForm(StepForm):
    step = StepKind.TAKE
    case = HiddenField()


class AcceptForm(StepForm):
    step = StepKind.ACCEPT


class DeclineForm(StepForm):
    step = StepKind.DECLINE
    reason = writing(lazy_gettext("Why do you decline?"), lazy_gettext("Write why, so that the holder can plan on."))


class ToColleague(StepForm):
    asks_colleague = True
    to = OneOf(lazy_gettext("Colleague"), [InputRequired(lazy_gettext("Choose a colleague."))])

    def offer(self, people: Iterable[tuple[uuid.UUID, str]]) -> None:
        self.to.choices = choices_of(people, gettext("Choose …"))

    def to_id(self) -> uuid.UUID | None:
        return as_id(self.to.data)


class OfferForm(ToColleague):
    step = StepKind.OFFER
    text = writing(lazy_gettext("What should your colleague know?"), None)


class AssignForm(ToColleague):
    """`from_` is who held the case on the page that the form stood on; empty for nobody."""

    step = StepKind.ASSIGN
    from_ = HiddenField(name="from")

    text = writing(lazy_gettext("What should your colleague know?"), None)

    def held_by(self) -> str | None:
        return self.from_.data if self.from_.raw_data else None


class ProtectionForm(StepForm):
    step = StepKind.ASSESS_PROTECTION
    needed = RadioField(
        lazy_gettext("Does the child need protection at once?"),
        choices=choices_of((("yes", lazy_gettext("Yes, at once")), ("no", lazy_gettext("No, not at once")))),
        validators=[InputRequired(lazy_gettext("Choose yes or no."))],
    )
    text = writing(lazy_gettext("Your assessment, and why"), lazy_gettext("Write your assessment."))

    def document(self) -> dict[str, Any]:
        return super().document() | {"needed": self.needed.data}


class AssessForm(StepForm):
    step = StepKind.ASSESS
    text = writing(lazy_gettext("What have you learnt, and how do you see it?"), lazy_gettext("Write something first."))


class DecisionForm(StepForm):
    outcome = RadioField(
        lazy_gettext("What do you decide?"),
        choices=choices_of(
            (
                (StepKind.OPEN_INQUIRY.value, lazy_gettext("Open an inquiry")),
                (StepKind.DO_NOT_OPEN.value, lazy_gettext("Do not open an inquiry")),
                (StepKind.JOIN_ONGOING.value, lazy_gettext("It belongs to an inquiry that is already ongoing")),
            )
        ),
        validators=[InputRequired(lazy_gettext("Choose what you decide."))],
    )
    reason = writing(lazy_gettext("Reason for the decision"), lazy_gettext("Write the reason for the decision."))

    def taken(self) -> StepKind:
        return StepKind(self.outcome.data)


class FeedbackForm(StepForm):
    step = StepKind.GIVE_FEEDBACK


class AdviceForm(StepForm):
    step = StepKind.GIVE_FEEDBACK
    text = writing(lazy_gettext("Your answer"), lazy_gettext("Write the answer."))


class QuestionForm(StepForm):
    step = StepKind.ASK_SENDER
    text = writing(lazy_gettext("What do you want to know?"), lazy_gettext("Write the question."))


class CloseForm(StepForm):
    step = StepKind.CLOSE
    text = writing(lazy_gettext("Closing note"), None)


class ReopenForm(StepForm):
    step = StepKind.REOPEN
    reason = writing(lazy_gettext("Why is it opened again?"), lazy_gettext("Write why it is opened again."))


class UrgencyForm(StepForm):
    step = StepKind.CHANGE_URGENCY
    urgency = RadioField(
        lazy_gettext("How urgent is it?"),
        choices=choices_of(URGENCY.items()),
        validators=[InputRequired(lazy_gettext("Choose how urgent it is."))],
    )
    reason = writing(lazy_gettext("Why?"), lazy_gettext("Write why the urgency changes."))

    def document(self) -> dict[str, Any]:
        return super().document() | {"urgency": self.urgency.data}


class NoteForm(StepForm):
    step = StepKind.NOTE
    text = writing(lazy_gettext("Note"), lazy_gettext("Write something first."))


class HoldForm(StepForm):
    step = StepKind.HOLD
    reason = writing(lazy_gettext("Why must it be kept?"), lazy_gettext("Write why it must be kept."))


class ReleaseForm(StepForm):
    step = StepKind.RELEASE
    reason = writing(lazy_gettext("Why may it be weeded again?"), lazy_gettext("Write why it may be weeded again."))
