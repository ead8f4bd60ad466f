"""The keys of sealed records, apart from the records: a backup of these is kept for days, of those for years."""

import uuid
from datetime import datetime

from sqlalchemy import ForeignKey, LargeBinary
from sqlalchemy.orm import Mapped, declared_attr, mapped_column

from prevention.database import Base, OfMunicipality


class DataKey(OfMunicipality, Base):
    """The key of one record, wrapped by the master key. Destroyed, it leaves only when that was done."""

    __tablename__ = "data_key"
    wrapped: Mapped[bytes | None] = mapped_column(LargeBinary)
    made_by_id: Mapped[uuid.UUID | None]
    destroyed_at: Mapped[datetime | None]


class Sealed(OfMunicipality):
    """A record whose text is one sealed document: a JSON object, opened by the key it names.

    Records that belong together (a case and its steps) share a key, so that destroying it closes all of them.
    """

    @declared_attr
    def data_key_id(self) -> Mapped[uuid.UUID]:
        return mapped_column(ForeignKey("data_key.id"), index=True)

    @declared_attr
    def content(self) -> Mapped[bytes | None]:
        return mapped_column(LargeBinary)
