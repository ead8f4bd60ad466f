"""On random municipalities: figures are those of a plain recount, add up at every level, and agree everywhere."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from hypothesis import HealthCheck, given, settings

from prevention.coverage import queries
from prevention.coverage.figures import CoverageRow, total, values
from prevention.coverage.queries import School, Selection, Year
from prevention.extensions import db
from prevention.organisations.grades import Stage
from prevention.organisations.models import OwnerType
from tests.client import PageClient

from .recount import count, outside
from .towns import Built, Town, build, towns

quick = settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
slow = settings(quick, max_examples=15)
STAGES = {Stage.LOWER: ("2",), Stage.MIDDLE: ("5",), Stage.UPPER: ("7", "8"), Stage.UPPER_SECONDARY: ()}


@contextmanager
def built(town: Town) -> Iterator[Built]:
    with db.session.begin_nested() as savepoint:
        yield build(town)
        savepoint.rollback()


def asked(here: Built, *numbers: int, grades: tuple[str, ...] | None = None) -> tuple[Selection, str, str]:
    """Return the selection of the schools with these places, and the ids of the series and the continuous programme."""
    year = year_of(here)
    schools = queries.schools_of_municipality(here.municipality, year)
    chosen = tuple(school for school in schools if here.schools.index(school.id) in numbers)
    programmes = {one.code: str(one.id) for one in queries.programmes_of(here.municipality)}
    selection = Selection(here.municipality, year.id, chosen, len(chosen) == len(schools), grades)
    return selection, programmes["serien"], programmes["alltid"]


def year_of(here: Built) -> Year:
    return queries.years_of(here.municipality)[0]


def of(rows: list[CoverageRow], programme: str) -> list[CoverageRow]:
    return [row for row in rows if str(row.programme_id) == programme]


def as_text(row: CoverageRow) -> str:
    """Return a row to be compared: the database hands out the grades of a school in any order."""
    return str(replace(row, cells=",".join(sorted(row.cells.split(",")))))


@quick
@given(towns)
def test_sql_counts_what_a_plain_recount_counts(session: object, town: Town) -> None:
    with built(town) as here:
        for place in range(len(town.schools)):
            selection, series, continuous = asked(here, place)
            for name, programme in (("series", series), ("continuous", continuous)):
                expected = count(town, name, [place]).as_tuple()
                assert values(total(of(queries.per_school(selection), programme))) == expected
                assert values(total(of(queries.per_class(selection), programme))) == expected


@quick
@given(towns)
def test_schools_add_up_to_the_municipality(session: object, town: Town) -> None:
    with built(town) as here:
        everywhere = range(len(town.schools))
        selection, series, continuous = asked(here, *everywhere)
        rows = queries.per_school(selection)
        for name, programme in (("series", series), ("continuous", continuous)):
            assert values(total(of(rows, programme))) == count(town, name, everywhere).as_tuple()
        listed = [Selection(selection.municipality_id, selection.school_year_id, (one,)) for one in selection.schools]
        apart = [row for one in listed for row in queries.per_school(one)]
        assert sorted(map(as_text, apart)) == sorted(map(as_text, rows))


@quick
@given(towns)
def test_filters_add_up_to_the_whole(session: object, town: Town) -> None:
    with built(town) as here:
        everywhere = range(len(town.schools))
        selection, series, _continuous = asked(here, *everywhere)
        whole = values(total(of(queries.per_school(selection), series)))
        by_stage = [asked(here, *everywhere, grades=grades)[0] for grades in STAGES.values()]
        assert sums(by_stage, series) == whole
        owners = [tuple(one for one in selection.schools if one.owner_type is owner) for owner in OwnerType]
        assert sums([narrowed(selection, schools) for schools in owners], series) == whole
        districts = {school.district_id for school in selection.schools}
        by_district = [tuple(one for one in selection.schools if one.district_id == key) for key in districts]
        assert sums([narrowed(selection, schools) for schools in by_district], series) == whole


def narrowed(selection: Selection, schools: tuple[School, ...]) -> Selection:
    return Selection(selection.municipality_id, selection.school_year_id, schools)


def sums(selections: list[Selection], programme: str) -> tuple[int, ...]:
    return values(total(row for one in selections for row in of(queries.per_school(one), programme)))


@slow
@given(towns)
def test_the_page_tells_of_classes_outside_the_target(session: object, client: PageClient, town: Town) -> None:
    with built(town) as here:
        page = client.sign_in(here.administrator).get("/coverage?programme=serien").get_data(as_text=True)
        told = "Utanför målet" in page.partition("Vad siffrorna betyder")[0]
        assert told == (outside(town, "series") > 0)


def test_a_municipality_without_schools_has_no_rows(session: object) -> None:
    with built(Town(schools=(), targets=frozenset())) as here:
        assert queries.per_school(asked(here)[0]) == []
