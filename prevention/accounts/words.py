"""Words for what accounts show: the state of an account, kinds of agency, permissions."""

from collections.abc import Mapping
from enum import StrEnum

from flask_babel import LazyString

from prevention.access.kinds import AgencyKind
from prevention.access.permissions import Permission
from prevention.access.roles import Reach
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

REACHES: Mapping[Reach, LazyString] = {
    Reach.AGENCY: lazy_gettext("everything there"),
    Reach.LED: lazy_gettext("only what they lead"),
}

PERMISSIONS: Mapping[Permission, LazyString] = {
    Permission.AUDIT_READ: lazy_gettext("Read the audit trail as metadata, never the content it tells of"),
    Permission.CLASS_MANAGE: lazy_gettext("Import and change classes and their head counts"),
    Permission.CLASS_READ: lazy_gettext("See classes, their head counts, plans and sessions"),
    Permission.COVERAGE_READ: lazy_gettext("See coverage figures and make reports"),
    Permission.ORGANISATION_MANAGE: lazy_gettext("Change districts, agencies, school years and breaks"),
    Permission.ORGANISATION_READ: lazy_gettext("See districts, agencies, school years and breaks"),
    Permission.PEOPLE_MANAGE: lazy_gettext("Invite and deactivate people and give them roles at an agency"),
    Permission.PEOPLE_READ: lazy_gettext("See people, their roles and invitations"),
    Permission.PLAN_MANAGE: lazy_gettext("Let classes take a programme: leaders, start, planned days"),
    Permission.PROGRAMME_MANAGE: lazy_gettext("Change programmes, editions and lessons, and set targets"),
    Permission.PROGRAMME_READ: lazy_gettext("See programmes, editions, lessons and targets"),
    Permission.SESSION_LOG: lazy_gettext("Log a session and correct a log"),
}
