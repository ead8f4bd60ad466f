"""What is expected, counted by the database, is what a recount by hand gives."""

import uuid

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from prevention.extensions import db
from prevention.organisations.models import SchoolYear
from prevention.programmes.models import CoverageTarget, Programme
from prevention.programmes.queries import expected_classes
from prevention.programmes.target_queries import reach_of_targets, targets_of
from tests.programmes.people import actor_of
from tests.town import Town
from tests.world import World, school_class

GRADES = ("6", "7", "8")
A_CLASS = st.tuples(st.sampled_from(("school", "other_school")), st.sampled_from(GRADES))
A_TARGET = st.tuples(
    st.sampled_from(("mvp", "pax")), st.sampled_from((None, "school", "other_school")), st.sampled_from(GRADES)
)


def add_class(town: Town, school: str, grade: str) -> uuid.UUID:
    one = school_class(town, getattr(town, school), uuid.uuid4().hex[:8], 20)
    one.grade = grade
    db.session.add(one)
    db.session.flush()
    return one.id


def add_target(town: Town, programme: str, school: str | None, grade: str) -> None:
    db.session.add(
        CoverageTarget(
            municipality_id=town.municipality,
            school_year_id=town.school_year,
            programme_id=getattr(town, programme),
            school_id=getattr(town, school) if school else None,
            grade=grade,
        )
    )


def test_a_class_named_by_two_targets_counts_once(session: object, world: World) -> None:
    add_target(world.town, "mvp", "school", "7")
    db.session.flush()
    expected = expected_classes()
    rows = db.session.execute(select(expected).where(expected.c.municipality_id == world.town.municipality)).all()
    assert {row.school_class_id for row in rows} == {
        world.class_7a.school_class,
        world.class_7b,
        world.class_7c.school_class,
    }
    assert len(rows) == 3
    assert {(row.programme_id, row.school_year_id) for row in rows} == {(world.town.mvp, world.town.school_year)}
    assert {row.school_id for row in rows} == {world.town.school, world.town.other_school}


def test_a_class_of_another_year_is_not_expected(session: object, world: World) -> None:
    year = db.session.get_one(SchoolYear, world.town.school_year)
    last = SchoolYear(
        id=uuid.uuid4(),
        municipality_id=year.municipality_id,
        name="2025/26",
        starts_on=year.starts_on.replace(year=2025),
        ends_on=year.ends_on.replace(year=2026),
    )
    db.session.add(last)
    db.session.flush()
    one = school_class(world.town, world.town.school, "7X", 20)
    one.school_year_id = last.id
    db.session.add(one)
    db.session.flush()
    expected = expected_classes()
    assert one.id not in set(db.session.scalars(select(expected.c.school_class_id)))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(classes=st.lists(A_CLASS, max_size=6), targets=st.sets(A_TARGET, max_size=8))
@pytest.mark.usefixtures("session")
def test_the_database_expects_what_a_recount_expects(
    world: World, classes: list[tuple[str, str]], targets: set[tuple[str, str | None, str]]
) -> None:
    town = world.town
    with db.session.begin_nested() as savepoint:
        db.session.delete(db.session.get_one(CoverageTarget, town.target))
        db.session.flush()
        there = [("school", "7", world.class_7a.school_class), ("school", "7", world.class_7b)]
        there.append(("other_school", "7", world.class_7c.school_class))
        there += [(school, grade, add_class(town, school, grade)) for school, grade in classes]
        for target in targets:
            add_target(town, *target)
        db.session.flush()
        wanted = {
            (key, getattr(town, programme))
            for school, grade, key in there
            for programme, at, of in targets
            if of == grade and at in (None, school)
        }
        expected = expected_classes()
        query = select(expected.c.school_class_id, expected.c.programme_id)
        found = db.session.execute(query.where(expected.c.municipality_id == town.municipality)).all()
        assert sorted(found) == sorted(wanted)
        assert_pages_agree(world, len({key for key, _programme in wanted}), len(there), targets, there)
        savepoint.rollback()


def assert_pages_agree(
    world: World,
    expected: int,
    classes: int,
    targets: set[tuple[str, str | None, str]],
    there: list[tuple[str, str, uuid.UUID]],
) -> None:
    year = db.session.get_one(SchoolYear, world.town.school_year)
    reach = reach_of_targets(year)
    assert (reach.expected, reach.classes) == (expected, classes)
    groups = targets_of(actor_of(world.coverage_administrator), year)
    counts = sorted(one.classes for group in groups for row in group.rows for one in row.targets)
    assert counts == sorted(
        sum(grade == of and at in (None, school) for school, grade, _key in there) for _programme, at, of in targets
    )


def test_conditions_narrow_what_is_read(session: object, world: World) -> None:
    expected = expected_classes(CoverageTarget.programme_id.in_(select(Programme.id).where(Programme.code == "pax")))
    assert db.session.execute(select(expected)).all() == []
