"""Words of the unit's pages."""

from collections.abc import Mapping

from flask_babel import LazyString

from prevention.formats import lazy_gettext

from .deadline_rules import Standing
from .models import ReviewRemark

STANDINGS: Mapping[Standing, tuple[LazyString, str]] = {
    Standing.COMING: (lazy_gettext("Coming"), "info"),
    Standing.IN_FORCE: (lazy_gettext("In force"), "success"),
    Standing.EARLIER: (lazy_gettext("Earlier"), "neutral"),
}
REMARKS: Mapping[ReviewRemark, LazyString] = {
    ReviewRemark.NOTHING: lazy_gettext("Nothing to remark on"),
    ReviewRemark.ASKED: lazy_gettext("Somebody was asked, and there was a reason"),
    ReviewRemark.INCIDENT: lazy_gettext("Reported as an incident"),
}
