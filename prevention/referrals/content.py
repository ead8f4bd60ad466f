"""What a message says: the one shape that is sealed, shown, copied to the receiver and printed."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from typing import Any

from .models import Urgency

IDENTITY = ("name", "personal_number", "age", "grade", "guardians", "guardians_know")


@dataclass(frozen=True, slots=True)
class Content:
    """Everything of a concern or a consultation, as typed. Empty text where nothing is known.

    `personal_number` is kept as typed, also broken and temporary ones (20130101TF01); `grade` as schools say it.
    """

    name: str = ""
    personal_number: str = ""
    age: str = ""
    grade: str = ""
    guardians: str = ""
    guardians_know: str = ""  # yes | no | unsuitable
    seen: str = ""
    seen_when: str = ""
    done: str = ""
    urgency: Urgency | None = None  # never chosen for the writer; there once it is sent
    urgency_reason: str = ""
    contact_name: str = ""
    contact_phone: str = ""
    is_protected: bool = False
    warnings: tuple[str, ...] = field(default=())

    def to_document(self) -> dict[str, Any]:
        return asdict(self)

    def without_identity(self) -> "Content":
        """Return it as a consultation may say it."""
        nobody: dict[str, Any] = dict.fromkeys(IDENTITY, "")
        return replace(self, **nobody, is_protected=False, warnings=())

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> "Content":
        known = {one.name for one in fields(cls)}
        values = {name: value for name, value in document.items() if name in known}
        values["urgency"] = Urgency(values["urgency"]) if values.get("urgency") else None
        values["warnings"] = tuple(values.get("warnings", ()))
        return cls(**values)
