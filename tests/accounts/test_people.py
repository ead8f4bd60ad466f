"""Inviting people, giving and ending roles, closing and opening accounts. A refusal stands beside what is allowed."""

import re
import uuid
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from sqlalchemy import select
from werkzeug.test import TestResponse

from prevention.access.roles import ROLES, Role
from prevention.accounts import actions
from prevention.accounts.models import Invitation, Person, RoleAssignment
from prevention.extensions import db
from prevention.organisations.models import Agency
from tests.client import PageClient
from tests.conftest import NOW
from tests.world import World

from .people import PASSWORD, is_signed_in, new_link, person, recorded, try_to_sign_in, with_password

Counter = Callable[[], AbstractContextManager[list[str]]]
LINK = re.compile(r'value="http://localhost/invitation/([^"]+)"')


@pytest.fixture
def admin(client: PageClient, world: World) -> PageClient:
    return client.sign_in(world.system_administrator)


def form_for(world: World, **changes: object) -> dict[str, object]:
    return {
        "name": "Kim Ek",
        "email": "Kim.Ek@almkoping.example",
        "role": "teacher",
        "agency": world.town.school,
    } | changes


def kim() -> Person | None:
    return db.session.scalar(select(Person).where(Person.email == "kim.ek@almkoping.example"))


def role_of(person_id: uuid.UUID) -> RoleAssignment:
    query = select(RoleAssignment).where(RoleAssignment.person_id == person_id)
    return db.session.scalars(query, execution_options={"populate_existing": True}).one()


def second_administrator(world: World) -> uuid.UUID:
    """Let the auditor manage people too, and give both a password."""
    db.session.add(
        RoleAssignment(
            municipality_id=world.town.municipality,
            person_id=world.auditor,
            role=Role.SYSTEM_ADMINISTRATOR,
            agency_id=world.town.municipality_agency,
            granted_at=NOW,
        )
    )
    with_password(world.auditor)
    with_password(world.system_administrator)
    return world.auditor


def test_an_invitation_shows_its_link_once_and_the_link_works(admin: PageClient, world: World) -> None:
    answer = admin.post("/people", data=form_for(world))
    assert answer.status_code == 303
    page = admin.get(answer.location).get_data(as_text=True)
    (token,) = LINK.findall(page)
    assert "Lärare" in page
    assert "Inbjuden" in page
    assert LINK.findall(admin.get(answer.location).get_data(as_text=True)) == []
    guest = admin.application.test_client()
    guest.get(f"/invitation/{token}")
    guest.post("/invitation", data={"new": PASSWORD, "again": PASSWORD})
    guest.post("/sign-out")
    assert try_to_sign_in(guest, "kim.ek@almkoping.example") == 303
    assert [len(recorded(name)) for name in ("person.invited", "role.given", "invitation.made")] == [1, 1, 1]
    (given,) = recorded("role.given")
    assert given.details == {"role": "teacher", "agency_id": str(world.town.school)}
    assert given.actor_id == world.system_administrator


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("name", "", "Skriv personens namn."),
        ("name", "x" * 121, "Skriv högst 120 tecken."),
        ("name", "Kim\nEk", "Skriv det på en rad"),
        ("email", "", "Skriv personens e-postadress."),
        ("email", "kim.ek", "Skriv en e-postadress, till exempel"),
        ("email", "teacher@9901.example", "Det finns redan ett konto"),
        ("email", "TEACHER@9902.example", "Det finns redan ett konto"),
        ("role", "", "Välj en roll."),
        ("role", "superuser", "Välj en roll."),
        ("agency", "", "Välj var rollen gäller."),
        ("agency", "of another town", "Välj var rollen gäller."),
        ("agency", "of another kind", "Den rollen kan man inte ha där."),
    ],
)
def test_what_is_wrong_is_told_and_nothing_typed_is_lost(
    field: str, value: str, sentence: str, admin: PageClient, world: World
) -> None:
    strange = {"of another town": world.other_town.school, "of another kind": world.town.municipality_agency}
    answer = admin.post("/people", data=form_for(world) | {field: strange.get(value, value)})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert sentence in page
    assert kim() is None
    if field != "name":
        assert 'value="Kim Ek"' in page
    if field not in {"agency", "role"}:
        assert f'<option selected value="{world.town.school}">' in page
    assert admin.post("/people", data=form_for(world)).status_code == 303


def test_sent_twice_the_invitation_is_one(admin: PageClient, world: World) -> None:
    assert [admin.post("/people", data=form_for(world)).status_code for _ in range(2)] == [303, 422]
    found = kim()
    assert found
    assert len(list(db.session.scalars(select(Invitation).where(Invitation.person_id == found.id)))) == 1


@pytest.mark.parametrize("role", list(Role))
def test_each_role_is_held_at_its_kind_of_agency_only(role: Role, admin: PageClient, world: World) -> None:
    agencies = {one.person_id: one for one in db.session.scalars(select(RoleAssignment))}
    right = agencies[getattr(world, role.value)].agency_id
    wrong = world.town.school if right != world.town.school else world.town.municipality_agency
    address = f"/people/{world.nobody}/roles"
    assert admin.post(address, data={"role": role.value, "agency": wrong}).status_code == 422
    assert admin.post(address, data={"role": role.value, "agency": right}).status_code == 303
    assert role_of(world.nobody).role is role


def test_a_role_reaches_into_no_other_town(session: object, world: World) -> None:
    theirs, ours = (db.session.get_one(Agency, town.school) for town in (world.other_town, world.town))
    with pytest.raises(actions.HeldElsewhere):
        actions.give_role(None, person(world.nobody), Role.TEACHER, theirs)
    actions.give_role(None, person(world.nobody), Role.TEACHER, ours)
    assert role_of(world.nobody).agency_id == world.town.school


def test_a_role_is_given_once_ended_and_given_again(admin: PageClient, world: World) -> None:
    address, form = f"/people/{world.nobody}/roles", {"role": "teacher", "agency": world.town.school}
    assert admin.post(address, data=form).status_code == 303
    twice = admin.post(address, data=form)
    assert twice.status_code == 422
    assert "Personen har redan den rollen där." in twice.get_data(as_text=True)
    held = role_of(world.nobody)
    assert admin.post(f"/roles/{held.id}/end").status_code == 303
    assert admin.post(f"/roles/{held.id}/end").status_code == 303
    assert len(recorded("role.ended")) == 1
    page = admin.get(f"/people/{world.nobody}").get_data(as_text=True)
    assert "Tidigare roller" in page
    assert "har ingen roll" in page
    assert admin.post(address, data=form).status_code == 303


def test_an_ended_role_opens_nothing_from_the_next_page_on(admin: PageClient, world: World) -> None:
    other = admin.application.test_client()
    assert isinstance(other, PageClient)
    other.sign_in(world.auditor)
    assert other.get("/audit").status_code == 200
    admin.post(f"/roles/{role_of(world.auditor).id}/end")
    assert other.get("/audit").status_code == 403


def test_a_deactivated_person_is_out_at_once_and_comes_back_as_before(admin: PageClient, world: World) -> None:
    with_password(world.teacher)
    token = new_link(world.teacher)
    other = admin.application.test_client()
    assert isinstance(other, PageClient)
    old = other.sign_in(world.teacher)
    assert is_signed_in(old)
    address = f"/people/{world.teacher}"
    assert [admin.post(f"{address}/deactivate").status_code for _ in range(2)] == [303, 303]
    assert not is_signed_in(other)
    assert try_to_sign_in(other, "teacher@9901.example") == 422
    refused = admin.post(f"{address}/link")
    assert refused.status_code == 422
    assert "Kontot är avstängt. Öppna det igen först." in refused.get_data(as_text=True)
    assert [admin.post(f"{address}/reactivate").status_code for _ in range(2)] == [303, 303]
    assert not is_signed_in(old)
    assert try_to_sign_in(other, "teacher@9901.example") == 303
    other.get(f"/invitation/{token}")
    assert other.get("/invitation").status_code == 410
    assert [len(recorded(f"person.{what}")) for what in ("deactivated", "reactivated")] == [1, 1]


@pytest.mark.parametrize("act", ["give", "end", "deactivate", "reactivate"])
def test_nobody_changes_their_own_access(act: str, admin: PageClient, world: World) -> None:
    other = second_administrator(world)
    own = do(act, admin, world, world.system_administrator)
    assert own.status_code == 422
    assert "Ingen ändrar sin egen behörighet." in own.get_data(as_text=True)
    admin.sign_in(other)
    assert do(act, admin, world, world.system_administrator).status_code == 303


def do(act: str, admin: PageClient, world: World, person_id: uuid.UUID) -> TestResponse:
    if act == "give":
        form = {"role": "auditor", "agency": world.town.municipality_agency}
        return admin.post(f"/people/{person_id}/roles", data=form)
    if act == "end":
        return admin.post(f"/roles/{role_of(person_id).id}/end")
    return admin.post(f"/people/{person_id}/{act}")


def test_ones_own_page_offers_no_change(admin: PageClient, world: World) -> None:
    own = admin.get(f"/people/{world.system_administrator}").get_data(as_text=True)
    assert "Det här är du." in own
    assert "Avsluta rollen" not in own
    assert "Stäng av" not in own
    assert "Avsluta rollen" in admin.get(f"/people/{world.teacher}").get_data(as_text=True)


@pytest.mark.parametrize("act", ["end", "deactivate"])
def test_the_last_active_administrator_stays(act: str, admin: PageClient, world: World) -> None:
    """The one who tries was invited and has no password: they could not sign in again."""
    other = second_administrator(world)
    person(other).password_hash = None
    db.session.commit()
    admin.sign_in(other)
    refused = do(act, admin, world, world.system_administrator)
    assert refused.status_code == 422
    assert "kommunens sista aktiva systemadministratör" in refused.get_data(as_text=True)
    with_password(other)
    assert do(act, admin, world, world.system_administrator).status_code == 303


def test_a_new_link_ends_the_one_before(admin: PageClient, world: World) -> None:
    old = new_link(world.nobody)
    answer = admin.post(f"/people/{world.nobody}/link")
    (new,) = LINK.findall(admin.get(answer.location).get_data(as_text=True))
    guest = admin.application.test_client()
    guest.get(f"/invitation/{old}")
    assert guest.get("/invitation").status_code == 410
    guest.get(f"/invitation/{new}")
    assert guest.get("/invitation").status_code == 200


def test_the_link_is_shown_on_its_own_persons_page_only(admin: PageClient, world: World) -> None:
    admin.post(f"/people/{world.nobody}/link")
    assert LINK.findall(admin.get(f"/people/{world.teacher}").get_data(as_text=True)) == []
    assert len(LINK.findall(admin.get(f"/people/{world.nobody}").get_data(as_text=True))) == 1


def test_a_closed_school_is_offered_no_more(admin: PageClient, world: World) -> None:
    assert str(world.town.school) in admin.get("/people/new").get_data(as_text=True)
    db.session.get_one(Agency, world.town.school).active_to = NOW.date().replace(day=17)
    db.session.commit()
    page = admin.get("/people/new").get_data(as_text=True)
    assert str(world.town.school) not in page
    assert str(world.other_town.other_school) not in page


def test_the_roles_page_is_the_policy_as_it_stands(admin: PageClient, world: World, count_queries: Counter) -> None:
    with count_queries() as sent:
        page = admin.get("/people/roles").get_data(as_text=True)
    assert len(sent) == 1
    for description in ROLES.values():
        assert f'<th scope="row">{description.title}</th>' in page
    assert "Se täckning och göra rapporter" in page
    assert 'Läsa ärenden <span class="optional">(bara det de själva har fått)</span>' in page
    assert "()" not in page


def test_the_queries_of_the_pages(admin: PageClient, world: World, count_queries: Counter) -> None:
    for address, ceiling in ((f"/people/{world.teacher}", 5), ("/people/new", 2)):
        with count_queries() as sent:
            assert admin.get(address).status_code == 200
        assert len(sent) <= ceiling
