"""A row of a list as it is read. Few of a page differ, so each text is looked up once."""

import uuid
from collections.abc import Iterable
from datetime import date
from functools import cache
from typing import NamedTuple

from prevention import clock
from prevention.formats import MISSING, gettext, locale, written_moment
from prevention.referrals.models import ReferralKind

from .lists import CaseRow, Clock
from .models import CaseStatus
from .words import STATUS, URGENCY, URGENCY_TONES, clock_in_words, tone_of_clock


class Shown(NamedTuple):
    url: str
    number: str
    consultation: bool
    urgency: str
    tone: str
    clock: str
    clock_tone: str
    school: str
    age: str
    received: str
    holder: str
    status: str
    offered: bool
    answered: bool


def shown(rows: Iterable[CaseRow], address: str, reader: uuid.UUID | None = None) -> list[Shown]:
    """Return the rows in words, each under `address`; what `reader` does not hold is offered to them."""
    today, protected, nobody = clock.today(), gettext("Protected identity"), gettext("nobody yet")
    urgencies = {urgency: (str(words), URGENCY_TONES[urgency]) for urgency, words in URGENCY.items()}
    states = {status: str(words) for status, words in STATUS.items()}
    years, due, language = cache(age_in_words), cache(lambda one: in_words(one, today)), locale()
    return [
        Shown(
            f"{address}{key}",
            number,
            kind is ReferralKind.CONSULTATION,
            *urgencies[urgency],
            *due(runs),
            protected if is_protected else school or MISSING,
            years(age),
            written_moment(at, language),
            holder or nobody,
            states[status],
            holder_id != reader and status is not CaseStatus.RECEIVED,
            answered,
        )
        for key, number, kind, status, urgency, is_protected, at, holder_id, holder, school, age, runs, answered in rows
    ]


def age_in_words(age: str) -> str:
    return gettext("%(age)s years", age=age) if age else MISSING


def in_words(clock: Clock | None, today: date) -> tuple[str, str]:
    return (clock_in_words(clock.kind, clock.due_on, today), tone_of_clock(clock.due_on, today)) if clock else ("", "")
