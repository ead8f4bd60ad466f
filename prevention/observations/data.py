"""What crosses the borders of the room."""

import uuid
from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class ObservationData:
    """What an observer saw. None is not stated."""

    observed_on: date
    minutes: int | None = None
    leaders_present: int | None = None
    delivered_as_planned: bool | None = None
    engagement: int | None = None


@dataclass(frozen=True, slots=True)
class Lesson:
    """A lesson of a class, as it is called and when it is planned."""

    class_name: str
    school: str
    programme: str
    number: int
    title: str | None
    planned_on: date | None


@dataclass(frozen=True, slots=True)
class Line:
    """An observation in a list."""

    id: uuid.UUID
    lesson: Lesson
    observer: str
    class_id: uuid.UUID
    observed_on: date | None
    written_at: datetime | None


@dataclass(frozen=True, slots=True)
class Candidate:
    """A lesson that could be observed. `drawn`: chance put it in the sample, so that nobody picks the easy ones."""

    planned_id: uuid.UUID
    lesson: Lesson

    @property
    def drawn(self) -> bool:
        return self.planned_id.int % ONE_IN == 0


ONE_IN = 5
