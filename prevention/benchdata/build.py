"""Building the nation, town by town, each in one transaction: stopped half-way, it goes on with the next one."""

from collections.abc import Callable
from dataclasses import asdict, dataclass

from prevention import clock
from prevention.audit.record import record
from prevention.coverage.sums import Scope, recount
from prevention.demo.build import DEMO_BUILT
from prevention.demo.places import school_year
from prevention.extensions import db
from prevention.organisations.proposals import year_of
from prevention.programmes.queries import municipalities

from .founding import Town, found
from .names import TownPlan, towns
from .writing import gather_statistics, write
from .year import Telling


@dataclass(slots=True)
class Built:
    """What was added, in numbers."""

    schools: int = 0
    people: int = 0
    classes: int = 0
    participations: int = 0
    logs: int = 0

    def __iadd__(self, other: "Built") -> "Built":
        for name, count in asdict(other).items():
            setattr(self, name, getattr(self, name) + count)
        return self


class OthersAreHere(ValueError):
    """The database holds municipalities that this did not make; the message names them."""


def build(count: int, years: int, lessons: int | None, say: Callable[[str], None]) -> Built:
    """Add what is missing of the first so many towns, with so many school years to this one. Commits each town.

    :raises OthersAreHere: where there are others: invented data never comes among real data.
    """
    there = towns_here()
    missing = [plan for plan in towns(count) if plan.code not in there]
    built = Built()
    for number, plan in enumerate(missing, 1):
        built += build_town(plan, years, lessons)
        if number & (number - 1) == 0 or number == len(missing):  # with each doubling the figures have changed
            gather_statistics()
        db.session.commit()
        db.session.expunge_all()
        say(f"{number} of {len(missing)}: {plan.name}; {built.classes:,} classes, {built.logs:,} logs so far")
    return built


def towns_here() -> set[str]:
    """Return the codes of the towns that are here already.

    :raises OthersAreHere: as `build`.
    """
    ours = {plan.code: plan.name for plan in towns()}
    there = {one.code: one.name for one in municipalities()}
    if others := sorted(f"{code} {name}" for code, name in there.items() if ours.get(code) != name):
        raise OthersAreHere(", ".join(others[:3]) + (" …" if len(others) > 3 else ""))
    return set(there)


def build_town(plan: TownPlan, years: int, lessons: int | None) -> Built:
    town = found(plan, lessons)
    built = Built(schools=len(town.schools), people=1 + sum(len(one.teachers) for one in town.schools))
    this_year = year_of(clock.today())
    for first in range(this_year - years + 1, this_year + 1):
        built += build_year(town, first)
    record(None, DEMO_BUILT, town.municipality, **asdict(built))
    return built


def build_year(town: Town, first: int) -> Built:
    """Write a school year, and have its sums counted from it as any write does."""
    year = school_year(town.municipality, first)
    db.session.flush()
    rows = Telling(town, year, clock.today()).told()
    write(rows)
    recount(Scope(town.municipality.id, year.id))
    counts = (rows.count(name) for name in ("school_class", "participation", "session_log"))
    return Built(0, 0, *counts)
