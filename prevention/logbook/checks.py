"""The rules of a log that can be said without writing it. All faults at once: nobody corrects a form field by field."""

from collections.abc import Iterator, Sequence
from datetime import date

from prevention import clock
from prevention.classes.calendar import is_school_day
from prevention.formats import day as written
from prevention.formats import gettext as _

from .data import TOOK_PLACE, LessonRow, SessionData, Taking
from .errors import Fault
from .models import SessionStatus
from .notes import holds_personal_number, looks_like_name

NEEDS_REASON = frozenset({SessionStatus.NOT_HELD, SessionStatus.MOVED})


def faults(taking: Taking, plan: Sequence[LessonRow], data: SessionData, may_change_class: bool) -> list[Fault]:
    """Return what is wrong with a log, in the order of the form."""
    lesson = next((row for row in plan if row.lesson_id == data.lesson_id), None)
    found = [*about_lesson(plan, lesson, data)]
    if data.status is SessionStatus.MOVED:
        found += about_new_day(taking, lesson, data.moved_to)
    else:
        found += about_day(taking, data.held_on)
    if data.status in TOOK_PLACE and (data.pupils_present or 0) > taking.pupils:
        found.append(Fault("pupils_present", too_many_pupils(taking.pupils, may_change_class)))
    if data.status in NEEDS_REASON and data.reason is None:
        found.append(Fault("reason", _("Choose why, so that the school sees what gets in the way.")))
    return [*found, *about_note(data.note)]


def about_lesson(plan: Sequence[LessonRow], lesson: LessonRow | None, data: SessionData) -> Iterator[Fault]:
    if data.lesson_id and lesson is None:
        yield Fault("lesson", _("That lesson does not belong to the programme of this class. Choose one in the list."))
    elif plan and lesson is None:
        yield Fault("lesson", _("Choose which lesson it was."))
    elif lesson is None and data.status is SessionStatus.MOVED:
        yield Fault("status", _("This programme has no planned lessons, so there is nothing to move."))


def about_day(taking: Taking, held_on: date) -> Iterator[Fault]:
    if held_on > clock.today():
        yield Fault("held_on", _("That day is yet to come. Choose today or a day that has been."))
    elif held_on < taking.year.starts_on:
        yield Fault(
            "held_on",
            _("The school year began on %(day)s. Choose that day or a later one.", day=written(taking.year.starts_on)),
        )
    elif held_on > taking.year.ends_on:
        yield Fault(
            "held_on",
            _("The school year ended on %(day)s. Choose that day or an earlier one.", day=written(taking.year.ends_on)),
        )


def about_new_day(taking: Taking, lesson: LessonRow | None, moved_to: date | None) -> Iterator[Fault]:
    if moved_to is None:
        yield Fault("moved_to", _("Choose the new day."))
    elif moved_to < clock.today():
        yield Fault("moved_to", _("That day has been. Choose today or a day to come."))
    elif moved_to > taking.year.ends_on:
        yield Fault(
            "moved_to",
            _("The school year ends on %(day)s. Choose that day or an earlier one.", day=written(taking.year.ends_on)),
        )
    elif not is_school_day(taking.year, moved_to):
        yield Fault("moved_to", _("There is no school on %(day)s. Choose a school day.", day=written(moved_to)))
    elif lesson and lesson.planned_on == moved_to:
        yield Fault("moved_to", _("The lesson is planned for that day already. Choose another day."))


def about_note(note: str | None) -> Iterator[Fault]:
    if note and holds_personal_number(note):
        yield Fault(
            "note",
            _(
                "The note holds something that looks like a personal number. The logbook counts lessons and must never "
                "tell who a pupil is. Remove the number."
            ),
        )


def names_somebody(taking: Taking, plan: Sequence[LessonRow], data: SessionData) -> bool:
    """Tell whether the writer should be asked about the note. The names of school, class and lessons are no persons."""
    if not data.note or data.names_nobody:
        return False
    titles = [row.title for row in plan if row.title]
    return looks_like_name(data.note, (taking.school, taking.class_name, taking.programme, *titles))


def too_many_pupils(pupils: int, may_change_class: bool) -> str:
    if may_change_class:
        return str(
            _("The class has %(number)s pupils. Change the number here, or the head count of the class.", number=pupils)
        )
    return str(
        _(
            "The class has %(number)s pupils. Is your number right? Ask the municipality's coverage administrator to "
            "change the head count of the class.",
            number=pupils,
        )
    )
