"""What only the owner of the tables may do: re-wrap keys, weed, gather everything about one person.

The login of the pages may not, and that is the point: who breaks into a page server can neither weed nor re-key.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from flask import current_app
from sqlalchemy import create_engine, text

from config import ConfigurationError

from .extensions import db, on_postgresql

BYPASSES = text("SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user")


class NotOwner(ConfigurationError):
    """The login would see no secret row; the message says what to set."""


@contextmanager
def as_owner() -> Iterator[None]:
    """Let this command work as the owner of the tables. For the command line only, never in a request.

    :raises NotOwner: where no such login is set.
    """
    if not on_postgresql():
        yield
        return
    engine = create_engine(current_app.config["OWNER_DATABASE_URI"] or db.engine.url, hide_parameters=True)
    db.session.remove()
    db.session.session_factory.configure(bind=engine)
    try:
        refuse_others()
        yield
    finally:
        db.session.remove()
        db.session.session_factory.configure(bind=None)
        engine.dispose()


def refuse_others() -> None:
    if not db.session.scalar(BYPASSES):
        raise NotOwner(
            "This is done as the owner of the tables, who has BYPASSRLS. Set PREVENTION_OWNER_DATABASE_URL to "
            "postgresql://owner:password@host/database, as for `prevention db upgrade`."
        )
    db.session.rollback()
