"""The pages: values exactly as in the source, breaks in words, and who is low without a programme."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from sqlalchemy import delete

from prevention.access.kinds import AgencyKind
from prevention.access.roles import Role
from prevention.accounts.models import RoleAssignment
from prevention.classes.models import Participation, ParticipationLeader, PlannedSession, SchoolClass
from prevention.coverage.sums import Scope, recount
from prevention.extensions import db
from prevention.logbook.models import SessionLog
from prevention.organisations.models import Agency
from prevention.statistics.measures import known, results
from prevention.statistics.models import StatisticValue, ValueKind
from prevention.statistics.queries import statistics_of_schools
from tests.authority import Import
from tests.client import PageClient
from tests.town import LONG_AGO, actor_of
from tests.world import World

from .conftest import MERIT, NORTH, TWINS, told_by
from .reading import rows_of

Counting = Callable[[], AbstractContextManager[list[str]]]
LOW, ALL = "Låga resultat, inget program än", "Alla skolor bredvid varandra, lägst resultat först"
NORTH_SCHOOL, FREE_SCHOOL = "Almköpings norra skola", "Almköpings friskola"
ELIGIBLE = "Behöriga till yrkesprogram (%) 2024/25"


@pytest.fixture
def imported(import_json: Import) -> None:
    import_json(TWINS)


def stop_all_programmes(world: World) -> None:
    """Nobody in the town takes a programme any longer."""
    for model in (SessionLog, PlannedSession, ParticipationLeader):
        db.session.execute(delete(model).where(model.municipality_id == world.town.municipality))
    db.session.execute(delete(Participation).where(Participation.municipality_id == world.town.municipality))
    recount(Scope(world.town.municipality))


@pytest.mark.usefixtures("imported")
def test_each_value_stands_as_in_the_source(client: PageClient, world: World) -> None:
    page = client.sign_in(world.coverage_administrator).get(f"/statistics/schools/{world.town.school}").text
    told = told_by(TWINS / NORTH)
    for (measure, period), text in told.items():
        group = "Betyg i årskurs 9" if known()[measure].is_result else "Skolan"
        shown = rows_of(page, group)[str(known()[measure].title.sv) + unit(measure)][period]
        assert shown.removeprefix("Ny serie ") == text, (measure, period)


def unit(measure: str) -> str:
    return f" ({known()[measure].unit})" if known()[measure].unit else ""


@pytest.mark.usefixtures("imported")
def test_a_series_break_is_said_in_words_between_the_years(client: PageClient, world: World) -> None:
    """The merit rating breaks in 2022/23, and the next year that the source tells of is 2024/25."""
    page = client.sign_in(world.coverage_administrator).get(f"/statistics/schools/{world.town.school}").text
    merit = rows_of(page, "Betyg i årskurs 9")["Genomsnittligt meritvärde"]
    assert merit == {"2021/22": "230,0", "2024/25": "Ny serie 222,1"}
    assert "Ny serie från 2022/23. Sedan juli 2022 sätts betyg enligt en ny princip." in page
    assert rows_of(page, "Skolan")["Speciallärare, heltidstjänster"]["2024/25"] == "Ny serie .."
    assert "Speciallärare, heltidstjänster. Ny serie från 2024/25." in page


@pytest.mark.usefixtures("imported")
def test_a_series_that_begins_after_the_break_has_none(client: PageClient, world: World) -> None:
    page = client.sign_in(world.coverage_administrator).get(f"/statistics/schools/{world.town.other_school}").text
    assert "Ny serie" not in page


@pytest.mark.usefixtures("imported")
def test_coverage_stands_beside(client: PageClient, world: World) -> None:
    page = client.sign_in(world.coverage_administrator).get(f"/statistics/schools/{world.town.school}").text
    assert rows_of(page, "Program läsåret 2026/27") == {
        "MVP högstadiet": {"Hållna lektioner": "1 av 8 (12 %)", "Påbörjade klasser": "1 av 2"}
    }


@pytest.mark.usefixtures("imported")
def test_in_english(client: PageClient, world: World) -> None:
    client.sign_in(world.coverage_administrator).post("/language", data={"language": "en"})
    page = client.get(f"/statistics/schools/{world.town.school}").text
    assert "Average merit rating" in page and "New series from 2022/23." in page


@pytest.mark.usefixtures("imported")
def test_all_schools_side_by_side(client: PageClient, world: World) -> None:
    page = client.sign_in(world.coverage_administrator).get("/statistics").text
    rows = rows_of(page, ALL)
    assert list(rows) == [NORTH_SCHOOL, FREE_SCHOOL]
    assert (rows[NORTH_SCHOOL][ELIGIBLE], rows[FREE_SCHOOL][ELIGIBLE]) == ("71,5", "~100")
    assert rows[NORTH_SCHOOL]["Hållna lektioner"] == "12 %"
    assert rows[FREE_SCHOOL]["Påbörjade klasser, i alla program"] == "1 av 1"


@pytest.mark.usefixtures("imported")
def test_low_results_no_programme_yet(client: PageClient, world: World) -> None:
    """Both schools have classes that take one; without them the school below the middle is named."""
    client.sign_in(world.coverage_administrator)
    assert "Ingen skola är både under gränsen och utan program." in client.get("/statistics").text
    stop_all_programmes(world)
    page = client.get("/statistics").text
    assert "1 skola har lågt resultat och inget program än." in page
    assert "Lågt är under 85,75, mitten av skolorna här: Behöriga till yrkesprogram (%) 2024/25." in page
    assert list(rows_of(page, LOW)) == [NORTH_SCHOOL]
    assert rows_of(page, LOW)[NORTH_SCHOOL]["Påbörjade klasser, i alla program"] == "Inget program"


@pytest.mark.usefixtures("imported")
def test_a_class_that_takes_one_beside_the_target_counts(client: PageClient, world: World) -> None:
    stop_all_programmes(world)
    here = world.town
    of_class = SchoolClass(municipality_id=here.municipality, school_id=here.school, school_year_id=here.school_year)
    of_class.name, of_class.grade, of_class.pupils = "9A", "9", 20
    db.session.add(of_class)
    db.session.flush()
    ids = {"municipality_id": here.municipality, "school_id": here.school, "school_year_id": here.school_year}
    of_programme = {"programme_id": here.mvp, "curriculum_version_id": here.curriculum}
    db.session.add(Participation(school_class_id=of_class.id, **ids, **of_programme))
    recount(Scope(here.municipality))
    page = client.sign_in(world.coverage_administrator).get("/statistics").text
    assert rows_of(page, LOW) == {}


@pytest.mark.usefixtures("imported")
def test_the_administrator_picks_measure_limit_and_how_little(client: PageClient, world: World) -> None:
    client.sign_in(world.coverage_administrator)
    stop_all_programmes(world)
    address = f"/statistics?measure={MERIT}&below=251%2C5"
    rows = rows_of(client.get(address).text, LOW)
    assert [row["Genomsnittligt meritvärde 2024/25"] for row in rows.values()] == ["222,1", "251,0"]
    assert list(rows_of(client.get(address.replace("251%2C5", "240")).text, LOW)) == [NORTH_SCHOOL]
    few = client.get(f"{address}&having=low").text
    limit = re.search(r'<input[^>]*id="below"[^>]*>', few)
    assert limit and 'type="text"' in limit[0] and 'value="251,5"' in limit[0]  # a field of numbers would show nothing
    assert list(rows_of(few, "Låga resultat, knappt igång med programmen")) == [NORTH_SCHOOL, FREE_SCHOOL]


@pytest.mark.usefixtures("imported")
def test_half_of_the_classes_is_not_few(client: PageClient, world: World) -> None:
    """At the north school one of two expected classes has started."""
    page = client.sign_in(world.coverage_administrator).get("/statistics?having=low").text
    assert "Ingen skola är både under gränsen och så lite igång med programmen." in page
    db.session.execute(delete(PlannedSession).where(PlannedSession.participation_id == world.class_7a.participation))
    recount(Scope(world.town.municipality))
    page = client.get("/statistics?having=low").text
    assert list(rows_of(page, "Låga resultat, knappt igång med programmen")) == [NORTH_SCHOOL]


@pytest.mark.usefixtures("imported")
@pytest.mark.parametrize(
    ("address", "error", "kept"),
    [
        ("below=mycket", "Skriv ett tal, till exempel 82,5.", 'value="mycket"'),
        ("measure=weather", "Välj en i listan.", ""),
        ("having=weather", "Välj en i listan.", ""),
    ],
)
def test_what_cannot_be_asked_for_is_said_at_the_field(
    client: PageClient, world: World, address: str, error: str, kept: str
) -> None:
    page = client.sign_in(world.coverage_administrator).get(f"/statistics?{address}").text
    assert error in page and kept in page
    assert list(rows_of(page, ALL)) == [NORTH_SCHOOL, FREE_SCHOOL]


def test_without_statistics_it_says_what_to_do(client: PageClient, world: World) -> None:
    client.sign_in(world.coverage_administrator)
    assert "prevention statistics import" in client.get("/statistics").text
    assert "Det finns ingen statistik om skolan" in client.get(f"/statistics/schools/{world.town.school}").text


def test_a_principal_comes_to_their_own_school(client: PageClient, world: World) -> None:
    answer = client.sign_in(world.principal).get("/statistics")
    assert answer.status_code == 302
    assert answer.location == f"/statistics/schools/{world.town.school}"


@pytest.mark.usefixtures("imported")
def test_a_principal_of_two_schools_sees_them_both(client: PageClient, world: World) -> None:
    role = {"role": Role.PRINCIPAL, "agency_id": world.town.other_school, "granted_at": LONG_AGO}
    db.session.add(RoleAssignment(municipality_id=world.town.municipality, person_id=world.principal, **role))
    db.session.flush()
    page = client.sign_in(world.principal).get("/statistics").text
    assert list(rows_of(page, ALL)) == [NORTH_SCHOOL, FREE_SCHOOL]


def test_an_authority_is_no_school(client: PageClient, world: World) -> None:
    client.sign_in(world.coverage_administrator)
    assert client.get(f"/statistics/schools/{world.town.police}").status_code == 404


@pytest.mark.usefixtures("imported")
def test_others_are_given_what_stands_there_and_only_of_their_schools(session: object, world: World) -> None:
    """What reports are made from."""
    both = [world.town.school, world.town.other_school]
    told = statistics_of_schools(actor_of(world.principal), both)
    assert told[world.town.other_school] == []
    merit = next(one for one in told[world.town.school] if one.measure.code == MERIT)
    assert [(value.period, value.text, value.kind) for value in merit.values] == [
        ("2021/22", "230,0", ValueKind.EXACT),
        ("2024/25", "222,1", ValueKind.EXACT),
    ]
    assert [(each.since, each.period) for each in merit.breaks] == [("2022/23", "2024/25")]
    assert statistics_of_schools(actor_of(world.coverage_administrator_b), both) == {key: [] for key in both}


@pytest.mark.usefixtures("imported")
def test_queries_do_not_grow_with_schools(client: PageClient, world: World, count_queries: Counting) -> None:
    client.sign_in(world.coverage_administrator)
    sent = []
    for schools in (2, 7):
        add_schools(world, schools - 2)
        with count_queries() as statements:
            page = client.get("/statistics").text
        assert len(rows_of(page, ALL)) == schools
        sent.append(len(statements))
    assert sent[0] == sent[1] <= 8


def add_schools(world: World, number: int) -> None:
    here = {"municipality_id": world.town.municipality}
    for one in range(number):
        school = Agency(**here, kind=AgencyKind.SCHOOL, name=f"Skola {one}", code=f"9901100{one}", offers=[])
        db.session.add(school)
        db.session.flush()
        value = {"measure": results()[0].code, "period": "2024/25", "kind": ValueKind.EXACT}
        db.session.add(StatisticValue(**here, school_id=school.id, text=f"9{one},0", number=90.0 + one, **value))
    db.session.flush()


@pytest.mark.usefixtures("imported")
def test_a_school_page_asks_little(client: PageClient, world: World, count_queries: Counting) -> None:
    client.sign_in(world.coverage_administrator)
    with count_queries() as sent:
        client.get(f"/statistics/schools/{world.town.school}")
    assert len(sent) <= 8, sent


def test_every_measure_has_both_titles_and_stands_once() -> None:
    assert all(one.title.en and one.title.sv for one in known().values())
    assert all(each.why.en and each.why.sv for one in known().values() for each in one.breaks)
