"""What needs to be corrected is told in the order of the page, so that one goes through it from above."""

import re

import pytest

from tests.client import PageClient
from tests.world import World


@pytest.mark.parametrize(
    ("person", "address", "fields"),
    [
        ("coverage_administrator", "/classes/new", ["school", "school_year", "name", "grade", "pupils"]),
        ("system_administrator", "/organisation/agencies", ["kind", "name"]),
        ("teacher", "/account/password", ["current", "new"]),
    ],
)
def test_errors_stand_in_the_order_of_the_page(
    client: PageClient, world: World, person: str, address: str, fields: list[str]
) -> None:
    page = client.sign_in(getattr(world, person)).post(address).text
    summary, rest = re.split("</ul>", page[page.index("data-error-summary") :], maxsplit=1)
    assert re.findall('href="#([^"]+)"', summary) == fields
    places = [rest.index(f'id="{field}"') for field in fields]
    assert places == sorted(places)
