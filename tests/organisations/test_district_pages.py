import pytest
from sqlalchemy import select

from prevention.audit.models import AuditEvent
from prevention.extensions import db
from prevention.organisations.models import District
from tests.client import PageClient
from tests.world import World

LIST = "/organisation/districts"


def names(world: World) -> list[str]:
    query = select(District.name).where(District.municipality_id == world.town.municipality)
    return sorted(db.session.scalars(query))


def test_lists_districts_with_their_schools(client: PageClient, world: World) -> None:
    page = client.sign_in(world.coverage_administrator).get(LIST).text
    assert "Almköping norra" in page and "Björkvik" not in page
    assert '<form method="post"\n' not in page.split("<main")[1]


def test_adds_a_district(client: PageClient, world: World) -> None:
    answer = client.sign_in(world.system_administrator).post(LIST, data={"name": "  Södra   Almköping "})
    assert (answer.status_code, answer.location) == (303, LIST)
    assert names(world) == ["Almköping norra", "Södra Almköping"]
    assert "Kommundelen är tillagd" in client.get(LIST).text
    events = db.session.scalars(select(AuditEvent).where(AuditEvent.event == "district.added")).all()
    assert [(one.actor_id, one.details) for one in events] == [(world.system_administrator, {})]


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("", "Skriv vad kommundelen heter."),
        ("   ", "Skriv vad kommundelen heter."),
        ("x" * 121, "Skriv högst 120 tecken."),
        ("Almköping norra", "Det finns redan en kommundel"),
        ("ALMKÖPING Norra", "Det finns redan en kommundel"),
    ],
)
def test_refuses_with_a_sentence_and_keeps_what_was_typed(
    name: str, told: str, client: PageClient, world: World
) -> None:
    answer = client.sign_in(world.system_administrator).post(LIST, data={"name": name})
    assert answer.status_code == 422
    assert told in answer.text and f'value="{name.strip()}"' in answer.text
    assert names(world) == ["Almköping norra"]


def test_renames(client: PageClient, world: World) -> None:
    address = f"{LIST}/{world.town.district}"
    client.sign_in(world.system_administrator)
    assert 'value="Almköping norra"' in client.get(address).text
    assert client.post(address, data={"name": "Norra delen"}).status_code == 303
    assert names(world) == ["Norra delen"]


def test_a_taken_name_stays_the_other_ones(client: PageClient, world: World) -> None:
    client.sign_in(world.system_administrator).post(LIST, data={"name": "Centrum"})
    answer = client.post(f"{LIST}/{world.town.district}", data={"name": "Centrum"})
    assert answer.status_code == 422 and "Det finns redan en kommundel" in answer.text
    assert names(world) == ["Almköping norra", "Centrum"]


def test_the_other_towns_names_are_free(client: PageClient, world: World) -> None:
    client.sign_in(world.system_administrator).post(LIST, data={"name": "Björkvik norra"})
    assert "Björkvik norra" in names(world)
