"""Notes are about the lesson, never about a person.

A personal number is refused; what looks like a name is asked about.
"""

import re
from collections.abc import Iterable
from datetime import date

from .first_names import FIRST_NAMES

NUMBER = re.compile(
    r"(?<![\dA-Za-z])(?P<century>18|19|20)?(?P<year>\d\d)(?P<month>\d\d)(?P<day>\d\d)"
    r"(?P<mark>\s?[-+–]\s?|\s)?(?P<end>\d{4}|[A-Za-z]{2}\d{2})(?![\dA-Za-z])"
)
COORDINATION = 60  # a coordination number has its day of birth plus sixty

CAPITAL = "A-ZÅÄÖÉÜØÆ"
WORD = rf"[{CAPITAL}][a-zåäöéèüøæ]+(?:-[{CAPITAL}][a-zåäöéèüøæ]+)?"
PAIR = re.compile(
    rf"(?<![\w-])(?=(?P<first>{WORD})\s(?:(?:von|af|de|al)\s)?(?P<second>{WORD}|[{CAPITAL}](?=[\s.,;!?]|$)))"
)

# Words that begin a sentence and stand before a capital without making a name of it, and capitals that name no person.
NO_NAMES = """
    alla allt allting att av bara bra både de del den denna det detta dock då där därför efter eftersom elev elever
    eleven eleverna en enligt ett fast film filmen flera för först från grupp gruppen gör halva halvklass han hela hon
    hos hur hus här i idag igår imorgon ingen inget inte jag just kl klass klassen kom kommer lektion lektionen lite
    läraren lärare man med medan men mentor mentorn mer min mot mycket många ni nu när nästa ny och också om oss på
    polis polisen rum sal samma samt se sedan senare sen sist skolan som så tack till trots två under upp ut utan vad
    var vecka vi vid vikarie vikarien vissa våra vår vårt än är åk även åter övning övningen
    after all and at before both but class during first for from group in lesson next no not on our room since some
    that the then there they this to today two we week when with year
    januari februari mars april maj juni juli augusti september oktober november december
    january february march may june july august october
    måndag tisdag onsdag torsdag fredag lördag söndag monday tuesday wednesday thursday friday saturday sunday
    barnkonventionen facebook google instagram snapchat teams tiktok youtube zoom friends rädda barnen skolverket
    socialtjänsten räddningstjänsten tåget svenska sverige
"""
COMMON = frozenset(NO_NAMES.split())


def holds_personal_number(text: str) -> bool:
    """Tell whether a personal, coordination or temporary number stands in the text, as people write them."""
    return any(is_personal_number(found) for found in NUMBER.finditer(text))


def is_personal_number(found: re.Match[str]) -> bool:
    if not is_day_of_birth(found):
        return False
    if (found["mark"] or "").strip() or found["century"] or not found["end"].isdigit():
        return True
    return checksum_holds(found["year"] + found["month"] + found["day"] + found["end"])


def is_day_of_birth(found: re.Match[str]) -> bool:
    day = int(found["day"])
    try:
        date(2000, int(found["month"]), day - COORDINATION if day > COORDINATION else day)
    except ValueError:
        return False
    return True


def checksum_holds(digits: str) -> bool:
    """Check the last digit by Luhn: ten digits in a row may be a telephone number as well."""
    doubled = [int(digit) * (2 - place % 2) for place, digit in enumerate(digits)]
    return sum(number // 10 + number % 10 for number in doubled) % 10 == 0


def looks_like_name(text: str, known: Iterable[str] = ()) -> bool:
    """Tell whether a common first name, or two words in a row like a name, stands in the text.

    `known` names what is no person: the school, the class.
    """
    for title in known:
        text = re.sub(rf"(?<!\w){re.escape(title)}s?(?!\w)", "·", text)
    return any(is_first_name(found[0]) for found in re.finditer(WORD, text)) or any(
        found["first"].lower() not in COMMON and found["second"].lower() not in COMMON for found in PAIR.finditer(text)
    )


def is_first_name(word: str) -> bool:
    """Tell whether a word is a common first name, also as in `Kalles bok` or `Anna-Karin`."""
    first = word.lower().partition("-")[0]
    return first in FIRST_NAMES or first.removesuffix("s") in FIRST_NAMES
