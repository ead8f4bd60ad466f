"""The pieces of an extract. Each room that keeps something about a person adds its own by `@extract_part`."""

import uuid
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from prevention.cases.intake import digits_of


@dataclass(frozen=True, slots=True)
class Subject:
    """Whose extract it is: a number as typed, in one municipality."""

    municipality_id: uuid.UUID
    number: str

    @property
    def digits(self) -> str:
        return digits_of(self.number)

    def is_meant_by(self, number: str) -> bool:
        return digits_of(number) == self.digits


@dataclass(frozen=True, slots=True)
class File:
    name: str
    media_type: str
    body: bytes


@dataclass(frozen=True, slots=True)
class Record:
    """Something kept about the subject. `table` and `id` lead to those who read it in the trail."""

    table: str
    id: uuid.UUID
    title: str
    at: datetime
    facts: Sequence[tuple[str, str]]
    files: Sequence[File] = ()
    is_protected: bool = False


ExtractPart = Callable[[Subject, Sequence[uuid.UUID]], Iterable[Record]]
PARTS: list[ExtractPart] = []


def extract_part(find: ExtractPart) -> ExtractPart:
    """Let a room add what it keeps about a subject: `find(subject, case_ids)`, the ids of the subject's cases.

    It runs as the owner of the tables, in the language of the extract.
    """
    PARTS.append(find)
    return find
