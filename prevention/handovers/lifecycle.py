"""The one table of how a hand-over goes from state to state. Nothing else sets `status`."""

from collections.abc import Mapping
from enum import StrEnum

from .codes import HandoverStatus as At


class Step(StrEnum):
    ACCEPT = "accept"
    DECLINE = "decline"
    LOG_CONTACT = "log_contact"
    REPORT = "report"
    WITHDRAW = "withdraw"
    END_CONSENT = "end_consent"
    EXPIRE = "expire"


STEPS: Mapping[tuple[At, Step], At] = {
    (At.WAITING, Step.ACCEPT): At.ACCEPTED,
    (At.WAITING, Step.DECLINE): At.DECLINED,
    (At.ACCEPTED, Step.LOG_CONTACT): At.ACCEPTED,
    (At.ACCEPTED, Step.REPORT): At.REPORTED,
    (At.WAITING, Step.WITHDRAW): At.WITHDRAWN,
    (At.ACCEPTED, Step.WITHDRAW): At.WITHDRAWN,
    (At.WAITING, Step.END_CONSENT): At.CONSENT_ENDED,
    (At.ACCEPTED, Step.END_CONSENT): At.CONSENT_ENDED,
    (At.WAITING, Step.EXPIRE): At.EXPIRED,
    (At.ACCEPTED, Step.EXPIRE): At.EXPIRED,
}
RUNS = frozenset({At.WAITING, At.ACCEPTED})
