"""What has changed since a day, and since the same day last school year; its schools stand in Swedish order."""

import re
import uuid
from collections.abc import Callable
from datetime import UTC, date, datetime

from sqlalchemy import update

from prevention.classes.models import Participation, PlannedSession, SchoolClass, SessionOutcome
from prevention.coverage.sums import Scope, recount
from prevention.database import Base
from prevention.extensions import db
from prevention.logbook.models import SessionLog
from prevention.organisations.models import Agency, SchoolYear
from prevention.programmes.models import CoverageTarget
from tests.client import PageClient
from tests.logbook.forms import as_planned
from tests.world import World

from .lists import amounts, links, page, told


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


def test_schools_that_changed_alike_stand_in_swedish_order(client: PageClient, world: World) -> None:
    for school, name in ((world.town.school, "Ängsskolan"), (world.town.other_school, "Åsskolan")):
        db.session.execute(update(Agency).values(name=name).where(Agency.id == school))
    client.sign_in(world.coverage_administrator)
    html = client.get("/coverage/changes").get_data(as_text=True)
    assert re.findall(r"<option[^>]*>(\w+skolan)</option>", html) == ["Åsskolan", "Ängsskolan"]
    assert re.findall(r">(\w+skolan)</a>", html) == ["Åsskolan", "Ängsskolan"]
