"""A figure that Skolverket publishes about a school. They are open data: nothing here is secret."""

import uuid
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from prevention.database import Base, OfMunicipality, Timestamped, one_of


class ValueKind(StrEnum):
    """What the source says of a value. Only the first two have a number."""

    EXACT = "exact"
    ABOUT = "about"  # `cirka 270` or `~100`
    SUPPRESSED = "suppressed"  # `..`: too few pupils
    MISSING = "missing"  # `.`
    EXCLUDED = "excluded"  # `*`: the school's teachers need no certificate, and are not counted


class StatisticValue(OfMunicipality, Timestamped, Base):
    """A measure of a school in a period such as `2024/25`; `text` is as the source has it, decimal comma and all.

    A measure that is missing without a year has the period and the text empty.
    """

    __tablename__ = "statistic_value"
    __table_args__ = (
        UniqueConstraint("school_id", "measure", "period"),
        CheckConstraint("(number IS NOT NULL) = (kind IN ('exact', 'about'))", name="number_by_kind"),
        Index("ix_statistic_value_municipality_id_measure_period", "municipality_id", "measure", "period"),
    )
    school_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("agency.id"))
    measure: Mapped[str] = mapped_column(String(80))
    period: Mapped[str] = mapped_column(String(7))
    kind: Mapped[ValueKind] = mapped_column(one_of(ValueKind))
    number: Mapped[float | None]
    text: Mapped[str] = mapped_column(String(20))
