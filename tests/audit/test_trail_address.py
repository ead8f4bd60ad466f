"""The address of the trail's pages holds what anybody may type."""

import pytest

from tests.client import PageClient
from tests.world import World


@pytest.mark.parametrize("before", ["9" * 30, "9" * 5000, "-1", "x"])
def test_a_number_that_no_row_has_is_passed_over(client: PageClient, world: World, before: str) -> None:
    client.sign_in(world.auditor)
    assert client.get(f"/audit?before={before}").status_code == 200
