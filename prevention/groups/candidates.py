"""Who can be invited: people with a role that takes part, at the unit itself or at an agency the consent names."""

import uuid
from typing import Any

from sqlalchemy import Select, or_, select

from prevention import clock
from prevention.access.permissions import Permission
from prevention.access.roles import ROLES, Role
from prevention.accounts.models import Person, RoleAssignment
from prevention.cases.models import CaseFile
from prevention.extensions import db
from prevention.handovers.models import Consent
from prevention.organisations.models import Agency
from prevention.sorting import swedish

from .models import CooperationGroup, GroupMember

Rows = Select[*tuple[Any, ...]]
TAKING_PART = tuple(role for role in Role if Permission.GROUP_TAKE_PART in ROLES[role].permissions)


def candidate(group: CooperationGroup, assignment_id: uuid.UUID) -> RoleAssignment | None:
    """Return the role that somebody can be invited by; None where they cannot."""
    query = who(group, select(RoleAssignment)).where(RoleAssignment.id == assignment_id)
    found: RoleAssignment | None = db.session.scalar(query)
    return found


def candidates(group: CooperationGroup) -> list[tuple[uuid.UUID, str]]:
    """Return who can be invited and does not take part yet, by agency and name."""
    there = select(GroupMember.person_id).where(GroupMember.group_id == group.id, GroupMember.left_at.is_(None))
    query = who(group, select(RoleAssignment.id, RoleAssignment.role, Person.name, Agency.name))
    rows = db.session.execute(
        query.where(Person.id.not_in(there)).order_by(swedish(Agency.name), swedish(Person.name), RoleAssignment.id)
    )
    return [(key, f"{agency}: {name}, {str(ROLES[role].title).lower()}") for key, role, name, agency in rows]


def who(group: CooperationGroup, query: Rows) -> Rows:
    found = select(Consent.agency_ids, CaseFile.agency_id).join(CaseFile, CaseFile.id == Consent.case_id)
    covered, unit = db.session.execute(found.where(Consent.id == group.consent_id)).one()
    return (
        query.join(Person, Person.id == RoleAssignment.person_id)
        .join(Agency, Agency.id == RoleAssignment.agency_id)
        .where(
            RoleAssignment.municipality_id == group.municipality_id,
            RoleAssignment.agency_id.in_([unit, *map(uuid.UUID, covered)]),
            RoleAssignment.role.in_(TAKING_PART),
            RoleAssignment.ended_at.is_(None),
            Person.deactivated_at.is_(None),
            or_(Agency.active_to.is_(None), Agency.active_to >= clock.today()),
        )
    )
