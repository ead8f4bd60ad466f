"""How fast a class goes: what makes one school's figures differ from another's."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Pace:
    """`weeks_ago` is when the first lesson was (None: nothing is planned); `unlogged` of the past lessons lack a log.

    `fit_before_today` packs all lessons between the year's start and today, `reliable` leaves nothing out,
    `lesson_today` plans one for today, whatever day that is; after `held_before_stop` lessons the class broke off.
    """

    weeks_ago: int | None
    unlogged: int = 0
    reliable: bool = False
    fit_before_today: bool = False
    lesson_today: bool = False
    held_before_stop: int | None = None
    takes_part: float = 0.9  # the share of the classes that take a programme at all


ON_PLAN = Pace(9)
BEHIND = Pace(11, unlogged=4, takes_part=0.7)
HARDLY_STARTED = Pace(6, unlogged=4, takes_part=0.4)
COMPLETED = Pace(18, reliable=True, fit_before_today=True, takes_part=1.0)
LATER = Pace(-2, takes_part=1.0)
BROKEN_OFF = Pace(9, held_before_stop=4)
NOT_PLANNED = Pace(None)
NOBODY_YET = Pace(None, takes_part=0.0)

TEACHERS_LESSON_TODAY = Pace(6, reliable=True, lesson_today=True)
TEACHER_FORGOT_TWO = Pace(7, unlogged=2, reliable=True)
TEACHERS_THIRD_CLASS = Pace(8, reliable=True)

LAST_YEARS = {
    ON_PLAN: Pace(0, reliable=True, takes_part=0.9),
    COMPLETED: Pace(0, reliable=True, takes_part=1.0),
    BEHIND: Pace(0, unlogged=2, takes_part=0.6),
    HARDLY_STARTED: Pace(0, unlogged=7, takes_part=0.3),
    LATER: Pace(0, takes_part=0.7),
    NOBODY_YET: Pace(0, takes_part=0.0),
}
