"""The guard refuses to start with a door that nobody guards, and answers alike for missing and forbidden."""

from collections.abc import Callable

import pytest
from flask import Flask

from prevention.access.guard import UnmarkedRoute, check_every_route, public, requires, signed_in
from prevention.access.kinds import AgencyKind
from prevention.access.permissions import Permission
from prevention.access.roles import Reach
from prevention.audit.models import AuditHead
from prevention.organisations.models import SchoolYear

View = Callable[..., str]


@pytest.fixture(autouse=True)
def the_rules_are_loaded(app: Flask) -> None:
    """A rule is known once the app was built."""


def page(**_values: object) -> str:
    return "hello"


def marked(one: type | None = None, kind: AgencyKind | None = None) -> View:
    def view(**_values: object) -> str:
        return "hello"

    return requires(Permission.CLASS_READ, one=one, kind=kind)(view)


@pytest.mark.parametrize(
    ("address", "view", "methods", "says"),
    [
        ("/open", page, ["GET"], "carries neither"),
        ("/both", public("both")(lambda: "hello"), ["GET", "POST"], "reads and writes"),
        ("/years/<uuid:school_year>", marked(), ["GET"], "its mark checks None"),
        ("/years", marked(SchoolYear), ["GET"], "its mark checks school_year"),
        ("/years/<school_year>", marked(SchoolYear), ["GET"], "its mark checks school_year"),
        ("/people/<int:person>", marked(), ["GET"], "its mark checks None"),
        ("/people/<person>", signed_in("why")(lambda **_values: "hello"), ["GET"], "its mark checks None"),
        ("/years/<uuid:school_year>/<lesson>", marked(SchoolYear), ["GET"], "its mark checks school_year"),
        ("/years/<uuid:school_year>/<uuid:person>", marked(SchoolYear), ["GET"], "its mark checks school_year"),
        ("/heads/<uuid:audit_head>", marked(AuditHead), ["GET"], "AuditHead has no rule"),
        ("/years/<uuid:school_year>", marked(SchoolYear, AgencyKind.SCHOOL), ["GET"], "what has no kind"),
        ("/years", marked(kind=AgencyKind.SCHOOL), ["GET"], "what has no kind"),
    ],
)
def test_an_unguarded_door_stops_the_app_from_starting(address: str, view: View, methods: list[str], says: str) -> None:
    app = Flask("strange", static_folder=None)
    app.add_url_rule(address, "door", view, methods=methods)
    with pytest.raises(UnmarkedRoute, match=says):
        check_every_route(app)


def test_a_guarded_door_is_let_be() -> None:
    app = Flask("known", static_folder=None)
    app.add_url_rule("/years/<uuid:school_year>", "door", marked(SchoolYear))
    check_every_route(app)


def test_the_policy_is_printed_as_it_is_enforced(app: Flask) -> None:
    shown = app.test_cli_runner().invoke(args=["access", "show"]).output
    assert "session:log" in shown and "coverage_administrator, held at: municipality" in shown
    assert all(f"\n{mark} = {reach.words}" in shown for reach, mark in zip(Reach, "ALOS", strict=True))
    case_read = next(line for line in shown.splitlines() if line.startswith("case:read"))
    assert case_read.split()[1:11] == ["·", "·", "·", "S", "A", "·", "·", "·", "·", "·"]
    routes = app.test_cli_runner().invoke(args=["access", "show", "--routes"]).output
    assert "/audit" in routes and "AUDIT_READ" in routes
    assert "COVERAGE_READ on Agency of kind school" in routes
    assert all(rule.rule in routes for rule in app.url_map.iter_rules())
