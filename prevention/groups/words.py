"""What the codes of this room are called."""

from collections.abc import Mapping
from datetime import date

from flask_babel import LazyString

from prevention import clock
from prevention.formats import day, gettext, lazy_gettext

from .data import CommitmentRow, MeetingRow
from .models import EndReason, GroupKind, MemberRole

KIND: Mapping[GroupKind, LazyString] = {
    GroupKind.SSPF: lazy_gettext("SSPF: school, social services, police and leisure"),
    GroupKind.SIG: lazy_gettext("SIG: social intervention group"),
}
SHORT: Mapping[GroupKind, str] = {GroupKind.SSPF: "SSPF", GroupKind.SIG: "SIG"}
ROLE: Mapping[MemberRole, LazyString] = {
    MemberRole.CONVENER: lazy_gettext("Convener"),
    MemberRole.CONTACT: lazy_gettext("The young person's contact"),
    MemberRole.PARTICIPANT: lazy_gettext("Participant"),
}
REASON: Mapping[EndReason, LazyString] = {
    EndReason.DONE: lazy_gettext("Ended"),
    EndReason.CONSENT_WITHDRAWN: lazy_gettext("Ended: the consent was withdrawn"),
    EndReason.CONSENT_EXPIRED: lazy_gettext("Ended: the consent has run out"),
}
RUNS = lazy_gettext("Goes on")


def state(reason: EndReason | None, until: date) -> tuple[LazyString, str]:
    """Return the word and the colour of where a group stands; a day that has passed has ended it, noted or not."""
    if reason:
        return REASON[reason], "neutral"
    if until < clock.today():
        return REASON[EndReason.CONSENT_EXPIRED], "neutral"
    return RUNS, "success"


def progress(row: CommitmentRow) -> tuple[str, str]:
    """Say how a commitment stands, and its colour."""
    if row.done_at:
        return gettext("Done %(day)s", day=day(row.done_at.astimezone(clock.LOCAL).date())), "success"
    late = (clock.today() - row.due_on).days
    if late == 1:
        return gettext("Overdue by one day"), "danger"
    if late > 1:
        return gettext("Overdue by %(days)s days", days=late), "danger"
    return (gettext("To be done today"), "warning") if late == 0 else (gettext("Not done yet"), "neutral")


def meeting(row: MeetingRow) -> tuple[str, str]:
    if row.held_on:
        return gettext("Held"), "success"
    if row.planned_on < clock.today():
        return gettext("Not noted yet"), "warning"
    return gettext("Planned"), "neutral"
