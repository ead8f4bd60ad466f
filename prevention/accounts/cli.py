"""`prevention people …`: for the first set-up, and for when nobody can sign in.

Exit status 2 is a mistake in how it was called, 1 is something that is not there or not allowed.
"""

import json

import click
from flask import current_app
from flask.cli import AppGroup

from prevention.access.kinds import AgencyKind
from prevention.access.roles import ROLES, Role
from prevention.extensions import db
from prevention.formats import speaking
from prevention.organisations.models import Agency, Municipality

from . import actions, entry, invitations, queries
from .models import Person

people = AppGroup("people", help="People and their roles.")


@people.command("add")
@click.argument("email")
@click.option("--name", required=True, help="The person's name.")
@click.option("--role", required=True, type=click.Choice([role.value for role in Role]), help="The role they get.")
@click.option("--agency", help="Where the role is held: its code or name. Default: the municipality, for its roles.")
@click.option("--municipality", help="Its four-digit code, where the database holds several.")
def add(email: str, name: str, role: str, agency: str | None, municipality: str | None) -> None:
    """Add a person with a role, and print the one-time link to their first password."""
    if "@" not in email.strip("@") or not name.strip():
        raise click.UsageError("Give an e-mail address and a name, such as: anna.berg@example.org --name 'Anna Berg'.")
    place = agency_for(Role(role), agency, the_municipality(municipality))
    try:
        person, link = actions.invite(None, actions.Newcomer(email, name, Role(role), place))
    except actions.Refused as refused:
        raise failure(refused) from refused
    click.echo(
        f"Added {person.email} as {role} at {place.name}. The link works once, until {link.expires_at:%Y-%m-%d}:"
    )
    click.echo(address_of(link))
    db.session.commit()


@people.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON list.")
@click.option("--municipality", help="Only the people of the municipality with this four-digit code.")
def list_people(as_json: bool, municipality: str | None) -> None:
    """List people with the state of their account and what they hold where."""
    found = queries.everybody(the_municipality(municipality) if municipality else None)
    if as_json:
        click.echo(json.dumps([as_record(one) for one in found], ensure_ascii=False))
        return
    for one in found:
        roles = "; ".join(f"{held.role} at {held.agency}" for held in one.roles)
        click.echo(f"{one.email:<40} {one.state:<13} {one.name}: {roles or 'no role'}")


@people.command("deactivate")
@click.argument("email")
def deactivate(email: str) -> None:
    """Close an account at once: its sessions and links end."""
    person = the_person(email)
    try:
        actions.deactivate(None, person)
    except actions.Refused as refused:
        raise failure(refused) from refused
    db.session.commit()
    click.echo(f"{person.email} is deactivated.")


@people.command("password")
@click.argument("email")
@click.password_option(help="Asked for where it is not given; others on the machine can see what is given.")
def password(email: str, password: str) -> None:
    """Set a person's password, for the first set-up."""
    person = the_person(email)
    try:
        actions.first_password(person, password)
    except entry.WeakPassword as weak:
        with speaking("en"):
            raise click.UsageError(str(weak)) from weak
    db.session.commit()
    click.echo(f"{person.email} has a new password.")


def as_record(one: queries.PersonRow) -> dict[str, object]:
    roles = [{"role": held.role, "agency": held.agency} for held in one.roles]
    return {"email": one.email, "name": one.name, "state": one.state, "roles": roles}


def the_person(email: str) -> Person:
    person = entry.person_with(entry.normal_email(email))
    if person is None:
        raise click.ClickException(f"Nobody has the address {email}. See: prevention people list")
    return person


def the_municipality(code: str | None) -> Municipality:
    found = queries.municipalities(code)
    if not found and code:
        raise click.ClickException(f"There is no municipality with the code {code}.")
    if not found:
        raise click.ClickException("There is no municipality yet. Add one first.")
    if len(found) > 1:
        codes = ", ".join(f"{one.code} {one.name}" for one in found)
        raise click.UsageError(f"There are several municipalities. Choose one with --municipality: {codes}.")
    return found[0]


def agency_for(role: Role, wanted: str | None, municipality: Municipality) -> Agency:
    kind = ROLES[role].held_at
    if wanted is None and kind is not AgencyKind.MUNICIPALITY:
        raise click.UsageError(f"The role {role} is held at a {kind}. Say which with --agency CODE or --agency NAME.")
    found = queries.agencies_named(municipality, kind, wanted)
    if not found:
        raise click.ClickException(f"{municipality.name} has no {kind} called {wanted or municipality.name}.")
    if len(found) > 1:
        raise click.UsageError(f"{municipality.name} has several called {wanted}. Give the code with --agency.")
    return found[0]


def address_of(link: invitations.Link) -> str:
    """Return the link. Without a configured address only its path is known."""
    with current_app.test_request_context(), speaking("en"):
        if current_app.config["BASE_URL"]:
            return invitations.address_of(link.token)
        return f"{invitations.path_of(link.token)}   (after the address of the application)"


def failure(refused: actions.Refused) -> click.ClickException:
    with speaking("en"):
        return click.ClickException(str(refused.sentence))
