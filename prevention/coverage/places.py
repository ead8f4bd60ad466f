"""What a report is about: the municipality, a district or a school."""

import uuid
from dataclasses import dataclass
from enum import StrEnum

from .queries import School


class Level(StrEnum):
    MUNICIPALITY = "municipality"
    DISTRICT = "district"
    SCHOOL = "school"


@dataclass(frozen=True, slots=True)
class Place:
    level: Level
    id: uuid.UUID
    name: str

    def holds(self, school: School) -> bool:
        if self.level is Level.MUNICIPALITY:
            return True
        return self.id == (school.id if self.level is Level.SCHOOL else school.district_id)
