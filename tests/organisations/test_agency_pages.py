from datetime import date

import pytest
from sqlalchemy import select

from prevention.access.kinds import AgencyKind
from prevention.extensions import db
from prevention.organisations.models import Agency
from tests.client import PageClient
from tests.world import World

LIST = "/organisation/agencies"


def agency(name: str) -> Agency:
    db.session.expire_all()
    return db.session.scalars(select(Agency).where(Agency.name == name)).one()


def test_lists_neither_schools_nor_the_municipality(client: PageClient, world: World) -> None:
    page = client.sign_in(world.coverage_administrator).get(LIST).text.split("<main")[1]
    assert "Socialtjänsten Almköping" in page and "Polisen Almköping" in page
    assert "skola" not in page and "Almköpings kommun<" not in page and "Björkvik" not in page


def test_adds_an_agency(client: PageClient, world: World) -> None:
    answer = client.sign_in(world.system_administrator).post(LIST, data={"kind": "field_team", "name": "Fältarna"})
    assert (answer.status_code, answer.location) == (303, LIST)
    one = agency("Fältarna")
    assert (one.kind, one.active_from) == (AgencyKind.FIELD_TEAM, date(2026, 11, 18))


@pytest.mark.parametrize(
    ("data", "told"),
    [
        ({"kind": "field_team", "name": ""}, "Skriv vad verksamheten heter."),
        ({"kind": "", "name": "Fältarna"}, "Välj vilket slags verksamhet det är."),
        ({"kind": "school", "name": "Fältarna"}, "Välj en i listan."),
        ({"kind": "municipality", "name": "Fältarna"}, "Välj en i listan."),
    ],
)
def test_refuses_with_a_sentence(data: dict[str, str], told: str, client: PageClient, world: World) -> None:
    answer = client.sign_in(world.system_administrator).post(LIST, data=data)
    assert answer.status_code == 422 and told in answer.text
    assert f'value="{data["name"]}"' in answer.text


def test_renames_closes_and_opens_again(client: PageClient, world: World) -> None:
    one = agency("Polisen Almköping")
    address = f"{LIST}/{one.id}"
    client.sign_in(world.system_administrator)
    assert 'value="Polisen Almköping"' in client.get(address).text
    assert client.post(address, data={"name": ""}).status_code == 422
    assert client.post(address, data={"name": "Lokalpolisen"}).status_code == 303
    for _twice in range(2):
        assert client.post(f"{address}/close").status_code == 303
    assert agency("Lokalpolisen").active_to == date(2026, 11, 18)
    assert "Stängda verksamheter" in client.get(LIST).text
    assert client.post(f"{address}/reopen").status_code == 303
    assert agency("Lokalpolisen").active_to is None


def test_two_of_a_kind_never_have_the_same_name(client: PageClient, world: World) -> None:
    """A form sent twice adds one: of two with one name nobody could tell where a role is held."""
    client.sign_in(world.system_administrator)
    sent = [client.post(LIST, data={"kind": "field_team", "name": name}) for name in ("Fältarna", "fältarna")]
    assert [one.status_code for one in sent] == [303, 422]
    assert "Det finns redan en sådan verksamhet med det namnet." in sent[1].text
    assert client.post(LIST, data={"kind": "other", "name": "Fältarna"}).status_code == 303
    client.post(LIST, data={"kind": "field_team", "name": "Gatan"})
    taken = client.post(f"{LIST}/{agency('Gatan').id}", data={"name": "Fältarna"})
    assert (taken.status_code, 'value="Fältarna"' in taken.text) == (422, True)
    assert client.post(f"{LIST}/{agency('Gatan').id}", data={"name": "Gatan"}).status_code == 303  # its own


@pytest.mark.parametrize("act", ["", "/close", "/reopen"])
@pytest.mark.parametrize("thing", ["school", "municipality_agency"])
def test_schools_and_the_municipality_are_not_kept_by_hand(
    act: str, thing: str, client: PageClient, world: World
) -> None:
    key = getattr(world.town, thing)
    before = db.session.get_one(Agency, key).name
    client.sign_in(world.system_administrator)
    assert client.post(f"{LIST}/{key}{act}", data={"name": "Kapad"}).status_code == 303
    after = db.session.get_one(Agency, key, populate_existing=True)
    assert (after.name, after.active_to) == (before, None)


def test_the_page_to_change_leads_a_school_to_its_own(client: PageClient, world: World) -> None:
    client.sign_in(world.system_administrator)
    assert client.get(f"{LIST}/{world.town.school}").location == f"/organisation/schools/{world.town.school}"
    assert client.get(f"{LIST}/{world.town.municipality_agency}").status_code == 404
