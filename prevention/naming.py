"""Names that tell things apart: 7a is 7A, since to who reads a list the two are one."""

import uuid

from sqlalchemy import Select

from .extensions import db


def is_taken(name: str, there: Select[uuid.UUID, str], keeper: uuid.UUID | None = None) -> bool:
    """Tell whether another row than the keeper has the name, in whatever letters. `there` asks for ids and names."""
    rows = db.session.execute(there)
    return any(taken.casefold() == name.casefold() and key != keeper for key, taken in rows)
