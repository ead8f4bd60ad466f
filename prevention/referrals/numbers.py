"""Personal numbers as schools hold them: kept as typed, with a warning where something looks wrong."""

import re
from collections.abc import Iterable
from datetime import date

from prevention import clock

SHAPE = re.compile(r"(?P<century>\d\d)?(?P<day>\d{6})(?P<rest>\d{4}|T[A-Z]\d\d)")
IN_TEXT = re.compile(r"(?<![\d-])(?:\d\d)?\d{6}[ +-]?(?:\d{4}|T[A-Z]\d\d)(?![\d-])", re.IGNORECASE)
COORDINATION = 60  # is added to the day of a coordination number


def warnings_of(number: str) -> tuple[str, ...]:
    """Return the code of what looks wrong, for `words.WARNINGS`. Personal, coordination and temporary numbers pass."""
    found = fault_in(number)
    return (found,) if found else ()


def fault_in(number: str) -> str | None:
    compact = re.sub(r"[\s+-]", "", number).upper()
    if not compact:
        return None
    parts = SHAPE.fullmatch(compact)
    if not parts:
        return "number_shape"
    born = birthday(parts["century"], parts["day"])
    if born is None or born > clock.today():
        return "number_day"
    is_whole = parts["rest"].isdecimal()
    return "number_check" if is_whole and luhn(parts["day"] + parts["rest"]) else None


def stands_in(texts: Iterable[str]) -> bool:
    """Tell whether a number without fault stands in running text; most phone numbers fail as one."""
    return any(fault_in(found) is None for text in texts for found in IN_TEXT.findall(text))


def birthday(century: str | None, text: str) -> date | None:
    """Return the day of birth; without a century the latest that has been."""
    day = int(text[4:])
    if day > COORDINATION:
        day -= COORDINATION
    try:
        born = date(int(f"{century or 20}{text[:2]}"), int(text[2:4]), day)
        return born if century or born <= clock.today() else born.replace(year=born.year - 100)
    except ValueError:
        return None


def luhn(digits: str) -> int:
    """Return 0 where the check digit is right."""
    doubled = (int(digit) * (2 - place % 2) for place, digit in enumerate(digits))
    return sum(value // 10 + value % 10 for value in doubled) % 10
