"""The towns of an invented nation: what each is called, and which schools it has. None is any real one.

A town is the same whatever the number of towns: so one can be compared with itself among 290.
"""

from dataclasses import dataclass

PREFIXES = (
    *("Lingon", "Blåbärs", "Hjortron", "Smultron", "Kantarell", "Ugglo", "Grävlings", "Ekorr", "Igelkotts", "Hummel"),
    *(
        "Tussilago",
        "Vitsipps",
        "Liljekonvalj",
        "Kråkbärs",
        "Nyckelpige",
        "Trollslände",
        "Fladdermus",
        "Sälg",
        "Rönnbärs",
    ),
    *("Kattfots", "Prästkrage", "Gullvive", "Humlebloms", "Linnea", "Skogssnäppe", "Sothöns", "Tofsmes", "Mård"),
    "Strömstare",
)
SUFFIXES = ("köping", "stad", "sala", "hamn", "torp", "berga", "näs", "fors", "ryd", "lunda")
FIRST_CODE = 3001  # real codes end before 2600
SCHOOLS = (30, 8, 14, 5, 20, 10, 6, 40, 12, 18)
LOWER, UPPER = ("F", "1", "2", "3", "4", "5", "6"), ("7", "8", "9")
KINDS = ((LOWER, 2), (UPPER, 4), (LOWER, 2), (LOWER + UPPER, 1), (LOWER, 2))
MOST = len(PREFIXES) * len(SUFFIXES)


@dataclass(frozen=True, slots=True)
class SchoolPlan:
    """A school with so many `parallel` classes in each grade."""

    name: str
    code: str
    grades: tuple[str, ...]
    parallel: int
    independent: bool

    @property
    def classes(self) -> int:
        return len(self.grades) * self.parallel


@dataclass(frozen=True, slots=True)
class TownPlan:
    code: str
    name: str
    schools: tuple[SchoolPlan, ...]


def towns(count: int = MOST) -> list[TownPlan]:
    """Return the first so many towns, at most 290."""
    return [town(number) for number in range(count)]


def town(number: int) -> TownPlan:
    code = str(FIRST_CODE + number)
    name = PREFIXES[number % len(PREFIXES)] + SUFFIXES[number // len(PREFIXES)]
    return TownPlan(code, name, tuple(school(code, name, place) for place in range(SCHOOLS[number % len(SCHOOLS)])))


def school(code: str, town_name: str, place: int) -> SchoolPlan:
    grades, parallel = KINDS[place % len(KINDS)]
    return SchoolPlan(f"{town_name}s skola {place + 1}", f"{code}{place + 1:04}", grades, parallel, place % 5 == 3)
