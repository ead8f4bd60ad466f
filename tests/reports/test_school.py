"""What a school's report says beside its coverage: how its programmes are carried out, and what is done around them."""

import re
import uuid
from collections.abc import Callable

import pytest
from sqlalchemy import update

from prevention.classes.models import Participation
from prevention.coverage.sums import Scope, recount
from prevention.extensions import db
from prevention.import_report import silent
from prevention.programmes.models import CurriculumVersion
from prevention.statistics.storing import import_statistics
from tests.client import PageClient
from tests.coverage.test_pdf import structure
from tests.quality.test_page import add_log
from tests.readiness.test_list import fill_in
from tests.statistics.conftest import TWINS
from tests.world import World, build_class

from .asking import file_of, of_municipality, of_school
from .test_pdf import faults, rows_of, texts

Run = Callable[[], None]
QUALITY, READINESS = "Hur programmen genomförs", "Förberedelser"
CLASSES = tuple(f"{grade}{letter}" for grade in (7, 8, 9) for letter in "CDEF")  # beside 7A and 7B


def table(page: str, heading: str) -> dict[str, list[str]]:
    """Return what stands in the table under a heading: the cells of each row by the row's own heading."""
    part = page.partition(f">{heading}</h2>")[2].partition("</table>")[0]
    rows = re.findall(r'<th scope="row">(.*?)</th>(.*?)</tr>', part, re.DOTALL)
    return {name: [plain(cell) for cell in re.findall(r"<td.*?</td>", cells, re.DOTALL)] for name, cells in rows}


def plain(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def test_it_tells_how_the_programmes_are_carried_out(principal: PageClient, world: World) -> None:
    add_log(world, 1, leaders=1, as_planned=False, engagement=4, minutes=45)
    page = principal.get(of_school(world.town.school)).text
    assert table(page, QUALITY) == {
        "MVP högstadiet": [
            "50 % 2 av 4",
            "88 % n = 2 av 2",
            "50 % n = 2 av 2",
            "50 % n = 2 av 2",
            "4,0 av 5 n = 1 av 2",
        ]
    }


def test_what_no_log_says_is_not_a_no(principal: PageClient, world: World) -> None:
    db.session.execute(update(CurriculumVersion).values(lessons_expected=None))
    page = principal.get(of_school(world.town.school)).text
    assert table(page, QUALITY)["MVP högstadiet"][:1] == ["1 tillfälle"]
    assert table(page, QUALITY)["MVP högstadiet"][-1] == "– n = 0 av 1"


def test_it_tells_how_ready_the_school_is(principal: PageClient, world: World) -> None:
    address = of_school(world.town.school)
    silent = principal.get(address).text
    assert "Ingen har fyllt i checklistan för det här läsåret." in silent
    assert f'href="/readiness/schools/{world.town.school}?school_year=2026/27">Till checklistan</a>' in silent
    fill_in(principal, world, anchoring_talk="1", staff_half_day="0", supervision="2")
    page = principal.get(address).text
    assert table(page, READINESS) == {
        "Förankringssamtal med skolledningen": ["Klart"],
        "Kunskapshalvdag för all personal": ["Inte klart"],
        "Utbildade ledare för MVP högstadiet": ["Klart: 2 av 2"],
        "Handledning för ledarna": ["Inte klart: 2 av 3"],
    }
    assert "2 av 4 steg är klara. Skolan har uppgett det själv, senast den 18 november 2026." in page


def test_a_school_without_programme_is_told_neither(administrator: PageClient, world: World) -> None:
    db.session.execute(update(Participation).values(school_id=world.town.other_school))
    recount(Scope(world.town.municipality))
    page = administrator.get(of_school(world.town.school)).text
    assert f">{QUALITY}</h2>" not in page
    assert f">{READINESS}</h2>" in page  # its classes are expected to take one
    municipality = administrator.get(of_municipality(world.town.municipality)).text
    assert QUALITY not in municipality
    assert READINESS not in municipality


def test_programmes_without_a_number_of_lessons_are_told_in_a_line(administrator: PageClient, world: World) -> None:
    db.session.execute(update(CurriculumVersion).values(lessons_expected=None))
    recount(Scope(world.town.municipality))
    page = plain(administrator.get(of_school(world.town.school)).text)
    assert "MVP högstadiet pågår eller är klart i 7A. Det pågår inte i 7B." in page


@pytest.fixture
def ordinary(principal: PageClient, world: World) -> str:
    """Return the address of a school with all that a report can tell, and fourteen classes."""
    import_statistics(str(TWINS), silent)
    leaders: tuple[uuid.UUID, ...] = (world.teacher, world.programme_leader)
    for name in CLASSES:
        build_class(world.town, world.town.school, name, leaders)
    recount(Scope(world.town.municipality))
    fill_in(principal, world, anchoring_talk="1", **{f"trained_leaders-{world.town.mvp}": "20"})
    return of_school(world.town.school)


def test_an_ordinary_school_takes_two_pages(principal: PageClient, run_jobs: Run, ordinary: str) -> None:
    content = file_of(principal, run_jobs, ordinary, "pdf")
    pages = texts(content)
    assert len(pages) == 2
    for heading in ("Program", QUALITY, READINESS, "Klass för klass", "Vad Skolverket publicerar", "Vad siffrorna"):
        assert any(heading in text for text in pages), heading
    assert faults(content, "ua1") == []


def test_its_tables_read_in_order(principal: PageClient, run_jobs: Run, ordinary: str) -> None:
    content = file_of(principal, run_jobs, ordinary, "pdf")
    for one in structure(content, "/Table"):
        heads, *rows = rows_of(one)
        assert {cell["/S"] for cell in heads} == {"/TH"}
        assert all([cell["/S"] for cell in row] == ["/TH"] + ["/TD"] * (len(heads) - 1) for row in rows)
    assert "Förankringssamtal med skolledningen Klart Kunskapshalvdag för all personal Inte angivet" in " ".join(
        texts(content)
    )
