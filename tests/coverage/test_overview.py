"""What is thin, what is about to fail and what has changed; and the classes behind each figure."""

import re
import uuid
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from sqlalchemy import delete, update

from prevention.classes.models import Participation, ParticipationStatus, PlannedSession, SchoolClass, SessionOutcome
from prevention.coverage.sums import Scope, recount
from prevention.database import Base
from prevention.extensions import db
from prevention.logbook.models import SessionLog
from prevention.organisations.models import OwnerType, SchoolBreak, SchoolYear
from prevention.programmes.models import CoverageTarget
from tests.client import PageClient
from tests.logbook.forms import as_planned
from tests.world import World

from .reading import page_rows, whole, words
from .recount import count, is_expected
from .test_properties import built, slow
from .towns import Class, School, Session, Takes, Target, Town, build, towns, uniform

Counting = Callable[[], AbstractContextManager[list[str]]]
CELL = re.compile(r'<td data-band="(\d)"><a href="([^"]+)">.*?<small>([\d\s]+) av ([\d\s]+)</small>')
LINE = re.compile(r'<tr class="dense">.*?</tr>', re.DOTALL)
RUNNING, BROKEN_OFF = ParticipationStatus.RUNNING, ParticipationStatus.BROKEN_OFF
STATES = ("held", "partly_held", "not_held", "overdue", "not_yet_due", "not_planned")


def page(client: PageClient, address: str = "/coverage") -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.get_data(as_text=True)


def links(html: str) -> list[str]:
    return [one.replace("&amp;", "&") for one in re.findall(r'href="(/coverage/classes[^"]*)"', html)]


def link(html: str, show: str) -> str:
    return next(one for one in links(html) if one.endswith(f"show={show}"))


def told(html: str) -> str:
    return words(html.partition('<p class="lead">')[2].partition("</p>")[0])


def amounts(html: str) -> list[int]:
    return [whole(found[1]) for found in re.finditer(r'<td class="number"[^>]*>([\d\s]+)</td>', html)]


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


def test_what_is_not_logged_is_told_apart_from_what_was_not_held(client: PageClient, world: World) -> None:
    client.sign_in(world.coverage_administrator)
    sent = as_planned(
        world,
        status="not_held",
        reason="no_room",
        pupils_present=None,
        minutes=None,
        leaders_present=None,
        delivered_as_planned=None,
    )
    assert client.post(f"/participations/{world.class_7a.participation}/sessions", data=sent).status_code == 303
    html = page(client)
    assert "2 lektioner är inte loggade: de kan mycket väl ha hållits." in html
    assert "1 lektion hölls inte, och orsaken är känd." in html
    assert told(page(client, link(html, "not_held"))) == "1 lektion i 1 klass"
    assert told(page(client, link(html, "overdue"))) == "2 lektioner i 2 klasser"


def test_what_changed_is_told_from_the_days_of_the_logs(
    client: PageClient, world: World, now: Callable[[datetime], None]
) -> None:
    """One lesson was held on 4 November in 7A and in 7C; another is logged today for a day in October."""
    client.sign_in(world.coverage_administrator)
    assert "+2 hållna lektioner sedan 18 oktober 2026" in page(client)
    sent = as_planned(world, lesson=str(world.town.lessons[1]), held_on="2026-10-07")
    assert client.post(f"/participations/{world.class_7a.participation}/sessions", data=sent).status_code == 303
    html = page(client)
    assert "+2 hållna lektioner sedan 18 oktober 2026" in html
    assert "Det finns inget tidigare läsår här att jämföra med." in html
    now(datetime(2026, 12, 4, 8, tzinfo=UTC))
    client.sign_in(world.coverage_administrator)
    html = page(client)
    assert "+0 hållna lektioner sedan 4 november 2026" in html
    months = page(client, "/coverage/changes")
    rows = dict(re.findall(r'<th scope="row">(\w+) 2026</th>\s*<td class="number"[^>]*>(\d+)</td>', months))
    assert rows == {"augusti": "0", "september": "0", "oktober": "1", "november": "2", "december": "0"}


def test_the_lessons_since_a_day_have_their_classes(client: PageClient, world: World) -> None:
    client.sign_in(world.coverage_administrator)
    since = next(one for one in links(page(client)) if "held_since" in one)
    assert since.endswith("show=held_since&since=2026-10-18")
    assert told(page(client, since)) == "2 lektioner i 2 klasser"
    assert told(page(client, since.replace("2026-10-18", "2026-11-04"))) == "0 lektioner i 0 klasser"
    wrong = page(client, since.replace("2026-10-18", "yesterday"))
    assert "Det som adressen frågar efter går inte att välja här." in wrong
    assert told(wrong) == "2 lektioner i 2 klasser"


def test_the_same_day_last_school_year(client: PageClient, world: World) -> None:
    """A year before in which 7C held a lesson on 17 November, and one on 19 November that does not count yet."""
    add_last_year(world, (date(2025, 11, 17), date(2025, 11, 19), date(2025, 11, 20)))
    client.sign_in(world.coverage_administrator)
    assert "2 hållna hittills, 1 fler än samma dag förra läsåret (1)." in page(client)
    changes = page(client, "/coverage/changes")
    assert "2025/26" in changes
    school = changes.partition("Almköpings friskola</a>")[2].partition("</tr>")[0]
    assert amounts(school) == [1, 1, 1]
    assert "<desc>Fyllda staplar: 2026/27, flest i november 2026 med 2." in changes


def add_last_year(world: World, days: tuple[date, ...]) -> None:
    """Add a year before, with a class at the independent school that held a lesson on each of these days."""
    town, here = world.town, world.town.municipality
    of = {"municipality_id": here}
    year = put(SchoolYear(**of, name="2025/26", starts_on=date(2025, 8, 18), ends_on=date(2026, 6, 12)))
    at = {**of, "school_id": town.other_school, "school_year_id": year}
    put(CoverageTarget(**of, school_year_id=year, programme_id=town.mvp, grade="7"))
    then = put(SchoolClass(**at, name="7C", grade="7", pupils=20))
    taken = {"school_class_id": then, "programme_id": town.mvp, "curriculum_version_id": town.curriculum}
    participation = put(Participation(**at, **taken))
    for lesson, day in zip(town.lessons, days, strict=False):
        one = {**of, "participation_id": participation, "lesson_id": lesson}
        put(PlannedSession(**one, planned_on=day, outcome=SessionOutcome.HELD))
        log = {"status": "held", "held_on": day, "client_id": uuid.uuid4(), "logged_by_id": world.teacher}
        put(SessionLog(**one, **log, logged_at=datetime(2025, 11, 20, tzinfo=UTC)))
    recount(Scope(here))


def put(row: Base) -> uuid.UUID:
    db.session.add(row)
    db.session.flush()
    return row.id


def test_a_cell_leads_to_its_classes(client: PageClient, world: World) -> None:
    html = page(client.sign_in(world.coverage_administrator), "/coverage?stage=upper")
    heat = html.partition('class="ds-table heat"')[2].partition("</table>")[0]
    bands = [(band, held, lessons) for band, _url, held, lessons in CELL.findall(heat)]
    assert bands == [("1", "1", "8"), ("2", "1", "4")]
    address = CELL.findall(heat)[0][1].replace("&amp;", "&")
    assert "stage=upper" in address
    rows = page(client, address)
    assert told(rows) == "8 lektioner i 2 klasser"
    assert ">7A</a>" in rows
    assert ">7C</a>" not in rows


def test_gaps_are_told_in_words(client: PageClient, world: World) -> None:
    html = page(client.sign_in(world.coverage_administrator))
    assert "Almköping norra: 12\u00a0% hölls. Utan kommundel: 25\u00a0%. Skillnaden är 13 procentenheter." in html
    assert page_rows(html, "Kommunala och fristående skolor") == {
        "Kommunala skolor": (8, 1, 0, 0, 1, 2, 4),
        "Fristående skolor": (4, 1, 0, 0, 1, 2, 0),
    }


def test_a_principal_sees_only_the_classes_of_the_own_school(client: PageClient, world: World) -> None:
    client.sign_in(world.principal)
    rows = page(client, f"/coverage/classes?show=expected&school={world.town.other_school}")
    assert ">7A</a>" in rows
    assert ">7C</a>" not in rows
    assert "Det som adressen frågar efter går inte att välja här." in rows
    changes = page(client, "/coverage/changes")
    assert "Almköpings norra skola" in changes
    assert "Almköpings friskola" not in changes


@pytest.mark.parametrize("address", ["/coverage/classes", "/coverage/changes"])
@pytest.mark.parametrize(
    "wrong",
    ["programme=x&grade=99", "show=x&school=x", "since=2026-99-99&show=held_since", "after=x&before=y", "show="],
)
def test_a_wrong_address_is_answered_with_a_page(client: PageClient, world: World, address: str, wrong: str) -> None:
    assert "Täckning" in page(client.sign_in(world.coverage_administrator), f"{address}?{wrong}")


def test_without_a_school_year_there_is_a_page(client: PageClient, world: World) -> None:
    client.sign_in(world.coverage_administrator)
    for address in ("/coverage/classes", "/coverage/changes"):
        assert "Till översikten" in page(client, f"{address}?programme=pax")


def test_a_long_list_is_paged_and_keeps_its_filter(client: PageClient, session: object) -> None:
    with db.session.begin_nested() as savepoint:
        here = build(uniform(2, 60))
        client.sign_in(here.administrator)
        seen: list[str] = []
        address: str | None = "/coverage/classes?programme=serien&show=overdue"
        while address:
            html = page(client, address)
            assert told(html) == "120 lektioner i 120 klasser"
            seen += re.findall(r'href="(/classes/[0-9a-f-]+)"', html)
            address = next(iter(re.findall(r'href="([^"]*after=[^"]*)"', html)), "").replace("&amp;", "&")
            assert not address or "show=overdue" in address
        assert len(seen) == len(set(seen)) == 120
        savepoint.rollback()


@pytest.mark.parametrize("address", ["/coverage/classes?show=overdue", "/coverage/changes"])
def test_as_few_queries_for_forty_as_for_two(
    client: PageClient, session: object, count_queries: Counting, address: str
) -> None:
    assert queries(client, count_queries, address, 2) == queries(client, count_queries, address, 40) <= 8


def queries(client: PageClient, count_queries: Counting, address: str, number: int) -> int:
    with db.session.begin_nested() as savepoint:
        client.sign_in(build(uniform(number, 1)).administrator)
        with count_queries() as sent:
            page(client, address)
        savepoint.rollback()
    return len(sent)


def test_a_page_is_rendered_anew_for_other_figures_and_other_readers(client: PageClient, world: World) -> None:
    """What is kept is kept by all it shows: names, what one may open, the day."""
    both = (world.coverage_administrator, world.principal)
    client.sign_in(world.coverage_administrator)
    assert ">7A</a>" in page(client, f"/coverage/schools/{world.town.school}")
    db.session.execute(update(SchoolClass).values(name="7Ö").where(SchoolClass.id == world.class_7a.school_class))
    assert ">7Ö</a>" in page(client, f"/coverage/schools/{world.town.school}")
    db.session.execute(
        update(Participation).values(weekday=None).where(Participation.id == world.class_7a.participation)
    )
    recount(Scope(world.town.municipality))
    assert "Har lektioner utan dag" in page(client, f"/coverage/schools/{world.town.school}")
    db.session.execute(delete(CoverageTarget).where(CoverageTarget.municipality_id == world.town.municipality))
    recount(Scope(world.town.municipality))
    seen = [page(client.sign_in(who), f"/coverage/schools/{world.town.school}").partition("<main")[2] for who in both]
    assert ['href="/programmes"' in one for one in seen] == [True, False]
