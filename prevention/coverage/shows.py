"""The rows behind a figure: which classes, and how much of the figure each of them is."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from flask_babel import LazyString
from sqlalchemy import ColumnElement, ScalarSelect, Select, bindparam, func, literal, select, true

from prevention.classes.class_page import IS_ITS_LOG
from prevention.classes.models import Participation, PlannedSession, SessionOutcome
from prevention.classes.states import LessonState
from prevention.formats import lazy_gettext
from prevention.logbook.models import SessionLog

from . import outlook_words as looks
from . import words
from .forecast import LESSONS, Outlook, is_failing, left_in_the_end, outlook
from .models import coverage_class

row = coverage_class.c


class Unit(StrEnum):
    CLASSES = "classes"
    LESSONS = "lessons"
    PUPILS = "pupils"


@dataclass(frozen=True, slots=True)
class Show:
    """What a list shows. `amount` adds up to the figure, where that is not the number of classes itself."""

    title: LazyString
    meaning: LazyString
    unit: Unit
    where: ColumnElement[bool]
    amount: ColumnElement[int]


def lessons_of_class() -> Select[int]:
    """Count the planned sessions of the class in the list."""
    return (
        select(func.count())
        .select_from(Participation)
        .join(PlannedSession, PlannedSession.participation_id == Participation.id)
        .where(Participation.school_class_id == row.school_class_id, Participation.programme_id == row.programme_id)
        .correlate(coverage_class)
    )


def open_lessons(condition: ColumnElement[bool]) -> ScalarSelect[int]:
    return lessons_of_class().where(PlannedSession.outcome.is_(None), condition).scalar_subquery()


def held_after(since: Any) -> ScalarSelect[int]:
    held = lessons_of_class().join(SessionLog, IS_ITS_LOG).where(PlannedSession.outcome == SessionOutcome.HELD)
    return held.where(SessionLog.held_on > since).scalar_subquery()


OVERDUE = open_lessons(PlannedSession.planned_on < bindparam("today"))
COMING = open_lessons(PlannedSession.planned_on >= bindparam("today"))
HELD_SINCE = held_after(bindparam("since"))
NUMBER: Mapping[LessonState, ColumnElement[int]] = {
    LessonState.HELD: row.held,
    LessonState.PARTLY_HELD: row.partly_held,
    LessonState.NOT_HELD: row.not_held,
    LessonState.OVERDUE: OVERDUE,
    LessonState.NOT_YET_DUE: COMING,
    LessonState.NOT_PLANNED: row.not_planned,
}


def classes(title: LazyString, meaning: LazyString, where: ColumnElement[bool]) -> Show:
    return Show(title, meaning, Unit.CLASSES, where, literal(0))


def of_state(state: LessonState) -> Show:
    amount = NUMBER[state]
    return Show(words.STATE_NAMES[state], words.STATE_MEANINGS[state], Unit.LESSONS, amount > 0, amount)


def of_outlook(one: Outlook) -> Show:
    return Show(looks.NAMES[one], looks.MEANINGS[one], Unit.CLASSES, outlook() == one.value, left_in_the_end())


SHOWS: Mapping[str, Show] = {
    "expected": classes(lazy_gettext("Expected classes"), words.EXPECTED_CLASS, true()),
    "lessons": Show(lazy_gettext("Expected lessons"), words.EXPECTED, Unit.LESSONS, LESSONS > 0, LESSONS),
    **{state.value: of_state(state) for state in LessonState},
    "held_since": Show(words.HELD_SINCE_NAME, words.HELD_SINCE, Unit.LESSONS, HELD_SINCE > 0, HELD_SINCE),
    "started": classes(lazy_gettext("Classes started"), words.STARTED, row.started == 1),
    "completed": classes(lazy_gettext("Classes completed"), words.COMPLETED, row.completed == 1),
    "pupils": Show(lazy_gettext("Pupils expected"), words.PUPILS, Unit.PUPILS, true(), row.pupils),
    "reached": Show(lazy_gettext("Pupils reached"), words.REACHED, Unit.PUPILS, row.reached > 0, row.reached),
    **{one.value: of_outlook(one) for one in Outlook},
    "failing": Show(looks.FAILING_NAME, looks.FAILING_MEANING, Unit.CLASSES, is_failing(), left_in_the_end()),
}
WITHOUT_LESSONS = ("expected", "started", "pupils", "reached")  # what there is of a programme without numbered lessons
