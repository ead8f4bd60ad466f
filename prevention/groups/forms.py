"""Parse and check what is typed. Whether it is allowed is in the actions."""

import uuid
from collections.abc import Iterable
from datetime import date

from flask_wtf import FlaskForm
from wtforms import HiddenField, RadioField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, ValidationError

from prevention import clock
from prevention.fields import Day, OneOf, as_id, at_most, choices_of, line
from prevention.formats import day, gettext, lazy_gettext

from .data import CommitmentData, GroupData, MeetingRow, MemberData, MemberRow, NoteData
from .models import GroupKind, MemberRole
from .words import KIND, ROLE

Pairs = Iterable[tuple[uuid.UUID, str]]


def once() -> HiddenField:
    """Return a field that makes a form sent twice one act."""
    return HiddenField(default=lambda: str(uuid.uuid4()))


class StartForm(FlaskForm):
    client_id = once()
    kind = RadioField(
        lazy_gettext("Kind of group"),
        choices=choices_of(KIND.items()),
        validators=[InputRequired(lazy_gettext("Choose the kind of group."))],
    )
    consent = OneOf(
        lazy_gettext("Consent"), [InputRequired(lazy_gettext("Choose the consent that the group stands on."))]
    )
    name = line(
        lazy_gettext("What the group calls the young person"),
        120,
        lazy_gettext("Write what the group calls the young person."),
    )
    purpose = TextAreaField(
        lazy_gettext("Purpose"), [DataRequired(lazy_gettext("Write what the group is for.")), at_most(2000)]
    )

    def offer(self, consents: Pairs) -> None:
        self.consent.choices = choices_of(consents, gettext("Choose …"))

    def to_data(self) -> GroupData:
        """Return what was chosen, once it was validated."""
        return GroupData(
            kind=GroupKind(self.kind.data),
            consent_id=uuid.UUID(self.consent.data),
            name=self.name.data,
            purpose=self.purpose.data.strip(),
            client_id=as_id(self.client_id.data) or uuid.uuid4(),
        )


class MemberForm(FlaskForm):
    person = OneOf(lazy_gettext("Who"), [InputRequired(lazy_gettext("Choose somebody in the list."))])
    role = RadioField(
        lazy_gettext("Role in the group"),
        choices=choices_of((role, ROLE[role]) for role in reversed(MemberRole)),
        default=MemberRole.PARTICIPANT.value,
        validators=[InputRequired(lazy_gettext("Choose the role."))],
    )

    def offer(self, people: Pairs) -> None:
        self.person.choices = choices_of(people, gettext("Choose …"))

    def to_data(self) -> MemberData:
        return MemberData(uuid.UUID(self.person.data), MemberRole(self.role.data))


class CommitmentForm(FlaskForm):
    client_id = once()
    what = TextAreaField(
        lazy_gettext("What is to be done"), [DataRequired(lazy_gettext("Write what is to be done.")), at_most(1000)]
    )
    member = OneOf(lazy_gettext("Who does it"), [InputRequired(lazy_gettext("Choose who does it."))])
    due_on = Day(lazy_gettext("At the latest"), [InputRequired(lazy_gettext("Choose the day."))])

    def validate_due_on(self, field: Day) -> None:
        if field.data < clock.today():
            raise ValidationError(gettext("Choose a day from today on."))

    def offer(self, members: Iterable[MemberRow]) -> None:
        names = ((one.id, f"{one.name}, {one.agency}") for one in members)
        self.member.choices = choices_of(names, gettext("Choose …"))

    def to_data(self) -> CommitmentData:
        key = as_id(self.client_id.data) or uuid.uuid4()
        return CommitmentData(self.what.data.strip(), uuid.UUID(self.member.data), self.due_on.data, key)


class MeetingForm(FlaskForm):
    client_id = once()
    planned_on = Day(lazy_gettext("Day of the meeting"), [InputRequired(lazy_gettext("Choose the day."))])

    def to_data(self) -> tuple[date, uuid.UUID]:
        return self.planned_on.data, as_id(self.client_id.data) or uuid.uuid4()


class NoteForm(FlaskForm):
    meeting = OneOf(lazy_gettext("Meeting"), [InputRequired(lazy_gettext("Choose the meeting."))])
    held_on = Day(lazy_gettext("Held on"), [InputRequired(lazy_gettext("Choose the day."))])
    note = TextAreaField(
        lazy_gettext("What was agreed"), [DataRequired(lazy_gettext("Write what was agreed.")), at_most(4000)]
    )

    def validate_held_on(self, field: Day) -> None:
        if field.data > clock.today():
            raise ValidationError(gettext("Choose the day it was held, today or before."))

    def offer(self, meetings: Iterable[MeetingRow]) -> None:
        self.meeting.choices = choices_of(((one.id, day(one.planned_on)) for one in meetings), gettext("Choose …"))

    def to_data(self) -> NoteData:
        return NoteData(uuid.UUID(self.meeting.data), self.held_on.data, self.note.data.strip())


class ChoiceForm(FlaskForm):
    """The one row a button belongs to."""

    row = HiddenField()

    def to_data(self) -> uuid.UUID | None:
        return as_id(self.row.data)
