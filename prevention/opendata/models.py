"""What a municipality has chosen to publish. Without a row it publishes nothing."""

from enum import StrEnum

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from prevention.database import Base, OfMunicipality, Timestamped, one_of


class Scope(StrEnum):
    """Which school years are published."""

    NONE = "none"
    OVER = "over"
    ALL = "all"


class OpenDataSetting(OfMunicipality, Timestamped, Base):
    __tablename__ = "open_data_setting"
    __table_args__ = (UniqueConstraint("municipality_id"),)
    scope: Mapped[Scope] = mapped_column(one_of(Scope))
