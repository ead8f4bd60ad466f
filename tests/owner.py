"""Work of the owner of the tables in a test: in a transaction that is rolled back, or in a database of one's own."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import create_engine

from prevention.extensions import db


@contextmanager
def owned_session(owner_url: str | None) -> Iterator[None]:
    """Bind the session to the owner's login, inside one transaction that is rolled back."""
    engine = create_engine(owner_url, hide_parameters=True) if owner_url else db.engine
    with engine.connect() as connection, connection.begin() as outer:
        db.session.remove()
        db.session.session_factory.configure(bind=connection, join_transaction_mode="create_savepoint")
        yield
        db.session.remove()
        db.session.session_factory.configure(bind=None, join_transaction_mode="conditional_savepoint")
        outer.rollback()
    if owner_url:
        engine.dispose()
