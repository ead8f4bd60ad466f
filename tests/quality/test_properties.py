"""On random logs: what SQL counts is what a plain recount counts, and classes add up to schools and municipality."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from hypothesis import HealthCheck, given, settings

from prevention.extensions import db
from prevention.quality.figures import Quality, total
from prevention.quality.queries import Chosen, broken_off, per_class, per_programme, per_school
from tests.town import actor_of
from tests.world import World

from .logs import Town, build, count, towns

quick = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@contextmanager
def built(world: World, town: Town) -> Iterator[None]:
    with db.session.begin_nested() as savepoint:
        build(world, town)
        yield
        savepoint.rollback()
        db.session.expire_all()


def plain(figures: Quality) -> dict[str, float | None]:
    taking, told = figures.taking, figures.told
    return {
        "classes": taking.classes,
        "completed": taking.completed,
        "broken_off": taking.broken_off,
        "lessons": taking.lessons,
        "core_lessons": taking.core_lessons,
        "took_place": told.took_place,
        "partly_held": told.partly_held,
        "not_held": told.not_held,
        "lessons_given": told.lessons,
        "core_given": told.core_lessons,
        "minutes_stated": told.minutes_stated,
        "minutes": told.minutes,
        "minutes_wanted": told.minutes_wanted,
        "leaders_stated": told.leaders_stated,
        "two_leaders": told.two_leaders,
        "plan_stated": told.plan_stated,
        "as_planned": told.as_planned,
        "engagement_stated": told.engagement_stated,
        "engagement": figures.engagement,
        "days_between": figures.days_between,
        "intervals": figures.intervals,
    }


@quick
@given(towns)
def test_sql_counts_what_a_plain_recount_counts(session: object, world: World, town: Town) -> None:
    actor, chosen = actor_of(world.coverage_administrator), Chosen(world.town.school_year, world.town.mvp)
    schools = (world.town.school, world.town.other_school)
    with built(world, town):
        by_school = {row.id: row.figures for row in per_school(actor, chosen)}
        for number, school in enumerate(schools):
            these = [one for one in town.classes if one.school == number]
            assert (school in by_school) == bool(these)
            rows = per_class(actor, chosen, school)
            assert {row.name: plain(row.figures) for row in rows} == {
                f"{place}X": count(town, [one]) for place, one in enumerate(town.classes, 1) if one.school == number
            }
            programmes = {row.id: row.figures for row in per_programme(actor, world.town.school_year, school)}
            assert (world.town.mvp in programmes) == bool(these)
            if these:
                assert programmes[world.town.mvp] == replace(by_school[school], gaps={})
                assert plain(by_school[school]) == plain(total(rows)) == count(town, these)
        assert plain(total(per_school(actor, chosen))) == count(town, town.classes)
        ended = broken_off(actor, chosen)
        assert len(ended) == count(town, town.classes)["broken_off"]
