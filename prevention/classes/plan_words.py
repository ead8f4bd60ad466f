"""What is said when classes are planned or imported: how far a plan goes, what moves, who is missing."""

from prevention.formats import day, gettext, ngettext, number

from .form_queries import Reach
from .importing.storing import ImportReport
from .school_plans import Forecast


def reach_in_words(reach: Reach) -> str:
    """Return how far a plan goes, and in words what found no day."""
    if reach.last_day is None:
        return str(gettext("Saved. No days are planned yet."))
    if reach.unplanned:
        return str(
            ngettext(
                "Planned up to %(day)s. The school year ends before the last lesson, which stays unplanned.",
                "Planned up to %(day)s. The school year ends before the last %(num)s lessons, which stay unplanned.",
                reach.unplanned,
                day=day(reach.last_day),
            )
        )
    return str(gettext("Planned. The last lesson is on %(day)s.", day=day(reach.last_day)))


def what_moves(reach: Reach) -> str:
    """Return what planning anew does, said before it is done."""
    lessons = reach.planned + reach.unplanned
    if reach.planned:
        moves = ngettext("%(num)s lesson gets a new day.", "%(num)s lessons get new days.", lessons)
    else:
        moves = ngettext("%(num)s lesson gets its day.", "%(num)s lessons get their days.", lessons)
    stays = gettext("What is logged stays where it is.") if reach.logged else ""
    return f"{moves} {stays}".strip()


def forecast_in_words(one: Forecast, lessons: int) -> str:
    """Return how far a class would come, before anything is stored."""
    if not lessons:
        return str(gettext("No lessons to plan"))
    if one.too_late:
        return str(
            ngettext(
                "%(num)s lesson does not fit before the school year ends",
                "%(num)s lessons do not fit before the school year ends",
                one.too_late,
            )
        )
    return str(gettext("Done %(day)s", day=day(one.last_day)))


def too_few_leaders(programme: str, leaders: int, expected: int) -> str | None:
    """Return a warning, never an error: a class may begin before all is settled."""
    if leaders >= expected:
        return None
    return str(
        ngettext(
            "%(programme)s needs a leader. Choose one when you know who.",
            "%(programme)s is led by %(num)s together. Choose one more when you know who.",
            expected,
            programme=programme,
        )
    )


def import_in_words(report: ImportReport) -> str:
    return str(
        gettext(
            "Imported: %(created)s new, %(changed)s changed and %(unchanged)s unchanged classes.",
            created=number(report.created),
            changed=number(report.changed),
            unchanged=number(report.unchanged),
        )
    )
