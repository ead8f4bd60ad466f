from collections.abc import Callable

import pytest
from flask_sqlalchemy.session import Session
from sqlalchemy import text
from sqlalchemy.orm import scoped_session

from prevention.extensions import db


@pytest.fixture
def as_owner(session: scoped_session[Session]) -> Callable[[], None]:
    """Take the locks off, as somebody could who owns the database: the chain must still tell."""

    def unlock() -> None:
        if db.engine.dialect.name == "sqlite":
            for act in ("update", "delete"):
                db.session.execute(text(f"DROP TRIGGER audit_event_no_{act}"))
            return
        for statement in (
            "DROP TRIGGER audit_event_insert_only ON audit_event",
            "GRANT UPDATE, DELETE ON audit_event, audit_head TO prevention_runtime",
        ):
            db.session.execute(text("SELECT run_as_owner(:statement)"), {"statement": statement})

    return unlock
