"""What is asked for, and a row of a table."""

import uuid
from dataclasses import dataclass

from prevention.coverage.figures import Figures

from .models import ReportFormat, ReportKind


@dataclass(frozen=True, slots=True)
class Asked:
    """Which report: its kind, as which file, of which school (none: the municipality) and of which school year."""

    kind: ReportKind
    format: ReportFormat
    school_id: uuid.UUID | None
    school_year_id: uuid.UUID

    @property
    def word(self) -> str:
        return f"{self.kind}:{self.format}:{self.school_id or ''}:{self.school_year_id}"


@dataclass(frozen=True, slots=True)
class Monthly:
    """Which report every month, and on which day of it, 1 to 28. Its school year is the one that runs then."""

    kind: ReportKind
    format: ReportFormat
    school_id: uuid.UUID | None
    day: int

    @property
    def word(self) -> str:
        return f"{self.kind}:{self.school_id or ''}"


@dataclass(frozen=True, slots=True)
class ClassRow:
    """A class and a programme it is expected to take."""

    figures: Figures
    school_id: uuid.UUID
    code: str | None
    school: str
    district: str | None
    id: uuid.UUID
    name: str
    grade: str
    programme: str
    programme_id: uuid.UUID
