"""What was changed in a checklist, by whom and when: read from the audit trail."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from prevention.audit.queries import Told, told_of
from prevention.formats import gettext

from .checklist import Checklist
from .words import answer_in_words, label_of

SHOWN = 10


@dataclass(frozen=True, slots=True)
class Change:
    at: datetime
    who: str
    lines: list[str]


def history(one: Checklist) -> list[Change]:
    """Return the latest changes of a checklist that may be seen, the newest first."""
    if one.id is None:
        return []
    return [Change(told.at, told.who, list(lines_of(one, told))) for told in told_of("readiness", one.id, SHOWN)]


def lines_of(one: Checklist, told: Told) -> Iterator[str]:
    for item in one.items:
        if item.key in told.details["changes"]:
            before, after = (
                answer_in_words(item.step.kind, value, item.wanted) for value in told.details["changes"][item.key]
            )
            yield gettext("%(what)s: %(before)s → %(after)s", what=label_of(item), before=before, after=after)
    if told.details["note_changed"]:
        yield gettext("The note was changed.")
