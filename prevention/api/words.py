"""Words for tokens: what they may read, and whether they still do."""

from collections.abc import Mapping
from datetime import date

from flask_babel import LazyString

from prevention.formats import lazy_gettext

from .models import TokenPermission
from .queries import TokenRow

PERMISSIONS: Mapping[TokenPermission, LazyString] = {
    TokenPermission.COVERAGE_READ: lazy_gettext("Coverage: figures of schools and classes"),
    TokenPermission.CLASS_READ: lazy_gettext("Classes: their names, grades and head counts"),
}
PROBLEMS: Mapping[int, LazyString] = {
    401: lazy_gettext("No token came, or it is unknown, stopped or past its last day. Send a good one in the header."),
    403: lazy_gettext("The token may read something else. Make one that may read this."),
    404: lazy_gettext("There is no such thing, or the token does not reach it. Which of them is not told."),
    405: lazy_gettext("Everything here can only be read, with GET."),
    422: lazy_gettext("A parameter is missing, misspelt or cannot be. errors tells which, and why."),
    429: lazy_gettext(
        "Too many requests, or too many tries with bad tokens. Wait as many seconds as Retry-After says."
    ),
    500: lazy_gettext("Something went wrong with us. Tell the reference to whoever runs this."),
}
WORKS = (lazy_gettext("Works"), "success")
ENDED = (lazy_gettext("Its last day has passed"), "neutral")
STOPPED = (lazy_gettext("Stopped"), "neutral")


def state_of(token: TokenRow, today: date) -> tuple[LazyString, str]:
    if token.revoked_at:
        return STOPPED
    return WORKS if token.expires_on >= today else ENDED
