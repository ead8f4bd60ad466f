"""What the fields of sealed documents are called in an extract; one without a name is shown by its code."""

from collections.abc import Iterator, Mapping
from typing import Any

from flask_babel import LazyString

from prevention.cases.words import GUARDIANS_KNOW, URGENCY
from prevention.formats import gettext, lazy_gettext

LABELS: Mapping[str, LazyString] = {
    "name": lazy_gettext("Name"),
    "personal_number": lazy_gettext("Personal number"),
    "age": lazy_gettext("Age"),
    "grade": lazy_gettext("Grade"),
    "guardians": lazy_gettext("Guardians"),
    "guardians_know": lazy_gettext("The guardians know"),
    "seen": lazy_gettext("What was seen"),
    "seen_when": lazy_gettext("When it was seen"),
    "done": lazy_gettext("What was done"),
    "urgency": lazy_gettext("Urgency"),
    "urgency_reason": lazy_gettext("Why it is urgent"),
    "contact_name": lazy_gettext("Contact"),
    "contact_phone": lazy_gettext("Telephone"),
    "is_protected": lazy_gettext("Protected identity"),
    "warnings": lazy_gettext("Remarks"),
    "note": lazy_gettext("Note"),
    "text": lazy_gettext("Text"),
    "weighing": lazy_gettext("Weighing"),
    "reason": lazy_gettext("Reason"),
    "question": lazy_gettext("Question"),
    "answer": lazy_gettext("Answer"),
}


CODES: Mapping[str, Mapping[Any, LazyString]] = {"urgency": URGENCY, "guardians_know": GUARDIANS_KNOW}


def facts_of(document: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield each field that says something."""
    for key, value in document.items():
        if value not in ("", None, [], False):
            yield str(LABELS.get(key, key)), written(CODES.get(key, {}).get(value, value))


def written(value: object) -> str:
    if value is True:
        return gettext("Yes")
    if isinstance(value, list | tuple):
        return ", ".join(map(str, value))
    return str(value)
