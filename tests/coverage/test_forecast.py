"""The statement that tells how it looks for a class, beside `pace_of`, which tells it on the page of the class."""

import uuid
from dataclasses import dataclass
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import update

from prevention.classes.calendar import DaysOff, SchoolDays
from prevention.classes.models import ParticipationStatus
from prevention.classes.pace import OPEN, Pace, pace_of
from prevention.classes.states import LessonState
from prevention.coverage.forecast import Outlook, done_on
from prevention.coverage.listing import ClassLine, Wanted, list_classes
from prevention.extensions import db
from prevention.organisations.models import OwnerType, SchoolBreak, SchoolYear

from .recount import state, taken_by
from .test_properties import asked, built, quick, year_of
from .towns import TODAY, Built, Class, School, Takes, Target, Town, series

BREAK = DaysOff(TODAY + timedelta(days=6), TODAY + timedelta(days=7))  # Tuesday and Wednesday of the next week
EVERYBODY = frozenset({Target("series", "7", None)})
classes = st.builds(Class, st.just("7"), st.just(20), st.tuples(series) | st.just(()))
towns = st.lists(classes, min_size=6, max_size=12).map(
    lambda ones: Town((School(OwnerType.MUNICIPAL, None, tuple(ones)),), EVERYBODY)
)
days_to_go = st.integers(-1, 24)


@dataclass(frozen=True)
class Planned:
    state: LessonState
    day: date | None


@quick
@given(towns, days_to_go)
def test_the_statement_says_of_each_class_what_its_page_says(session: object, town: Town, to_go: int) -> None:
    with built(town) as here:
        year = end_year(here, TODAY + timedelta(days=to_go))
        lines = {line.name: line for line in listed(here)}
        for number, one in enumerate(town.schools[0].classes, 1):
            assert_same(lines.pop(f"{number}A"), taken_by(one, "series"), year)
        assert not lines


def end_year(here: Built, ends_on: date) -> SchoolDays:
    """Let the school year end on a day, with two days off in it where there is room, and return its days."""
    year = year_of(here)
    db.session.execute(update(SchoolYear).values(ends_on=ends_on).where(SchoolYear.id == year.id))
    breaks = (BREAK,) if BREAK.ends_on <= ends_on else ()
    for one in breaks:
        of_year = {"municipality_id": here.municipality, "school_year_id": year.id}
        db.session.add(SchoolBreak(**of_year, name="Lov", starts_on=one.starts_on, ends_on=one.ends_on))
    db.session.flush()
    return SchoolDays(year.days.starts_on, ends_on, breaks)


def listed(here: Built) -> list[ClassLine]:
    selection, programme, _continuous = asked(here, 0)
    return list_classes(Wanted(selection, year_of(here), uuid.UUID(programme), "expected", TODAY)).lines


def assert_same(line: ClassLine, taken: Takes | None, year: SchoolDays) -> None:
    looks = line.looks
    if taken is None:
        assert looks.outlook is Outlook.NO_PLAN
        return
    pace = pace_of(lessons(taken), lambda: year, taken.weekday, TODAY)
    assert looks.left == pace.left
    assert looks.outlook is outlook_of(pace, taken), line
    if looks.outlook in {Outlook.ON_PLAN, Outlook.BEHIND}:
        assert done_on(year, TODAY, looks.outlook, looks.left, looks.weekday, looks.last_open_on) == pace.done_on


def lessons(taken: Takes) -> list[Planned]:
    days = [None if one.days is None else TODAY + timedelta(days=one.days) for one in taken.sessions]
    return [Planned(state(one), day) for one, day in zip(taken.sessions, days, strict=True)]


def outlook_of(pace: Pace, taken: Takes) -> Outlook:
    """Return what the page says of a class in the words of the list. Of one that is broken off it tells no pace."""
    if not pace.left:
        return Outlook.ENDED
    if taken.status is ParticipationStatus.BROKEN_OFF:
        return Outlook.BROKEN_OFF
    if pace.too_late:
        return Outlook.TOO_LATE
    if pace.done_on is None:
        return Outlook.CANNOT_TELL
    has_a_day_to_come = all(one.day and one.day >= TODAY for one in lessons(taken) if one.state in OPEN)
    return Outlook.ON_PLAN if has_a_day_to_come else Outlook.BEHIND
