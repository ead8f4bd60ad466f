"""Plans for all classes of a school at once."""

import re
from datetime import date

import pytest

from prevention.audit.models import AuditEvent
from prevention.classes.actions import ParticipationData, begin_participation
from prevention.classes.models import Participation, ParticipationStatus, PlannedSession, SchoolClass, SessionOutcome
from prevention.classes.school_plans import Wanted, begin_for_school
from prevention.extensions import db
from prevention.organisations.models import Agency
from prevention.programmes.models import CoverageTarget
from tests.client import PageClient
from tests.world import World, school_class

from .counting import CountQueries


@pytest.fixture
def address(world: World) -> str:
    return f"/schools/{world.town.school}/plans"


@pytest.fixture
def principal(client: PageClient, world: World) -> PageClient:
    return client.sign_in(world.principal)


def key(world: World) -> str:
    return f"day-{world.class_7b}-{world.town.mvp}"


def participations(world: World) -> list[Participation]:
    return db.session.query(Participation).filter_by(school_class_id=world.class_7b).all()


def test_shows_who_is_waiting_with_a_suggestion(principal: PageClient, address: str) -> None:
    html = principal.get(address).get_data(as_text=True)
    assert re.findall(r'<th scope="row"><a[^>]*>([^<]+)<', html) == ["7B"]
    assert 'value="2026-11-23"' in html  # the next Monday
    assert "Klar 14 december 2026" in html


def test_one_submit_plans_all(principal: PageClient, world: World, address: str) -> None:
    db.session.add(school_class(world.town, world.town.school, "7X", 20))
    db.session.flush()
    other = db.session.query(SchoolClass).filter_by(name="7X").one().id
    given = {"starts_on": "2026-11-23", key(world): "1", f"day-{other}-{world.town.mvp}": "4"}
    response = principal.post(address, data=given, follow_redirects=True)
    html = response.get_data(as_text=True)
    assert "2 klasser är planerade." in html
    assert "Inget att planera" in html
    (begun,) = participations(world)
    days = db.session.query(PlannedSession.planned_on).filter_by(participation_id=begun.id)
    assert min(row[0] for row in days if row[0]) == date(2026, 11, 24)
    assert db.session.query(AuditEvent).filter_by(event="participation.begun").count() == 2


def without_days(world: World, **changed: object) -> Participation:
    """Let 7B take the programme with no day planned, as a start that was left empty does."""
    of_class = db.session.get_one(SchoolClass, world.class_7b)
    begun = begin_participation(None, of_class, ParticipationData(world.town.mvp))
    for name, value in changed.items():
        setattr(begun, name, value)
    db.session.commit()
    return begun


def test_a_class_that_has_begun_without_days_is_planned_too(principal: PageClient, world: World, address: str) -> None:
    begun = without_days(world).id
    assert key(world) in principal.get(address).get_data(as_text=True)
    principal.post(address, data={"starts_on": "2026-11-23", key(world): "1"})
    assert [one.id for one in participations(world)] == [begun]
    days = [row[0] for row in db.session.query(PlannedSession.planned_on).filter_by(participation_id=begun) if row[0]]
    assert min(days) == date(2026, 11, 24)
    assert db.session.query(AuditEvent).filter_by(event="participation.planned").count() == 1
    assert key(world) not in principal.get(address).get_data(as_text=True)


def test_a_class_without_days_waits_though_nobody_expects_it(principal: PageClient, world: World, address: str) -> None:
    without_days(world)
    db.session.query(CoverageTarget).delete()
    assert key(world) in principal.get(address).get_data(as_text=True)


def test_a_broken_off_or_logged_class_does_not_wait(principal: PageClient, world: World, address: str) -> None:
    begun = without_days(world, status=ParticipationStatus.BROKEN_OFF)
    assert key(world) not in principal.get(address).get_data(as_text=True)
    begun.status = ParticipationStatus.RUNNING
    db.session.query(PlannedSession).filter_by(participation_id=begun.id).limit(1).one().outcome = SessionOutcome.HELD
    db.session.commit()
    assert key(world) not in principal.get(address).get_data(as_text=True)


def test_a_class_may_wait(principal: PageClient, world: World, address: str) -> None:
    response = principal.post(address, data={"starts_on": "2026-11-23", key(world): ""}, follow_redirects=True)
    assert "0 klasser är planerade." in response.get_data(as_text=True)
    assert participations(world) == []


def test_a_preview_stores_nothing_and_keeps_what_was_chosen(principal: PageClient, world: World, address: str) -> None:
    given = {"starts_on": "2027-06-01", key(world): "3", "preview": "yes"}
    response = principal.post(address, data=given)
    html = response.get_data(as_text=True)
    assert response.status_code == 200
    assert "2 lektioner får inte plats innan läsåret slutar" in html
    assert 'value="2027-06-01"' in html
    assert '<option selected value="3">' in html
    assert participations(world) == []


@pytest.mark.parametrize(
    ("start", "weekday", "said"),
    [
        ("", "1", "Välj den första veckan."),
        ("2027-08-01", "1", "Välj en dag inom läsåret"),
        ("snart", "1", "Skriv dagen som år-månad-dag"),
        ("2026-11-23", "6", "Välj en i listan."),
    ],
)
def test_a_fault_is_said(
    principal: PageClient, world: World, address: str, start: str, weekday: str, said: str
) -> None:
    response = principal.post(address, data={"starts_on": start, key(world): weekday})
    assert response.status_code == 422
    assert said in response.get_data(as_text=True)
    assert participations(world) == []


def test_sending_twice_plans_once(principal: PageClient, world: World, address: str) -> None:
    given = {"starts_on": "2026-11-23", key(world): "1"}
    principal.post(address, data=given)
    assert principal.post(address, data=given).status_code == 303
    assert len(participations(world)) == 1


def test_a_class_that_somebody_else_planned_meanwhile_is_left_as_it_is(session: object, world: World) -> None:
    without_days(world)
    school = db.session.get_one(Agency, world.town.school)
    wanted = [Wanted(world.class_7b, world.town.mvp, 1)]
    assert begin_for_school(None, school, date(2026, 11, 23), wanted) == 0
    assert len(participations(world)) == 1


def test_classes_of_other_schools_are_left_alone(principal: PageClient, world: World, address: str) -> None:
    other = db.session.get_one(SchoolClass, world.class_7c.school_class)
    elsewhere = school_class(world.town, other.school_id, "7Y", 20)
    db.session.add(elsewhere)
    db.session.flush()
    principal.post(address, data={"starts_on": "2026-11-23", f"day-{elsewhere.id}-{world.town.mvp}": "1"})
    wanted = [Wanted(elsewhere.id, world.town.mvp, 1)]
    with pytest.raises(KeyError):
        begin_for_school(None, db.session.get_one(Agency, world.town.school), date(2026, 11, 23), wanted)
    assert db.session.query(Participation).filter_by(school_class_id=elsewhere.id).count() == 0


def test_a_continuous_programme_has_no_lessons_to_plan(principal: PageClient, world: World, address: str) -> None:
    db.session.add(
        CoverageTarget(
            municipality_id=world.town.municipality,
            school_year_id=world.town.school_year,
            programme_id=world.town.pax,
            grade="7",
        )
    )
    db.session.flush()
    assert "Inga lektioner att planera" in principal.get(address).get_data(as_text=True)


def test_as_many_queries_for_many_classes_as_for_few(
    principal: PageClient,
    world: World,
    address: str,
    count_queries: CountQueries,
) -> None:
    with count_queries() as few:
        principal.get(address)
    for number in range(30):
        db.session.add(school_class(world.town, world.town.school, f"7.{number}", 20))
    db.session.flush()
    with count_queries() as many:
        principal.get(address)
    assert len(few) == len(many) <= 7
