"""What cases, their steps and clocks are called."""

from collections.abc import Mapping
from datetime import date

from flask_babel import LazyString

from prevention.formats import gettext, lazy_gettext, moment, ngettext
from prevention.referrals.models import Urgency

from .models import CaseStatus, DeadlineKind, StepKind
from .queries import Done

STATUS: Mapping[CaseStatus, LazyString] = {
    CaseStatus.RECEIVED: lazy_gettext("Waits in the inbox"),
    CaseStatus.TAKEN: lazy_gettext("Taken"),
    CaseStatus.PROTECTION_ASSESSED: lazy_gettext("Protection assessed"),
    CaseStatus.INQUIRY: lazy_gettext("Inquiry opened"),
    CaseStatus.NOT_OPENED: lazy_gettext("Inquiry not opened"),
    CaseStatus.ALREADY_ONGOING: lazy_gettext("Belongs to an ongoing inquiry"),
    CaseStatus.CLOSED: lazy_gettext("Closed"),
}
URGENCY: Mapping[Urgency, LazyString] = {
    Urgency.ACUTE: lazy_gettext("Acute – assess now"),
    Urgency.SOON: lazy_gettext("Soon"),
    Urgency.NORMAL: lazy_gettext("Not urgent"),
}
URGENCY_TONES = {Urgency.ACUTE: "danger", Urgency.SOON: "warning", Urgency.NORMAL: "neutral"}
DEADLINE: Mapping[DeadlineKind, LazyString] = {
    DeadlineKind.PROTECTION: lazy_gettext("Protection assessment"),
    DeadlineKind.PRELIMINARY: lazy_gettext("Preliminary assessment"),
    DeadlineKind.INQUIRY: lazy_gettext("Inquiry"),
    DeadlineKind.FEEDBACK: lazy_gettext("Feedback to the sender"),
}
DONE: Mapping[StepKind, LazyString] = {  # as the story says it, before the name of who did it
    StepKind.TAKE: lazy_gettext("Case taken"),
    StepKind.ASSIGN: lazy_gettext("Case assigned"),
    StepKind.OFFER: lazy_gettext("Case offered"),
    StepKind.ACCEPT: lazy_gettext("Offer accepted"),
    StepKind.DECLINE: lazy_gettext("Offer declined"),
    StepKind.ASSESS_PROTECTION: lazy_gettext("Protection assessed"),
    StepKind.ASSESS: lazy_gettext("Preliminary assessment"),
    StepKind.OPEN_INQUIRY: lazy_gettext("Decided: an inquiry is opened"),
    StepKind.DO_NOT_OPEN: lazy_gettext("Decided: no inquiry is opened"),
    StepKind.JOIN_ONGOING: lazy_gettext("Decided: belongs to an ongoing inquiry"),
    StepKind.GIVE_FEEDBACK: lazy_gettext("Feedback given to the sender"),
    StepKind.CLOSE: lazy_gettext("Case closed"),
    StepKind.REOPEN: lazy_gettext("Case opened again"),
    StepKind.CHANGE_URGENCY: lazy_gettext("Urgency changed"),
    StepKind.NOTE: lazy_gettext("Note"),
    StepKind.ASK_SENDER: lazy_gettext("Question to the sender"),
    StepKind.SENDER_ANSWERED: lazy_gettext("The sender answered"),
    StepKind.BREAK_GLASS: lazy_gettext("Opened in an emergency"),
    StepKind.HOLD: lazy_gettext("Kept from weeding"),
    StepKind.RELEASE: lazy_gettext("May be weeded again"),
}
GUARDIANS_KNOW = {
    "yes": lazy_gettext("Yes, they know"),
    "no": lazy_gettext("No, they do not know yet"),
    "unsuitable": lazy_gettext("They should not be told now"),
}


def guardians_know(code: str) -> str:
    return str(GUARDIANS_KNOW.get(code, ""))


def was_first(first: Done, name: str) -> str:
    """Write `Redan gjort: Ärendet togs, av Anna Ek 22 november 2026 kl. 14:05.`."""
    return gettext("Already done: %(what)s, by %(name)s %(at)s.", what=DONE[first.kind], name=name, at=moment(first.at))


def clock_in_words(kind: DeadlineKind, due_on: date, today: date) -> str:
    """Write `Skyddsbedömning i dag`, `Förhandsbedömning om 3 dagar`, `Utredning försenad 2 dagar`."""
    return gettext("%(what)s %(when)s", what=DEADLINE[kind], when=when_due(due_on, today))


def when_due(due_on: date, today: date) -> str:
    days = (due_on - today).days
    if days == 0:
        return gettext("today")
    if days == 1:
        return gettext("tomorrow")
    if days > 1:
        return ngettext("in %(num)d day", "in %(num)d days", days)
    return ngettext("late by %(num)d day", "late by %(num)d days", -days)


def tone_of_clock(due_on: date, today: date) -> str:
    days = (due_on - today).days
    return "danger" if days < 0 else "warning" if days <= 1 else "neutral"
