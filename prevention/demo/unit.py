"""The unit at social services: who is on duty, one week that nobody has yet, and who handles protected identities."""

import uuid
from collections.abc import Mapping
from datetime import date, timedelta

from sqlalchemy import insert

from prevention import clock
from prevention.cases.models import Duty, NamedHandler
from prevention.extensions import db

WEEKS = 8
GAP = 5  # this many weeks ahead nobody is on duty: something for the lead to see
FIRST, SECOND, LEAD = "Jonna Trygglind", "Mattias Omvall", "Karin Ledmark"


def add_unit(municipality_id: uuid.UUID, agency_id: uuid.UUID, cast: Mapping[str, uuid.UUID]) -> None:
    """Let the two social workers take every second week, each the other's deputy."""
    here = {"municipality_id": municipality_id, "agency_id": agency_id}
    monday = clock.today() - timedelta(days=clock.today().weekday())
    rows = [row for number in range(WEEKS) if number != GAP for row in week_of(number, monday, cast)]
    db.session.execute(insert(Duty), [here | row for row in rows])
    db.session.execute(insert(NamedHandler), [here | {"person_id": cast[name]} for name in (FIRST, LEAD)])


def week_of(number: int, monday: date, cast: Mapping[str, uuid.UUID]) -> list[dict[str, object]]:
    turn = (FIRST, SECOND) if number % 2 == 0 else (SECOND, FIRST)
    starts_on = monday + timedelta(weeks=number)
    days = {"starts_on": starts_on, "ends_on": starts_on + timedelta(days=6)}
    return [days | {"person_id": cast[name], "is_deputy": place == 1} for place, name in enumerate(turn)]
