"""The unit at social services: who is on duty, one week that nobody has yet, and who handles protected identities."""

import uuid
from collections.abc import Mapping
from datetime import date, timedelta

from sqlalchemy import insert

from prevention import clock
from prevention.cases.models import Duty, NamedHandler
from prevention.extensions import db

from .people import COLLEAGUE, HANDLER, LEAD

WEEKS = 8
GAP = 5  # this many weeks ahead nobody is on duty: something for the lead to see


def add_unit(municipality_id: uuid.UUID, agency_id: uuid.UUID, cast: Mapping[str, uuid.UUID]) -> None:
    """Let the two social workers take every second week, each the other's deputy."""
    here = {"municipality_id": municipality_id, "agency_id": agency_id}
    monday = clock.today() - timedelta(days=clock.today().weekday())
    rows = [row for number in range(WEEKS) if number != GAP for row in week_of(number, monday, cast)]
    db.session.execute(insert(Duty), [here | row for row in rows])
    db.session.execute(insert(NamedHandler), [here | {"person_id": cast[one.name]} for one in (HANDLER, LEAD)])


def week_of(number: int, monday: date, cast: Mapping[str, uuid.UUID]) -> list[dict[str, object]]:
    turn = (HANDLER, COLLEAGUE) if number % 2 == 0 else (COLLEAGUE, HANDLER)
    starts_on = monday + timedelta(weeks=number)
    days = {"starts_on": starts_on, "ends_on": starts_on + timedelta(days=6)}
    return [days | {"person_id": cast[one.name], "is_deputy": place == 1} for place, one in enumerate(turn)]
