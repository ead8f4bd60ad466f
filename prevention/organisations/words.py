"""How owners and kinds of agency are read."""

from collections.abc import Mapping

from flask_babel import LazyString

from prevention.access.kinds import AgencyKind
from prevention.formats import lazy_gettext

from .models import OwnerType

OWNERS: Mapping[OwnerType, LazyString] = {
    OwnerType.MUNICIPAL: lazy_gettext("Municipal"),
    OwnerType.INDEPENDENT: lazy_gettext("Independent"),
    OwnerType.REGION: lazy_gettext("Regional"),
    OwnerType.STATE: lazy_gettext("Run by the state"),
}
SCHOOLS_OF: Mapping[OwnerType, LazyString] = {
    OwnerType.MUNICIPAL: lazy_gettext("Municipal schools"),
    OwnerType.INDEPENDENT: lazy_gettext("Independent schools"),
    OwnerType.REGION: lazy_gettext("Regional schools"),
    OwnerType.STATE: lazy_gettext("Schools run by the state"),
}
KINDS: Mapping[AgencyKind, LazyString] = {  # those people add by hand: schools come from the register
    AgencyKind.SOCIAL_SERVICES: lazy_gettext("Social services"),
    AgencyKind.RESCUE_SERVICE: lazy_gettext("Rescue service"),
    AgencyKind.POLICE: lazy_gettext("Police"),
    AgencyKind.FIELD_TEAM: lazy_gettext("Field team"),
    AgencyKind.OTHER: lazy_gettext("Other"),
}
