"""The checklist of a school: filled in by its principal or an administrator, and told apart from what nobody stated."""

import re
from datetime import date

import pytest
from sqlalchemy import select, update

from prevention.audit.models import AuditEvent
from prevention.classes.models import Participation, ParticipationStatus
from prevention.extensions import db
from prevention.readiness.models import Readiness, ReadinessAnswer, ReadinessStep, StepKind
from tests.client import PageClient
from tests.world import World


@pytest.fixture
def address(world: World) -> str:
    return f"/readiness/schools/{world.town.school}"


@pytest.fixture
def principal(client: PageClient, world: World) -> PageClient:
    return client.sign_in(world.principal)


def leaders(world: World) -> str:
    return f"trained_leaders-{world.town.mvp}"


def answers() -> dict[str, int]:
    query = select(ReadinessStep.code, ReadinessAnswer.value).join(
        ReadinessAnswer, ReadinessAnswer.step_id == ReadinessStep.id
    )
    return {code: value for code, value in db.session.execute(query)}  # noqa: C416  tells the types


def told() -> list[AuditEvent]:
    return list(db.session.scalars(select(AuditEvent).where(AuditEvent.event == "readiness.filled_in")))


def checked(page: str) -> dict[str, str]:
    return dict(re.findall(r'name="([^"]+)"\s+value="([^"]*)"\s+checked', page))


def test_nothing_is_stated_before_somebody_fills_it_in(principal: PageClient, world: World, address: str) -> None:
    page = principal.get(address).text
    assert "0 av 4 steg är klara. 4 är inte angivna." in page
    assert "2 behövs: 2 för varje klass som tar programmet." in page
    assert "Ingen har fyllt i checklistan" in page
    assert checked(page) == {"anchoring_talk": "", "staff_half_day": "", "supervision": ""}


def test_a_principal_fills_it_in(principal: PageClient, world: World, address: str) -> None:
    given = {"anchoring_talk": "1", "staff_half_day": "0", leaders(world): "2", "note": "  Halvdagen är\nbokad. "}
    page = principal.post(address, data=given, follow_redirects=True).text
    assert answers() == {"anchoring_talk": 1, "staff_half_day": 0, "trained_leaders": 2}
    assert checked(page) == {"anchoring_talk": "1", "staff_half_day": "0", "supervision": ""}
    assert "2 av 4 steg är klara. 1 är inte angivet." in page
    assert "Kunskapshalvdag för all personal: Inte angivet → Nej" in page
    (row,) = db.session.scalars(select(Readiness)).all()
    assert (row.note, row.filled_in_by_id) == ("Halvdagen är bokad.", world.principal)


def test_zero_is_an_answer_and_empty_is_none(principal: PageClient, world: World, address: str) -> None:
    principal.post(address, data={"supervision": "0", leaders(world): "0"})
    assert answers() == {"supervision": 0, "trained_leaders": 0}
    principal.post(address, data={"supervision": "", leaders(world): ""})
    assert answers() == {}


def test_what_was_changed_is_told_once(principal: PageClient, world: World, address: str) -> None:
    for _ in range(2):
        principal.post(address, data={"anchoring_talk": "1"})
    (event,) = told()
    assert event.actor_id == world.principal
    assert event.details == {
        "school_year_id": str(world.town.school_year),
        "changes": {"anchoring_talk": [None, 1]},
        "note_changed": False,
    }


@pytest.mark.parametrize(
    ("field", "typed", "says"),
    [
        ("supervision", "4", "Välj en i listan."),
        ("leaders", "-1", "Skriv ett tal mellan 0 och 500."),
        ("leaders", "två", "Skriv ett heltal med siffror."),
        ("note", "Anna Exempelsson är sjuk", "ser ut att nämna någon vid namn"),
        ("note", "130101-2384", "ser ut som ett personnummer"),
    ],
)
def test_a_fault_is_a_sentence_and_nothing_typed_is_lost(
    principal: PageClient, world: World, address: str, field: str, typed: str, says: str
) -> None:
    key = leaders(world) if field == "leaders" else field
    answer = principal.post(address, data={"staff_half_day": "1", key: typed})
    assert answer.status_code == 422
    assert says in answer.text
    assert checked(answer.text)["staff_half_day"] == "1"
    assert answers() == {} and told() == []


def test_a_note_may_be_saved_when_it_names_nobody(principal: PageClient, address: str) -> None:
    given = {"note": "Stora Salen är bokad", "names_nobody": "y"}
    assert principal.post(address, data=given).status_code == 303
    assert db.session.scalars(select(Readiness.note)).all() == ["Stora Salen är bokad"]


def test_an_administrator_fills_in_for_any_school(client: PageClient, world: World) -> None:
    client.sign_in(world.coverage_administrator)
    answer = client.post(f"/readiness/schools/{world.town.other_school}", data={"anchoring_talk": "1"})
    assert answer.status_code == 303
    assert answers() == {"anchoring_talk": 1}


def test_a_class_that_broke_off_needs_no_leaders(principal: PageClient, world: World, address: str) -> None:
    of_class = Participation.id == world.class_7a.participation
    db.session.execute(update(Participation).where(of_class).values(status=ParticipationStatus.BROKEN_OFF))
    assert "Utbildade ledare" not in principal.get(address).text


def test_each_school_year_has_its_own(principal: PageClient, world: World, address: str) -> None:
    from prevention.organisations.models import SchoolYear

    year = SchoolYear(
        municipality_id=world.town.municipality, name="2027/28", starts_on=date(2027, 8, 16), ends_on=date(2028, 6, 9)
    )
    db.session.add(year)
    db.session.flush()
    principal.post(f"{address}?school_year=2027/28", data={"anchoring_talk": "1"})
    assert checked(principal.get(address).text)["anchoring_talk"] == ""
    assert checked(principal.get(f"{address}?school_year=2027/28").text)["anchoring_talk"] == "1"


def step(world: World, **values: object) -> ReadinessStep:
    of = {"municipality_id": world.town.municipality, "hint": "", "kind": StepKind.YES_NO, "place": 9, "wanted": 1}
    row = ReadinessStep(**of | {"code": "own", "title": "Eget steg", "valid_from": date(2026, 1, 1)} | values)
    db.session.add(row)
    db.session.flush()
    return row


def test_steps_are_rows_with_the_days_they_hold(principal: PageClient, world: World, address: str) -> None:
    step(world)
    step(world, code="former", title="Gammalt steg", valid_from=date(2020, 1, 1), valid_to=date(2026, 8, 1))
    step(world, code="coming", title="Nytt steg", valid_from=date(2027, 7, 1))
    step(world, municipality_id=world.other_town.municipality, code="theirs", title="Deras steg")
    page = principal.get(address).text
    assert "Eget steg" in page
    assert not any(title in page for title in ("Gammalt steg", "Nytt steg", "Deras steg"))


def test_a_municipalitys_own_step_goes_before_the_general(principal: PageClient, world: World, address: str) -> None:
    step(world, code="supervision", title="Handledning här", kind=StepKind.COUNT, wanted=2, place=4)
    page = principal.get(address).text
    assert "Handledning här" in page and "Handledning för ledarna" not in page
    assert "0 av 4 steg" in page


def test_what_is_no_school_has_no_checklist(client: PageClient, world: World) -> None:
    client.sign_in(world.coverage_administrator)
    assert client.get(f"/readiness/schools/{world.town.municipality_agency}").status_code == 404
