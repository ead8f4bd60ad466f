"""What people type, one page at a time. A draft may lack anything, so nothing here is required but what begins it."""

import uuid
from collections.abc import Iterable
from typing import Any

from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import BooleanField, Field, HiddenField, RadioField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired
from wtforms.widgets import CheckboxInput

from prevention.fields import as_id, at_most, choices_of
from prevention.formats import gettext, lazy_gettext

from .content import Content
from .models import ReferralKind, Urgency
from .steps import Step
from .words import GUARDIANS_KNOW, KIND_CHOICES, MISSING, URGENCY

Choices = Iterable[tuple[object, object]]
ABOUT_THE_PAGE = frozenset({"csrf_token", "page", "before"})


def as_line(text: str | None) -> str:
    return " ".join((text or "").split())


def as_text(text: str | None) -> str:
    return (text or "").replace("\r\n", "\n").strip()


def short(label: Any, longest: int) -> StringField:
    return StringField(label, [at_most(longest)], [as_line])


def long(label: Any, longest: int) -> TextAreaField:
    return TextAreaField(label, [at_most(longest)], [as_text])


class StepForm(FlaskForm):
    """A page of writing. Its fields are named as those of `Content`.

    `page` is the open page itself, `before` the page that had written this step when it was opened.
    """

    page = HiddenField()
    before = HiddenField()

    def told(self) -> dict[str, Any]:
        return {field.name: field.data for field in self if field.name not in ABOUT_THE_PAGE}

    def lacking(self) -> bool:
        """Say at its field what somebody must fill in before they go on, and tell whether there is any."""
        return False

    def pages(self) -> tuple[str, str]:
        """Return which page it is and which one had written before: ids, or empty."""
        page, before = as_id(self.page.data), as_id(self.before.data)
        return str(page or ""), str(before or "")

    def otherwise(self, content: Content) -> list[tuple[str, str]]:
        """Return what is saved where something else stands here: label and text."""
        fields = [self[name] for name, typed in self.told().items() if typed != getattr(content, name)]
        return [(field.label.text, as_read(field, getattr(content, field.name))) for field in fields]


def as_read(field: Field, saved: object) -> str:
    if isinstance(field, BooleanField):
        return gettext("Yes") if saved else gettext("No")
    if isinstance(field, RadioField):
        return next((str(one.label) for one in field.choices if one.value == saved), "")
    return str(saved)


class ReceiverForm(StepForm):
    kind = RadioField(
        lazy_gettext("What do you want to send?"),
        [InputRequired(lazy_gettext("Choose what you want to send."))],
        choices=choices_of(KIND_CHOICES.items()),
    )
    receiver = RadioField(lazy_gettext("To whom?"), [InputRequired(lazy_gettext("Choose who is to receive it."))])

    def offer(self, receivers: Choices) -> None:
        self.receiver.choices = choices_of(receivers)
        if len(self.receiver.choices) == 1 and not self.receiver.data:
            self.receiver.data = self.receiver.choices[0].value

    def chosen_kind(self) -> ReferralKind:
        return ReferralKind(self.kind.data)

    def chosen_receiver(self) -> uuid.UUID:
        return uuid.UUID(self.receiver.data)


class BeginForm(ReceiverForm):
    """The first page of all. `client_id` makes a second click harmless."""

    school = RadioField(lazy_gettext("From which school?"), [InputRequired(lazy_gettext("Choose the school."))])
    client_id = HiddenField()

    def offer_schools(self, schools: Choices) -> None:
        self.school.choices = choices_of(schools)
        if len(self.school.choices) == 1 and not self.school.data:
            self.school.data = self.school.choices[0].value

    def chosen_school(self) -> uuid.UUID:
        return uuid.UUID(self.school.data)

    def chosen_id(self) -> uuid.UUID:
        return as_id(self.client_id.data) or uuid.uuid4()


class WhoForm(StepForm):
    name = short(lazy_gettext("Name"), 120)
    personal_number = short(lazy_gettext("Personal number"), 40)
    age = short(lazy_gettext("Age"), 40)
    grade = short(lazy_gettext("Class or grade"), 40)
    is_protected = BooleanField(lazy_gettext("The child has protected identity"))


class GuardiansForm(StepForm):
    guardians = long(lazy_gettext("Guardians: names, and how they are reached"), 2000)
    guardians_know = RadioField(
        lazy_gettext("Do the guardians know that you write?"),
        choices=choices_of(GUARDIANS_KNOW.items()),
        validate_choice=False,
    )

    def told(self) -> dict[str, Any]:
        answer = self.guardians_know.data
        return super().told() | {"guardians_know": answer if answer in GUARDIANS_KNOW else ""}


class SeenForm(StepForm):
    seen = long(lazy_gettext("What you have seen or heard"), 20_000)
    seen_when = short(lazy_gettext("When was it?"), 200)


class DoneForm(StepForm):
    done = long(lazy_gettext("What you or the school have done"), 10_000)


class ContactForm(StepForm):
    urgency = RadioField(lazy_gettext("How urgent is it?"), choices=choices_of(URGENCY.items()), validate_choice=False)
    urgency_reason = long(lazy_gettext("Why is it urgent?"), 1000)
    contact_name = short(lazy_gettext("Your name"), 120)
    contact_phone = short(lazy_gettext("Your phone number"), 60)

    def told(self) -> dict[str, Any]:
        return super().told() | {"urgency": self.chosen_urgency()}

    def chosen_urgency(self) -> Urgency | None:
        return next((one for one in Urgency if one == self.urgency.data), None)

    def lacking(self) -> bool:
        if self.chosen_urgency():
            return False
        self.urgency.errors = [MISSING["urgency"]]
        return True


FORMS: dict[Step, type[StepForm]] = {
    Step.WHO: WhoForm,
    Step.GUARDIANS: GuardiansForm,
    Step.SEEN: SeenForm,
    Step.DONE: DoneForm,
    Step.CONTACT: ContactForm,
}


class AnswerForm(FlaskForm):
    answer = TextAreaField(
        lazy_gettext("Your answer"), [DataRequired(lazy_gettext("Write your answer.")), at_most(10_000)], [as_text]
    )


class FileForm(FlaskForm):
    file = FileField(lazy_gettext("File"))

    def refuse(self, sentence: str) -> None:
        self.file.errors = [sentence]


class SettingForm(FlaskForm):
    schools = SelectMultipleField(
        lazy_gettext("Tell the head when something is sent from"), option_widget=CheckboxInput(), validate_choice=False
    )

    def offer(self, schools: Choices) -> None:
        self.schools.choices = choices_of(schools)

    def chosen(self) -> list[uuid.UUID]:
        return [key for text in self.schools.data or () if (key := as_id(text))]
