"""What crosses the borders of the room."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from prevention.suppression import SMALLEST


@dataclass(frozen=True, slots=True)
class Question:
    id: uuid.UUID
    number: int
    text: str
    lowest: int
    highest: int
    retired: bool = False

    @property
    def scale(self) -> range:
        return range(self.lowest, self.highest + 1)

    def mean_of(self, counts: Sequence[int]) -> float:
        """Return the mean of so many of each answer, the lowest first.

        :raises ZeroDivisionError: for no answer.
        """
        return sum(answer * count for answer, count in zip(self.scale, counts, strict=True)) / sum(counts)


@dataclass(frozen=True, slots=True)
class Answers:
    """What a class answered to a question. Made by `answers_of` or `mean_of_class`, which drop what may not be kept."""

    question_id: uuid.UUID
    answers: int
    mean: float | None = None
    counts: tuple[int, ...] | None = None


def answers_of(question: Question, counts: tuple[int, ...]) -> Answers:
    """Return the answers of a class from how many there are of each."""
    answers = sum(counts)
    if answers < SMALLEST:
        return Answers(question.id, answers)
    return Answers(question.id, answers, question.mean_of(counts), counts)


def mean_of_class(question: Question, answers: int, mean: float | None) -> Answers:
    """Return the answers of a class of which only number and mean are known."""
    return Answers(question.id, answers, mean if answers >= SMALLEST else None)


@dataclass(frozen=True, slots=True)
class QuestionData:
    text: str
    lowest: int
    highest: int
