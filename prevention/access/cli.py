"""`prevention access show`: the policy, printed as it is enforced."""

import click
from flask import current_app
from flask.cli import AppGroup

from prevention.formats import speaking

from .permissions import Permission
from .queries import holders, routes
from .roles import ROLES, Reach, Role

access = AppGroup("access", help="Show who may do what.")


@access.command("show")
@click.option("--routes", "with_routes", is_flag=True, help="Print each route with its mark instead.")
def show(with_routes: bool) -> None:
    """Print roles × permissions, each mark with how far it reaches."""
    with speaking("en"):
        show_routes() if with_routes else show_roles()


def show_roles() -> None:
    width = max(len(permission.value) for permission in Permission)
    for number, role in enumerate(Role, 1):
        click.echo(f"{number:>2}  {role.value}, held at: {ROLES[role].held_at.value}")
    click.echo("\n" + " " * width + "".join(f"{number:>4}" for number in range(1, len(Role) + 1)))
    for permission in Permission:
        held = holders(permission)
        marks = "".join(f"{held[role].mark if role in held else '·':>4}" for role in Role)
        click.echo(f"{permission.value:<{width}}{marks}   {permission.summary}")
    click.echo("\n" + "\n".join(f"{reach.mark} = {reach.words}" for reach in Reach))


def show_routes() -> None:
    rows = routes(current_app)
    width = max(len(row.address) for row in rows)
    for row in rows:
        click.echo(f"{row.method:<5} {row.address:<{width}}  {row.mark}")
