"""A report that is ready to download, and one that comes every month."""

from sqlalchemy import select

from prevention.access.roles import Role
from prevention.accounts.models import Person, RoleAssignment
from prevention.coverage.queries import years_of
from prevention.extensions import db
from prevention.formats import speaking
from prevention.organisations.models import Municipality
from prevention.pdf import Standard
from prevention.reports.actions import ask_for, schedule
from prevention.reports.contents import gather, year_named
from prevention.reports.data import Asked, Monthly
from prevention.reports.files import pdf_file
from prevention.reports.handlers import keep
from prevention.reports.models import ReportFormat, ReportKind

from .past import actor_of, forget_letters
from .places import CODE, NAME


def add_reports() -> None:
    """Make the yearly report of the coverage administrator, as its job would."""
    administrator = (
        select(Person.id)
        .join(RoleAssignment, RoleAssignment.person_id == Person.id)
        .join(Municipality, Municipality.id == Person.municipality_id)
        .where(Municipality.code == CODE, RoleAssignment.role == Role.COVERAGE_ADMINISTRATOR)
    )
    actor = actor_of(db.session.scalars(administrator).one())
    year = year_named(years_of(actor.municipality_id))
    assert year is not None  # noqa: S101  just added
    report = ask_for(actor, Asked(ReportKind.COUNCIL, ReportFormat.PDF, None, year.id), "sv")
    with speaking("sv"):
        contents = gather(actor, NAME, ReportKind.COUNCIL, year)
        keep(report, pdf_file(contents, Standard.READABLE, lambda _done, _of: None))
    forget_letters(actor.municipality_id)
    schedule(actor, Monthly(ReportKind.MUNICIPALITY, ReportFormat.PDF, None, day=1))
