"""What a case says, field by field: what can be ticked, and what then goes into the copy."""

import re
from collections.abc import Collection
from datetime import date

from prevention import clock
from prevention.cases.models import CaseFile
from prevention.referrals.content import Content
from prevention.sealing.safe import Safe, safe_of

from .codes import Field


def content_of(case: CaseFile) -> Content:
    """Open the case's copy of the message. Whoever shows it records that."""
    return content_in(safe_of(case.data_key_id), case)


def content_in(safe: Safe, case: CaseFile) -> Content:
    """Open it with the key that was read beside something else."""
    assert case.content is not None  # noqa: S101  weeded rows are gone
    return Content.from_document(safe.open("case_file", case.id, case.content))


def values_of(content: Content) -> dict[Field, str]:
    """Return what there is to disclose; what is empty is not offered."""
    known = {
        Field.NAME: content.name,
        Field.PERSONAL_NUMBER: content.personal_number,
        Field.AGE: content.age,
        Field.GRADE: content.grade,
        Field.GUARDIANS: content.guardians,
        Field.SEEN: content.seen,
        Field.SEEN_WHEN: content.seen_when,
        Field.DONE: content.done,
        Field.SCHOOL_CONTACT: ", ".join(filter(None, (content.contact_name, content.contact_phone))),
    }
    return {name: text for name, text in known.items() if text}


def copy_of(content: Content, chosen: Collection[Field], own_text: str) -> dict[str, str]:
    """Return the disclosed copy: what was ticked and is there, and nothing beside it."""
    copied = {str(name): text for name, text in values_of(content).items() if name in chosen}
    return copied | ({str(Field.OWN_TEXT): own_text} if own_text else {})


def age_of(content: Content) -> int | None:
    """Return the age by the personal number, else as the message says it; None where neither tells."""
    if born := re.match(r"((?:19|20)\d{2})(\d{2})(\d{2})", content.personal_number):
        try:
            return years_since(date(*map(int, born.groups())))
        except ValueError:
            return None
    return int(content.age) if content.age.isdecimal() and len(content.age) < 4 else None


def years_since(born: date) -> int:
    today = clock.today()
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))
