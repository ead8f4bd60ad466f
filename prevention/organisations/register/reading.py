"""Reading a whole source: every sound school, and a named reason for everything that is not.

A rejected school leaves the others. A list that cannot be trusted is left out whole, and then nothing is closed.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from prevention.import_report import Progress, Rejection

from .answers import Fault, text_of
from .lists import DamagedList, SchoolList, Scope, read_list
from .sources import Source
from .units import Unit, is_unit_code, listed_unit, with_details

Entry = tuple[str, dict[str, Any]]


@dataclass(slots=True)
class Register:
    """What was read. `listed` are all codes that stand in a list, rejected ones too: those are not gone."""

    units: dict[str, list[Unit]] = field(default_factory=lambda: defaultdict(list))
    scopes: dict[str, list[Scope]] = field(default_factory=lambda: defaultdict(list))
    listed: set[str] = field(default_factory=set)
    rejections: list[Rejection] = field(default_factory=list)
    may_close: bool = True


def read_register(source: Source, wanted: frozenset[str], progress: Progress) -> Register:
    """Read lists and details. `wanted` are municipality codes; none means all.

    :raises SourceFault: where the source itself cannot be read.
    """
    register = Register()
    entries: list[Entry] = []
    for school_list in sound_lists(source, register):
        entries += school_list.entries
        for code in {code for _page, entry in school_list.entries if (code := municipality_code(entry))}:
            register.scopes[code].append(school_list.scope)
    register.listed |= {code for _page, entry in entries if isinstance(code := entry.get("code"), str)}
    for code in sorted(wanted - register.scopes.keys()):
        register.rejections.append(Rejection(code, "is a municipality that no sound list tells of", code))
    register.may_close = register.may_close and codes_are_sound([entry.get("code") for _page, entry in entries])
    reject_strays(source, register)
    chosen = [one for one in entries if not wanted or municipality_code(one[1]) in wanted]
    for number, entry in enumerate(without_duplicates(chosen, register), 1):
        read_unit(source, entry, register)
        progress(number, len(chosen))
    return register


def sound_lists(source: Source, register: Register) -> Iterable[SchoolList]:
    for pages in source.lists():
        try:
            yield read_list(pages)
        except DamagedList as damage:
            register.may_close = False
            register.rejections.append(Rejection(damage.file, damage.reason))


def codes_are_sound(codes: list[Any]) -> bool:
    """Tell whether each is a code and stands once: else the school that was meant only seems to be gone."""
    return all(map(is_unit_code, codes)) and len(set(codes)) == len(codes)


def reject_strays(source: Source, register: Register) -> None:
    """Name details that are damaged or about another unit. Sound ones of a unit that left the lists are history."""
    for code, answer in source.stray_details(frozenset(register.listed)):
        try:
            if (own := text_of(answer.body(), "code", 40)) != code:
                register.rejections.append(Rejection(answer.name, f"is about the unit {own}"))
        except Fault as fault:
            register.rejections.append(Rejection(answer.name, str(fault)))


def without_duplicates(entries: list[Entry], register: Register) -> Iterable[Entry]:
    """Yield the entries whose code stands once. Which of two is right cannot be told, so none of them is taken."""
    times = Counter(repr(entry.get("code")) for _page, entry in entries)
    told: set[str] = set()
    for page, entry in entries:
        code = repr(entry.get("code"))
        if times[code] == 1 or entry.get("code") is None:
            yield page, entry
        elif code not in told:
            told.add(code)
            reason = f"{label(entry)} stands {times[code]} times in the lists, as its code may only once"
            register.rejections.append(Rejection(page, reason, municipality_code(entry)))


def read_unit(source: Source, entry: Entry, register: Register) -> None:
    page, listed = entry
    try:
        unit = listed_unit(listed)
    except Fault as fault:
        register.rejections.append(Rejection(page, f"{label(listed)} {fault}", municipality_code(listed)))
        return
    if answer := source.details(unit.code):
        try:
            unit = with_details(unit, answer)
        except Fault as fault:
            register.rejections.append(Rejection(answer.name, str(fault), unit.municipality_code))
            return
    if unit.offers:
        register.units[unit.municipality_code].append(unit)
    else:
        register.listed.discard(unit.code)  # a school no longer, if it ever was one


def municipality_code(entry: dict[str, Any]) -> str | None:
    code = entry.get("geographicalAreaCode")
    return code if isinstance(code, str) and len(code) == 4 and code.isdecimal() else None


def label(entry: dict[str, Any]) -> str:
    """Return what people find the entry by in its file."""
    found = ", ".join(str(entry[key])[:60] for key in ("code", "name") if entry.get(key) is not None)
    return "unit " + ("".join(one if one.isprintable() else "?" for one in found) or "without code and name")
