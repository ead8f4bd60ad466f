"""Logging a session: each refusal stands beside what is allowed, and nothing that was typed is lost."""

import re
import uuid
from typing import Any

import pytest

from prevention.audit.models import AuditEvent
from prevention.classes.models import Participation, ParticipationStatus, PlannedSession, SchoolClass
from prevention.extensions import db
from prevention.logbook.models import Reason, SessionLog, SessionStatus
from tests.client import PageClient
from tests.world import World

from .forms import address, as_planned, log_lesson, planned


@pytest.fixture
def teacher(client: PageClient, world: World) -> PageClient:
    return client.sign_in(world.teacher)


def refused(client: PageClient, world: World, **changed: Any) -> str:
    """Send the form and return the page that comes back; nothing may have been written."""
    before = db.session.query(SessionLog).count()
    response = client.post(address(world.class_7a), data=as_planned(world, **changed))
    assert response.status_code == 422
    assert db.session.query(SessionLog).count() == before
    return response.get_data(as_text=True)


def test_the_form_is_filled_in_beforehand(teacher: PageClient, world: World) -> None:
    html = teacher.get(f"{address(world.class_7a)}/new?lesson={world.town.lessons[2]}").get_data(as_text=True)
    assert f'<option selected value="{world.town.lessons[2]}">' in html
    assert f'value="{world.town.lessons[0]}"' not in html, "a logged lesson is not offered"
    assert 'name="held_on" required type="date" value="2026-11-18"' in html
    assert 'max="24"' in html
    assert "data-draft=" in html


def test_without_a_lesson_the_form_opens_on_the_oldest_that_is_due(teacher: PageClient, world: World) -> None:
    html = teacher.get(f"{address(world.class_7a)}/new").get_data(as_text=True)
    assert f'<option selected value="{world.town.lessons[1]}">' in html
    assert 'type="date" value="2026-11-11"' in html


def test_a_lesson_that_is_logged_already_is_not_replaced_by_another(teacher: PageClient, world: World) -> None:
    html = teacher.get(f"{address(world.class_7a)}/new?lesson={world.town.lessons[0]}").get_data(as_text=True)
    assert '<option selected value="">' in html


def test_the_address_of_the_form_may_be_opened_again(teacher: PageClient, world: World) -> None:
    """A page that came back with errors stands at the address it was sent to: signing in again returns there."""
    response = teacher.get(address(world.class_7a), follow_redirects=True)
    assert response.status_code == 200
    assert response.request.path.endswith("/sessions/new")


def test_a_held_lesson_keeps_everything_that_was_told(teacher: PageClient, world: World) -> None:
    told = {"pupils_present": "22", "engagement": "4", "grouping": "half_mixed", "note": "Bra  samtal\nom våld."}
    log = db.session.get_one(SessionLog, log_lesson(teacher, world, **told))
    assert (log.status, log.pupils_present, log.minutes, log.leaders_present) == ("held", 22, 60, 2)
    assert (log.engagement, log.grouping, log.delivered_as_planned) == (4, "half_mixed", True)
    assert log.note == "Bra samtal om våld."
    assert log.logged_by_id == world.teacher
    assert str(planned(world.class_7a, 3).outcome) == "held"


@pytest.mark.parametrize("status", ["partly_held", "not_held"])
def test_the_plan_says_what_the_log_says(teacher: PageClient, world: World, status: str) -> None:
    log_lesson(teacher, world, status=status, reason="class_away")
    assert str(planned(world.class_7a, 3).outcome) == status


def test_a_lesson_that_was_not_held_has_no_head_count(teacher: PageClient, world: World) -> None:
    log = db.session.get_one(SessionLog, log_lesson(teacher, world, status="not_held", reason="leader_absent"))
    assert (log.pupils_present, log.minutes, log.leaders_present, log.delivered_as_planned) == (None, None, None, None)
    assert log.reason is Reason.LEADER_ABSENT


def test_a_lesson_that_went_as_planned_has_no_reason(teacher: PageClient, world: World) -> None:
    assert db.session.get_one(SessionLog, log_lesson(teacher, world, reason="class_away")).reason is None


def test_a_moved_lesson_gets_its_new_day(teacher: PageClient, world: World) -> None:
    log = log_lesson(teacher, world, status="moved", reason="timetable", moved_to="2026-11-20")
    assert planned(world.class_7a, 3).planned_on.isoformat() == "2026-11-20"  # type: ignore[union-attr]
    assert planned(world.class_7a, 3).outcome is None
    row = db.session.get_one(SessionLog, log)
    assert (row.status, row.held_on.isoformat()) == (SessionStatus.MOVED, "2026-11-18")
    log_lesson(teacher, world)
    assert str(planned(world.class_7a, 3).outcome) == "held"


TOO_MANY = "Klassen har 24 elever. Stämmer antalet? Be kommunens täckningsansvariga att ändra klassens elevantal."
FAULTS: list[tuple[dict[str, Any], str, dict[str, Any]]] = [
    ({"held_on": "2026-11-19"}, "Den dagen har inte varit än", {"held_on": "2026-11-18"}),
    ({"held_on": "2026-08-16"}, "Läsåret började den 17 augusti 2026", {"held_on": "2026-08-17"}),
    ({"held_on": "den artonde"}, "Skriv dagen som år-månad-dag", {"held_on": "20261118"}),
    ({"held_on": ""}, "Välj dagen.", {"held_on": " 2026-11-18 "}),
    (
        {"pupils_present": "25"},
        TOO_MANY,
        {"pupils_present": "24"},
    ),
    ({"pupils_present": "-1"}, "Skriv ett tal mellan 0 och 500.", {"pupils_present": "0"}),
    ({"pupils_present": "många"}, "Skriv ett heltal med siffror.", {"pupils_present": ""}),
    ({"minutes": "601"}, "Skriv ett tal mellan 1 och 600.", {"minutes": "600"}),
    ({"status": None}, "Välj hur det blev.", {"status": "held"}),
    ({"status": "invented"}, "Inte ett giltigt val", {"status": "held"}),
    ({"status": "not_held"}, "Välj varför", {"status": "not_held", "reason": "no_room"}),
    ({"status": "moved", "moved_to": "2026-11-20"}, "Välj varför", {"status": "partly_held"}),
    ({"status": "moved", "reason": "other"}, "Välj den nya dagen.", {"status": "not_held", "reason": "other"}),
    ({"lesson": ""}, "Välj vilken lektion det var.", {}),
    ({"lesson": "seven"}, "Välj lektionen i listan.", {}),
    ({"note": "Ring 20130101-1234"}, "ser ut som ett personnummer", {"note": "Ring 112 vid fara"}),
    ({"note": "x" * 501}, "Korta anteckningen", {"note": "x" * 500}),
]


@pytest.mark.parametrize(("wrong", "sentence", "right"), FAULTS)
def test_a_fault_is_said_at_its_field_and_its_neighbour_is_allowed(
    teacher: PageClient, world: World, wrong: dict[str, Any], sentence: str, right: dict[str, Any]
) -> None:
    assert sentence in refused(teacher, world, **wrong)
    log_lesson(teacher, world, **right)


@pytest.mark.parametrize(
    ("moved_to", "sentence"),
    [
        ("2026-11-17", "Den dagen har varit"),
        ("2026-11-18", "redan planerad den dagen"),
        ("2026-11-21", "Det är ingen skola den 21 november 2026"),
        ("2026-12-22", "Det är ingen skola den 22 december 2026"),
        ("2027-06-14", "Läsåret slutar den 11 juni 2027"),
    ],
)
def test_a_lesson_moves_to_a_school_day_to_come(
    teacher: PageClient, world: World, moved_to: str, sentence: str
) -> None:
    assert sentence in refused(teacher, world, status="moved", reason="other", moved_to=moved_to)
    log_lesson(teacher, world, status="moved", reason="other", moved_to="2026-12-18")


def test_all_faults_come_at_once_and_nothing_typed_is_lost(teacher: PageClient, world: World) -> None:
    html = refused(teacher, world, held_on="2026-12-01", pupils_present="99", engagement="2", note="Kort dag")
    assert "Den dagen har inte varit än" in html
    assert "Klassen har 24 elever." in html
    for typed in ('value="2026-12-01"', 'value="99"', "Kort dag</textarea>", 'id="engagement-1"'):
        assert typed in html
    assert "checked" in html.partition('id="engagement-1"')[2].partition(">")[0]


@pytest.mark.parametrize(("also", "is_open"), [({"note": "Kort dag"}, True), ({}, False)])
def test_the_fold_is_open_when_something_was_told_in_it(
    teacher: PageClient, world: World, also: dict[str, str], is_open: bool
) -> None:
    html = refused(teacher, world, held_on="2026-12-01", **also)
    (fold,) = re.findall(r'<details class="ds-details"([^>]*)>', html)
    assert ("open" in fold) is is_open


def test_the_browser_is_told_to_forget_a_note_with_a_personal_number(teacher: PageClient, world: World) -> None:
    for also_wrong in ({}, {"status": None}, {"held_on": "2026-12-01"}):
        assert 'data-forget="note"' in refused(teacher, world, note="Ring 20130101-1234", **also_wrong)
    assert "data-forget=" not in refused(teacher, world, note="Ring 112 vid fara", held_on="2026-12-01")


def test_who_may_change_the_class_is_told_that_they_can(client: PageClient, world: World) -> None:
    html = refused(client.sign_in(world.coverage_administrator), world, pupils_present="25")
    assert "Klassen har 24 elever. Ändra antalet eller klassens elevantal." in html


def test_a_lesson_of_another_curriculum_is_refused(teacher: PageClient, world: World) -> None:
    sentence = "Den lektionen hör inte till klassens program."
    assert sentence in refused(teacher, world, lesson=str(world.other_town.lessons[2]))
    assert sentence in refused(teacher, world, lesson=str(uuid.uuid4()))


def test_a_lesson_is_logged_once(teacher: PageClient, world: World) -> None:
    html = refused(teacher, world, lesson=str(world.town.lessons[0]), held_on="2026-11-04")
    assert "Lektion 1 är redan loggad för den 4 november 2026 av Teacher 9901. Rätta den loggen i stället." in html
    assert f'href="/sessions/{world.class_7a.log}/correct"' in html


def test_a_logged_lesson_is_not_moved(teacher: PageClient, world: World) -> None:
    lesson = str(world.town.lessons[0])
    assert "redan loggad" in refused(
        teacher, world, lesson=lesson, status="moved", reason="other", moved_to="2026-11-20"
    )


def test_sent_twice_is_logged_once(teacher: PageClient, world: World) -> None:
    form = as_planned(world)
    answers = [teacher.post(address(world.class_7a), data=form) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [303, 303]
    assert answers[0].location == answers[1].location
    assert db.session.query(SessionLog).filter_by(client_id=uuid.UUID(form["client_id"])).count() == 1
    assert db.session.query(AuditEvent).filter_by(event="session.logged").count() == 1


def test_an_undone_log_sent_again_is_not_taken_for_saved(teacher: PageClient, world: World) -> None:
    """Back in the browser after an undo: the old page must not pretend."""
    form = as_planned(world)
    teacher.post(address(world.class_7a), data=form)
    log = db.session.query(SessionLog).filter_by(client_id=uuid.UUID(form["client_id"])).one().id
    assert teacher.post(f"/sessions/{log}/undo").status_code == 303
    html = teacher.post(address(world.class_7a), data=form).get_data(as_text=True)
    assert "Det här loggades tidigare och har ändrats sedan dess" in html
    assert form["client_id"] not in html, "saving once more works"
    log_lesson(teacher, world)


def test_a_class_that_broke_off_logs_nothing_more(teacher: PageClient, world: World) -> None:
    participation = db.session.get_one(Participation, world.class_7a.participation)
    participation.status = ParticipationStatus.BROKEN_OFF
    db.session.commit()
    assert "Klassen har avbrutit programmet" in refused(teacher, world)
    participation.status = ParticipationStatus.RUNNING
    db.session.commit()
    log_lesson(teacher, world)


def test_a_note_that_looks_like_a_name_is_asked_about_once(teacher: PageClient, world: World) -> None:
    note = "Efteråt ville Anna Svensson prata."
    html = refused(teacher, world, note=note)
    assert "Anteckningen ser ut att nämna någon vid namn" in html
    assert "Spara ändå – det är ingen persons namn" in html
    assert note in html
    log_lesson(teacher, world, note=note, names_nobody="y")


def test_the_class_is_done_when_every_lesson_took_place(teacher: PageClient, world: World) -> None:
    def status() -> ParticipationStatus:
        return db.session.get_one(Participation, world.class_7a.participation).status

    log_lesson(teacher, world, lesson=str(world.town.lessons[1]))
    log_lesson(teacher, world, lesson=str(world.town.lessons[2]), status="partly_held")
    missed = log_lesson(teacher, world, lesson=str(world.town.lessons[3]), status="not_held", reason="other")
    assert status() is ParticipationStatus.RUNNING
    teacher.post(f"/sessions/{missed}/undo")
    last = log_lesson(teacher, world, lesson=str(world.town.lessons[3]))
    assert status() is ParticipationStatus.COMPLETED
    assert "Alla lektioner är loggade" in teacher.get(f"{address(world.class_7a)}/new").get_data(as_text=True)
    teacher.post(f"/sessions/{last}/undo")
    db.session.expire_all()
    assert status() is ParticipationStatus.RUNNING


def test_a_programme_without_numbered_lessons_logs_occasions(teacher: PageClient, world: World) -> None:
    db.session.query(PlannedSession).filter_by(participation_id=world.class_7a.participation).delete()
    db.session.query(SessionLog).filter_by(participation_id=world.class_7a.participation).delete()
    db.session.commit()
    html = teacher.get(f"{address(world.class_7a)}/new").get_data(as_text=True)
    assert 'name="lesson"' not in html
    for day in ("2026-11-16", "2026-11-18"):
        log = db.session.get_one(SessionLog, log_lesson(teacher, world, lesson=None, held_on=day))
        assert log.lesson_id is None
    assert "finns inget att flytta" in refused(
        teacher, world, lesson=None, status="moved", reason="other", moved_to="2026-11-20"
    )


def test_somebody_who_does_not_lead_the_class_returns_to_the_log(client: PageClient, world: World) -> None:
    client.sign_in(world.coverage_administrator)
    response = client.post(address(world.class_7a), data=as_planned(world))
    assert response.location.startswith("/sessions/")
    assert client.get(response.location).status_code == 200


def test_the_audit_trail_tells_codes_and_never_the_note(teacher: PageClient, world: World) -> None:
    log = log_lesson(teacher, world, note="Salen var upptagen")
    row = db.session.query(AuditEvent).filter_by(event="session.logged", object_id=log).one()
    assert row.details == {"lesson_id": str(world.town.lessons[2]), "status": "held"}
    moved = log_lesson(
        teacher, world, lesson=str(world.town.lessons[3]), status="moved", reason="other", moved_to="2026-11-26"
    )
    row = db.session.query(AuditEvent).filter_by(event="session.moved", object_id=moved).one()
    assert row.details == {
        "lesson_id": str(world.town.lessons[3]),
        "moved_from": "2026-11-25",
        "moved_to": "2026-11-26",
    }


def test_the_class_keeps_its_head_count(teacher: PageClient, world: World) -> None:
    log_lesson(teacher, world, pupils_present="3")
    assert db.session.get_one(SchoolClass, world.class_7a.school_class).pupils == 24


def test_signing_in_again_returns_to_the_form(client: PageClient, world: World) -> None:
    """The browser keeps the draft; the page it stands on is where signing in leads back to."""
    form = f"{address(world.class_7a)}/new"
    response = client.post(
        address(world.class_7a), data=as_planned(world), headers={"Referer": f"http://localhost{form}"}
    )
    assert response.status_code == 302
    assert response.location.endswith(f"/sign-in?next={form}")
    assert client.sign_in(world.teacher).get(form).status_code == 200
