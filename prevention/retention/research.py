"""The selection kept for research, who is never weeded (socialtjänstförordning 2025:468 13 kap. 1 §)."""

import re

BIRTH_DAYS = frozenset({5, 15, 25})
WHOLE_PLACES = ("05", "09", "22", "1480")  # Östergötland, Gotland, Västernorrland: whole counties; and Göteborg
SHAPE = re.compile(r"(?:(?:19|20)\d{2}|\d{2})(?P<month>\d{2})(?P<day>\d{2})(?:[0-9A-Z]{4})?")
COORDINATION = 60  # a coordination number adds it to the day


def keeps_everybody(municipality_code: str) -> bool:
    return municipality_code.startswith(WHOLE_PLACES)


def birth_day(number: str) -> int | None:
    """Return the day of the month in a personal, coordination or temporary number; None where it tells none."""
    shape = SHAPE.fullmatch(re.sub(r"[\s+-]", "", number).upper())
    if shape is None:
        return None
    month, day = int(shape["month"]), int(shape["day"]) % COORDINATION
    return day if 1 <= month <= 12 and 1 <= day <= 31 else None
