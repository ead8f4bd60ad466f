from collections.abc import Callable

import pytest

from prevention.jobs import runner
from tests.client import PageClient
from tests.world import World


@pytest.fixture
def run_jobs(session: object) -> Callable[[], None]:
    """Do everything that is due, as a worker would."""

    def run() -> None:
        while runner.run_next():
            pass

    return run


@pytest.fixture
def administrator(client: PageClient, world: World) -> PageClient:
    return client.sign_in(world.coverage_administrator)


@pytest.fixture
def principal(client: PageClient, world: World) -> PageClient:
    return client.sign_in(world.principal)
