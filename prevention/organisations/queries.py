"""What pages and other features read about the organisation."""

import uuid
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, or_, select

from prevention import clock
from prevention.access.actor import Actor
from prevention.access.kinds import AgencyKind
from prevention.access.permissions import Permission
from prevention.access.rules import allowed
from prevention.extensions import db

from .models import Agency, Municipality, OwnerType, SchoolYear


@dataclass(frozen=True, slots=True)
class SchoolRow:
    """A school as lists need it."""

    id: uuid.UUID
    code: str | None
    name: str
    district_id: uuid.UUID | None
    owner_type: OwnerType | None
    offers: list[dict[str, str | list[str]]]


def school_years(actor: Actor) -> list[SchoolYear]:
    """Return the municipality's school years, the latest first, without their breaks. They are no secret within it."""
    where = SchoolYear.municipality_id == actor.municipality_id
    return list(
        db.session.scalars(select(SchoolYear).where(where).order_by(SchoolYear.starts_on.desc(), SchoolYear.id))
    )


def current_school_year(municipality_id: uuid.UUID) -> SchoolYear | None:
    """Return the school year that holds today, else the next, else the latest; without its breaks."""
    years, today = years_of(municipality_id), clock.today()
    return next((year for year in reversed(years) if today <= year.ends_on), years[0] if years else None)


def years_of(municipality_id: uuid.UUID) -> list[SchoolYear]:
    query = select(SchoolYear).where(SchoolYear.municipality_id == municipality_id)
    return list(db.session.scalars(query.order_by(SchoolYear.starts_on.desc(), SchoolYear.id)))


def schools(actor: Actor, permission: Permission, include_closed: bool = False) -> list[SchoolRow]:
    """Return the schools where the actor holds the permission, in Swedish order of name."""
    columns = (Agency.id, Agency.code, Agency.name, Agency.district_id, Agency.owner_type, Agency.offers)
    query = select(*columns).where(allowed(Agency, permission, actor), Agency.kind == AgencyKind.SCHOOL)
    if not include_closed:
        query = query.where(is_active(clock.today()))
    rows = [SchoolRow(*row) for row in db.session.execute(query).tuples()]
    return sorted(rows, key=lambda one: (swedish(one.name), str(one.code)))


def all_municipalities() -> list[tuple[str, str]]:
    """Return (code, name) of each. For the command line only: nobody who signs in sees more than their own."""
    return list(db.session.execute(select(Municipality.code, Municipality.name).order_by(Municipality.code)).tuples())


def is_active(today: date) -> ColumnElement[bool]:
    """Return the condition of agencies that are not closed. One that closes today is closed."""
    return or_(Agency.active_to.is_(None), Agency.active_to > today)


def swedish(name: str) -> str:
    """Return the key to sort a name by, with å, ä and ö last and small letters as capitals."""
    return name.casefold().translate(SWEDISH_ORDER)


SWEDISH_ORDER = str.maketrans("åäöæøé", "{|}|}e")
