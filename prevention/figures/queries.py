"""Figures about concerns: totals of the municipality for school years that are over, small numbers hidden.

On PostgreSQL the database itself hides them (`app_referral_figures`): the login of the pages, acting for somebody who
sees figures, is never told a small number. SQLite has no such border, so there it is done here, in the same way.
"""

from collections.abc import Iterable
from dataclasses import astuple, dataclass
from datetime import date, datetime, time

from sqlalchemy import func, select, text

from prevention import clock
from prevention.access.actor import Actor
from prevention.access.permissions import Permission
from prevention.database import acting_as
from prevention.extensions import db, on_postgresql
from prevention.organisations.models import SchoolYear
from prevention.referrals.models import Referral, ReferralKind, ReferralStatus, StatusCode, StatusEvent
from prevention.suppression import Sum, hidden

YEARS = 3  # the latest that are over; what is older may be weeded, and then its totals would tell when
ANSWERS = (StatusCode.OPENED, StatusCode.NOT_OPENED, StatusCode.ALREADY_ONGOING)
PLACES = Sum("sent", ("opened", "not_opened", "already_ongoing", "undecided"))
HIDDEN_BY_DATABASE = text("SELECT * FROM app_referral_figures()")


@dataclass(frozen=True, slots=True)
class YearFigures:
    """Concerns sent from 1 July to 30 June, and what had become of them on 1 October after. None is hidden."""

    first_year: int
    sent: int | None
    opened: int | None
    not_opened: int | None
    already_ongoing: int | None
    undecided: int | None

    @property
    def name(self) -> str:
        return f"{self.first_year}/{(self.first_year + 1) % 100:02}"

    @property
    def hides(self) -> bool:
        return None in astuple(self)


def figures(actor: Actor) -> list[YearFigures]:
    """Return the latest years that are over, the newest first. A year never changes once it is shown."""
    if not actor.everywhere(Permission.REFERRAL_FIGURES):
        return []
    if on_postgresql():
        with acting_as(actor.person_id):
            return [YearFigures(*row) for row in db.session.execute(HIDDEN_BY_DATABASE)]
    return [hide(year, counts(actor, year)) for year in years_over(actor)]


def years_over(actor: Actor) -> list[int]:
    today = clock.today()
    last = today.year - (1 if today >= date(today.year, 10, 1) else 2)
    starts = db.session.scalars(select(SchoolYear.starts_on).where(SchoolYear.municipality_id == actor.municipality_id))
    return sorted({day.year for day in starts if last - YEARS < day.year <= last}, reverse=True)


def counts(actor: Actor, first_year: int) -> dict[str, int]:
    begins, ends, stands = (local(date(first_year + later, month, 1)) for later, month in ((0, 7), (1, 7), (1, 10)))
    answer = (
        select(StatusEvent.code)
        .where(StatusEvent.referral_id == Referral.id, StatusEvent.code.in_(ANSWERS), StatusEvent.at < stands)
        .order_by(StatusEvent.at.desc(), StatusEvent.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    query = select(answer.label("answer"), func.count()).where(
        Referral.municipality_id == actor.municipality_id,
        Referral.status == ReferralStatus.SENT,
        Referral.kind == ReferralKind.CONCERN,
        Referral.sent_at >= begins,
        Referral.sent_at < ends,
    )
    found = {str(code or "undecided"): count for code, count in db.session.execute(query.group_by("answer"))}
    return {place: found.get(place, 0) for place in PLACES.parts} | {"sent": sum(found.values())}


def hide(first_year: int, cells: dict[str, int]) -> YearFigures:
    out = hidden(cells, [PLACES])
    return YearFigures(first_year, **{place: None if place in out else number for place, number in cells.items()})


def local(day: date) -> datetime:
    return datetime.combine(day, time(), clock.LOCAL)


def any_hidden(years: Iterable[YearFigures]) -> bool:
    return any(year.hides for year in years)
