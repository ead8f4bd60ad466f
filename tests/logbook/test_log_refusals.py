"""What cannot be logged: each refusal stands beside what is allowed, and nothing that was typed is lost."""

import re
import uuid
from typing import Any

import pytest

from prevention.classes.models import Participation, ParticipationStatus
from prevention.extensions import db
from tests.client import PageClient
from tests.world import World

from .forms import log_lesson, refused

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
