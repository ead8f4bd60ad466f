"""What reports are called, and how one that is not made yet stands."""

from collections.abc import Sequence

from flask_babel import LazyString

from prevention.clock import LOCAL
from prevention.formats import day, gettext, lazy_gettext
from prevention.quality.queries import ProgrammeRow
from prevention.quality.words import Shown, in_short
from prevention.readiness.checklist import Checklist
from prevention.readiness.words import label_of, outcome_of, progress

from .models import ReportFormat, ReportKind

KINDS = {
    ReportKind.SCHOOL: lazy_gettext("School report"),
    ReportKind.MUNICIPALITY: lazy_gettext("Municipality report"),
    ReportKind.COUNCIL: lazy_gettext("Yearly report for the council"),
}
ABOUT = {
    ReportKind.SCHOOL: lazy_gettext(
        "Two pages about one school: its programmes, how they are carried out, and its classes one by one."
    ),
    ReportKind.MUNICIPALITY: lazy_gettext("All schools: first together, then each on a page of its own."),
    ReportKind.COUNCIL: lazy_gettext(
        "For those who decide: how far, how it developed over the school years, and what the words mean."
    ),
}
FORMATS = {
    ReportFormat.PDF: lazy_gettext("PDF to read and print"),
    ReportFormat.ARCHIVE: lazy_gettext("PDF/A for the archive"),
    ReportFormat.XLSX: lazy_gettext("Excel, a row for each class"),
    ReportFormat.CSV: lazy_gettext("CSV, a row for each class"),
}
ENDINGS = {
    ReportFormat.PDF: ("pdf", "application/pdf"),
    ReportFormat.ARCHIVE: ("pdf", "application/pdf"),
    ReportFormat.XLSX: ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ReportFormat.CSV: ("csv", "text/csv; charset=utf-8"),
}
FORMATS_OF: dict[ReportKind, tuple[ReportFormat, ...]] = {
    ReportKind.SCHOOL: tuple(ReportFormat),
    ReportKind.MUNICIPALITY: tuple(ReportFormat),
    ReportKind.COUNCIL: (ReportFormat.PDF, ReportFormat.ARCHIVE),
}


def formats_of(kind: ReportKind) -> list[tuple[ReportFormat, LazyString]]:
    return [(one, FORMATS[one]) for one in FORMATS_OF[kind]]


def how_carried_out(row: ProgrammeRow) -> Sequence[Shown]:
    return in_short(row.figures, row.leaders_expected > 1)


def steps(one: Checklist) -> Sequence[tuple[str, str]]:
    """Return each step with how far it is."""
    return [(label_of(item), outcome_of(item)) for item in one.items]


def how_ready(one: Checklist) -> str:
    """Say how many steps are done, and when the school last said so."""
    if one.filled_in_at is None:
        return gettext("Nobody has filled in the checklist for this school year.")
    stated = gettext(
        "Stated by the school itself, last on %(day)s.", day=day(one.filled_in_at.astimezone(LOCAL).date())
    )
    return f"{progress(one)} {stated}"
