"""Which classes are done before the school year ends, and which are not: counted by hand, and told in words."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from sqlalchemy import update

from prevention.classes.models import ParticipationStatus, SessionOutcome
from prevention.extensions import db
from prevention.organisations.models import OwnerType, SchoolBreak, SchoolYear
from tests.client import PageClient
from tests.world import World

from .lists import CELL, amounts, link, page, told
from .reading import STATES, whole
from .recount import count, is_expected
from .test_properties import built, slow
from .towns import Class, School, Session, Takes, Target, Town, towns

Counting = Callable[[], AbstractContextManager[list[str]]]
LINE = re.compile(r'<tr class="dense">.*?</tr>', re.DOTALL)
RUNNING, BROKEN_OFF = ParticipationStatus.RUNNING, ParticipationStatus.BROKEN_OFF


@slow
@given(towns)
def test_cells_add_up_to_their_schools(session: object, client: PageClient, town: Town) -> None:
    with built(town) as here:
        client.sign_in(here.administrator)
        html = page(client, "/coverage?programme=serien")
        heat = html.partition('class="ds-table heat"')[2].partition("</table>")[0]
        for name, cells in re.findall(r'<th scope="row">(Skola \d+)</th>(.*?)</tr>', heat, re.DOTALL):
            expected = count(town, "series", [int(name.split()[1]) - 1])
            found = CELL.findall(cells)
            assert sum(whole(held) for _band, _url, held, _lessons in found) == expected.as_tuple()[6], name
            assert sum(whole(lessons) for _band, _url, _held, lessons in found) == sum(expected.lessons.values())


@slow
@given(towns)
def test_the_classes_behind_a_state_add_up_to_it(session: object, client: PageClient, town: Town) -> None:
    with built(town) as here:
        client.sign_in(here.administrator)
        expected = count(town, "series", range(len(town.schools)))
        if not expected.classes_expected:
            return
        for state, number in zip(STATES, expected.as_tuple()[6:], strict=True):
            html = page(client, f"/coverage/classes?programme=serien&show={state}")
            assert sum(amounts(html)) == number
            assert told(html).startswith(f"{number} lektion")


@slow
@given(towns)
def test_every_class_has_one_outlook(session: object, client: PageClient, town: Town) -> None:
    """The outlooks part the expected classes, and each is what a count by hand says."""
    with built(town) as here:
        client.sign_in(here.administrator)
        expected = by_hand(town)
        if not expected:
            return
        for outlook in ("too_late", "cannot_tell", "broken_off", "no_plan", "behind", "on_plan", "ended"):
            html = page(client, f"/coverage/classes?programme=serien&show={outlook}")
            assert told(html).split()[0] == str(expected.count(outlook)), outlook
            assert len(LINE.findall(html)) == expected.count(outlook)


HELD = Session(SessionOutcome.HELD, -7)
ONE_OF_EACH = {
    "no_plan": None,
    "ended": Takes("former", RUNNING, (HELD, Session(SessionOutcome.NOT_HELD, -7)), 2),
    "broken_off": Takes("former", BROKEN_OFF, (HELD, Session(None, 7)), 2),
    "on_plan": Takes("former", RUNNING, (Session(None, 0), Session(None, 7)), None),  # today is not past
    "cannot_tell": Takes("former", RUNNING, (HELD, Session(None, -1)), None),
    "behind": Takes("former", RUNNING, (HELD, Session(None, None)), 2),
}


def test_one_class_of_each_outlook(client: PageClient, session: object) -> None:
    classes = tuple(Class("7", 20, (taken,) if taken else ()) for taken in ONE_OF_EACH.values())
    town = Town((School(OwnerType.MUNICIPAL, None, classes),), frozenset({Target("series", "7", None)}))
    with built(town) as here:
        client.sign_in(here.administrator)
        html = page(client, "/coverage?programme=serien")
        assert "3 av 6 väntade klasser blir inte klara" in html
        for number, outlook in enumerate(ONE_OF_EACH, 1):
            rows = page(client, f"/coverage/classes?programme=serien&show={outlook}")
            assert re.findall(r">(\d+A)</a>", rows) == [f"{number}A"], outlook


def worst_named(html: str) -> list[tuple[str, str]]:
    part = html.partition('<ul class="worst">')[2].partition("</ul>")[0]
    return re.findall(r">([^<]+)</a> <span>([^<]+)</span>", part)


def outlooks(html: str) -> dict[str, int]:
    found = re.findall(r'show=(too_late|cannot_tell|broken_off|no_plan|behind)">[^<]+<strong>(\d+)<', html)
    return {outlook: int(number) for outlook, number in found}


def test_the_worst_of_the_failing_classes_are_named(client: PageClient, session: object) -> None:
    """Three failing classes of one school: without a leader, broken off, and with lessons that have no day."""
    classes = tuple(Class("7", 20, (taken,) if taken else ()) for taken in ONE_OF_EACH.values())
    town = Town((School(OwnerType.MUNICIPAL, None, classes),), frozenset({Target("series", "7", None)}))
    with built(town) as here:
        client.sign_in(here.administrator)
        html = page(client, "/coverage?programme=serien")
        found = worst_named(html)
        assert found == [
            ("1A, Skola 1", "3 lektioner blir kvar"),
            ("3A, Skola 1", "1 lektion blir kvar"),
            ("5A, Skola 1", "1 lektion blir kvar"),
        ]
        at_school = page(client, f"/coverage/schools/{here.schools[0]}?programme=serien")
        assert [name for name, _left in worst_named(at_school)] == ["1A", "3A", "5A"]
        assert "3 av 6 väntade klasser blir inte klara" in at_school
        assert outlooks(at_school) == outlooks(html) == {"cannot_tell": 1, "broken_off": 1, "no_plan": 1, "behind": 1}
        everyone = page(client, link(html, "failing"))
        assert told(everyone) == "3 klasser"
        assert re.findall(r">(\d+A)</a>", everyone) == ["1A", "3A", "5A"]


def test_at_most_five_are_named_and_lead_to_their_classes(client: PageClient, session: object) -> None:
    classes = tuple(Class("7", 20, ()) for _number in range(7))
    town = Town((School(OwnerType.MUNICIPAL, None, classes),), frozenset({Target("series", "7", None)}))
    with built(town) as here:
        client.sign_in(here.administrator)
        html = page(client, "/coverage?programme=serien")
        assert [name.split(",")[0] for name, _left in worst_named(html)] == ["1A", "2A", "3A", "4A", "5A"]
        assert "Alla 7 klasser i en lista" in html
        first = html.partition('<ul class="worst">')[2].partition('href="')[2].partition('"')[0]
        assert ">1A</h1>" in page(client, first)


def test_nobody_is_asked_for_where_every_class_will_be_done(
    client: PageClient, session: object, count_queries: Counting
) -> None:
    sent = {}
    for taken in ("on_plan", "cannot_tell"):
        classes = (Class("7", 20, (ONE_OF_EACH[taken],)),)  # type: ignore[arg-type]
        town = Town((School(OwnerType.MUNICIPAL, None, classes),), frozenset({Target("series", "7", None)}))
        with built(town) as here:
            client.sign_in(here.administrator)
            with count_queries() as statements:
                html = page(client, "/coverage?programme=serien")
            sent[taken] = len(statements)
            assert ('class="worst"' in html) == (taken == "cannot_tell")
    assert sent["cannot_tell"] == sent["on_plan"] + 1 <= 8


@slow
@given(towns)
def test_the_failing_are_those_whose_outlook_fails(session: object, client: PageClient, town: Town) -> None:
    with built(town) as here:
        client.sign_in(here.administrator)
        outlooks = by_hand(town)
        if not outlooks:
            return
        failing = sum(one in {"too_late", "cannot_tell", "broken_off", "no_plan"} for one in outlooks)
        assert told(page(client, "/coverage/classes?programme=serien&show=failing")).split()[0] == str(failing)
        assert len(worst_named(page(client, "/coverage?programme=serien"))) == min(failing, 5)


def test_the_most_stand_first(client: PageClient, session: object) -> None:
    few, many = (Takes("current", RUNNING, (Session(None, -7),) * n + (HELD,) * (3 - n)) for n in (1, 2))
    classes = (Class("7", 20, (few,)), Class("8", 20, (many,)))
    targets = frozenset({Target("series", "7", None), Target("series", "8", None)})
    with built(Town((School(OwnerType.MUNICIPAL, None, classes),), targets)) as here:
        client.sign_in(here.administrator)
        rows = page(client, "/coverage/classes?programme=serien&show=overdue")
        assert re.findall(r">(\d+A)</a>", rows) == ["2A", "1A"]
        assert amounts(rows) == [2, 1]
        cells = CELL.findall(page(client, "/coverage?programme=serien"))
        assert [(band, held, lessons) for band, _url, held, lessons in cells] == [("3", "2", "3"), ("2", "1", "3")]
        of_grade = page(client, "/coverage/classes?programme=serien&show=overdue&grade=7")
        assert told(of_grade) == "1 lektion i 1 klass"


def by_hand(town: Town) -> list[str]:
    return [
        outlook_of(next((taken for taken in one.takes if taken.edition != "unnumbered"), None))
        for place, school in enumerate(town.schools)
        for one in school.classes
        if is_expected(town, "series", place, one)
    ]


def outlook_of(taken: Takes | None) -> str:
    """Three lessons at most, and thirty weeks left: nobody is too late here."""
    if taken is None:
        return "no_plan"
    left = [session.days for session in taken.sessions if session.outcome is None]
    if not left:
        return "ended"
    if taken.status == "broken_off":
        return "broken_off"
    if all(days is not None and days >= 0 for days in left):
        return "on_plan"
    return "cannot_tell" if taken.weekday is None else "behind"


def shorten_year(world: World, ends_on: date, away: tuple[date, date]) -> None:
    year = world.town.school_year
    db.session.execute(update(SchoolYear).values(ends_on=ends_on).where(SchoolYear.id == year))
    here = world.town.municipality
    db.session.add(
        SchoolBreak(municipality_id=here, school_year_id=year, name="Lov", starts_on=away[0], ends_on=away[1])
    )
    db.session.flush()


@pytest.mark.parametrize(
    ("ends_on", "told_of_7a", "failing"),
    [
        (date(2026, 12, 4), "1 lektion för mycket för att hinnas före läsårets slut", 3),  # 18 and 25 November
        (date(2026, 12, 11), "Klar 9 december 2026 i denna takt", 1),  # 2 December is in the break
    ],
)
def test_a_class_is_done_in_time_or_it_is_not(
    client: PageClient, world: World, ends_on: date, told_of_7a: str, failing: int
) -> None:
    """7A and 7C have three lessons left on Wednesdays, one of them not logged; 7B has no plan."""
    shorten_year(world, ends_on, (date(2026, 11, 30), date(2026, 12, 4)))
    client.sign_in(world.coverage_administrator)
    html = page(client)
    assert f"{failing} av 3 väntade klasser blir inte klara till den {ends_on.day} december 2026" in html
    rows = page(client, "/coverage/classes?show=expected")
    assert told_of_7a in rows
    assert "Ingen leder det än" in rows
    behind = page(client, link(html, "too_late" if failing == 3 else "behind"))
    assert told(behind) == "2 klasser"
    named = [("7B, Almköpings norra skola", "4 lektioner blir kvar")]  # the others have days for all but one
    late = [(name, "1 lektion blir kvar") for name in ("7C, Almköpings friskola", "7A, Almköpings norra skola")]
    assert worst_named(html) == (named + late if failing == 3 else named)
    class_page = client.sign_in(world.principal).get(f"/classes/{world.class_7a.school_class}").get_data(as_text=True)
    assert ("9 december 2026" in class_page) == (failing == 1)


def test_what_was_not_done_is_said_when_the_year_is_over(
    client: PageClient, world: World, now: Callable[[datetime], None]
) -> None:
    now(datetime(2027, 6, 15, 8, tzinfo=UTC))
    client.sign_in(world.coverage_administrator)
    html = page(client, "/coverage?school_year=2026/27")
    assert "3 av 3 väntade klasser var inte klara när läsåret slutade 11 juni 2027." in html
    assert worst_named(html)[0] == ("7B, Almköpings norra skola", "4 lektioner blev kvar")
    assert "3 lektioner blev kvar" in page(client, link(html, "too_late"))
