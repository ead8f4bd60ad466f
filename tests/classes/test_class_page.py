"""The page of one class: its track of lessons, plan, leaders, pace, and what would help."""

from datetime import date

from sqlalchemy import update

from prevention.classes.models import (
    Participation,
    ParticipationLeader,
    ParticipationStatus,
    PlannedSession,
    SessionOutcome,
)
from prevention.extensions import db
from prevention.programmes.models import CurriculumVersion, Lesson
from tests.client import PageClient
from tests.world import World

from .counting import CountQueries


def page(client: PageClient, world: World) -> str:
    return client.get(f"/classes/{world.class_7a.school_class}").get_data(as_text=True)


def test_the_track_shows_each_lesson_with_its_state(client: PageClient, world: World) -> None:
    html = page(client.sign_in(world.teacher), world)
    for status in ("held", "overdue", "not_yet_due"):
        assert f'data-status="{status}"' in html
    assert f'href="/sessions/{world.class_7a.log}"' in html
    assert f'href="/participations/{world.class_7a.participation}/sessions/new?lesson={world.town.lessons[1]}"' in html
    assert "Lektion 4" in html  # the lesson without a title


def test_logging_stands_above_the_track(client: PageClient, world: World) -> None:
    html = page(client.sign_in(world.teacher), world)
    assert html.count("Logga en lektion") == 1
    assert html.index("Logga en lektion") < html.index('class="track"')


def test_a_principal_may_plan_but_not_log(client: PageClient, world: World) -> None:
    html = page(client.sign_in(world.principal), world)
    assert "/sessions/new" not in html
    assert f"/participations/{world.class_7a.participation}/plan" in html
    assert f"/classes/{world.class_7a.school_class}/edit" not in html


def test_a_teacher_gets_no_button_to_plan(client: PageClient, world: World) -> None:
    html = page(client.sign_in(world.teacher), world)
    assert "/plan" not in html
    assert "/leaders" not in html


def test_pace_and_help_in_words(client: PageClient, world: World) -> None:
    html = page(client.sign_in(world.teacher), world)
    assert "1 av 4 lektioner hölls, 1 inte loggad." in html
    assert "Klar 2 december 2026 i denna takt." in html  # three are left on Wednesdays from today
    assert "1 lektion har passerat sin dag och är inte loggad." in html
    assert "fre 20 nov" in html


def test_all_as_planned_names_the_last_planned_day(client: PageClient, world: World) -> None:
    db.session.get_one(PlannedSession, world.class_7a.planned_sessions[1]).planned_on = date(2026, 12, 9)
    db.session.flush()
    html = page(client.sign_in(world.teacher), world)
    assert "Klar 9 december 2026 i denna takt." in html
    assert "Log it" not in html


def test_a_plan_past_the_school_year_says_so(client: PageClient, world: World) -> None:
    for number in range(5, 60):
        lesson = Lesson(
            municipality_id=world.town.municipality, curriculum_version_id=world.town.curriculum, number=number
        )
        db.session.add(lesson)
        db.session.flush()
        db.session.add(
            PlannedSession(
                municipality_id=world.town.municipality,
                participation_id=world.class_7a.participation,
                lesson_id=lesson.id,
            )
        )
    db.session.flush()
    assert "I denna takt slutar läsåret före de sista" in page(client.sign_in(world.teacher), world)


def test_too_few_leaders_is_said(client: PageClient, world: World) -> None:
    db.session.query(ParticipationLeader).filter_by(person_id=world.programme_leader).delete()
    assert "MVP högstadiet leds av 2 tillsammans." in page(client.sign_in(world.teacher), world)


def test_a_broken_off_programme_shows_why_and_asks_for_nothing(client: PageClient, world: World) -> None:
    taken = db.session.get_one(Participation, world.class_7a.participation)
    taken.status, taken.broken_off_reason = ParticipationStatus.BROKEN_OFF, "Läraren slutade"
    db.session.flush()
    html = page(client.sign_in(world.principal), world)
    assert "Läraren slutade" in html
    assert "i denna takt" not in html
    assert "/resume" in html


def test_a_class_without_programme_says_what_to_do(client: PageClient, world: World) -> None:
    html = client.sign_in(world.principal).get(f"/classes/{world.class_7b}").get_data(as_text=True)
    assert f"/classes/{world.class_7b}/programmes/new" in html


def test_a_continuous_programme_is_running_and_has_no_track(client: PageClient, world: World) -> None:
    client.sign_in(world.principal)
    client.post(f"/classes/{world.class_7b}/programmes/new", data={"programme": world.town.pax, "weekday": ""})
    html = client.get(f"/classes/{world.class_7b}").get_data(as_text=True)
    assert "Pågår, 0 tillfällen loggade." in html
    assert 'class="track"' not in html


def test_lessons_that_are_no_fixed_number_are_logged_and_never_a_share(client: PageClient, world: World) -> None:
    db.session.execute(update(CurriculumVersion).values(lessons_expected=None))
    db.session.commit()
    client.sign_in(world.principal)
    for address in ("/classes", f"/classes/{world.class_7a.school_class}"):
        html = client.get(address).get_data(as_text=True)
        assert "Pågår, 1 tillfälle loggat, 1 inte loggad" in html
        assert "lektioner hölls" not in html


def test_all_lessons_are_done_only_where_each_was_held(client: PageClient, world: World) -> None:
    db.session.execute(update(PlannedSession).values(outcome=SessionOutcome.NOT_HELD))
    db.session.commit()
    html = page(client.sign_in(world.principal), world)
    assert "0 av 4 lektioner hölls. <strong>Inga fler lektioner är planerade.</strong>" in html


def test_where_every_lesson_is_logged_nothing_asks_for_a_log(client: PageClient, world: World) -> None:
    client.sign_in(world.teacher)
    assert "Logga en lektion" in page(client, world)
    db.session.execute(update(PlannedSession).values(outcome=SessionOutcome.HELD))
    db.session.commit()
    html = page(client, world)
    assert "Alla lektioner är klara." in html
    assert "Logga en lektion" not in html


def test_as_many_queries_for_many_lessons_as_for_few(
    client: PageClient, world: World, count_queries: CountQueries
) -> None:
    client.sign_in(world.principal)
    with count_queries() as few:
        page(client, world)
    taking = {"programme": world.town.pax, "weekday": ""}
    assert client.post(f"/classes/{world.class_7a.school_class}/programmes/new", data=taking).status_code == 303
    with count_queries() as many:
        page(client, world)
    assert len(many) == len(few) <= 5


def test_a_leader_sees_only_the_programmes_they_lead(client: PageClient, world: World) -> None:
    client.sign_in(world.principal)
    client.post(
        f"/classes/{world.class_7a.school_class}/programmes/new", data={"programme": world.town.pax, "weekday": ""}
    )
    assert "PAX i skolan" in page(client, world)
    html = page(client.sign_in(world.teacher), world)
    assert "MVP högstadiet" in html
    assert "PAX i skolan" not in html
