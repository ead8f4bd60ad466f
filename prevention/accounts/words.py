"""Words for what accounts show: the state of an account and kinds of agency."""

from collections.abc import Mapping
from enum import StrEnum

from flask_babel import LazyString

from prevention.access.kinds import AgencyKind
from prevention.formats import lazy_gettext


class AccountState(StrEnum):
    ACTIVE = "active"
    INVITED = "invited"
    LINK_EXPIRED = "link_expired"
    NO_LINK = "no_link"
    DEACTIVATED = "deactivated"


STATES: Mapping[AccountState, tuple[LazyString, str]] = {
    AccountState.ACTIVE: (lazy_gettext("Active"), "success"),
    AccountState.INVITED: (lazy_gettext("Invited"), "info"),
    AccountState.LINK_EXPIRED: (lazy_gettext("The link is too old"), "warning"),
    AccountState.NO_LINK: (lazy_gettext("Has no link yet"), "warning"),
    AccountState.DEACTIVATED: (lazy_gettext("Deactivated"), "neutral"),
}

KINDS: Mapping[AgencyKind, LazyString] = {
    AgencyKind.MUNICIPALITY: lazy_gettext("The municipality"),
    AgencyKind.SCHOOL: lazy_gettext("Schools"),
    AgencyKind.SOCIAL_SERVICES: lazy_gettext("Social services"),
    AgencyKind.RESCUE_SERVICE: lazy_gettext("Rescue service"),
    AgencyKind.POLICE: lazy_gettext("Police"),
    AgencyKind.FIELD_TEAM: lazy_gettext("Field team"),
    AgencyKind.OTHER: lazy_gettext("Other agencies"),
}
