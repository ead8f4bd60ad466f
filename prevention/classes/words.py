"""The page of a class in words: what a lesson is called, where it leads, and how the class is doing."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from flask import current_app
from markupsafe import Markup

from prevention.addresses import address_of_any
from prevention.formats import day, gettext, lazy_gettext, locale, ngettext, number, short_day
from prevention.organisations.grades import grade_title

from .class_page import LessonRow, Taken, TakenWithLessons
from .models import ParticipationStatus, SessionOutcome
from .pace import Pace
from .plan_words import too_few_leaders
from .queries import Progress
from .states import LessonState

EVERY = (
    lazy_gettext("Mondays"),
    lazy_gettext("Tuesdays"),
    lazy_gettext("Wednesdays"),
    lazy_gettext("Thursdays"),
    lazy_gettext("Fridays"),
)


class Stop(NamedTuple):
    """A lesson on the track, as `ui.lesson_track` takes it."""

    number: int
    name: str
    title: str | None
    status: str
    day: date | None
    url: str | None


@dataclass(frozen=True, slots=True)
class TakenInWords:
    taken: Taken
    track: Markup | None
    progress: str
    pace: str | None
    help: list[str]
    facts: list[tuple[str, str]]
    leaders_missing: str | None
    new_log_url: str | None


def class_in_words(grade: str, pupils: int, school_year: str) -> str:
    """Return `Åk 7, 24 elever, läsåret 2026/27`."""
    count = ngettext("%(num)s pupil", "%(num)s pupils", pupils)
    title = grade_title(grade)
    about = gettext("%(grade)s, %(count)s, school year %(year)s", grade=title, count=count, year=school_year)
    return str(about[:1].upper() + about[1:])


def in_words(programmes: Sequence[TakenWithLessons]) -> list[TakenInWords]:
    return [words_for(one) for one in programmes]


def words_for(one: TakenWithLessons) -> TakenInWords:
    taken, running = one.taken, one.taken.status is not ParticipationStatus.BROKEN_OFF
    new_log = address_of_any("logbook.new_log", "participation") % taken.id if taken.may_log and running else None
    states = Counter(row.state for row in one.lessons)
    held, overdue, logged = states[LessonState.HELD], states[LessonState.OVERDUE], taken.sessions_logged
    progress = Progress(taken.programme, taken.status, len(one.lessons), held, overdue, taken.counted, logged)
    return TakenInWords(
        taken,
        track(tuple(stops_of(one.lessons, new_log)), locale()) if one.lessons else None,
        progress_in_words(progress) + ".",
        pace_in_words(one.pace, held == len(one.lessons)) if running and one.lessons and taken.counted else None,
        help_in_words(one.pace) if running else [],
        facts_of(taken, with_plan=bool(one.lessons)),
        too_few_leaders(taken.programme, len(taken.leaders), taken.leaders_expected) if running else None,
        new_log if not one.lessons or states.keys() - OUTCOMES else None,
    )


OUTCOMES = {LessonState(outcome.value) for outcome in SessionOutcome}  # there is nothing left to log


def progress_in_words(one: Progress) -> str:
    """Return `3 av 14 lektioner hölls`, or `Pågår, 3 tillfällen loggade` where there is no fixed number of lessons."""
    done = held_in_words(one) if one.counted and one.expected else logged_in_words(one)
    if one.status is ParticipationStatus.BROKEN_OFF and one.counted:
        return str(gettext("%(status)s, %(done)s", status=STATUS[one.status], done=done))
    if not one.overdue:
        return done
    return done + ", " + str(ngettext("%(num)s not logged", "%(num)s not logged", one.overdue))


def held_in_words(one: Progress) -> str:
    return str(
        ngettext(
            "%(held)s of %(num)s lesson held",
            "%(held)s of %(num)s lessons held",
            one.expected,
            held=number(one.held),
        )
    )


STATUS = {
    ParticipationStatus.RUNNING: lazy_gettext("Running"),
    ParticipationStatus.COMPLETED: lazy_gettext("Completed"),
    ParticipationStatus.BROKEN_OFF: lazy_gettext("Broken off"),
}


def logged_in_words(one: Progress) -> str:
    return str(
        ngettext(
            "%(status)s, %(num)s session logged",
            "%(status)s, %(num)s sessions logged",
            one.sessions_logged,
            status=STATUS[one.status],
        )
    )


def facts_of(taken: Taken, with_plan: bool) -> list[tuple[str, str]]:
    """Return what is chosen; what is not, is left out."""
    facts = [
        (gettext("Leaders"), ", ".join(taken.leaders)),
        (gettext("Lessons on"), plan_in_words(taken) if with_plan else ""),
        (gettext("Room"), taken.room or ""),
        (gettext("Peer mentors"), number(taken.peer_mentors) if taken.peer_mentors else ""),
        (gettext("Edition"), taken.edition),
    ]
    return [(term, value) for term, value in facts if value]


@lru_cache(512)
def track(stops: tuple[Stop, ...], _language: str) -> Markup:
    """Return the lessons as they are shown, rendered once and kept for just these values: a fifth of the page."""
    pieces = current_app.jinja_env.get_template("macros/figures.html").module
    return Markup(pieces.lesson_track(stops))  # type: ignore[attr-defined]  # noqa: S704  a template's macro


def stops_of(lessons: Sequence[LessonRow], new_log: str | None) -> Iterator[Stop]:
    """Link each lesson to its log, or to the form to log it."""
    log = address_of_any("logbook.show_log", "session_log")
    name = gettext("Lesson")
    return (
        Stop(
            row.number,
            f"{name} {row.number}",
            row.title,
            row.state.value,
            row.day,
            log % row.log_id if row.log_id else f"{new_log}?lesson={row.id}" if new_log else None,
        )
        for row in lessons
    )


def pace_in_words(pace: Pace, all_held: bool) -> str:
    if not pace.left:
        return str(gettext("All lessons are done.") if all_held else gettext("No more lessons are planned."))
    if pace.too_late:
        return str(
            ngettext(
                "At this pace the school year ends before the last lesson.",
                "At this pace the school year ends before the last %(num)s lessons.",
                pace.too_late,
            )
        )
    if pace.done_on is None:
        return str(gettext("No days are planned yet."))
    return str(gettext("Done %(day)s at this pace.", day=day(pace.done_on)))


def help_in_words(pace: Pace) -> list[str]:
    """Return what would help, most important first; empty where all goes as planned."""
    said = []
    if pace.overdue:
        said.append(
            ngettext(
                "%(num)s lesson has passed its day and is not logged. Log it, or plan it anew.",
                "%(num)s lessons have passed their day and are not logged. Log them, or plan them anew.",
                pace.overdue,
            )
        )
    if pace.catch_up:
        *others, last = (short_day(one) for one in pace.catch_up)
        days = gettext("%(days)s and %(last)s", days=", ".join(others), last=last) if others else last
        said.append(gettext("An extra lesson on %(days)s would help the class to catch up.", days=days))
    return said


def plan_in_words(taken: Taken) -> str:
    """Return `onsdagar från 4 november 2026`, as far as it is chosen."""
    if taken.starts_on is None or taken.weekday is None:
        return str(gettext("not chosen yet"))
    return str(gettext("%(weekday)s from %(day)s", weekday=EVERY[taken.weekday], day=day(taken.starts_on)))
