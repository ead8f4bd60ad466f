"""The same figures counted from the description in plain Python, class by class, with no SQL."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta

from prevention.classes.models import ParticipationStatus
from prevention.classes.states import LessonState, state_of

from .towns import CURRENT, LESSONS, TODAY, UNNUMBERED, Class, School, Session, Takes, Town


@dataclass
class Count:
    classes_expected: int = 0
    classes_taking: int = 0
    classes_started: int = 0
    classes_completed: int = 0
    pupils_expected: int = 0
    pupils_reached: int = 0
    lessons: Counter[LessonState] = field(default_factory=Counter)

    def as_tuple(self) -> tuple[int, ...]:
        counts = (self.classes_expected, self.classes_taking, self.classes_started, self.classes_completed)
        return (*counts, self.pupils_expected, self.pupils_reached, *(self.lessons[state] for state in LessonState))


def is_expected(town: Town, programme: str, place: int, one: Class) -> bool:
    return any(
        target.programme == programme and target.grade == one.grade and target.school in {None, place}
        for target in town.targets
    )


def count(town: Town, programme: str, places: Iterable[int], grades: Iterable[str] | None = None) -> Count:
    """Count the expected classes of the schools at these places in the list."""
    result = Count()
    for place in places:
        for one in town.schools[place].classes:
            if is_expected(town, programme, place, one) and (grades is None or one.grade in grades):
                count_class(result, one, programme)
    return result


def count_class(result: Count, one: Class, programme: str) -> None:
    taken = taken_by(one, programme)
    states = states_of(taken, programme)
    done = sum(state in {LessonState.HELD, LessonState.PARTLY_HELD} for state in states)
    begun = taken is not None and taken.status is not ParticipationStatus.BROKEN_OFF
    started = begun if programme == "continuous" else done > 0
    result.classes_expected += 1
    result.classes_taking += taken is not None
    result.classes_started += started
    result.classes_completed += bool(states) and done == len(states)
    result.pupils_expected += one.pupils
    result.pupils_reached += one.pupils if started else 0
    result.lessons.update(states)


def taken_by(one: Class, programme: str) -> Takes | None:
    return next((taken for taken in one.takes if (taken.edition == UNNUMBERED) == (programme == "continuous")), None)


def states_of(taken: Takes | None, programme: str) -> list[LessonState]:
    if programme == "continuous":
        return []
    if taken is None:
        return [LessonState.NOT_PLANNED] * (LESSONS[CURRENT] or 0)
    return [state(session) for session in taken.sessions]


def state(session: Session) -> LessonState:
    day = None if session.days is None else TODAY + timedelta(days=session.days)
    return state_of(session.outcome, day, TODAY)


def outside(town: Town, programme: str) -> int:
    """Count the classes that take the programme without being expected to."""
    return sum(
        taken_by(one, programme) is not None and not is_expected(town, programme, place, one)
        for place, school in enumerate(town.schools)
        for one in school.classes
    )


def has_district(school: School, district: int | None) -> bool:
    return school.district == district
