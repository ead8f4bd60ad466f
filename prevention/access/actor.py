"""Who acts. Loaded once a request, detached from the database, the first argument of every query and action."""

import uuid
from dataclasses import dataclass

from .kinds import AgencyKind
from .permissions import Permission
from .roles import ROLES, Reach, Role


@dataclass(frozen=True, slots=True)
class Grant:
    """A role held at an agency."""

    role: Role
    agency_id: uuid.UUID
    agency_name: str

    def reach(self, permission: Permission) -> Reach | None:
        return ROLES[self.role].permissions.get(permission)


@dataclass(frozen=True, slots=True)
class Actor:
    """A signed-in person of one municipality, with what they hold there."""

    person_id: uuid.UUID
    municipality_id: uuid.UUID
    name: str
    grants: tuple[Grant, ...]

    def may(self, permission: Permission) -> bool:
        """Tell whether the permission is held anywhere. Which rows it opens is the rules' answer."""
        return any(grant.reach(permission) for grant in self.grants)

    def everywhere(self, permission: Permission) -> bool:
        """Tell whether the permission is held at the municipality itself, and so in all its schools."""
        return any(
            grant.reach(permission) is Reach.AGENCY and ROLES[grant.role].held_at is AgencyKind.MUNICIPALITY
            for grant in self.grants
        )

    def agencies(self, permission: Permission, reach: Reach) -> frozenset[uuid.UUID]:
        """Return the agencies where the permission is held with just this reach."""
        return frozenset(grant.agency_id for grant in self.grants if grant.reach(permission) is reach)

    def only_agency(self, permission: Permission) -> uuid.UUID | None:
        """Return the one agency where the permission is held, for who holds it at one alone, below the municipality."""
        held = self.agencies(permission, Reach.AGENCY)
        return next(iter(held)) if len(held) == 1 and not self.everywhere(permission) else None


@dataclass(frozen=True, slots=True)
class TokenActor(Actor):
    """A system that asks with a token: one permission at one agency, no role. The rules are those of people.

    `person_id` is the token's own id, which is nobody's: what hangs on a person, it cannot reach.
    """

    permission: Permission
    agency_id: uuid.UUID
    held_at: AgencyKind

    def may(self, permission: Permission) -> bool:
        return permission is self.permission

    def everywhere(self, permission: Permission) -> bool:
        return self.may(permission) and self.held_at is AgencyKind.MUNICIPALITY

    def agencies(self, permission: Permission, reach: Reach) -> frozenset[uuid.UUID]:
        return frozenset({self.agency_id} if self.may(permission) and reach is Reach.AGENCY else ())
