"""What is shown of surveys, and that nobody can be told from it, by adding or by taking away."""

import re
import uuid
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from prevention.classes.models import Participation, ParticipationStatus
from prevention.extensions import db
from prevention.surveys.data import Question, answers_of
from prevention.surveys.models import Occasion
from prevention.surveys.results import ClassResult, Place, by_class, by_school, counts_shown, total
from tests.client import PageClient
from tests.quality.logs import Class, build_class
from tests.world import World

from .classes import add_result, question_of

CountQueries = Callable[[], AbstractContextManager[list[str]]]
QUESTION = Question(uuid.uuid4(), 1, "Frågan", 1, 3)
SCHOOLS = [uuid.uuid4() for _ in range(3)]
COUNTS = "Hur många som gav varje svar</caption>"
OF_SCHOOL, OF_ALL = "/surveys/schools/{}?school_year=2026/27", "/surveys?school_year=2026/27"


def result(number: int, school: int, counts: tuple[int, ...]) -> ClassResult:
    """Return what is stored of a class that answered so."""
    told = answers_of(QUESTION, counts)
    return ClassResult(
        SCHOOLS[school],
        f"Skola {school}",
        uuid.UUID(int=number),
        f"{number}",
        QUESTION.id,
        Occasion.BEFORE,
        told.answers,
        told.mean,
        told.counts,
    )


classes = st.lists(st.tuples(st.integers(0, 2), st.tuples(*[st.integers(0, 12)] * 3)), min_size=1, max_size=8).map(
    lambda rows: [result(number, school, counts) for number, (school, counts) in enumerate(rows)]
)


@settings(max_examples=300, deadline=None)
@given(classes)
def test_a_total_less_what_is_shown_tells_nothing(results: list[ClassResult]) -> None:
    """Whatever sums of shown places are taken from a shown total: nothing is left of a class that is hidden."""
    check(total(results).before.answers, by_school(results))
    for school in SCHOOLS:
        here = [one for one in results if one.school_id == school]
        check(total(here).before.answers, by_class(here))


def check(whole: int, places: list[Place]) -> None:
    shown = [place.figures.before.answers for place in places]
    assert all(answers == 0 or answers >= 5 for answers in (whole, *shown))
    assert whole == sum(shown)


@settings(max_examples=300, deadline=None)
@given(classes)
def test_of_few_answers_neither_number_nor_mean_is_shown(results: list[ClassResult]) -> None:
    for one, place in zip(results, by_class(results), strict=True):
        figure = place.figures.before
        assert figure.small == (one.answers < 5)
        assert (figure.mean is None) == figure.small
        assert figure.answers == (0 if figure.small else one.answers)


@settings(max_examples=300, deadline=None)
@given(classes)
def test_a_hidden_class_changes_no_shown_figure(results: list[ClassResult]) -> None:
    """The strongest form: with the small classes gone, all that is shown is the same."""
    large = [one for one in results if one.answers >= 5]
    assert total(large).before.mean == total(results).before.mean
    assert counts_shown(large, Occasion.BEFORE) == counts_shown(results, Occasion.BEFORE)


@settings(max_examples=300, deadline=None)
@given(classes)
def test_no_count_of_an_answer_is_small_nor_can_be_taken_from_others(results: list[ClassResult]) -> None:
    whole = counts_shown(results, Occasion.BEFORE)
    apart = [counts_shown([one for one in results if one.school_id == key], Occasion.BEFORE) for key in SCHOOLS]
    shown = [counts for counts in apart if counts]
    assert all(count >= 5 for counts in (*shown, whole or ()) for count in counts)
    assert whole == (tuple(map(sum, zip(*shown, strict=True))) if shown else None)


@settings(max_examples=300, deadline=None)
@given(classes)
def test_no_counts_of_a_class_are_shown_nor_left_over(results: list[ClassResult]) -> None:
    """Whoever knows the numbers and means of the classes of a school puts their answers together in several ways."""
    for key in SCHOOLS:
        here = at(results, key)
        if counts_shown(here, Occasion.BEFORE):
            unknown = [one for one in here if one.counts and len(ways(one.counts)) > 1]
            assert unknown
            assert all(len(ways_beside(one, here)) > 1 for one in unknown)


def at(results: list[ClassResult], school: uuid.UUID) -> list[ClassResult]:
    return [one for one in results if one.school_id == school]


def ways_beside(one: ClassResult, here: list[ClassResult]) -> list[tuple[int, ...]]:
    """Return how the class may have answered, if the school's counts are known too: of three, the highest tells all."""
    of_others = {0}
    for other in here:
        if other is not one and other.counts:
            of_others = {known + way[2] for known in of_others for way in ways(other.counts)}
    whole = sum(other.counts[2] for other in here if other.counts)
    return [way for way in ways(one.counts or ()) if whole - way[2] in of_others]


def ways(counts: Sequence[int]) -> list[tuple[int, ...]]:
    answers, steps = sum(counts), counts[1] + 2 * counts[2]
    every = ((answers - steps + highest, steps - 2 * highest, highest) for highest in range(steps // 2 + 1))
    return [way for way in every if min(way) >= 0]


def test_counts_of_one_class_are_not_shown_of_its_school() -> None:
    alone, beside = result(1, 0, (5, 6, 7)), result(2, 0, (4, 4, 4))
    assert counts_shown([alone], Occasion.BEFORE) is None
    assert counts_shown([alone, beside], Occasion.BEFORE) == (9, 10, 11)
    assert counts_shown([alone, result(2, 1, (4, 4, 4))], Occasion.BEFORE) is None


@pytest.mark.parametrize("alike", [(9, 0, 0), (9, 1, 0), (0, 1, 9), (0, 0, 9)])
def test_a_class_that_its_mean_gives_away_hides_no_other(alike: tuple[int, ...]) -> None:
    assert counts_shown([result(1, 0, (5, 6, 7)), result(2, 0, alike)], Occasion.BEFORE) is None


def test_classes_at_either_end_of_the_scale_are_not_told_apart_by_their_sum() -> None:
    """The highest are all of one class and the lowest all of the other, as their means say."""
    low, high = result(1, 0, (6, 4, 0)), result(2, 0, (0, 2, 10))
    assert counts_shown([low, high], Occasion.BEFORE) is None
    assert counts_shown([low, high, result(3, 0, (4, 4, 4))], Occasion.BEFORE) == (10, 10, 14)


def test_means_have_one_decimal_and_so_has_their_change() -> None:
    before = result(1, 0, (3, 2, 1))
    after = ClassResult(SCHOOLS[0], "", before.class_id, "", QUESTION.id, Occasion.AFTER, 7, 2.04, None)
    pair = total([before, after])
    assert (pair.before.mean, pair.after.mean, pair.difference) == (1.7, 2.0, 0.3)


@pytest.fixture
def question(session: object, world: World) -> uuid.UUID:
    return question_of(world.town)


def table(page: str, heading: str) -> dict[str, list[str]]:
    part = page.partition(f">{heading}</caption>")[2].partition("</table>")[0]
    rows = re.findall(r'<th scope="row">(.*?)</th>(.*?)</tr>', part, re.DOTALL)
    return {plain(name): [plain(cell) for cell in re.findall(r"<td.*?</td>", cells, re.DOTALL)] for name, cells in rows}


def plain(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def test_a_small_class_is_hidden_and_in_no_total(client: PageClient, world: World, question: uuid.UUID) -> None:
    add_result(world, world.class_7a.participation, question, 20, 3.25)
    add_result(world, world.class_7a.participation, question, 18, 3.75, Occasion.AFTER)
    small = build_class_beside(world)
    add_result(world, small, question, 3, None)
    page = client.sign_in(world.principal).get(f"/surveys/schools/{world.town.school}").text
    assert table(page, "Klasser: Jag säger ifrån när någon är elak.") == {
        "1X": ["dolt färre än fem svar", "–", "–"],
        "7A": ["3,2 20 svar", "3,8 18 svar", "+0,6"],
    }
    ((_question, cells),) = table(page, "Alla frågor").items()
    assert cells == ["3,2 20 svar", "3,8 18 svar", "+0,6"]
    assert "1 klass med färre än fem svar är inte med i någon siffra." in page


def build_class_beside(world: World) -> uuid.UUID:
    key = build_class(world, "1X", Class(0, ParticipationStatus.RUNNING, ()))
    return db.session.scalars(select(Participation.id).where(Participation.school_class_id == key)).one()


def test_counts_are_shown_once_the_year_is_over(
    client: PageClient, world: World, question: uuid.UUID, now: Callable[[datetime], None]
) -> None:
    add_result(world, world.class_7a.participation, question, 26, 3.0, counts=[5, 5, 6, 5, 5])
    add_result(world, build_class_beside(world), question, 10, 3.0, counts=[2, 2, 2, 2, 2])
    client.sign_in(world.principal)
    assert COUNTS not in client.get(OF_SCHOOL.format(world.town.school)).text
    now(datetime(2027, 7, 1, 8, tzinfo=UTC))
    client.sign_in(world.principal)
    assert table(client.get(OF_SCHOOL.format(world.town.school)).text, "Hur många som gav varje svar") == {
        "Före programmet": ["7", "7", "8", "7", "7"]
    }


@pytest.mark.parametrize(("role", "address"), [("principal", OF_SCHOOL), ("coverage_administrator", OF_ALL)])
def test_counts_of_an_only_class_are_shown_nowhere(
    role: str, address: str, client: PageClient, world: World, question: uuid.UUID, now: Callable[[datetime], None]
) -> None:
    now(datetime(2027, 7, 1, 8, tzinfo=UTC))
    add_result(world, world.class_7a.participation, question, 26, 3.0, counts=[5, 5, 6, 5, 5])
    client.sign_in(getattr(world, role))
    assert COUNTS not in client.get(address.format(world.town.school)).text
    add_result(world, build_class_beside(world), question, 10, 3.0, counts=[2, 2, 2, 2, 2])
    assert COUNTS in client.get(address.format(world.town.school)).text


def test_the_municipality_sees_its_schools(client: PageClient, world: World, question: uuid.UUID) -> None:
    add_result(world, world.class_7a.participation, question, 20, 3.0)
    add_result(world, world.class_7c.participation, question, 4, None)
    page = client.sign_in(world.coverage_administrator).get("/surveys").text
    assert table(page, "Skolor: Jag säger ifrån när någon är elak.") == {
        "Almköpings friskola": ["dolt färre än fem svar", "–", "–"],
        "Almköpings norra skola": ["3,0 20 svar", "–", "–"],
    }


def test_a_programme_without_survey_says_what_to_do(client: PageClient, world: World) -> None:
    page = client.sign_in(world.coverage_administrator).get("/surveys").text
    assert f'href="/programmes/{world.town.mvp}/questions"' in page
    page = client.sign_in(world.principal).get(f"/surveys/schools/{world.town.school}").text
    assert "Skriv frågorna" not in page


def test_queries_do_not_grow(
    client: PageClient, world: World, count_queries: CountQueries, question: uuid.UUID
) -> None:
    client.sign_in(world.coverage_administrator)
    add_result(world, world.class_7a.participation, question, 20, 3.0)
    with count_queries() as few:
        client.get("/surveys")
    for occasion, participation in product(Occasion, (world.class_7a.participation, world.class_7c.participation)):
        if (occasion, participation) != (Occasion.BEFORE, world.class_7a.participation):
            add_result(world, participation, question, 20, 3.0, occasion)
    with count_queries() as many:
        client.get("/surveys")
    assert len(few) == len(many) <= 8, few
