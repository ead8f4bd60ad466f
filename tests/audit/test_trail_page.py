from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest

from prevention.access.actor import Actor
from prevention.accounts.models import Person
from prevention.audit.record import EVENTS, Event, record
from prevention.audit.words import TITLES
from prevention.extensions import db
from tests.client import PageClient
from tests.world import World

SEEN = Event("test.seen", frozenset())
HEARD = Event("test.heard", frozenset())


@pytest.fixture
def events(client: PageClient, world: World) -> Callable[[int], None]:
    """Let the teacher of the town, and the one of the other town, leave that many traces."""

    def leave(count: int) -> None:
        for town, person in ((world.town, world.teacher), (world.other_town, world.teacher_b)):
            actor = Actor(person, town.municipality, "", ())
            for _ in range(count):
                record(actor, SEEN, db.session.get_one(Person, person))

    client.sign_in(world.auditor)
    return leave


def test_shows_who_did_what_in_ones_own_municipality(
    client: PageClient, events: Callable[[int], None], world: World
) -> None:
    events(1)
    page = client.get("/audit").text
    assert "Teacher 9901" in page and "test.seen" in page
    assert "Teacher 9902" not in page


def test_each_event_has_a_title_in_words(client: PageClient, events: Callable[[int], None], world: World) -> None:
    assert {name for name in EVENTS if not name.startswith("test.")} == TITLES.keys()
    record(
        Actor(world.teacher, world.town.municipality, "", ()),
        EVENTS["sign_in.ended"],
        db.session.get_one(Person, world.teacher),
    )
    page = client.get("/audit").text
    assert 'Loggade ut <code class="hint">sign_in.ended</code>' in page
    assert '<option value="sign_in.ended">Loggade ut</option>' in page


def test_an_empty_trail_says_so(client: PageClient, events: Callable[[int], None]) -> None:
    assert "Inget här" in client.get("/audit").text


def test_filters_by_kind_and_pages_by_row_number(
    client: PageClient, events: Callable[[int], None], world: World
) -> None:
    record(Actor(world.teacher, world.town.municipality, "", ()), HEARD, db.session.get_one(Person, world.teacher))
    events(60)
    first = client.get("/audit?event=test.seen").text
    assert first.count('<code class="hint">test.seen</code>') == 50
    second = client.get("/audit?event=test.seen&before=12").text
    assert second.count('<code class="hint">test.seen</code>') == 10
    assert '<code class="hint">test.heard</code>' not in second


def test_a_damaged_address_shows_the_first_page(client: PageClient, events: Callable[[int], None]) -> None:
    events(1)
    assert client.get("/audit?before=abc&event=nothing").status_code == 200


def test_asks_the_database_as_often_for_two_rows_as_for_many(
    client: PageClient, events: Callable[[int], None], count_queries: Callable[[], AbstractContextManager[list[str]]]
) -> None:
    events(2)
    with count_queries() as few:
        client.get("/audit")
    events(40)
    with count_queries() as many:
        client.get("/audit")
    assert len(few) == len(many) <= 8
