"""The kinds of record that are weeded, each registered by who knows when its last entry was."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select
from sqlalchemy.orm import InstrumentedAttribute

from prevention.database import Base

from .models import RecordKind

Find = Callable[[uuid.UUID, datetime], Select[*tuple[Any, ...]]]


@dataclass(frozen=True, slots=True)
class Weedable:
    """A kind of record.

    `find(municipality, before)` selects id, reference, last entry, whether it is held, and whether it names a person,
    of the records that are done and had their last entry before that moment.
    What points at a record with ON DELETE CASCADE goes with it, and so do the rows of `also`.
    """

    model: type[Base]
    find: Find
    also: tuple[InstrumentedAttribute[uuid.UUID], ...] = ()


WEEDABLE: dict[RecordKind, Weedable] = {}
