"""Grades, stages and school forms: the one place that knows how Swedish schools number them.

A grade is text within a scheme. In `f-9` the preschool class is `F`; in `1-10` (after 30 June 2028) it is `1` and all
others move up by one. Upper secondary grades are `gy1` to `gy4` in both.
"""

import re
from collections.abc import Iterable, Mapping
from datetime import date
from enum import StrEnum

from flask_babel import LazyString

from prevention.formats import gettext, lazy_gettext

from .models import GradeScheme

UPPER_SECONDARY = ("gy1", "gy2", "gy3", "gy4")
GRADES_OF: Mapping[GradeScheme, tuple[str, ...]] = {
    GradeScheme.F_TO_9: ("F", *map(str, range(1, 10)), *UPPER_SECONDARY),
    GradeScheme.ONE_TO_10: (*map(str, range(1, 11)), *UPPER_SECONDARY),
}
GRADES_PAST_THE_SCHEME = ("10", "11")  # the special school has one grade more
RENUMBERED_AFTER = date(2028, 6, 30)

FORMS: Mapping[str, LazyString] = {
    "fsk": lazy_gettext("Preschool class"),
    "gr": lazy_gettext("Compulsory school"),
    "gran": lazy_gettext("Adapted compulsory school"),
    "sp": lazy_gettext("Special school"),
    "sam": lazy_gettext("Sami school"),
    "gy": lazy_gettext("Upper secondary school"),
    "gyan": lazy_gettext("Adapted upper secondary school"),
}
OLD_CODES_OF_FORMS = {"grs": "gran", "gys": "gyan"}  # as särskolan was called until 2023
FORMS_WITHOUT_GRADES = frozenset(  # of the register, and none of ours: preschool, after-school care, adult education
    {"fs", "fth", "sfi", "vux", "vuxgr", "vuxgy", "vuxsfi", "vuxgrs", "vuxgys", "vuxgran", "vuxgyan"}
)
YEARS_OF_FORMS: Mapping[str, tuple[str, ...]] = {
    "fsk": ("F",),
    "gr": tuple(map(str, range(1, 11))),
    "gran": tuple(map(str, range(1, 11))),
    "sp": tuple(map(str, range(1, 12))),  # the special school has one grade more than the compulsory school
    "sam": tuple(map(str, range(1, 8))),
    "gy": UPPER_SECONDARY,
    "gyan": UPPER_SECONDARY,
}
UPPER_SECONDARY_FORMS = frozenset({"gy", "gyan"})
PRESCHOOL_CLASS = re.compile(r"f|fsk|f-?klass|förskoleklass(en)?|åk ?f|0")
WRITTEN_GRADE = re.compile(r"(?:åk|årskurs|år|grade)?[ .]*(1[01]|[1-9])")
WRITTEN_UPPER_SECONDARY = re.compile(r"(?:gy|gymnasiet|gymnasieskolan)[ .]*(?:åk|år)?[ .]*([1-4])")


class UnknownGrade(ValueError):
    """Something that is no grade; the message is what stood there."""


class Stage(StrEnum):
    """The stadium: what a target can be set by, since it outlives the renumbering of grades."""

    LOWER = "lower"
    MIDDLE = "middle"
    UPPER = "upper"
    UPPER_SECONDARY = "upper_secondary"

    @property
    def title(self) -> LazyString:
        return STAGE_TITLES[self]


STAGE_TITLES = {
    Stage.LOWER: lazy_gettext("Years F–3"),
    Stage.MIDDLE: lazy_gettext("Years 4–6"),
    Stage.UPPER: lazy_gettext("Years 7–9"),
    Stage.UPPER_SECONDARY: lazy_gettext("Upper secondary"),
}


def scheme_on(day: date) -> GradeScheme:
    """Return how grades are numbered in teaching on this day."""
    return GradeScheme.ONE_TO_10 if day > RENUMBERED_AFTER else GradeScheme.F_TO_9


def stage_of(grade: str, scheme: GradeScheme = GradeScheme.F_TO_9) -> Stage:
    """Return the stage of a grade; grades past the scheme's last are of the special school, and upper stage.

    :raises UnknownGrade: for what is no grade.
    """
    if grade in UPPER_SECONDARY:
        return Stage.UPPER_SECONDARY
    number = grade_key(grade)
    step = 1 if scheme is GradeScheme.ONE_TO_10 else 0
    if number <= 3 + step:
        return Stage.LOWER
    return Stage.MIDDLE if number <= 6 + step else Stage.UPPER


def grades_in(stage: Stage, scheme: GradeScheme) -> tuple[str, ...]:
    """Return the grades of a stage, those past the scheme's last too."""
    return tuple(grade for grade in all_grades(scheme) if stage_of(grade, scheme) is stage)


def all_grades(scheme: GradeScheme) -> tuple[str, ...]:
    """Return the grades of a scheme, and those past its last."""
    return tuple(dict.fromkeys((*GRADES_OF[scheme], *GRADES_PAST_THE_SCHEME)))


def grade_key(grade: str) -> int:
    """Return the number to sort by: F before 1, gy1 after the last of compulsory school.

    :raises UnknownGrade: for what is no grade.
    """
    if grade == "F":
        return 0
    if grade in UPPER_SECONDARY:
        return 20 + int(grade[2:])
    if grade.isdecimal() and 1 <= int(grade) <= 11:
        return int(grade)
    raise UnknownGrade(grade)


def parse_grade(text: str) -> str:
    """Return the grade for what people write: `7`, `åk 7`, `F`, `förskoleklass`, `Gy 1`.

    :raises UnknownGrade: for anything else. Whether the school year's scheme has the grade is the caller's question.
    """
    written = " ".join(text.casefold().split())
    if PRESCHOOL_CLASS.fullmatch(written):
        return "F"
    if found := WRITTEN_UPPER_SECONDARY.fullmatch(written):
        return f"gy{found[1]}"
    if found := WRITTEN_GRADE.fullmatch(written):
        return found[1]
    raise UnknownGrade(text)


def grade_title(grade: str) -> str:
    """Return how a grade is read: `förskoleklass`, `åk 7`, `gymnasiet år 1`."""
    if grade == "F":
        return str(gettext("preschool class"))
    if grade in UPPER_SECONDARY:
        return str(gettext("upper secondary year %(number)s", number=grade[2:]))
    return str(gettext("grade %(number)s", number=grade))


def grades_title(grades: Iterable[str]) -> str:
    """Return how several grades are read together: `åk 4–6`, `åk 7–9, gymnasiet år 1–2`, and one as `grade_title`."""
    all_of_them = sorted(set(grades), key=grade_key)
    if len(all_of_them) == 1:
        return grade_title(all_of_them[0])
    upper = [grade for grade in all_of_them if grade in UPPER_SECONDARY]
    parts = [gettext("grades %(span)s", span=grade_span(one)) for one in [set(all_of_them) - set(upper)] if one]
    if upper:
        parts.append(gettext("upper secondary years %(span)s", span=grade_span(upper).replace("gy", "")))
    return ", ".join(map(str, parts))


def grade_span(grades: Iterable[str]) -> str:
    """Write grades the short way: `F–6`, `4–6, 9`, `gy1–3`."""
    runs: list[list[str]] = []
    for grade in sorted(set(grades), key=grade_key):
        if runs and grade_key(grade) == grade_key(runs[-1][-1]) + 1:
            runs[-1].append(grade)
        else:
            runs.append([grade])
    return ", ".join(run[0] if len(run) == 1 else f"{run[0]}–{run[-1].removeprefix('gy')}" for run in runs)


def grades_offered(offers: Iterable[Mapping[str, str | list[str]]]) -> tuple[str, ...]:
    """Return the grades of all forms a school offers (`Agency.offers`), once each, in order."""
    return tuple(sorted({grade for offer in offers for grade in offer["grades"]}, key=grade_key))
