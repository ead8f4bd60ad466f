"""The policy as people read it: rows for the command line, the administrator's page and the documentation."""

from dataclasses import dataclass

from flask import Flask

from prevention.database import READING

from .guard import mark_of
from .permissions import Permission
from .roles import ROLES, Reach, Role


@dataclass(frozen=True, slots=True)
class RouteRow:
    method: str
    address: str
    mark: str


def routes(app: Flask) -> list[RouteRow]:
    """Return each route with its mark, ordered by address and method."""
    rows = [
        RouteRow(
            " ".join(sorted((rule.methods or set()) - READING)) or "GET",
            rule.rule,
            str(mark_of(app, rule.endpoint)),
        )
        for rule in app.url_map.iter_rules()
    ]
    return sorted(rows, key=lambda row: (row.address, row.method))


def holders(permission: Permission) -> dict[Role, Reach]:
    """Return the roles that hold a permission, each with how far it reaches."""
    return {role: d.permissions[permission] for role, d in ROLES.items() if permission in d.permissions}
