"""Reports and monthly reports, stored as they stand after they were asked for."""

import uuid
from datetime import timedelta

from prevention import clock
from prevention.access.kinds import AgencyKind
from prevention.access.roles import Role
from prevention.accounts.models import Person, RoleAssignment
from prevention.extensions import db
from prevention.organisations.models import Agency, Municipality
from prevention.reports.models import Report, ReportFormat, ReportKind, ReportSchedule
from tests.town import Town

PDF = b"%PDF-1.7 invented"


def add_report(town: Town, person: uuid.UUID, school: uuid.UUID | None, content: bytes | None = PDF) -> uuid.UUID:
    """Add a report that is made, or with no content one that waits."""
    report = Report(
        municipality_id=town.municipality,
        asked_by_id=person,
        asked=uuid.uuid4().hex,
        kind=ReportKind.SCHOOL if school else ReportKind.MUNICIPALITY,
        format=ReportFormat.PDF,
        school_id=school,
        school_year_id=town.school_year,
        language="sv",
        asked_at=clock.now(),
        made_at=clock.now() if content else None,
        expires_at=clock.now() + timedelta(days=30),
        size=len(content) if content else None,
        content=content,
    )
    db.session.add(report)
    db.session.flush()
    return report.id


def add_schedule(town: Town, person: uuid.UUID, school: uuid.UUID | None) -> uuid.UUID:
    """Add a report that is due today."""
    row = ReportSchedule(
        municipality_id=town.municipality,
        person_id=person,
        asked=uuid.uuid4().hex,
        kind=ReportKind.SCHOOL if school else ReportKind.COUNCIL,
        format=ReportFormat.PDF,
        school_id=school,
        day=clock.today().day,
        next_on=clock.today(),
    )
    db.session.add(row)
    db.session.flush()
    return row.id


def add_empty_town() -> tuple[uuid.UUID, uuid.UUID]:
    """Add a municipality without a school year, and its coverage administrator."""
    here = Municipality(code="7702", name="Tomköping")
    db.session.add(here)
    db.session.flush()
    agency = Agency(municipality_id=here.id, kind=AgencyKind.MUNICIPALITY, name="Tomköpings kommun")
    person = Person(municipality_id=here.id, email="coverage@7702.example", name="Admin 7702")
    db.session.add_all([agency, person])
    db.session.flush()
    held = {"municipality_id": here.id, "person_id": person.id, "agency_id": agency.id}
    db.session.add(RoleAssignment(**held, role=Role.COVERAGE_ADMINISTRATOR, granted_at=clock.now()))
    db.session.flush()
    return here.id, person.id
