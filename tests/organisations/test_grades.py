import pytest
from flask import Flask

from prevention.organisations.grades import (
    GRADES_OF,
    Stage,
    UnknownGrade,
    grade_key,
    grade_span,
    grades_offered,
    grades_title,
    parse_grade,
    stage_of,
)
from prevention.organisations.models import GradeScheme


@pytest.mark.parametrize(
    ("written", "grade"),
    [
        ("7", "7"),
        (" åk 7 ", "7"),
        ("ÅK7", "7"),
        ("Årskurs 4", "4"),
        ("F", "F"),
        ("f", "F"),
        ("Förskoleklass", "F"),
        ("0", "F"),
        ("Gy 1", "gy1"),
        ("gy3", "gy3"),
        ("gymnasiet år 2", "gy2"),
        ("10", "10"),
    ],
)
def test_reads_what_people_write(written: str, grade: str) -> None:
    assert parse_grade(written) == grade


@pytest.mark.parametrize("written", ["", "12", "7A", "gy5", "sju", "-1", "7.5", "٧"])
def test_refuses_what_is_no_grade(written: str) -> None:
    with pytest.raises(UnknownGrade):
        parse_grade(written)


def test_grades_stand_in_order() -> None:
    for grades in GRADES_OF.values():
        assert sorted(grades, key=grade_key) == list(grades)
    assert GRADES_OF[GradeScheme.F_TO_9][0] == "F" and GRADES_OF[GradeScheme.F_TO_9][-1] == "gy4"


@pytest.mark.parametrize(
    ("grade", "scheme", "stage"),
    [
        ("F", GradeScheme.F_TO_9, Stage.LOWER),
        ("3", GradeScheme.F_TO_9, Stage.LOWER),
        ("4", GradeScheme.F_TO_9, Stage.MIDDLE),
        ("7", GradeScheme.F_TO_9, Stage.UPPER),
        ("10", GradeScheme.F_TO_9, Stage.UPPER),
        ("4", GradeScheme.ONE_TO_10, Stage.LOWER),
        ("7", GradeScheme.ONE_TO_10, Stage.MIDDLE),
        ("8", GradeScheme.ONE_TO_10, Stage.UPPER),
        ("gy2", GradeScheme.ONE_TO_10, Stage.UPPER_SECONDARY),
    ],
)
def test_a_stage_outlives_the_renumbering(grade: str, scheme: GradeScheme, stage: Stage) -> None:
    assert stage_of(grade, scheme) is stage


@pytest.mark.parametrize(
    ("grades", "span"),
    [(["F", "1", "2"], "F–2"), (["9", "4", "5"], "4–5, 9"), (["gy1", "gy2", "9"], "9, gy1–2"), ([], "")],
)
def test_spans(grades: list[str], span: str) -> None:
    assert grade_span(grades) == span


def test_offers_of_two_forms_are_one_row_of_grades() -> None:
    compulsory: dict[str, str | list[str]] = {"form": "gr", "grades": ["7", "8"]}
    adapted: dict[str, str | list[str]] = {"form": "gran", "grades": ["8", "1"]}
    assert grades_offered([compulsory, adapted]) == ("1", "7", "8")


@pytest.mark.parametrize(
    ("grades", "title"),
    [
        (["7"], "åk 7"),
        (["F"], "förskoleklass"),
        (["9", "8", "7"], "åk 7–9"),
        (["F", "1", "3"], "åk F–1, 3"),
        (["9", "gy2", "gy1"], "åk 9, gymnasiet år 1–2"),
        (["gy1", "gy3"], "gymnasiet år 1, 3"),
    ],
)
def test_several_grades_are_read_together(app: Flask, grades: list[str], title: str) -> None:
    with app.test_request_context(headers={"Accept-Language": "sv"}):
        assert grades_title(grades) == title
