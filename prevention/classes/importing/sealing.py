"""The rows of a preview travel in the form that confirms it: compressed, signed, for one person, for an hour.

So no worker and no table keeps them. The reasons are in `docs/decisions`.
"""

import uuid
from collections.abc import Sequence
from datetime import timedelta

from flask import current_app
from itsdangerous import BadData, URLSafeTimedSerializer

from .columns import Column
from .roster_file import Row

LIFETIME = timedelta(hours=1)


class SealBroken(ValueError):
    """Too old, of somebody else, or changed on the way."""


def seal(person_id: uuid.UUID, rows: Sequence[Row]) -> str:
    return str(serializer(person_id).dumps([[row, *(cells[column] for column in Column)] for row, cells in rows]))


def unseal(person_id: uuid.UUID, sealed: str) -> list[Row]:
    """Return the rows that were previewed.

    :raises SealBroken: unless this person made the preview within the hour.
    """
    try:
        rows = serializer(person_id).loads(sealed, max_age=int(LIFETIME.total_seconds()))
    except BadData as error:
        raise SealBroken from error
    return [(row, dict(zip(Column, texts, strict=True))) for row, *texts in rows]


def serializer(person_id: uuid.UUID) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.config["SECRET_KEY"], salt=f"classes.import:{person_id}")
