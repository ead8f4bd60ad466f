"""A school's checklist as it is read: what is done, what is not, and what nobody has stated."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from prevention.sorting import as_swedish

from .models import StepKind


class State(StrEnum):
    """Not stated is not the same as no."""

    DONE = "done"
    NOT_DONE = "not_done"
    NOT_STATED = "not_stated"


@dataclass(frozen=True, slots=True)
class Step:
    id: uuid.UUID
    code: str
    title: str
    hint: str
    kind: StepKind
    wanted: int
    own: bool  # the municipality's, in its own words


@dataclass(frozen=True, slots=True)
class Item:
    """One line. `wanted` is what makes it done; a step for leaders stands once for each programme."""

    step: Step
    wanted: int
    value: int | None = None
    programme_id: uuid.UUID | None = None
    programme: str | None = None
    per_class: int = 0  # leaders that the programme asks for

    @property
    def key(self) -> str:
        return f"{self.step.code}-{self.programme_id}" if self.programme_id else self.step.code

    @property
    def state(self) -> State:
        if self.value is None:
            return State.NOT_STATED
        return State.DONE if self.value >= self.wanted else State.NOT_DONE


@dataclass(frozen=True, slots=True)
class Checklist:
    """`concerned`: some class of the school takes a programme this year, or is expected to."""

    school_id: uuid.UUID
    school: str
    district_id: uuid.UUID | None
    district: str | None
    concerned: bool
    items: Sequence[Item] = ()
    id: uuid.UUID | None = None  # None: nobody has filled it in
    note: str | None = None
    filled_in_by: str | None = None
    filled_in_at: datetime | None = None

    @property
    def done(self) -> int:
        return self.count(State.DONE)

    @property
    def not_stated(self) -> int:
        return self.count(State.NOT_STATED)

    @property
    def is_ready(self) -> bool:
        return self.done == len(self.items)

    def count(self, state: State) -> int:
        return sum(item.state is state for item in self.items)


def worst_first(one: Checklist) -> tuple[bool, float, int, str, int]:
    """Sort by the share of steps done, what is not stated last among equals; schools it does not concern at the end."""
    share = one.done / max(len(one.items), 1)
    return not one.concerned, share, one.not_stated, as_swedish(one.school), one.school_id.int
