"""The lead plans who is on duty; what is missing or double is said, and only the unit's own people count."""

import uuid
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select, update

from prevention.access.kinds import AgencyKind
from prevention.access.roles import Role
from prevention.accounts.models import RoleAssignment
from prevention.audit.models import AuditEvent
from prevention.cases.models import Duty, NamedHandler
from prevention.extensions import db
from prevention.organisations.models import Agency
from tests.client import PageClient
from tests.town import LONG_AGO
from tests.world import World

WEEK_47 = date(2026, 11, 16)


@pytest.fixture
def lead(client: PageClient, world: World) -> PageClient:
    return client.sign_in(world.social_services_lead)


def plan(world: World, **changes: Any) -> dict[str, Any]:
    form = {"agency": world.town.social_services, "person": world.colleague, "place": "first"}
    return form | {"begins": "2026-11-25", "weeks": "3", "every": "2"} | changes


def weeks_of(person: uuid.UUID) -> list[tuple[date, date, bool]]:
    query = select(Duty.starts_on, Duty.ends_on, Duty.is_deputy).where(Duty.person_id == person)
    return [tuple(row) for row in db.session.execute(query.order_by(Duty.starts_on))]  # type: ignore[misc]


def events(name: str) -> list[dict[str, Any]]:
    query = select(AuditEvent.details).where(AuditEvent.event == name).order_by(AuditEvent.number)
    return list(db.session.scalars(query))


def test_weeks_without_duty_are_said_plainly(lead: PageClient, world: World) -> None:
    page = lead.get("/unit/duty").text
    assert "Social Worker 9901" in page
    assert page.count("Ingen har jour") == 11, "this week is planned, the eleven after it are not"
    assert "Social Worker 9902" not in page


def test_several_weeks_are_planned_at_once(lead: PageClient, world: World) -> None:
    answer = lead.post("/unit/duty/new", data=plan(world))
    assert (answer.status_code, answer.location) == (303, "/unit/duty")
    mondays = (date(2026, 11, 23), date(2026, 12, 7), date(2026, 12, 21))
    assert weeks_of(world.colleague) == [(one, date.fromordinal(one.toordinal() + 6), False) for one in mondays]
    assert [told["weeks"] for told in events("duty.planned")] == [3], "one event for all of them"
    assert lead.get("/unit/duty").text.count("Ingen har jour") == 8


def test_a_deputy_fills_no_gap(lead: PageClient, world: World) -> None:
    lead.post("/unit/duty/new", data=plan(world, place="deputy", weeks="1"))
    page = lead.get("/unit/duty").text
    assert "Colleague 9901" in page
    assert page.count("Ingen har jour") == 11


def test_two_on_the_same_days_are_said(lead: PageClient, world: World) -> None:
    assert "Flera samtidigt" not in lead.get("/unit/duty").text
    lead.post("/unit/duty/new", data=plan(world, begins="2026-11-18", weeks="1"))
    assert "Flera samtidigt: ons 18 nov." in lead.get("/unit/duty").text.replace("\n", " ")


def test_nobody_stands_twice_on_the_same_days(lead: PageClient, world: World) -> None:
    answer = lead.post("/unit/duty/new", data=plan(world, person=world.social_worker, begins="2026-11-09"))
    assert answer.status_code == 303, "every second week from week 46: this week is not among them"
    answer = lead.post("/unit/duty/new", data=plan(world, person=world.social_worker, begins="2026-11-09", every="1"))
    assert answer.status_code == 422
    assert "redan på jourlistan från 9 november 2026" in answer.text
    assert 'value="2026-11-09"' in answer.text, "what was typed is kept"


@pytest.mark.parametrize("who", ["teacher", "colleague_b", "auditor"])
def test_only_people_with_a_role_there_are_on_duty(lead: PageClient, world: World, who: str) -> None:
    answer = lead.post("/unit/duty/new", data=plan(world, person=getattr(world, who)))
    assert answer.status_code == 422
    assert "Välj ett alternativ" in answer.text or "listan" in answer.text
    assert weeks_of(getattr(world, who)) == []


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("weeks", "0", "mellan 1 och 26"),
        ("weeks", "många", "siffror"),
        ("begins", "snart", "år-månad-dag"),
        ("begins", "", "första veckan"),
        ("person", "", "Välj vem"),
        ("every", "99", "listan"),
    ],
)
def test_bad_input_gets_a_sentence(lead: PageClient, world: World, field: str, value: str, sentence: str) -> None:
    answer = lead.post("/unit/duty/new", data=plan(world, **{field: value}))
    assert answer.status_code == 422
    assert sentence in answer.text


def duty_of(world: World) -> uuid.UUID:
    return db.session.scalars(select(Duty.id).where(Duty.person_id == world.social_worker)).one()


def test_days_are_given_to_somebody_else(lead: PageClient, world: World) -> None:
    address = f"/unit/duty/{duty_of(world)}"
    assert "Social Worker 9901" in lead.get(address).text
    form = {"person": world.colleague, "place": "first", "starts_on": "2026-11-16", "ends_on": "2026-11-20"}
    assert lead.post(address, data=form).status_code == 303
    assert weeks_of(world.colleague) == [(WEEK_47, date(2026, 11, 20), False)]
    assert len(events("duty.changed")) == 1
    page = lead.get("/unit/duty").text
    assert "Ingen: lör 21 nov., sön 22 nov." in page


def test_the_last_day_is_not_before_the_first(lead: PageClient, world: World) -> None:
    form = {"person": world.colleague, "place": "first", "starts_on": "2026-11-20", "ends_on": "2026-11-16"}
    answer = lead.post(f"/unit/duty/{duty_of(world)}", data=form)
    assert answer.status_code == 422
    assert "inte vara före" in answer.text


def test_moving_ones_days_onto_ones_own_is_refused(lead: PageClient, world: World) -> None:
    lead.post("/unit/duty/new", data=plan(world, person=world.social_worker, begins="2026-11-23", weeks="1"))
    form = {"person": world.social_worker, "place": "first", "starts_on": "2026-11-16", "ends_on": "2026-11-24"}
    answer = lead.post(f"/unit/duty/{duty_of_week(world, WEEK_47)}", data=form)
    assert answer.status_code == 422
    form["ends_on"] = "2026-11-21"
    assert lead.post(f"/unit/duty/{duty_of_week(world, WEEK_47)}", data=form).status_code == 303


def duty_of_week(world: World, monday: date) -> uuid.UUID:
    query = select(Duty.id).where(Duty.person_id == world.social_worker, Duty.starts_on == monday)
    return db.session.scalars(query).one()


def test_a_removed_duty_leaves_a_gap(lead: PageClient, world: World) -> None:
    assert lead.post(f"/unit/duty/{duty_of(world)}/remove").status_code == 303
    assert weeks_of(world.social_worker) == []
    assert len(events("duty.removed")) == 1
    assert lead.get("/unit/duty").text.count("Ingen har jour") == 12


def test_who_has_left_the_unit_counts_for_nobody(lead: PageClient, world: World) -> None:
    form = {"agency": world.town.social_services, "people": [world.social_worker]}
    lead.post("/unit/handlers", data=form)
    assert lead.get("/unit/duty").text.count("Ingen har jour") == 11
    left = RoleAssignment.person_id == world.social_worker
    db.session.execute(update(RoleAssignment).where(left).values(ended_at=LONG_AGO))
    db.session.commit()
    page = lead.get("/unit/duty").text
    assert page.count("Ingen har jour") == 12
    assert "Inte längre på enheten" in page
    assert "Ingen är utsedd" in page


def test_handlers_of_protected_identities_are_named(lead: PageClient, world: World) -> None:
    assert "Ingen är utsedd" in lead.get("/unit/duty").text
    form = {"agency": world.town.social_services, "people": [world.colleague, world.social_worker]}
    assert lead.post("/unit/handlers", data=form).status_code == 303
    assert named() == {world.colleague, world.social_worker}
    assert "Bara en är utsedd" not in lead.get("/unit/duty").text
    form["people"] = [world.colleague]
    assert lead.post("/unit/handlers", data=form).status_code == 303
    assert named() == {world.colleague}
    assert events("handlers.named")[-1] == {"added": [], "removed": [str(world.social_worker)]}
    page = lead.get("/unit/duty").text
    assert "Bara en är utsedd" in page and "Ingen är utsedd" not in page
    page = lead.get("/unit/handlers").text
    assert f'value="{world.colleague}"\n' in page
    assert page.count("checked>") == 1


def test_nobody_from_elsewhere_is_named(lead: PageClient, world: World) -> None:
    form = {"agency": world.town.social_services, "people": [world.colleague_b]}
    assert lead.post("/unit/handlers", data=form).status_code == 422
    assert named() == set()


def named() -> set[uuid.UUID]:
    return set(db.session.scalars(select(NamedHandler.person_id)))


def test_who_leads_two_units_plans_each_with_its_own_people(lead: PageClient, world: World) -> None:
    other = Agency(municipality_id=world.town.municipality, kind=AgencyKind.SOCIAL_SERVICES, name="Socialjouren")
    db.session.add(other)
    db.session.flush()
    held = {"municipality_id": world.town.municipality, "agency_id": other.id, "granted_at": LONG_AGO}
    db.session.add(RoleAssignment(person_id=world.social_services_lead, role=Role.SOCIAL_SERVICES_LEAD, **held))
    db.session.commit()
    page = lead.get("/unit/duty/new").text
    assert "Socialjouren" in page.partition("<form")[2]
    answer = lead.post("/unit/duty/new", data=plan(world, agency=other.id))
    assert answer.status_code == 422
    assert "en roll på enheten" in answer.text
    themselves = plan(world, agency=other.id, person=world.social_services_lead)
    assert lead.post("/unit/duty/new", data=themselves).status_code == 303
    assert lead.post("/unit/handlers", data={"agency": other.id, "people": [world.colleague]}).status_code == 422
    assert named() == set()


def test_the_roster_costs_the_same_for_many_weeks(lead: PageClient, world: World, count_queries: Any) -> None:
    with count_queries() as few:
        lead.get("/unit/duty")
    lead.post("/unit/duty/new", data=plan(world, weeks="20", every="1"))
    with count_queries() as many:
        lead.get("/unit/duty")
    assert len(few) == len(many) <= 6
