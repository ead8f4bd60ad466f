"""Putting what was read into the database: compared in bulk, never deleted.

One audit event a municipality, and one for each school that closes or opens again: its row keeps the last day only.
"""

from collections import Counter
from collections.abc import Iterable
from typing import Any

from sqlalchemy import or_, select

from prevention import clock
from prevention.access.kinds import AgencyKind
from prevention.audit.record import event, record
from prevention.extensions import db
from prevention.import_report import ImportReport, Progress, Rejection

from ..actions import AGENCY_CLOSED, AGENCY_REOPENED, found_municipality
from ..models import Agency, Municipality, OwnerType
from .reading import Register, read_register
from .sources import Source
from .units import Unit

OUTCOMES = ("created", "updated", "unchanged", "closed", "rejected")
SCHOOLS_IMPORTED = event("schools.imported", *OUTCOMES)


def import_schools(source: Source, wanted: frozenset[str], progress: Progress) -> ImportReport:
    """Bring the schools of the register in, without committing.

    :raises SourceFault: where the source cannot be read; nothing was changed then.
    """
    register = read_register(source, wanted, progress)
    report = ImportReport(OUTCOMES, rejections=register.rejections)
    municipalities = municipalities_of(register, wanted)
    schools = schools_by_code(municipalities.values(), register)
    for code in sorted(municipalities):
        store_municipality(municipalities[code], register, schools, report)
    return report


def municipalities_of(register: Register, wanted: frozenset[str]) -> dict[str, Municipality]:
    """Return the municipalities that were read, by code; new ones are founded where they have a sound school."""
    codes = {code for code in register.scopes if not wanted or code in wanted}
    found = {one.code: one for one in db.session.scalars(select(Municipality).where(Municipality.code.in_(codes)))}
    for code in sorted(codes - found.keys()):
        if units := register.units.get(code):
            found[code] = found_municipality(code, name_of(code, units))
    return found


def name_of(code: str, units: Iterable[Unit]) -> str:
    """Return the name of the owner of a municipal school, `BOTKYRKA KOMMUN` as `Botkyrka kommun`."""
    owners = [one.owner_name for one in units if one.owner_type is OwnerType.MUNICIPAL and one.owner_name]
    names = Counter(name for name in owners if name.casefold().endswith((" kommun", " stad")))
    if not names:
        return f"Kommun {code}"
    *words, last = names.most_common(1)[0][0].split()
    return " ".join([*(word.title() for word in words), last.lower()])[:120]


def schools_by_code(municipalities: Iterable[Municipality], register: Register) -> dict[str, Agency]:
    """Return every school of these municipalities, and those with a code that was read wherever they are."""
    ids = [one.id for one in municipalities]
    codes = [unit.code for units in register.units.values() for unit in units]
    schools = select(Agency).where(
        Agency.kind == AgencyKind.SCHOOL, or_(Agency.municipality_id.in_(ids), Agency.code.in_(codes))
    )
    return {str(one.code): one for one in db.session.scalars(schools)}


def store_municipality(
    municipality: Municipality, register: Register, schools: dict[str, Agency], report: ImportReport
) -> None:
    counts: Counter[str] = Counter()
    for unit in register.units.get(municipality.code, ()):
        counts[store_unit(municipality, unit, schools.get(unit.code), register)] += 1
    counts["closed"] = close_missing(municipality, register, schools.values())
    counts["rejected"] = sum(one.municipality_code == municipality.code for one in register.rejections)
    record(None, SCHOOLS_IMPORTED, municipality, **{outcome: counts[outcome] for outcome in OUTCOMES})
    report.counts += counts


def store_unit(municipality: Municipality, unit: Unit, school: Agency | None, register: Register) -> str:
    """Add or change one school and return the outcome. What the list alone does not tell stays as it was."""
    if school is None:
        db.session.add(
            Agency(municipality_id=municipality.id, kind=AgencyKind.SCHOOL, code=unit.code, **values_of(unit))
        )
        return "created"
    if school.municipality_id != municipality.id:
        reason = f"is in municipality {municipality.code}, and here the unit belongs to another one"
        register.rejections.append(Rejection(f"school-units/{unit.code}", reason, municipality.code))
        return "rejected"
    new = {key: value for key, value in values_of(unit).items() if getattr(school, key) != value}
    for key, value in new.items():
        setattr(school, key, value)
    if "active_to" in new:
        record(None, AGENCY_REOPENED, school)
    return "updated" if new else "unchanged"


def values_of(unit: Unit) -> dict[str, Any]:
    known = {
        "name": unit.name,
        "owner_type": unit.owner_type,
        "offers": unit.offers,
        "place": unit.place,
        "active_to": None,  # standing in the register, it is open: a closed one opens again
    }
    details = {"owner_name": unit.owner_name, "latitude": unit.latitude, "longitude": unit.longitude}
    return known | details if unit.detailed else known


def close_missing(municipality: Municipality, register: Register, schools: Iterable[Agency]) -> int:
    """Close the open schools that a list should hold and does not."""
    if not register.may_close:
        return 0
    scopes = register.scopes[municipality.code]
    gone = [
        school
        for school in schools
        if school.municipality_id == municipality.id
        and school.active_to is None
        and school.code not in register.listed
        and any(scope.covers(school.offers) for scope in scopes)
    ]
    for school in gone:
        school.active_to = clock.today()
        record(None, AGENCY_CLOSED, school)
    return len(gone)
