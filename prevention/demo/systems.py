"""Other systems that read figures: one of the municipality, one of a school, and one that was stopped."""

import uuid
from collections.abc import Mapping
from datetime import timedelta

from prevention import clock
from prevention.access.kinds import AgencyKind
from prevention.api.actions import TokenData, make_token, revoke_token
from prevention.api.models import TokenPermission

from .past import hours_ago
from .people import ADMINISTRATOR, PRINCIPAL
from .places import BIG_SCHOOL

COVERAGE, CLASSES = TokenPermission.COVERAGE_READ, TokenPermission.CLASS_READ
STOPPED = "Schemasystemet"
SYSTEMS = (  # who let it in, what it is, where it reads, what, and for how many days more
    (ADMINISTRATOR.name, "Utbildningskontorets översiktstavla", AgencyKind.MUNICIPALITY, COVERAGE, 300),
    (ADMINISTRATOR.name, STOPPED, AgencyKind.MUNICIPALITY, CLASSES, 120),
    (PRINCIPAL.name, "Skolans intranät", BIG_SCHOOL.name, COVERAGE, 200),
)


def add_systems(cast: Mapping[str, uuid.UUID], agencies: Mapping[str, uuid.UUID]) -> int:
    """Make the tokens by the action of the app. Nobody has their texts, so in the demo nothing reads by them."""
    for name, system, place, reads, days in SYSTEMS:
        last_day = clock.today() + timedelta(days=days)
        with hours_ago(24 * 30, cast[name]) as maker:
            token, _text = make_token(maker, TokenData(system, agencies[place], reads, last_day))
        if system == STOPPED:
            with hours_ago(24 * 3, cast[name]) as maker:
                revoke_token(maker, token)
    return len(SYSTEMS)
