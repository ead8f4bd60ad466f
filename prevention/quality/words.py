"""How the figures are written, and what they mean."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from flask_babel import LazyString

from prevention.formats import MISSING, gettext, lazy_gettext, ngettext, number, one_decimal, percent

from .figures import Part, Quality

LESSONS = lazy_gettext(
    "Lessons that were held or partly held, of the lessons in the editions that the classes take. Classes that have "
    "not come to the end count with all their lessons."
)
SESSIONS = lazy_gettext("Sessions that were held or partly held. The programme has no fixed number of them.")
MINUTES = lazy_gettext(
    "The minutes that the logs state, of the minutes that the curriculum gives the same lessons. Logs that state no "
    "minutes, and lessons whose length is not known, are left out."
)
TWO_LEADERS = lazy_gettext("Sessions where at least two leaders were present, of those whose log says how many.")
AS_PLANNED = lazy_gettext("Sessions held as in the manual, of those whose log says whether they were.")
ENGAGEMENT = lazy_gettext(
    "How the class took part, from 1 (hardly anyone) to 5 (almost everyone): the mean of the logs that say."
)
DAYS_BETWEEN = lazy_gettext(
    "Days from one session of a class to its next one that was held or partly held. Half of the intervals are shorter "
    "than the median and half are longer. Breaks count."
)
ENDED = lazy_gettext("Classes where every lesson was held or partly held, and classes that broke off.")


@dataclass(frozen=True, slots=True)
class Shown:
    """A figure as it is shown: its name and value, what it is part of in a few words and in a row, what it means."""

    label: str
    value: str
    note: str
    brief: str
    meaning: LazyString

    @property
    def says_anything(self) -> bool:
        return self.value != MISSING


def shown(figures: Quality, in_pairs: bool, of_class: bool = False) -> list[Shown]:
    """Return all figures in their order; two leaders only where the programme is led in pairs."""
    told = figures.told
    every = [
        lessons(figures),
        of_logs(figures, gettext("Minutes"), share(figures.minutes), told.minutes_stated, MINUTES),
        of_logs(figures, gettext("Two leaders"), share(figures.two_leaders), told.leaders_stated, TWO_LEADERS),
        of_logs(figures, gettext("As planned"), share(figures.as_planned), told.plan_stated, AS_PLANNED),
        of_logs(figures, gettext("Engagement"), mark(figures.engagement), told.engagement_stated, ENGAGEMENT),
        days_between(figures),
        state_of_class(figures) if of_class else completed(figures),
    ]
    return [one for one in every if in_pairs or one.meaning is not TWO_LEADERS]


def in_short(figures: Quality, in_pairs: bool) -> list[Shown]:
    """Return dose, leaders, manual and engagement for a row of a report: the same columns for every programme."""
    dose, *of_logs = shown(figures, in_pairs=True)[:5]
    if not figures.taking.lessons:
        sessions = ngettext("%(num)s session", "%(num)s sessions", figures.told.took_place)
        dose = replace(dose, label=gettext("Lessons given"), value=sessions)
    if not in_pairs:
        of_logs = [replace(one, value=MISSING, brief="") if one.meaning is TWO_LEADERS else one for one in of_logs]
    return [dose, *of_logs]


def lessons(figures: Quality) -> Shown:
    if not figures.taking.lessons:
        sessions = number(figures.told.took_place)
        return Shown(gettext("Sessions"), sessions, gettext("the programme has no fixed number"), "", SESSIONS)
    whole = part(figures.lessons)
    core = gettext("core lessons %(share)s", share=share(figures.core_lessons))
    note = f"{whole}, {core}" if figures.has_more_than_core else whole
    return Shown(gettext("Lessons given"), share(figures.lessons), note, note, LESSONS)


def of_logs(figures: Quality, label: str, value: str, said: int, meaning: LazyString) -> Shown:
    """Return a figure with how many of the logs say anything of it: the others are neither yes nor no."""
    of = {"said": number(said), "logs": number(figures.told.took_place)}
    brief = gettext("n = %(said)s of %(logs)s", **of) if figures.told.took_place else ""
    return Shown(label, value, gettext("stated in %(said)s of %(logs)s logs", **of), brief, meaning)


def days_between(figures: Quality) -> Shown:
    count = figures.intervals
    note = ngettext("median of %(num)s interval", "median of %(num)s intervals", count)
    brief = gettext("n = %(number)s", number=number(count)) if count else ""
    return Shown(gettext("Days between lessons"), number(figures.days_between), note, brief, DAYS_BETWEEN)


def completed(figures: Quality) -> Shown:
    taking = figures.taking
    note = ngettext("of %(num)s class", "of %(num)s classes", taking.classes)
    if taking.broken_off:
        ended = ngettext("%(num)s broke off", "%(num)s broke off", taking.broken_off)
        note = f"{note}, {ended}"
    return Shown(gettext("Classes completed"), number(taking.completed), note, note, ENDED)


def state_of_class(figures: Quality) -> Shown:
    word = gettext("Running") if figures.told.took_place else gettext("Not begun")
    if figures.taking.completed:
        word = gettext("Completed")
    elif figures.taking.broken_off:
        word = gettext("Broke off")
    return Shown(gettext("State"), word, "", "", ENDED)


def part(one: Part) -> str:
    return gettext("%(part)s of %(whole)s", part=number(one.number), whole=number(one.of))


def share(one: Part) -> str:
    """Write a whole percentage. Only all is 100 % and only nothing is 0 %: rounding never says so."""
    exact = one.share
    if exact is None or exact in {0, 1} or exact > 1:
        return percent(exact)
    return percent(min(max(exact, 0.01), 0.99))


def mark(mean: float | None) -> str:
    return MISSING if mean is None else gettext("%(mean)s of 5", mean=one_decimal(mean))


def lead(rows: Sequence[object], figures: Quality) -> str | None:
    if not rows:
        return None
    took_place, count = number(figures.told.took_place), figures.taking.classes
    classes = ngettext("%(num)s class takes the programme", "%(num)s classes take the programme", count)
    return gettext("%(classes)s, and %(sessions)s sessions are logged as held.", classes=classes, sessions=took_place)
