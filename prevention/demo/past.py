"""Acting in the past, as people of the demo: by the actions of the app, so that the demo holds what the app would."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from prevention import clock
from prevention.access.actor import Actor
from prevention.accounts.session import find
from prevention.database import acting_as


@contextmanager
def hours_ago(hours: float, person: uuid.UUID) -> Iterator[Actor]:
    """Set the application's clock back and act as somebody for a while: only a demo may."""
    real, signed_in = clock.now, find(person)
    assert signed_in is not None  # noqa: S101  just added
    clock.now = lambda: real() - timedelta(hours=hours)
    try:
        with acting_as(person):
            yield signed_in.actor
    finally:
        clock.now = real
