"""Pages ask the database as often for one row as for many."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest

from prevention.access.kinds import AgencyKind
from prevention.extensions import db
from prevention.organisations.models import Agency, District
from tests.client import PageClient
from tests.world import World


@pytest.mark.parametrize("page", ["districts", "agencies", "schools/{school}"])
def test_queries_do_not_grow(
    page: str, client: PageClient, world: World, count_queries: Callable[[], AbstractContextManager[list[str]]]
) -> None:
    address = "/organisation/" + page.format(school=world.town.school)
    client.sign_in(world.system_administrator)
    with count_queries() as few:
        client.get(address)
    here = world.town.municipality
    for number in range(20):
        db.session.add(District(municipality_id=here, name=f"Del {number}"))
        db.session.add(Agency(municipality_id=here, name=f"Fältgrupp {number}", kind=AgencyKind.FIELD_TEAM))
    db.session.flush()
    with count_queries() as many:
        client.get(address)
    assert len(few) == len(many) <= 4
