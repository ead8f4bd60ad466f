"""Every page that the access matrix opens, looked at by axe: on a phone in Swedish, on a dark desktop in English."""

from collections.abc import Callable, Iterator

import pytest
from flask import Flask

from prevention.extensions import db
from tests.access.objects import NAMED, objects_of
from tests.access.table import ROLES, read_matrix
from tests.world import World

from .visitor import Visitor

Visit = Callable[..., Visitor]
SEEN_ELSEWHERE = {  # files, and two that only lead on
    "static",
    "api_pages.openapi",
    "pages.start",
    "accounts.open_invitation",
    "referrals.receipt",
    "referrals.download",
    "cases.download_file",
    "figures.as_csv",
    "opendata.as_file",
}


@pytest.mark.parametrize(("device", "language", "scheme"), [("phone", "sv", "light"), ("desktop", "en", "dark")])
def test_every_page_reads_well(
    device: str, language: str, scheme: str, visit: Visit, live_app: Flask, live_world: World
) -> None:
    visitor = visit(device, language)
    visitor.page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    with live_app.app_context():
        found = list(pages(live_app, live_world))
        db.session.commit()
    for role, address in found:
        visitor.sign_in(getattr(live_world, role))
        visitor.open(address)


def pages(app: Flask, world: World) -> Iterator[tuple[str, str]]:
    """Yield each address once, with the first role that may open it."""
    for endpoint, line in read_matrix().items():
        rule = next(app.url_map.iter_rules(endpoint))
        if endpoint in SEEN_ELSEWHERE or line.by_token or "GET" not in (rule.methods or set()):
            continue
        role = next((role for role in ROLES if line.cells[role] in "+om@*"), None)
        values = {name: NAMED.get(name) or objects_of(world)[name].own for name in rule.arguments}
        with app.test_request_context():
            built = rule.build(values)
        assert role and built
        yield role, built[1]


def test_a_page_with_a_fault_is_seen(visit: Visit, live_world: World) -> None:
    visitor = visit().sign_in(live_world.auditor).open("/help")
    visitor.page.evaluate("() => { document.querySelector('h1').outerHTML = '<img src=\"/static/img/mark.svg\">' }")
    with pytest.raises(AssertionError, match="image-alt"):
        visitor.look()
