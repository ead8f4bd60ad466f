"""The one place that asks the time, so that a test can set it."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

LOCAL = ZoneInfo("Europe/Stockholm")


def now() -> datetime:
    """Return the moment, aware and in UTC."""
    return datetime.now(UTC)


def today() -> date:
    """Return the day as schools in Sweden see it: at 23:30 UTC in June it is already tomorrow there."""
    return now().astimezone(LOCAL).date()
