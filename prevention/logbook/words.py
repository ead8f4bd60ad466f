"""A log in words: choices of the form, facts on the page, and what a correction changed."""

from collections.abc import Mapping

from flask_babel import LazyString

from prevention.formats import day, gettext, lazy_gettext, ngettext, number

from .data import TOOK_PLACE, Version
from .models import Grouping, Reason, SessionStatus

STATUS: Mapping[SessionStatus, LazyString] = {
    SessionStatus.HELD: lazy_gettext("It was held"),
    SessionStatus.PARTLY_HELD: lazy_gettext("Part of it was held"),
    SessionStatus.NOT_HELD: lazy_gettext("It was not held"),
    SessionStatus.MOVED: lazy_gettext("It gets another day"),
}
REASON: Mapping[Reason, LazyString] = {
    Reason.LEADER_ABSENT: lazy_gettext("A leader was absent"),
    Reason.CLASS_AWAY: lazy_gettext("The class was away"),
    Reason.TIMETABLE: lazy_gettext("Something else in the timetable"),
    Reason.NO_ROOM: lazy_gettext("No room"),
    Reason.SHORT_OF_TIME: lazy_gettext("Short of time"),
    Reason.INCIDENT: lazy_gettext("Something happened in the class or at school"),
    Reason.OTHER: lazy_gettext("Something else"),
}
GROUPING: Mapping[Grouping, LazyString] = {
    Grouping.WHOLE_CLASS: lazy_gettext("The whole class"),
    Grouping.HALF_MIXED: lazy_gettext("Half groups, mixed"),
    Grouping.HALF_BY_GENDER: lazy_gettext("Half groups, by gender"),
}
ENGAGEMENT: Mapping[int, LazyString] = {
    1: lazy_gettext("Hardly anyone took part"),
    2: lazy_gettext("A few took part"),
    3: lazy_gettext("About half took part"),
    4: lazy_gettext("Most took part"),
    5: lazy_gettext("Almost everyone took part"),
}
AS_PLANNED: Mapping[bool, LazyString] = {
    True: lazy_gettext("Yes, as in the manual"),
    False: lazy_gettext("No, something was left out or changed"),
}


def facts(version: Version) -> list[tuple[str, str]]:
    """Return what a log says, label and words. What was not told is left out where nobody would miss it."""
    moved = version.status is SessionStatus.MOVED
    told = [
        (gettext("How it went"), str(STATUS[version.status])),
        (gettext("Lesson"), lesson_name(version.number, version.title)),
        (gettext("Planned day") if moved else gettext("Day"), day(version.held_on)),
        (gettext("New day"), day(version.moved_to) if version.moved_to else None),
        (gettext("Why"), str(REASON[version.reason]) if version.reason else None),
        *(counts(version) if version.status in TOOK_PLACE else []),
        (gettext("Note"), version.note),
    ]
    return [(label, word) for label, word in told if word]


def counts(version: Version) -> list[tuple[str, str | None]]:
    planned = version.delivered_as_planned
    return [
        (gettext("Pupils present"), number(version.pupils_present)),
        (gettext("Leaders present"), number(version.leaders_present)),
        (gettext("Minutes"), number(version.minutes)),
        (gettext("Group"), str(GROUPING[version.grouping]) if version.grouping else None),
        (gettext("As planned"), str(AS_PLANNED[planned]) if planned is not None else None),
        (gettext("Engagement"), str(ENGAGEMENT[version.engagement]) if version.engagement else None),
    ]


def changes(old: Version, new: Version) -> list[tuple[str, str, str]]:
    """Return what a correction changed: label, what stood there, what stands there now."""
    before, after = dict(facts(old)), dict(facts(new))
    labels = [*before, *(label for label in after if label not in before)]
    both = [(label, before.get(label, "–"), after.get(label, "–")) for label in labels]
    return [change for change in both if change[1] != change[2]]


def what_is_due(today: int, overdue: int) -> str:
    """Return the line under the heading of My sessions."""
    due = (
        ngettext("%(num)s session today.", "%(num)s sessions today.", today) if today else gettext("No session today.")
    )
    late = ngettext("%(num)s lesson is not logged.", "%(num)s lessons are not logged.", overdue) if overdue else ""
    return f"{due} {late}".strip()


def saved(class_name: str, log: Version) -> str:
    """Return the sentence shown after saving."""
    lesson = lesson_name(log.number, log.title)
    what = f"{class_name}, {lesson[:1].lower()}{lesson[1:]}" if lesson else class_name
    sentences = {
        SessionStatus.HELD: lazy_gettext("Saved: %(what)s was held on %(day)s."),
        SessionStatus.PARTLY_HELD: lazy_gettext("Saved: %(what)s was partly held on %(day)s."),
        SessionStatus.NOT_HELD: lazy_gettext("Saved: %(what)s was not held on %(day)s."),
        SessionStatus.MOVED: lazy_gettext("Saved: %(what)s gets a new day, %(day)s."),
    }
    text: str = str(sentences[log.status]) % {"what": what, "day": day(log.moved_to or log.held_on)}
    if log.pupils_present is None:
        return text
    there: str = ngettext("%(num)s pupil was there.", "%(num)s pupils were there.", log.pupils_present)
    return f"{text} {there}"


def lesson_name(lesson_number: int | None, title: str | None) -> str:
    if lesson_number is None:
        return ""
    written = gettext("Lesson %(number)s", number=lesson_number)
    return f"{written}: {title}" if title else written
