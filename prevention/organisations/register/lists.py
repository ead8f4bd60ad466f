"""A list of the register: all its pages together are sound, or none of it is used."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlsplit

from .answers import Answer, Fault, count_of, object_of, objects_of

HARMLESS = frozenset({"page", "size", "sort", "coordinateSystemType", "geographicalAreaCode"})
NARROWING = frozenset({"typeOfSchooling", "schoolYears"})


class DamagedList(ValueError):
    """A list that cannot be trusted; names the page."""

    def __init__(self, file: str, reason: str) -> None:
        super().__init__(f"{file} {reason}")
        self.file, self.reason = file, reason


@dataclass(frozen=True, slots=True)
class Scope:
    """Which schools a list speaks of: a school outside it is not gone because the list lacks it."""

    forms: frozenset[str] = frozenset()
    years: frozenset[str] = frozenset()
    understood: bool = True

    def covers(self, offers: list[dict[str, str | list[str]]]) -> bool:
        """Tell whether a school with these offers would stand in the list."""
        return self.understood and any(
            (not self.forms or offer["form"] in self.forms)
            and (not self.years or any(register_year(grade) in self.years for grade in offer["grades"]))
            for offer in offers
        )


@dataclass(frozen=True, slots=True)
class SchoolList:
    """The entries of a list, each with the name of its page."""

    entries: list[tuple[str, dict[str, Any]]]
    scope: Scope


def read_list(pages: list[Answer]) -> SchoolList:
    """Read all pages of a list.

    :raises DamagedList: for a page that is no list page, and where pages hold fewer or more schools than they count.
    """
    entries: list[tuple[str, dict[str, Any]]] = []
    numbers: set[int] = set()
    for answer in pages:
        try:
            body = answer.body()
            counts = object_of(body, "page")
            total, last = count_of(counts, "totalElements"), count_of(counts, "totalPages")
            numbers.add(count_of(counts, "number"))
            entries += [(answer.name, entry) for entry in objects_of(object_of(body, "_embedded"), "listedSchoolUnits")]
            scope = scope_of(body)
        except Fault as fault:
            raise DamagedList(answer.name, str(fault)) from None
    if numbers != set(range(last)) or len(pages) != last:
        raise DamagedList(answer.name, f"counts {last} pages, {len(pages)} are here")
    if len(entries) != total:
        raise DamagedList(answer.name, f"counts {total} schools, {len(entries)} are here")
    if not entries:
        raise DamagedList(answer.name, "holds no school, and all of them closing at once is not believed")
    return SchoolList(entries, scope)


def scope_of(body: dict[str, Any]) -> Scope:
    """Read what was asked for from the list's address of itself. Without it the list speaks of all schools.

    :raises Fault: where the links are no objects.
    """
    address = object_of(object_of(body, "_links"), "self").get("href")
    if not isinstance(address, str):
        return Scope()
    try:
        asked = parse_qs(urlsplit(address).query)
    except ValueError:
        raise Fault("has an address of itself that is none") from None
    return Scope(
        forms=frozenset(asked.get("typeOfSchooling", ())),
        years=frozenset(asked.get("schoolYears", ())),
        understood=asked.keys() <= HARMLESS | NARROWING,
    )


def register_year(grade: str) -> str:
    """Return the register's school year of our grade."""
    return "0" if grade == "F" else grade.removeprefix("gy")
