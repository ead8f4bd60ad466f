"""Quality as people read it: each figure with what it is read from, and what nobody stated told apart."""

import re
import uuid
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import update

from prevention.access.kinds import AgencyKind
from prevention.classes.models import Participation, ParticipationStatus, SchoolClass
from prevention.extensions import db
from prevention.logbook.models import SessionLog, SessionStatus
from prevention.organisations.models import Agency, SchoolYear
from tests.client import PageClient
from tests.world import World

from .logs import Class, Log, build_class, row_of

CountQueries = Callable[[], AbstractContextManager[list[str]]]


def add_log(world: World, lesson: int, status: SessionStatus = SessionStatus.HELD, **told: int | bool) -> None:
    """Let 7A have a log of a lesson: 8 days after the one before it, and stating only what is told here."""
    taken = db.session.get_one(Participation, world.class_7a.participation)
    log = replace(Log(lesson, status, 70 + 8 * lesson, None, None, None, None, superseded=False), **told)  # type: ignore[arg-type]
    db.session.add(row_of(world, taken, log))
    db.session.flush()


def cards(page: str) -> dict[str, tuple[str, str]]:
    """Return the figures at the top: value and note by name."""
    found = re.findall(
        r'<dt>([^<]+)</dt>\s*<dd class="figure-value">([^<]+)</dd>\s*<dd class="figure-note">([^<]+)</dd>', page
    )
    return {name: (value.replace("\xa0", " "), note) for name, value, note in found}


def names(page: str) -> list[str]:
    return re.findall(r'<th scope="row">\s*<a[^>]*>([^<]+)</a>', page)


def test_each_figure_says_what_it_is_read_from(client: PageClient, world: World) -> None:
    add_log(world, 1, leaders=1, as_planned=False, engagement=4, minutes=45)
    add_log(world, 2, status=SessionStatus.PARTLY_HELD, engagement=5)
    page = client.sign_in(world.principal).get(f"/quality/schools/{world.town.school}").text
    assert cards(page) == {
        "Givna lektioner": ("75 %", "3 av 4"),
        "Minuter": ("88 %", "angivet i 2 av 3 loggar"),
        "Två ledare": ("50 %", "angivet i 2 av 3 loggar"),
        "Som planerat": ("50 %", "angivet i 2 av 3 loggar"),
        "Hur klassen deltog": ("4,5 av 5", "angivet i 2 av 3 loggar"),
        "Dagar mellan lektioner": ("11", "median av 2 mellanrum"),
        "Klara klasser": ("0", "av 1 klass"),
    }
    assert names(page) == ["7A"]


def test_what_nobody_stated_is_no_zero(client: PageClient, world: World) -> None:
    db.session.execute(update(SessionLog).values(minutes=None, leaders_present=None, delivered_as_planned=None))
    page = client.sign_in(world.principal).get(f"/quality/schools/{world.town.school}").text
    for name in ("Minuter", "Två ledare", "Som planerat", "Hur klassen deltog"):
        assert cards(page)[name] == ("–", "angivet i 0 av 1 loggar")
    assert cards(page)["Dagar mellan lektioner"] == ("–", "median av 0 mellanrum")


def test_a_class_that_has_held_nothing_has_not_begun(client: PageClient, world: World) -> None:
    address = f"/quality/schools/{world.town.school}"
    assert ">Pågår<" in client.sign_in(world.principal).get(address).text
    db.session.execute(update(SessionLog).values(status=SessionStatus.NOT_HELD))
    page = client.get(address).text
    assert ">Inte börjat<" in page and ">Pågår<" not in page


def test_schools_stand_with_the_fewest_lessons_given_first(client: PageClient, world: World) -> None:
    add_log(world, 1)
    page = client.sign_in(world.coverage_administrator).get("/quality").text
    assert names(page) == ["Almköpings friskola", "Almköpings norra skola"]
    assert cards(page)["Givna lektioner"] == ("38 %", "3 av 8")


def test_why_a_class_broke_off_is_told(client: PageClient, world: World) -> None:
    ended = update(Participation).where(Participation.id == world.class_7a.participation)
    db.session.execute(ended.values(status=ParticipationStatus.BROKEN_OFF, broken_off_reason="Ledaren slutade."))
    page = client.sign_in(world.coverage_administrator).get("/quality").text
    assert "Ledaren slutade." in page
    assert cards(page)["Klara klasser"] == ("0", "av 2 klasser, 1 avbröt")
    assert "Ledaren slutade." not in client.get(f"/quality/schools/{world.town.other_school}").text


def test_a_programme_without_fixed_lessons_has_no_share(client: PageClient, world: World) -> None:
    db.session.execute(update(Participation).values(programme_id=world.town.pax, status=ParticipationStatus.RUNNING))
    from prevention.programmes.models import CurriculumVersion

    db.session.execute(update(CurriculumVersion).values(lessons_expected=None))
    page = client.sign_in(world.principal).get(f"/quality/schools/{world.town.school}").text
    assert cards(page)["Tillfällen"] == ("1", "programmet har inget fast antal")
    assert "Två ledare" not in page  # PAX is not led in pairs


def test_the_filter_chooses_year_and_programme(client: PageClient, world: World) -> None:
    former = SchoolYear(
        municipality_id=world.town.municipality, name="2025/26", starts_on=date(2025, 8, 18), ends_on=date(2026, 6, 12)
    )
    db.session.add(former)
    db.session.flush()
    client.sign_in(world.coverage_administrator)
    assert "Ingen klass tar ett program det här läsåret" in client.get("/quality?school_year=2025/26").text
    assert len(names(client.get("/quality?programme=unknown").text)) == 2
    page = client.get("/quality?programme=mvp").text
    assert "programme=mvp" in page.partition("<tbody>")[2]  # a school's page keeps the choice


def test_a_principal_comes_to_the_only_school_with_the_choice_kept(client: PageClient, world: World) -> None:
    answer = client.sign_in(world.principal).get("/quality?programme=mvp&school_year=")
    assert answer.location == f"/quality/schools/{world.town.school}?programme=mvp"


def test_what_is_no_school_has_no_page(client: PageClient, world: World) -> None:
    client.sign_in(world.coverage_administrator)
    assert client.get(f"/quality/schools/{world.town.municipality_agency}").status_code == 404


@pytest.mark.parametrize("address", ["/quality", "school"])
def test_queries_do_not_grow(client: PageClient, world: World, count_queries: CountQueries, address: str) -> None:
    client.sign_in(world.coverage_administrator)
    asked = f"/quality/schools/{world.town.school}" if address == "school" else address
    with count_queries() as two:
        client.get(asked)
    for number in range(5):
        school = Agency(
            municipality_id=world.town.municipality, kind=AgencyKind.SCHOOL, name=f"S{number}", code=f"9901100{number}"
        )
        db.session.add(school)
        db.session.flush()
        key = build_class(world, f"{number}Y", Class(0, ParticipationStatus.BROKEN_OFF, ()))
        if address != "school":
            move(key, school.id)
    with count_queries() as seven:
        client.get(asked)
    assert len(two) == len(seven) <= 8, two


def move(class_id: uuid.UUID, school: uuid.UUID) -> None:
    db.session.execute(update(SchoolClass).where(SchoolClass.id == class_id).values(school_id=school))
    db.session.execute(update(Participation).where(Participation.school_class_id == class_id).values(school_id=school))
