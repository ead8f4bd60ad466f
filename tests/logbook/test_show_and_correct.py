"""A log is shown in words, corrected without losing what stood there, and undone while it is fresh."""

import uuid
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from typing import Any

import pytest

from prevention.audit.models import AuditEvent
from prevention.extensions import db
from prevention.logbook.models import SessionLog
from tests.client import PageClient
from tests.world import World

from .forms import address, as_planned, log_lesson, planned


def correct(client: PageClient, world: World, log: uuid.UUID, **changed: Any) -> Any:
    first = {"lesson": str(world.town.lessons[0]), "held_on": "2026-11-04", "pupils_present": "23"}
    return client.post(f"/sessions/{log}/correct", data=as_planned(world, **(first | changed)))


def text(client: PageClient, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200
    return response.get_data(as_text=True)


def test_a_log_is_shown_in_words(teacher: PageClient, world: World) -> None:
    html = text(teacher, f"/sessions/{world.class_7a.log}")
    for words in ("Lektion 1: Vad är våld?", "4 november 2026", "Ja, som i handledningen", "Teacher 9901", "Rätta"):
        assert words in html


def test_a_principal_reads_and_does_not_correct(client: PageClient, world: World) -> None:
    client.sign_in(world.principal)
    html = text(client, f"/sessions/{world.class_7a.log}")
    assert "Lektion 1" in html
    assert "/correct" not in html
    assert client.get(f"/sessions/{world.class_7a.log}/correct").status_code == 403


def test_the_correction_form_holds_what_was_told(teacher: PageClient, world: World) -> None:
    html = text(teacher, f"/sessions/{world.class_7a.log}/correct")
    assert f'<option selected value="{world.town.lessons[0]}">' in html
    assert 'type="date" value="2026-11-04"' in html
    assert 'value="23"' in html


def test_a_correction_keeps_the_history(teacher: PageClient, world: World) -> None:
    response = correct(teacher, world, world.class_7a.log, status="partly_held", reason="short_of_time", minutes="30")
    assert response.status_code == 303
    db.session.expire_all()
    old = db.session.get_one(SessionLog, world.class_7a.log)
    assert old.superseded_at is not None
    assert old.minutes == 60
    html = text(teacher, response.location)
    assert "Rättat av Teacher 9901" in html
    assert "<del>60</del> <ins>30</ins>" in html
    assert "<del>Den hölls</del> <ins>En del av den hölls</ins>" in html
    assert str(planned(world.class_7a, 1).outcome) == "partly_held"
    assert "Den här loggen har rättats." in text(teacher, f"/sessions/{world.class_7a.log}")


def test_a_corrected_log_says_when_it_was_first_logged(
    client: PageClient, world: World, now: Callable[[datetime], None]
) -> None:
    log = world.class_7a.log
    assert "Loggat av Teacher 9901 den 4 november 2026 kl. 11:00." in text(
        client.sign_in(world.teacher), f"/sessions/{log}"
    )
    now(datetime(2026, 11, 18, 9, 10, tzinfo=UTC))
    client.sign_in(world.programme_leader)
    corrected = text(client, correct(client, world, log).location)
    first, last = "Loggat 4 november 2026 kl. 11:00 av Teacher 9901", "rättat 18 november 2026 kl. 10:10"
    assert f"{first}, {last} av Programme Leader 9901." in corrected


def test_a_correction_is_corrected_and_both_stay(teacher: PageClient, world: World) -> None:
    second = correct(teacher, world, world.class_7a.log, pupils_present="20").location
    third = correct(teacher, world, uuid.UUID(second.rpartition("/")[2]), pupils_present="21").location
    html = text(teacher, third)
    assert html.index("<del>20</del> <ins>21</ins>") < html.index("<del>23</del> <ins>20</ins>")
    assert html.partition("Rättelser")[0] == text(teacher, second).partition("Rättelser")[0] or "Rättelser" in html


def test_a_correction_to_another_lesson_frees_the_first(teacher: PageClient, world: World) -> None:
    correct(teacher, world, world.class_7a.log, lesson=str(world.town.lessons[1]))
    assert planned(world.class_7a, 1).outcome is None
    assert str(planned(world.class_7a, 2).outcome) == "held"


def test_a_correction_to_a_logged_lesson_is_refused(teacher: PageClient, world: World) -> None:
    log_lesson(teacher, world)
    response = correct(teacher, world, world.class_7a.log, lesson=str(world.town.lessons[2]))
    assert response.status_code == 422
    assert "Lektion 3 är redan loggad" in response.get_data(as_text=True)
    db.session.expire_all()
    assert db.session.get_one(SessionLog, world.class_7a.log).superseded_at is None


def test_a_correction_follows_the_rules_of_a_log(teacher: PageClient, world: World) -> None:
    response = correct(teacher, world, world.class_7a.log, pupils_present="25", note="Kort dag")
    assert response.status_code == 422
    html = response.get_data(as_text=True)
    assert "Klassen har 24 elever." in html
    assert "Kort dag" in html


def test_a_correction_sent_twice_is_made_once(teacher: PageClient, world: World) -> None:
    sent = str(uuid.uuid4())
    first = correct(teacher, world, world.class_7a.log, client_id=sent)
    assert correct(teacher, world, world.class_7a.log, client_id=sent).location == first.location
    assert db.session.query(SessionLog).filter_by(replaces_id=world.class_7a.log).count() == 1


def test_only_what_stands_is_corrected(teacher: PageClient, world: World) -> None:
    correct(teacher, world, world.class_7a.log, pupils_present="20")
    response = correct(teacher, world, world.class_7a.log, pupils_present="19")
    assert response.status_code == 422
    assert "Någon har redan rättat eller ångrat den här loggen." in response.get_data(as_text=True)
    assert teacher.get(f"/sessions/{world.class_7a.log}/correct").status_code == 302


def test_a_correction_to_moved_plans_the_lesson_anew(teacher: PageClient, world: World) -> None:
    response = correct(teacher, world, world.class_7a.log, status="moved", reason="other", moved_to="2026-11-20")
    assert response.status_code == 303
    lesson = planned(world.class_7a, 1)
    assert (lesson.outcome, str(lesson.planned_on)) == (None, "2026-11-20")
    log = uuid.UUID(response.location.rpartition("/")[2])
    correct(teacher, world, log, status="held")
    lesson = planned(world.class_7a, 1)
    assert (str(lesson.outcome), str(lesson.planned_on)) == ("held", "2026-11-04")


def test_a_fresh_log_is_undone_by_either_leader(client: PageClient, world: World) -> None:
    log = log_lesson(client.sign_in(world.teacher), world)
    response = client.sign_in(world.programme_leader).post(f"/sessions/{log}/undo")
    assert response.status_code == 303
    assert "Ångrat. Lektionen räknas som inte loggad igen." in text(client, response.location)
    assert planned(world.class_7a, 3).outcome is None
    assert "Den här loggen har ångrats" in text(client, f"/sessions/{log}")


def test_undoing_a_move_brings_the_day_back(teacher: PageClient, world: World) -> None:
    log = log_lesson(teacher, world, status="moved", reason="other", moved_to="2026-11-20")
    teacher.post(f"/sessions/{log}/undo")
    assert str(planned(world.class_7a, 3).planned_on) == "2026-11-18"


def test_a_lesson_never_planned_is_planned_by_moving_it(teacher: PageClient, world: World) -> None:
    planned(world.class_7a, 3).planned_on = None
    db.session.commit()
    log = log_lesson(teacher, world, status="moved", reason="other", moved_to="2026-11-20")
    assert str(planned(world.class_7a, 3).planned_on) == "2026-11-20"
    teacher.post(f"/sessions/{log}/undo")
    assert planned(world.class_7a, 3).planned_on is None


def test_after_a_quarter_of_an_hour_a_log_is_corrected_instead(
    teacher: PageClient, world: World, now: Callable[[datetime], None]
) -> None:
    log = log_lesson(teacher, world)
    now(datetime(2026, 11, 18, 9, 15, 1, tzinfo=UTC))
    response = teacher.post(f"/sessions/{log}/undo")
    assert "Det är för sent att ångra." in text(teacher, response.location)
    assert str(planned(world.class_7a, 3).outcome) == "held"


def test_a_correction_is_corrected_and_not_undone(teacher: PageClient, world: World) -> None:
    """Undoing it would leave the lesson without the log that stood before."""
    correction = uuid.UUID(correct(teacher, world, world.class_7a.log).location.rpartition("/")[2])
    response = teacher.post(f"/sessions/{correction}/undo")
    assert "Rätta loggen i stället." in text(teacher, response.location)
    db.session.expire_all()
    assert db.session.get_one(SessionLog, correction).superseded_at is None


def test_undone_twice_is_undone_once(teacher: PageClient, world: World) -> None:
    log = log_lesson(teacher, world)
    teacher.post(f"/sessions/{log}/undo")
    response = teacher.post(f"/sessions/{log}/undo")
    assert "Någon har redan rättat eller ångrat" in text(teacher, response.location)
    assert db.session.query(AuditEvent).filter_by(event="session.undone", object_id=log).count() == 1


def test_the_audit_trail_knows_corrections_and_undoing(teacher: PageClient, world: World) -> None:
    correct(teacher, world, world.class_7a.log)
    row = db.session.query(AuditEvent).filter_by(event="session.corrected").one()
    assert row.details == {
        "replaces_id": str(world.class_7a.log),
        "lesson_id": str(world.town.lessons[0]),
        "status": "held",
    }


@pytest.mark.parametrize("corrections", [1, 5])
def test_four_queries_whatever_the_number_of_corrections(
    teacher: PageClient, world: World, corrections: int, count_queries: Callable[[], AbstractContextManager[list[str]]]
) -> None:
    log = world.class_7a.log
    for number in range(corrections):
        location = correct(teacher, world, log, pupils_present=str(number)).location
        log = uuid.UUID(location.rpartition("/")[2])
    with count_queries() as sent:
        html = text(teacher, f"/sessions/{log}")
    assert html.count("Rättat av") == corrections
    assert len(sent) == 4, "\n".join(sent)


def test_the_form_takes_five_queries(
    teacher: PageClient, world: World, count_queries: Callable[[], AbstractContextManager[list[str]]]
) -> None:
    with count_queries() as sent:
        text(teacher, f"{address(world.class_7a)}/new")
    assert len(sent) == 5, "\n".join(sent)
