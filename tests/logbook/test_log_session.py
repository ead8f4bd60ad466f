"""Logging a session: what the form offers, what is kept and what it changes."""

import uuid

import pytest

from prevention.audit.models import AuditEvent
from prevention.classes.models import Participation, ParticipationStatus, PlannedSession, SchoolClass
from prevention.extensions import db
from prevention.logbook.models import Reason, SessionLog, SessionStatus
from tests.client import PageClient
from tests.world import World

from .forms import address, as_planned, log_lesson, planned, refused


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
