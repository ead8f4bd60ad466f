"""Why a session cannot be logged, each with the field it belongs to and a sentence that says what to do."""

import uuid
from dataclasses import dataclass

from sqlalchemy.exc import IntegrityError

LESSON_IN_FORCE = "uq_session_log_lesson_in_force"
LESSON_IN_FORCE_COLUMNS = "session_log.participation_id, session_log.lesson_id"  # SQLite names the columns instead


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with one field; `field` is empty where it is the whole log."""

    field: str | None
    sentence: str


class LogRefused(Exception):
    """The session cannot be logged as told."""

    def __init__(self, *faults: Fault) -> None:
        super().__init__(" ".join(fault.sentence for fault in faults))
        self.faults = faults


class LessonAlreadyLogged(LogRefused):
    """A log of the lesson is in force; it is corrected and not written again."""

    def __init__(self, sentence: str, log_id: uuid.UUID) -> None:
        super().__init__(Fault("lesson", sentence))
        self.log_id = log_id


class NoteLooksLikeName(LogRefused):
    """The note may name somebody. The writer may say that it does not."""


class LogNotInForce(LogRefused):
    """The log was corrected or undone in the meantime."""


class UndoTooLate(LogRefused):
    """A log is undone only for a short while; after that it is corrected."""


def lesson_is_in_force(error: IntegrityError) -> bool:
    """Tell whether it was the constraint of one log a lesson that tripped."""
    diagnosis = getattr(error.orig, "diag", None)
    if diagnosis is not None:
        return bool(diagnosis.constraint_name == LESSON_IN_FORCE)
    return str(error.orig).endswith(LESSON_IN_FORCE_COLUMNS)
