"""`prevention people …`, with its exit codes: 0 done, 1 not there or not allowed, 2 called the wrong way."""

import json
import re

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import select

from prevention.access.roles import Role
from prevention.accounts.models import Person, RoleAssignment
from prevention.extensions import db
from tests.client import PageClient
from tests.conftest import NOW
from tests.world import World

from .people import PASSWORD, person, recorded, try_to_sign_in, with_password

TOWN = ("--municipality", "9901")


@pytest.fixture(autouse=True)
def _database(app: Flask, session: object) -> None:
    """Everything here happens in the rolled-back session."""


def run(app: Flask, *arguments: str, typed: str | None = None) -> Result:
    """Run it and keep only what it has committed."""
    result = app.test_cli_runner().invoke(args=["people", *arguments], input=typed)
    db.session.rollback()
    return result


def add(app: Flask, *more: str, email: str = "Kim.Ek@almkoping.example") -> Result:
    return run(app, "add", email, "--name", "Kim Ek", *more)


def test_add_prints_a_link_that_works(app: Flask, client: PageClient, world: World) -> None:
    done = add(app, "--role", "system_administrator", *TOWN)
    assert done.exit_code == 0, done.output
    assert "Added kim.ek@almkoping.example as system_administrator at Almköpings kommun." in done.output
    (path,) = re.findall(r"/invitation/\S+", done.output)
    client.get(path)
    assert client.post("/invitation", data={"new": PASSWORD, "again": PASSWORD}).status_code == 303
    assert client.get("/people").status_code == 200
    assert recorded("person.invited")[0].actor_id is None


@pytest.mark.parametrize("school", ["99010001", "almköpings norra skola"])
def test_a_school_is_named_by_code_or_name(school: str, app: Flask, world: World) -> None:
    done = add(app, "--role", "teacher", "--agency", school.replace("almk", "Almk"), *TOWN)
    assert done.exit_code == 0, done.output
    assert "at Almköpings norra skola" in done.output


def test_with_a_base_url_the_link_is_whole(app: Flask, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(app.config, "BASE_URL", "https://almkoping.example")
    assert "\nhttps://almkoping.example/invitation/" in add(app, "--role", "auditor", *TOWN).output


@pytest.mark.parametrize(
    ("arguments", "status", "sentence"),
    [
        (("--role", "teacher", *TOWN), 2, "is held at a school. Say which with --agency"),
        (("--role", "superuser", *TOWN), 2, "'superuser' is not one of"),
        (("--role", "auditor"), 2, "Choose one with --municipality: 9901 Almköping, 9902 Björkvik."),
        (("--role", "auditor", "--municipality", "0000"), 1, "There is no municipality with the code 0000."),
        (("--role", "teacher", "--agency", "Ingenstans", *TOWN), 1, "Almköping has no school called Ingenstans."),
        (("--role", "teacher", "--agency", "99020001", *TOWN), 1, "Almköping has no school called 99020001."),
        (("--role", "teacher", "--agency", "Polisen Almköping", *TOWN), 1, "has no school called Polisen"),
    ],
)
def test_what_is_wrong_with_add_is_said(
    arguments: tuple[str, ...], status: int, sentence: str, app: Flask, world: World
) -> None:
    failed = add(app, *arguments)
    assert (failed.exit_code, sentence in " ".join(failed.output.split())) == (status, True), failed.output
    assert db.session.scalar(select(Person).where(Person.name == "Kim Ek")) is None


def test_an_address_is_taken_once(app: Flask, world: World) -> None:
    failed = add(app, "--role", "auditor", *TOWN, email="TEACHER@9901.example")
    assert failed.exit_code == 1
    assert "There is already an account with this e-mail address." in failed.output
    assert add(app, "--role", "auditor", *TOWN, email="no address").exit_code == 2


def test_list_tells_state_and_roles(app: Flask, world: World) -> None:
    with_password(world.teacher)
    rows = json.loads(run(app, "list", "--json", *TOWN).output)
    assert len(rows) == 14
    teacher = next(row for row in rows if row["email"] == "teacher@9901.example")
    assert teacher == {
        "email": "teacher@9901.example",
        "name": "Teacher 9901",
        "state": "active",
        "roles": [{"role": "teacher", "agency": "Almköpings norra skola"}],
    }
    assert len(json.loads(run(app, "list", "--json").output)) == 28
    assert "nobody@9901.example" in run(app, "list", *TOWN).output
    assert run(app, "list", "--municipality", "0000").exit_code == 1


def test_deactivate_closes_the_account(app: Flask, world: World) -> None:
    assert run(app, "deactivate", "Teacher@9901.example").exit_code == 0
    assert person(world.teacher).deactivated_at is not None
    assert run(app, "deactivate", "stranger@9901.example").exit_code == 1


@pytest.mark.parametrize("other", ["no password", "closed", "ended", "in another town", "active"])
def test_the_last_active_administrator_stays(other: str, app: Flask, world: World) -> None:
    with_password(world.system_administrator)
    second_administrator(world, other)
    done = run(app, "deactivate", "system_administrator@9901.example")
    assert (done.exit_code == 0) == (other == "active")
    assert ("last active system administrator" in done.output) == (other != "active")
    assert (person(world.system_administrator).deactivated_at is not None) == (other == "active")


def second_administrator(world: World, state: str) -> None:
    if state == "in another town":
        with_password(world.system_administrator_b)
        return
    role = RoleAssignment(
        municipality_id=world.town.municipality,
        person_id=world.auditor,
        role=Role.SYSTEM_ADMINISTRATOR,
        agency_id=world.town.municipality_agency,
        granted_at=NOW,
        ended_at=NOW if state == "ended" else None,
    )
    db.session.add(role)
    if state != "no password":
        with_password(world.auditor).deactivated_at = NOW if state == "closed" else None
    db.session.commit()


def test_a_first_password_is_asked_for_twice(app: Flask, client: PageClient, world: World) -> None:
    done = run(app, "password", "teacher@9901.example", typed=f"{PASSWORD}\n{PASSWORD}\n")
    assert done.exit_code == 0, done.output
    assert PASSWORD not in done.output
    assert try_to_sign_in(client, "teacher@9901.example") == 303
    weak = run(app, "password", "teacher@9901.example", typed="kort\nkort\n")
    assert weak.exit_code == 2
    assert "Use at least 12 characters." in weak.output
    assert run(app, "password", "stranger@9901.example", typed=f"{PASSWORD}\n{PASSWORD}\n").exit_code == 1
