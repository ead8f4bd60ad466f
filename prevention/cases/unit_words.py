"""Words of the unit's pages."""

from collections.abc import Mapping

from flask_babel import LazyString

from prevention.formats import lazy_gettext
from prevention.referrals.models import Urgency

from .deadline_rules import Standing
from .models import DeadlineKind, ReviewRemark

DEADLINES: Mapping[DeadlineKind, LazyString] = {
    DeadlineKind.PROTECTION: lazy_gettext("Protection assessment"),
    DeadlineKind.PRELIMINARY: lazy_gettext("Preliminary assessment"),
    DeadlineKind.INQUIRY: lazy_gettext("Inquiry"),
    DeadlineKind.FEEDBACK: lazy_gettext("Feedback to the sender"),
}
STANDINGS: Mapping[Standing, tuple[LazyString, str]] = {
    Standing.COMING: (lazy_gettext("Coming"), "info"),
    Standing.IN_FORCE: (lazy_gettext("In force"), "success"),
    Standing.EARLIER: (lazy_gettext("Earlier"), "neutral"),
}
URGENCIES: Mapping[Urgency, tuple[LazyString, str]] = {
    Urgency.ACUTE: (lazy_gettext("Acute"), "danger"),
    Urgency.SOON: (lazy_gettext("Soon"), "warning"),
    Urgency.NORMAL: (lazy_gettext("Normal"), "neutral"),
}
REMARKS: Mapping[ReviewRemark, LazyString] = {
    ReviewRemark.NOTHING: lazy_gettext("Nothing to remark on"),
    ReviewRemark.ASKED: lazy_gettext("Somebody was asked, and there was a reason"),
    ReviewRemark.INCIDENT: lazy_gettext("Reported as an incident"),
}
