"""What one may ask for, and the preview of each report: for whom, of what, with how many questions."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, timedelta

import pytest
from sqlalchemy import delete, update

from prevention import clock
from prevention.classes.models import SchoolClass
from prevention.coverage.models import coverage_class, coverage_day, coverage_held, coverage_sum
from prevention.extensions import db
from prevention.organisations.models import Agency
from prevention.reports.models import Report
from tests.client import PageClient
from tests.coverage.towns import build, uniform
from tests.world import World

from .asking import for_council, of_municipality, of_school
from .rows import add_empty_town, add_report, add_schedule

Counting = Callable[[], AbstractContextManager[list[str]]]


def test_an_administrator_is_offered_all_three(administrator: PageClient, world: World) -> None:
    page = administrator.get("/reports").text
    assert f'href="{of_municipality(world.town.municipality)}"' in page
    assert f'href="{for_council(world.town.municipality)}"' in page
    assert '<option value="' + str(world.town.other_school) in page
    assert "Du har ingen rapport än" in page


def test_a_principal_is_offered_their_school_alone(principal: PageClient, world: World) -> None:
    page = principal.get("/reports").text
    assert f'href="{of_school(world.town.school)}"' in page
    assert "/reports/municipality" not in page
    assert "friskola" not in page


def test_choosing_a_school_leads_to_it(administrator: PageClient, world: World) -> None:
    answer = administrator.get(f"/reports/schools?school={world.town.other_school}")
    assert answer.location == of_school(world.town.other_school)
    assert administrator.get("/reports/schools?school=x").location == "/reports"


def test_one_sees_ones_own_reports(administrator: PageClient, world: World) -> None:
    add_report(world.town, world.principal, world.town.school)
    add_report(world.town, world.coverage_administrator, None)
    page = administrator.get("/reports").text
    assert "Kommunrapport</a>" in page
    assert "Skolrapport, " not in page


def test_older_reports_are_a_page_further(administrator: PageClient, world: World) -> None:
    for _number in range(51):
        add_report(world.town, world.coverage_administrator, None)
    first = administrator.get("/reports").text
    assert first.count("Kommunrapport</a>") == 50
    address = first.partition('data-variant="secondary" href="/reports?')[2].partition('"')[0]
    assert administrator.get(f"/reports?{address}").text.count("Kommunrapport</a>") == 1


def test_a_page_begins_at_no_report_of_somebody_else(administrator: PageClient, world: World) -> None:
    """Else one's own, before it or not, would tell when somebody else asked for theirs."""
    add_report(world.town, world.coverage_administrator, None)
    later = add_report(world.town, world.coverage_administrator, None)
    theirs = add_report(world.town, world.principal, world.town.school)
    at = clock.now() + timedelta(hours=1)
    db.session.execute(update(Report).where(Report.id.in_([later, theirs])).values(asked_at=at))
    assert administrator.get(f"/reports?before={later}").text.count("Kommunrapport</a>") == 1
    assert "Kommunrapport</a>" not in administrator.get(f"/reports?before={theirs}").text


def test_the_preview_of_a_school_tells_of_each_class(principal: PageClient, world: World) -> None:
    page = principal.get(of_school(world.town.school)).text
    assert "1 av 8 väntade lektioner hölls." in page
    assert '<th scope="row">7A</th>' in page
    assert '<th scope="row">7B</th>' in page
    assert "7C" not in page


def test_the_preview_of_the_municipality_has_a_section_a_school(administrator: PageClient, world: World) -> None:
    page = administrator.get(of_municipality(world.town.municipality)).text
    assert "2 av 12 väntade lektioner hölls." in page
    assert page.count('class="report-school"') == 2
    assert "2 skolor, alla program sammanräknade." in page


def test_the_preview_for_the_council_tells_of_years_and_owners(administrator: PageClient, world: World) -> None:
    page = administrator.get(for_council(world.town.municipality)).text
    assert "Över läsåren" in page
    assert '<th scope="row">Fristående</th>' in page
    assert "Bilaga: vad orden betyder" in page
    assert "7A" not in page


def test_many_schools_are_shown_twenty_at_a_time(client: PageClient, world: World) -> None:
    town = build(uniform(23, 1))
    client.sign_in(town.administrator)
    address = of_municipality(town.municipality)
    first = client.get(address).text
    assert first.count('class="report-school"') == 20
    more = first.partition(f'href="{address}?')[2].partition('"')[0]
    rest = client.get(f"{address}?{more}").text
    assert rest.count('class="report-school"') == 3


def test_what_was_typed_comes_back_with_its_fault(administrator: PageClient, world: World) -> None:
    data = {"format": "csv", "day": "31"}
    response = administrator.post(of_municipality(world.town.municipality) + "/monthly", data=data)
    assert 'value="31"' in response.text
    assert "Skriv ett tal mellan 1 och 28." in response.text
    assert '<details class="ds-details" open>' in response.text


def test_a_school_without_classes_says_so(administrator: PageClient, world: World) -> None:
    without_classes(world)
    page = administrator.get(of_school(world.town.other_school)).text
    assert "Skolan har inga klasser det här läsåret" in page


def test_a_closed_school_without_classes_is_not_in_the_report(administrator: PageClient, world: World) -> None:
    address = of_municipality(world.town.municipality)
    db.session.execute(update(Agency).values(active_to=date(2026, 10, 1)).where(Agency.code == "99010002"))
    assert "Almköpings friskola" in administrator.get(address).text  # its class counts
    without_classes(world)
    assert "Almköpings friskola" not in administrator.get(address).text


def without_classes(world: World) -> None:
    """Take the classes from the other school."""
    db.session.execute(update(SchoolClass).values(school_id=world.town.school))
    for table in (coverage_day, coverage_held, coverage_class, coverage_sum):
        db.session.execute(delete(table).where(table.c.school_id == world.town.other_school))


def test_where_there_is_no_school_year_it_says_what_to_do(client: PageClient, world: World) -> None:
    town, person = add_empty_town()
    page = client.sign_in(person).get(of_municipality(town)).text
    assert "Det finns inget läsår än" in page


@pytest.mark.parametrize("kind", ["overview", "school", "municipality", "council"])
def test_questions_do_not_grow_with_rows(client: PageClient, world: World, count_queries: Counting, kind: str) -> None:
    counts = []
    for size in (2, 7):
        with db.session.begin_nested() as savepoint:
            town = build(uniform(size, size))
            client.sign_in(town.administrator)
            address = {
                "overview": "/reports",
                "school": of_school(town.schools[0]),
                "municipality": of_municipality(town.municipality),
                "council": for_council(town.municipality),
            }[kind]
            with count_queries() as sent:
                assert client.get(address).status_code == 200
            counts.append(len(sent))
            savepoint.rollback()
    assert counts[0] == counts[1] <= 8


def test_questions_do_not_grow_with_reports(administrator: PageClient, world: World, count_queries: Counting) -> None:
    counts = []
    for _round in range(2):
        for content in (None, b"%PDF"):
            add_report(world.town, world.coverage_administrator, None, content)
        add_schedule(world.town, world.coverage_administrator, None)
        with count_queries() as sent:
            administrator.get("/reports")
        counts.append(len(sent))
    assert counts[0] == counts[1] <= 8
