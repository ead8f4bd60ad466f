"""What a hand-over can be for, say and come to: every word that is stored, in one place."""

from collections.abc import Mapping
from enum import StrEnum

from prevention.access.kinds import AgencyKind


class Purpose(StrEnum):
    FIRE_TALK = "fire_talk"  # brandsamtal
    YOUTH_GROUP = "youth_group"  # such as MBU
    PREVENT_CRIME = "prevent_crime"
    CONCERN_TALK = "concern_talk"  # orossamtal
    SCHOOL_SUPPORT = "school_support"


class HandoverStatus(StrEnum):
    """Where a hand-over stands. Which step leads where is `lifecycle.STEPS`, and nothing else sets it."""

    WAITING = "waiting"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    REPORTED = "reported"  # the receiver told what came of it
    WITHDRAWN = "withdrawn"  # by the sender
    CONSENT_ENDED = "consent_ended"
    EXPIRED = "expired"


class EventKind(StrEnum):
    """A line that both sides see: what happened and on which day, nothing else."""

    SENT = "sent"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    CONTACT = "contact"
    REPORTED = "reported"
    WITHDRAWN = "withdrawn"
    CONSENT_ENDED = "consent_ended"
    EXPIRED = "expired"


class DeclineReason(StrEnum):
    NO_CAPACITY = "no_capacity"
    WRONG_RECEIVER = "wrong_receiver"
    NOT_SUITABLE = "not_suitable"
    CONFLICT_OF_INTEREST = "conflict_of_interest"  # jäv


class ContactKind(StrEnum):
    PHONE = "phone"
    MEETING = "meeting"
    HOME_VISIT = "home_visit"
    NO_ANSWER = "no_answer"


class Outcome(StrEnum):
    TALK_HELD = "talk_held"
    JOINED = "joined"
    COMPLETED = "completed"
    SUPPORT_BEGUN = "support_begun"
    OTHER_MEASURE = "other_measure"
    FAMILY_DECLINED = "family_declined"
    NOT_REACHED = "not_reached"
    NEEDS_OTHER_SUPPORT = "needs_other_support"


class ConsentGiver(StrEnum):
    GUARDIAN = "guardian"
    YOUNG_PERSON = "young_person"
    BOTH = "both"


class Field(StrEnum):
    """What can be disclosed: the parts of the message, and what the sender writes themselves."""

    NAME = "name"
    PERSONAL_NUMBER = "personal_number"
    AGE = "age"
    GRADE = "grade"
    GUARDIANS = "guardians"
    SEEN = "seen"
    SEEN_WHEN = "seen_when"
    DONE = "done"
    SCHOOL_CONTACT = "school_contact"
    OWN_TEXT = "own_text"


BY_BASIS, BY_CONSENT = "basis:", "consent:"  # how a form tells a ground of the code list from a consent
IDENTIFYING = frozenset({Field.NAME, Field.PERSONAL_NUMBER, Field.GUARDIANS})
PURPOSES: Mapping[Purpose, AgencyKind] = {
    Purpose.FIRE_TALK: AgencyKind.RESCUE_SERVICE,
    Purpose.YOUTH_GROUP: AgencyKind.RESCUE_SERVICE,
    Purpose.PREVENT_CRIME: AgencyKind.POLICE,
    Purpose.CONCERN_TALK: AgencyKind.POLICE,
    Purpose.SCHOOL_SUPPORT: AgencyKind.SCHOOL,
}
UNDONE = (Outcome.FAMILY_DECLINED, Outcome.NOT_REACHED, Outcome.NEEDS_OTHER_SUPPORT)
OUTCOMES: Mapping[Purpose, tuple[Outcome, ...]] = {
    Purpose.FIRE_TALK: (Outcome.TALK_HELD, *UNDONE),
    Purpose.YOUTH_GROUP: (Outcome.JOINED, Outcome.COMPLETED, *UNDONE),
    Purpose.PREVENT_CRIME: (Outcome.OTHER_MEASURE, *UNDONE),
    Purpose.CONCERN_TALK: (Outcome.TALK_HELD, *UNDONE),
    Purpose.SCHOOL_SUPPORT: (Outcome.SUPPORT_BEGUN, *UNDONE),
}
