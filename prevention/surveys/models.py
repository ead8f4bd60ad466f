"""Before and after surveys as counts and means of a class: no row tells what one pupil answered."""

import uuid
from datetime import datetime
from enum import StrEnum

from sqlalchemy import JSON, CheckConstraint, Double, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from prevention.database import Base, OfMunicipality, Timestamped, one_of


class Occasion(StrEnum):
    BEFORE = "before"
    AFTER = "after"


class SurveyQuestion(OfMunicipality, Timestamped, Base):
    """A question or an index of a programme's survey, answered on a whole scale from `lowest` to `highest`."""

    __tablename__ = "survey_question"
    __table_args__ = (
        UniqueConstraint("programme_id", "number"),
        CheckConstraint("lowest >= 0 AND highest > lowest AND highest - lowest <= 10", name="scale_plausible"),
    )
    programme_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("programme.id"))
    number: Mapped[int]
    text: Mapped[str] = mapped_column(String(200))
    lowest: Mapped[int]
    highest: Mapped[int]
    retired_at: Mapped[datetime | None]


class SurveyResult(OfMunicipality, Base):
    """What a class answered to a question on an occasion: how many, their mean, and where it is known how many of each.

    With fewer than five answers only their number is kept: what is not stored cannot be told.
    """

    __tablename__ = "survey_result"
    __table_args__ = (
        UniqueConstraint("participation_id", "question_id", "occasion"),
        CheckConstraint("answers >= 0 AND answers <= 500", name="answers_plausible"),
        CheckConstraint("(answers >= 5) = (mean IS NOT NULL)", name="mean_of_five"),
        CheckConstraint("answers >= 5 OR counts IS NULL", name="counts_of_five"),
    )
    participation_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("participation.id"))
    question_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("survey_question.id"), index=True)
    occasion: Mapped[Occasion] = mapped_column(one_of(Occasion))
    answers: Mapped[int]
    mean: Mapped[float | None] = mapped_column(Double)
    counts: Mapped[list[int] | None] = mapped_column(JSON(none_as_null=True))  # of each answer, the lowest first
    entered_by_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id"))
    entered_at: Mapped[datetime]
