import pytest

from tests.client import PageClient
from tests.world import World


@pytest.fixture
def teacher(client: PageClient, world: World) -> PageClient:
    return client.sign_in(world.teacher)
