from collections.abc import Mapping

from flask_babel import LazyString

from prevention.formats import gettext, lazy_gettext, ngettext

from .due import Kept
from .models import RecordKind

KINDS: Mapping[RecordKind, LazyString] = {
    RecordKind.DRAFT: lazy_gettext("Drafts of concerns"),
    RecordKind.SENT_REFERRAL: lazy_gettext("The school's copies of sent concerns"),
    RecordKind.CASE_NOT_OPENED: lazy_gettext("Cases without an inquiry"),
    RecordKind.CASE_WITH_INQUIRY: lazy_gettext("Cases with an inquiry"),
    RecordKind.HANDOVER: lazy_gettext("Hand-overs"),
    RecordKind.AUDIT_EVENT: lazy_gettext("The log"),
}
KEPT: Mapping[Kept, LazyString] = {
    Kept.ON_HOLD: lazy_gettext("Kept: held against weeding"),
    Kept.RESEARCH: lazy_gettext("Kept for research (born on the 5th, 15th or 25th, or a place that keeps everything)"),
    Kept.BIRTH_DAY_UNKNOWN: lazy_gettext("Kept: no number tells the birth day, so a person must decide"),
    Kept.NEEDED: lazy_gettext("Kept: another record still points at it"),
}


def period(amount: int | None, unit: str) -> str:
    """Write `5 years`, or that it is never weeded."""
    if amount is None:
        return gettext("Never weeded")
    if unit == "day":
        return ngettext("%(num)s day", "%(num)s days", amount)
    return ngettext("%(num)s year", "%(num)s years", amount)
