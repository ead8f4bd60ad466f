"""My sessions opens on what is due today, then what was never logged, then the coming two weeks."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime

import pytest

from prevention.classes.models import Participation, ParticipationLeader, ParticipationStatus
from prevention.extensions import db
from tests.client import PageClient
from tests.world import World

from .forms import another_class, log_lesson, planned

Counting = Callable[[], AbstractContextManager[list[str]]]


def page(client: PageClient, query: str = "") -> str:
    response = client.get(f"/my-sessions{query}")
    assert response.status_code == 200
    return response.get_data(as_text=True)


def section(html: str, name: str) -> str:
    return html.partition(f'id="{name}"')[2].partition("</section>")[0]


def test_opens_on_todays_lesson_with_one_large_button(client: PageClient, world: World) -> None:
    client.sign_in(world.teacher)
    today = section(page(client), "today")
    assert "7A: Lektion 3: Grupptryck" in today
    assert "Hölls som planerat" in today
    assert "Något blev annorlunda" in today
    assert 'value="24" min="0" max="24"' in today
    assert f"/new?lesson={world.town.lessons[2]}" in today


def test_then_what_was_never_logged_then_what_comes(client: PageClient, world: World) -> None:
    client.sign_in(world.teacher)
    html = page(client)
    assert html.index('id="today"') < html.index('id="not-logged"') < html.index('id="coming"')
    assert "Lektion 2: Våld går att förebygga" in section(html, "not-logged")
    assert "Lektion 4" in section(html, "coming")
    assert "1 lektion i dag. 1 lektion är inte loggad." in html


def test_lessons_of_one_day_and_classes_stand_in_swedish_order(client: PageClient, world: World) -> None:
    for name in ("Österut", "Ängen", "åtta B", "6A"):
        another_class(world, name)
    client.sign_in(world.teacher)
    html, order = page(client), ("6A", "7A", "åtta B", "Ängen", "Österut")
    today = [section(html, "today").index(f"{name}: Lektion 3") for name in order]
    led = [html.rindex(f">{name}<") for name in order]
    assert (today, led) == (sorted(today), sorted(led))


def test_three_taps_log_what_went_as_planned(client: PageClient, world: World) -> None:
    """The page, and one tap on the button: everything it sends stands in the card."""
    client.sign_in(world.teacher)
    form = hidden_fields(section(page(client), "today"))
    response = client.post(f"/participations/{world.class_7a.participation}/sessions", data=form)
    assert response.status_code == 303
    html = client.get(response.location).get_data(as_text=True)
    assert "Sparat: 7A, lektion 3: Grupptryck hölls den 18 november 2026. 24 elever var med." in html
    assert "Ångra" in html
    assert "Nästa: 7A, lektion 2 (inte loggad)" in html
    assert section(html, "today") == ""
    assert str(planned(world.class_7a, 3).outcome) == "held"


def test_next_is_what_was_never_logged_then_today_then_what_comes(client: PageClient, world: World) -> None:
    client.sign_in(world.teacher)

    def after(**changed: str) -> str:
        return page(client, f"?saved={log_lesson(client, world, **changed)}").partition("Nästa: ")[2].partition("<")[0]

    _first, second, _third, fourth = map(str, world.town.lessons)
    assert after(lesson=fourth, status="not_held", reason="other").strip() == "7A, lektion 2 (inte loggad)"
    assert after(lesson=second).strip() == "7A, lektion 3 (ons 18 nov.)"


def hidden_fields(html: str) -> dict[str, str]:
    inputs = [part.partition(">")[0] for part in html.split("<input ")[1:]]
    return {value_of(one, "name"): value_of(one, "value") for one in inputs}


def value_of(tag: str, attribute: str) -> str:
    return tag.partition(f'{attribute}="')[2].partition('"')[0]


def test_undo_is_offered_for_a_quarter_of_an_hour(
    client: PageClient, world: World, now: Callable[[datetime], None]
) -> None:
    client.sign_in(world.teacher)
    log = log_lesson(client, world)
    undo = f"/sessions/{log}/undo"
    assert undo in client.get(f"/my-sessions?saved={log}").get_data(as_text=True)
    now(datetime(2026, 11, 18, 9, 16, tzinfo=UTC))
    client.sign_in(world.teacher)
    assert undo not in client.get(f"/my-sessions?saved={log}").get_data(as_text=True)


def test_somebody_who_leads_nothing_is_told_what_to_do(client: PageClient, world: World) -> None:
    db.session.query(ParticipationLeader).filter_by(person_id=world.teacher).delete()
    db.session.commit()
    client.sign_in(world.teacher)
    assert "Du leder inga lektioner ännu" in page(client)


def test_an_administrator_sees_only_what_they_lead(client: PageClient, world: World) -> None:
    client.sign_in(world.coverage_administrator)
    html = page(client)
    assert "Du leder inga lektioner själv" in html
    assert 'href="/classes"' in html
    assert "Grupptryck" not in html


def test_a_class_that_broke_off_is_not_asked_about(client: PageClient, world: World) -> None:
    another_class(world, "7X")
    broken_off = another_class(world, "7Y")
    db.session.get_one(Participation, broken_off).status = ParticipationStatus.BROKEN_OFF
    db.session.commit()
    client.sign_in(world.teacher)
    html = page(client)
    assert "7X" in html
    assert "7Y" not in html


def test_many_unlogged_lessons_show_the_oldest(client: PageClient, world: World) -> None:
    for number in range(12):
        another_class(world, f"8{number}")
    client.sign_in(world.teacher)
    overdue = section(page(client), "not-logged")
    assert "De 20 äldsta av 25 lektioner" in overdue
    assert overdue.count("<form") == 20


@pytest.mark.parametrize("classes", [1, 12])
def test_three_queries_whatever_the_number_of_classes(
    client: PageClient, world: World, count_queries: Counting, classes: int
) -> None:
    for number in range(classes):
        another_class(world, f"8{number}")
    client.sign_in(world.teacher)
    log_lesson(client, world)
    with count_queries() as sent:
        page(client)
    assert len(sent) == 3, "\n".join(sent)
