"""A class takes a programme: begun, planned anew, led, broken off, resumed, removed."""

from datetime import date

import pytest

from prevention.accounts.models import RoleAssignment
from prevention.audit.models import AuditEvent
from prevention.classes.actions import (
    NotALeaderHere,
    ParticipationData,
    ProgrammeNotOffered,
    begin_participation,
)
from prevention.classes.models import (
    Participation,
    ParticipationLeader,
    ParticipationStatus,
    PlannedSession,
    SchoolClass,
    SessionOutcome,
)
from prevention.extensions import db
from prevention.programmes.models import CurriculumVersion, Lesson, Programme
from tests.client import PageClient
from tests.world import World

from .counting import CountQueries


@pytest.fixture
def form(world: World) -> dict[str, object]:
    return {
        "programme": world.town.mvp,
        "starts_on": "2026-12-02",
        "weekday": "",
        "leaders": [world.teacher, world.programme_leader],
        "room": "B12",
        "peer_mentors": "3",
    }


@pytest.fixture
def principal(client: PageClient, world: World) -> PageClient:
    return client.sign_in(world.principal)


def begin(client: PageClient, world: World, form: dict[str, object]) -> Participation:
    response = client.post(f"/classes/{world.class_7b}/programmes/new", data=form)
    assert response.status_code == 303, response.get_data(as_text=True)
    return db.session.query(Participation).filter_by(school_class_id=world.class_7b).one()


def days(participation: Participation) -> list[date | None]:
    query = db.session.query(PlannedSession).filter_by(participation_id=participation.id).join(Lesson)
    return [one.planned_on for one in query.order_by(Lesson.number)]


def test_begins_with_a_row_for_every_lesson(principal: PageClient, world: World, form: dict[str, object]) -> None:
    begun = begin(principal, world, form)
    assert days(begun) == [date(2026, 12, 2), date(2026, 12, 9), date(2026, 12, 16), date(2027, 1, 13)]
    assert (begun.room, begun.peer_mentors, begun.weekday) == ("B12", 3, 2)
    leaders = db.session.query(ParticipationLeader.person_id).filter_by(participation_id=begun.id)
    assert {row[0] for row in leaders} == {world.teacher, world.programme_leader}
    told = db.session.query(AuditEvent).filter_by(event="participation.begun", object_id=begun.id).one()
    assert (told.details["lessons"], told.details["planned"]) == (4, 4)
    page = principal.get(f"/classes/{world.class_7b}").get_data(as_text=True)
    assert "Planerat. Sista lektionen är 13 januari 2027." in page


def test_may_begin_without_a_day(principal: PageClient, world: World, form: dict[str, object]) -> None:
    begun = begin(principal, world, form | {"starts_on": "", "leaders": [], "room": "", "peer_mentors": ""})
    assert days(begun) == [None] * 4
    page = principal.get(f"/classes/{world.class_7b}").get_data(as_text=True)
    assert "Inga dagar är planerade än." in page
    assert "MVP högstadiet leds av 2 tillsammans." in page


def test_says_how_many_lessons_found_no_day(principal: PageClient, world: World, form: dict[str, object]) -> None:
    begun = begin(principal, world, form | {"starts_on": "2027-06-02"})
    assert days(begun) == [date(2027, 6, 2), date(2027, 6, 9), None, None]
    page = principal.get(f"/classes/{world.class_7b}").get_data(as_text=True)
    assert "Läsåret slutar före de sista 2 lektionerna" in page


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"programme": ""}, "Välj ett program."),
        ({"programme": "x"}, "Välj en i listan"),
        ({"starts_on": "i morgon"}, "Skriv dagen som år-månad-dag"),
        ({"starts_on": "2027-07-01"}, "Välj en dag inom läsåret, 17 augusti 2026 till 11 juni 2027."),
        ({"starts_on": "2026-12-05"}, "Dagen är en helgdag."),
        ({"starts_on": "", "weekday": "3"}, "Välj också en dag för första lektionen"),
        ({"weekday": "5"}, "Välj en i listan"),
        ({"room": "x" * 81}, "högst 80 tecken"),
        ({"peer_mentors": "-1"}, "mellan 0 och 100"),
    ],
)
def test_a_fault_is_said_and_nothing_is_lost(
    principal: PageClient, world: World, form: dict[str, object], changed: dict[str, object], said: str
) -> None:
    response = principal.post(f"/classes/{world.class_7b}/programmes/new", data=form | changed)
    html = response.get_data(as_text=True)
    assert response.status_code == 422
    assert said in html
    assert html.count("checked") == 2
    assert db.session.query(Participation).filter_by(school_class_id=world.class_7b).count() == 0


def test_a_leader_from_elsewhere_is_refused(principal: PageClient, world: World, form: dict[str, object]) -> None:
    given = form | {"leaders": [world.teacher_elsewhere]}
    response = principal.post(f"/classes/{world.class_7b}/programmes/new", data=given)
    assert response.status_code == 422
    assert "Välj ledare i listan." in response.get_data(as_text=True)


def test_a_programme_is_taken_once(principal: PageClient, world: World, form: dict[str, object]) -> None:
    begin(principal, world, form)
    response = principal.post(f"/classes/{world.class_7b}/programmes/new", data=form)
    assert response.status_code == 422
    assert "Klassen har redan det programmet." in response.get_data(as_text=True)


def test_retired_programmes_and_those_of_others_are_not_offered(
    principal: PageClient, world: World, form: dict[str, object]
) -> None:
    db.session.get_one(Programme, world.town.pax).retired_at = db.session.get_one(Programme, world.town.pax).created_at
    db.session.flush()
    for refused in (world.town.pax, world.other_town.mvp):
        response = principal.post(f"/classes/{world.class_7b}/programmes/new", data=form | {"programme": refused})
        assert response.status_code == 422


def test_the_action_refuses_what_the_form_would_not_offer(world: World, session: object) -> None:
    school_class = db.session.get_one(SchoolClass, world.class_7b)
    with pytest.raises(ProgrammeNotOffered):
        begin_participation(None, school_class, ParticipationData(world.other_town.mvp))
    with pytest.raises(NotALeaderHere):
        begin_participation(None, school_class, ParticipationData(world.town.pax, leaders=(world.teacher_elsewhere,)))
    mvp = db.session.get_one(Programme, world.town.mvp)
    mvp.retired_at = mvp.created_at
    db.session.flush()
    with pytest.raises(ProgrammeNotOffered):
        begin_participation(None, school_class, ParticipationData(world.town.mvp))


def test_whose_role_has_ended_is_not_offered(principal: PageClient, world: World, form: dict[str, object]) -> None:
    held = db.session.query(RoleAssignment).filter_by(person_id=world.teacher).one()
    held.ended_at = held.granted_at
    db.session.flush()
    assert str(world.teacher) not in principal.get(f"/classes/{world.class_7b}/programmes/new").get_data(as_text=True)
    assert principal.post(f"/classes/{world.class_7b}/programmes/new", data=form).status_code == 422


def test_takes_the_current_edition(principal: PageClient, world: World, form: dict[str, object]) -> None:
    db.session.get_one(CurriculumVersion, world.town.curriculum).is_current = False
    db.session.flush()
    newer = CurriculumVersion(
        municipality_id=world.town.municipality, programme_id=world.town.mvp, edition="2026", is_current=True
    )
    db.session.add(newer)
    db.session.flush()
    assert begin(principal, world, form).curriculum_version_id == newer.id


def test_planning_anew_moves_only_what_has_no_outcome(principal: PageClient, world: World) -> None:
    address = f"/participations/{world.class_7a.participation}/plan"
    html = principal.get(address).get_data(as_text=True)
    assert "3 lektioner får nya dagar. Det som är loggat ligger kvar." in html
    assert 'value="2026-11-18"' in html  # the plan's own start has passed: today is its weekday
    assert principal.post(address, data={"starts_on": "2026-12-01", "weekday": "3"}).status_code == 303
    taken = db.session.get_one(Participation, world.class_7a.participation, populate_existing=True)
    assert days(taken) == [date(2026, 11, 4), date(2026, 12, 3), date(2026, 12, 10), date(2026, 12, 17)]
    assert (taken.starts_on, taken.weekday) == (date(2026, 12, 1), 3)


def test_a_first_plan_moves_nothing(principal: PageClient, world: World, form: dict[str, object]) -> None:
    begun = begin(principal, world, form | {"starts_on": ""})
    address = f"/participations/{begun.id}/plan"
    html = principal.get(address).get_data(as_text=True)
    assert "4 lektioner får sina dagar." in html
    assert "loggat" not in html
    principal.post(address, data={"starts_on": "2026-12-02", "weekday": ""})
    html = principal.get(address).get_data(as_text=True)
    assert "4 lektioner får nya dagar." in html
    assert "loggat" not in html


def test_planning_anew_without_a_day_clears_the_days_to_come(principal: PageClient, world: World) -> None:
    address = f"/participations/{world.class_7a.participation}/plan"
    assert principal.post(address, data={"starts_on": "", "weekday": ""}).status_code == 303
    taken = db.session.get_one(Participation, world.class_7a.participation)
    assert days(taken) == [date(2026, 11, 4), None, None, None]


def test_a_faulty_plan_changes_nothing(principal: PageClient, world: World) -> None:
    address = f"/participations/{world.class_7a.participation}/plan"
    response = principal.post(address, data={"starts_on": "2028-01-01", "weekday": ""})
    assert response.status_code == 422
    taken = db.session.get_one(Participation, world.class_7a.participation)
    assert days(taken)[1] == date(2026, 11, 11)


def test_changes_leaders(principal: PageClient, world: World) -> None:
    address = f"/participations/{world.class_7a.participation}/leaders"
    assert principal.get(address).get_data(as_text=True).count("checked") == 2
    given = {"leaders": [world.teacher, world.principal], "room": " Aulan ", "peer_mentors": ""}
    assert principal.post(address, data=given).status_code == 303
    leaders = db.session.query(ParticipationLeader.person_id).filter_by(participation_id=world.class_7a.participation)
    assert {row[0] for row in leaders} == {world.teacher, world.principal}
    assert db.session.get_one(Participation, world.class_7a.participation, populate_existing=True).room == "Aulan"


def test_who_leads_may_stay_without_a_role_at_the_school(principal: PageClient, world: World) -> None:
    db.session.add(
        ParticipationLeader(
            municipality_id=world.town.municipality,
            participation_id=world.class_7a.participation,
            person_id=world.teacher_elsewhere,
        )
    )
    db.session.flush()
    address = f"/participations/{world.class_7a.participation}/leaders"
    assert principal.get(address).get_data(as_text=True).count("checked") == 3
    given = {"leaders": [world.teacher, world.teacher_elsewhere], "room": "", "peer_mentors": ""}
    assert principal.post(address, data=given).status_code == 303


def test_one_leader_of_a_pair_is_a_warning_not_an_error(principal: PageClient, world: World) -> None:
    address = f"/participations/{world.class_7a.participation}/leaders"
    response = principal.post(address, data={"leaders": [world.teacher]}, follow_redirects=True)
    assert response.get_data(as_text=True).count("MVP högstadiet leds av 2 tillsammans.") == 2  # told, and stands


def test_breaks_off_with_a_reason_and_goes_on(principal: PageClient, world: World) -> None:
    address = f"/participations/{world.class_7a.participation}"
    assert principal.post(f"{address}/break-off", data={"reason": " "}).status_code == 422
    assert principal.post(f"{address}/break-off", data={"reason": "Ledaren slutade"}).status_code == 303
    taken = db.session.get_one(Participation, world.class_7a.participation, populate_existing=True)
    assert (taken.status, taken.broken_off_reason) == (ParticipationStatus.BROKEN_OFF, "Ledaren slutade")
    told = db.session.query(AuditEvent).filter_by(event="participation.broken_off").one()
    assert "Ledaren" not in str(told.details)
    assert principal.post(f"{address}/resume").status_code == 303
    taken = db.session.get_one(Participation, world.class_7a.participation, populate_existing=True)
    assert (taken.status, taken.broken_off_reason) == (ParticipationStatus.RUNNING, None)


def test_removes_what_was_never_logged(principal: PageClient, world: World, form: dict[str, object]) -> None:
    begun = begin(principal, world, form).id
    assert principal.post(f"/participations/{begun}/remove").status_code == 303
    assert db.session.query(Participation).filter_by(id=begun).count() == 0
    assert db.session.query(PlannedSession).filter_by(participation_id=begun).count() == 0


def test_what_was_logged_is_not_removed(principal: PageClient, world: World) -> None:
    address = f"/participations/{world.class_7a.participation}/remove"
    response = principal.post(address, follow_redirects=True)
    assert "Det finns loggade lektioner" in response.get_data(as_text=True)
    planned = db.session.get_one(PlannedSession, world.class_7a.planned_sessions[0], populate_existing=True)
    assert planned.outcome is SessionOutcome.HELD


@pytest.mark.parametrize("address", ["plan", "leaders", "break-off"])
def test_few_queries_to_open_a_form(
    principal: PageClient, world: World, address: str, count_queries: CountQueries
) -> None:
    with count_queries() as sent:
        principal.get(f"/participations/{world.class_7a.participation}/{address}")
    assert len(sent) <= 8
