"""What the codes of this room are called."""

from collections.abc import Collection, Mapping

from flask_babel import LazyString

from prevention.cases.models import CaseFile
from prevention.formats import day, gettext, lazy_gettext
from prevention.referrals.models import ReferralKind

from .codes import (
    ConsentGiver,
    ContactKind,
    DeclineReason,
    EventKind,
    Field,
    HandoverStatus,
    Outcome,
    Purpose,
)
from .data import ConsentRow, Row
from .lifecycle import RUNS

PURPOSE: Mapping[Purpose, LazyString] = {
    Purpose.FIRE_TALK: lazy_gettext("Fire-setting talk"),
    Purpose.YOUTH_GROUP: lazy_gettext("Youth group, for example MBU"),
    Purpose.PREVENT_CRIME: lazy_gettext("Prevent crime"),
    Purpose.CONCERN_TALK: lazy_gettext("Talk about the worry"),
    Purpose.SCHOOL_SUPPORT: lazy_gettext("Support in school"),
}
STATUS: Mapping[HandoverStatus, LazyString] = {
    HandoverStatus.WAITING: lazy_gettext("Waits for an answer"),
    HandoverStatus.ACCEPTED: lazy_gettext("Accepted"),
    HandoverStatus.DECLINED: lazy_gettext("Declined"),
    HandoverStatus.REPORTED: lazy_gettext("Reported back"),
    HandoverStatus.WITHDRAWN: lazy_gettext("Withdrawn by the sender"),
    HandoverStatus.CONSENT_ENDED: lazy_gettext("Ended: the consent no longer stands"),
    HandoverStatus.EXPIRED: lazy_gettext("Ended: its day has passed"),
}
TONE: Mapping[HandoverStatus, str] = {
    HandoverStatus.WAITING: "warning",
    HandoverStatus.ACCEPTED: "info",
    HandoverStatus.REPORTED: "success",
}
EVENT: Mapping[EventKind, LazyString] = {
    EventKind.SENT: lazy_gettext("Handed over"),
    EventKind.ACCEPTED: lazy_gettext("Accepted"),
    EventKind.DECLINED: lazy_gettext("Declined"),
    EventKind.CONTACT: lazy_gettext("Contact"),
    EventKind.REPORTED: lazy_gettext("Reported back"),
    EventKind.WITHDRAWN: lazy_gettext("Withdrawn by the sender"),
    EventKind.CONSENT_ENDED: lazy_gettext("Ended: the consent no longer stands"),
    EventKind.EXPIRED: lazy_gettext("Ended: its day has passed"),
}
DECLINE: Mapping[DeclineReason, LazyString] = {
    DeclineReason.NO_CAPACITY: lazy_gettext("We cannot take it on now"),
    DeclineReason.WRONG_RECEIVER: lazy_gettext("It belongs to somebody else"),
    DeclineReason.NOT_SUITABLE: lazy_gettext("What we do does not suit here"),
    DeclineReason.CONFLICT_OF_INTEREST: lazy_gettext("Conflict of interest"),
}
CONTACT: Mapping[ContactKind, LazyString] = {
    ContactKind.PHONE: lazy_gettext("Phone call"),
    ContactKind.MEETING: lazy_gettext("Meeting"),
    ContactKind.HOME_VISIT: lazy_gettext("Home visit"),
    ContactKind.NO_ANSWER: lazy_gettext("Tried, no answer"),
}
OUTCOME: Mapping[Outcome, LazyString] = {
    Outcome.TALK_HELD: lazy_gettext("The talk was held"),
    Outcome.JOINED: lazy_gettext("Has joined the group"),
    Outcome.COMPLETED: lazy_gettext("Has completed the group"),
    Outcome.SUPPORT_BEGUN: lazy_gettext("Support has begun"),
    Outcome.OTHER_MEASURE: lazy_gettext("A measure was carried out"),
    Outcome.FAMILY_DECLINED: lazy_gettext("The family declined"),
    Outcome.NOT_REACHED: lazy_gettext("Nobody could be reached"),
    Outcome.NEEDS_OTHER_SUPPORT: lazy_gettext("Other support is needed"),
}
GIVER: Mapping[ConsentGiver, LazyString] = {
    ConsentGiver.GUARDIAN: lazy_gettext("Guardian"),
    ConsentGiver.YOUNG_PERSON: lazy_gettext("The young person"),
    ConsentGiver.BOTH: lazy_gettext("Guardian and the young person"),
}
FIELD: Mapping[Field, LazyString] = {
    Field.NAME: lazy_gettext("Name"),
    Field.PERSONAL_NUMBER: lazy_gettext("Personal number"),
    Field.AGE: lazy_gettext("Age"),
    Field.GRADE: lazy_gettext("Grade"),
    Field.GUARDIANS: lazy_gettext("Guardians and how to reach them"),
    Field.SEEN: lazy_gettext("What was seen"),
    Field.SEEN_WHEN: lazy_gettext("When it was seen"),
    Field.DONE: lazy_gettext("What has been done"),
    Field.SCHOOL_CONTACT: lazy_gettext("Contact at the school"),
    Field.OWN_TEXT: lazy_gettext("In the sender's own words"),
}


def fields_in_words(fields: Collection[Field]) -> str:
    """Write them in the order of the message: `name, age`."""
    return ", ".join(str(FIELD[one])[:1].lower() + str(FIELD[one])[1:] for one in Field if one in fields)


def consent_label(one: ConsentRow) -> str:
    who, until = str(one.giver)[:1].lower() + str(one.giver)[1:], day(one.until)
    return gettext(
        "Consent from %(who)s, until %(day)s (%(to)s: %(scope)s)", who=who, day=until, to=one.to, scope=one.scope
    )


def state(row: Row) -> tuple[LazyString, str]:
    """Return the word and the colour of where it stands; a day that has passed has ended it, noted or not."""
    if row.status in RUNS and not row.runs:
        return STATUS[HandoverStatus.EXPIRED], "neutral"
    return STATUS[row.status], TONE.get(row.status, "neutral")


def why_not(case: CaseFile) -> str:
    """Say why nothing can be told from a case."""
    if case.kind is ReferralKind.CONSULTATION:
        return gettext("A consultation says nothing of anybody, so nothing can be handed over from it.")
    return gettext("Only who holds the case can do this, while it is open.")
