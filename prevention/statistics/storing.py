"""Putting what was read into the database: compared in bulk, never deleted, one audit event a municipality.

The source shows the latest five years. What it no longer shows stays, so that a series grows longer than that.
"""

import uuid
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select

from prevention.access.kinds import AgencyKind
from prevention.audit.record import event, record
from prevention.extensions import db
from prevention.import_report import ImportReport, Progress, Rejection
from prevention.organisations.models import Agency, Municipality
from prevention.organisations.register.answers import Fault

from .models import StatisticValue
from .reading import Value, statistics_in
from .sources import FORM, Source, sources_at

OUTCOMES = ("created", "updated", "unchanged", "rejected")
STATISTICS_IMPORTED = event("statistics.imported", *OUTCOMES)
Stored = Mapping[tuple[str, str], StatisticValue]


@dataclass(frozen=True, slots=True)
class SchoolValues:
    """What was read about a school."""

    municipality_id: uuid.UUID
    school_id: uuid.UUID
    values: list[Value]


Read = dict[uuid.UUID, SchoolValues]


def import_statistics(place: str, progress: Progress) -> ImportReport:
    """Bring in the statistics of the schools that are known here, without committing.

    :raises SourceFault: where the source cannot be read; nothing was changed then.
    """
    schools = schools_by_code()
    report = ImportReport(OUTCOMES)
    sources = sources_at(place, [code for code, school in schools.items() if offers(school, FORM)])
    municipalities = {one.id: one for one in db.session.scalars(select(Municipality).order_by(Municipality.code))}
    read: dict[uuid.UUID, Read] = defaultdict(dict)
    for number, source in enumerate(sources, 1):
        school = schools.get(source.code or "")
        try:
            if values := values_from(source, school):
                read[values.municipality_id][values.school_id] = values
        except Fault as fault:
            code = municipalities[school.municipality_id].code if school else None
            report.rejections.append(Rejection(source.name, str(fault), code))
        progress(number, len(sources))
    for municipality in municipalities.values():
        store_municipality(municipality, read[municipality.id], report)
    return report


def schools_by_code() -> dict[str, Agency]:
    schools = db.session.scalars(select(Agency).where(Agency.kind == AgencyKind.SCHOOL))
    return {str(school.code): school for school in schools}


def offers(school: Agency, form: str) -> bool:
    return any(offer["form"] == form for offer in school.offers)


def values_from(source: Source, school: Agency | None) -> SchoolValues | None:
    """Return the values, or nothing where the service has none about this school.

    :raises Fault: for a source that cannot be used.
    """
    if source.code is None:
        raise Fault(f"is not named as statistics of a school, such as 12345678_{FORM}.json")
    if school is None:
        raise Fault(f"is about the unit {source.code}, which is no school here. Import the schools first")
    answer = source.read()
    return SchoolValues(school.municipality_id, school.id, statistics_in(answer, source.code)) if answer else None


def store_municipality(municipality: Municipality, read: Read, report: ImportReport) -> None:
    """Store what was read about its schools. A municipality that nothing tells of is left in peace."""
    rejected = sum(one.municipality_code == municipality.code for one in report.rejections)
    if not read and not rejected:
        return
    stored = stored_values(read)
    counts = Counter(store_school(values, stored[values.school_id]) for values in read.values())
    counts["rejected"] = rejected
    record(None, STATISTICS_IMPORTED, municipality, **{outcome: counts[outcome] for outcome in OUTCOMES})
    report.counts += counts


def stored_values(schools: Read) -> dict[uuid.UUID, dict[tuple[str, str], StatisticValue]]:
    found: dict[uuid.UUID, dict[tuple[str, str], StatisticValue]] = defaultdict(dict)
    for row in db.session.scalars(select(StatisticValue).where(StatisticValue.school_id.in_(schools))):
        found[row.school_id][row.measure, row.period] = row
    return found


def store_school(read: SchoolValues, stored: Stored) -> str:
    """Add and change what differs, and return the outcome of the school."""
    changed = [value for value in read.values if not is_stored(value, stored.get((value.measure, value.period)))]
    for value in changed:
        row = stored.get((value.measure, value.period))
        if row is None:
            row = StatisticValue(municipality_id=read.municipality_id, school_id=read.school_id)
            row.measure, row.period = value.measure, value.period
            db.session.add(row)
        row.kind, row.text, row.number = value.kind, value.text, value.number
    if not changed:
        return "unchanged"
    return "updated" if stored else "created"


def is_stored(value: Value, row: StatisticValue | None) -> bool:
    return row is not None and (row.kind, row.text, row.number) == (value.kind, value.text, value.number)
