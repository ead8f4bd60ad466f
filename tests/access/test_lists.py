"""No page tells a word of the other municipality, in a list or a choice of a form: the matrix asks for objects only."""

from collections.abc import Iterator

import pytest
from sqlalchemy import select, true, update

from prevention.access.rules import RULES
from prevention.accounts.models import Person
from prevention.classes.models import SchoolClass
from prevention.database import READING, Base
from prevention.extensions import db
from prevention.organisations.models import Agency, District, Municipality, SchoolYear
from prevention.programmes.models import Programme
from tests.client import PageClient
from tests.world import World

from .objects import objects_of
from .table import ROLES

NAMED: tuple[type[Base], ...] = (Agency, District, Municipality, Person, Programme, SchoolClass, SchoolYear)
SHADOW = "Skugga"


@pytest.fixture
def shadows(session: object, world: World) -> None:
    """Give everything of the other municipality a name that stands nowhere else."""
    for model in NAMED:
        here = model.id if model is Municipality else model.municipality_id  # type: ignore[attr-defined]
        for number, key in enumerate(db.session.scalars(select(model.id).where(here == world.other_town.municipality))):
            name = f"{SHADOW}{number}"
            db.session.execute(update(model).where(model.id == key).values(name=name))


@pytest.mark.usefixtures("shadows")
@pytest.mark.parametrize("role", ROLES)
def test_no_page_tells_of_the_other_municipality(client: PageClient, world: World, role: str) -> None:
    client.sign_in(getattr(world, role))
    assert [address for address, text in pages(client, world) if SHADOW in text] == []


@pytest.mark.usefixtures("shadows")
@pytest.mark.parametrize("model", [Agency, District, Person, Programme], ids=lambda one: one.__tablename__)
def test_an_opened_rule_is_seen_in_a_list(
    client: PageClient, world: World, model: type[Base], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(RULES, model, lambda _actor, _permission: true())
    assert any(
        SHADOW in text for role in ROLES for _address, text in pages(client.sign_in(getattr(world, role)), world)
    )


def pages(client: PageClient, world: World) -> Iterator[tuple[str, str]]:
    """Yield every page that opens, with the first of one's own objects where it asks for one."""
    own = {name: one.own for name, one in objects_of(world).items()}
    for rule in client.application.url_map.iter_rules():
        if (rule.methods or set()) - READING or not rule.arguments <= own.keys():
            continue
        with client.application.test_request_context():
            built = rule.build({name: own[name] for name in rule.arguments})
        assert built
        answer = client.get(built[1])
        if answer.status_code == 200 and answer.content_type.startswith("text/"):
            yield built[1], answer.text
