"""The questions and answers of the API, said once: they check, they write, and they make the document."""

from typing import Any

from marshmallow import RAISE, Schema
from marshmallow.fields import UUID, Date, Dict, Enum, Field, Float, Integer, List, Nested, String
from marshmallow.validate import Length, Range, Regexp

from prevention.organisations.grades import Stage
from prevention.organisations.models import GradeScheme, OwnerType

MOST, USUAL = 500, 100


class Question(Schema):
    """What is not known is refused, so that a misspelt filter does not silently ask for everything."""

    class Meta:  # noqa: D106  marshmallow's own name
        unknown = RAISE

    limit = Integer(load_default=USUAL, validate=Range(1, MOST), metadata={"description": "Rows on a page."})
    cursor = String(
        validate=Length(1, 500), metadata={"description": "Where the page begins: as it stands in `next`, unchanged."}
    )


class YearQuestion(Question):
    school_year = String(
        required=True,
        validate=Regexp(r"^[0-9]{4}/[0-9]{2}\Z"),
        metadata={"description": "By name.", "example": "2026/27"},
    )


class SchoolCoverageQuestion(YearQuestion):
    programme = String(
        required=True, validate=Length(1, 40), metadata={"description": "By code.", "example": "mvp-hogstadiet"}
    )
    stage = Enum(Stage, by_value=True, metadata={"description": "Only classes of these grades."})


class CoverageQuestion(SchoolCoverageQuestion):
    owner = Enum(OwnerType, by_value=True, metadata={"description": "Only schools run by such an owner."})
    district = UUID(metadata={"description": "Only schools of this district."})


class ClassQuestion(YearQuestion):
    school = UUID(metadata={"description": "Only classes of this school."})


class Answer(Schema):
    """Every field stands in every answer; what is missing is null, never zero."""


class Municipality(Answer):
    id = UUID(required=True)
    code = String(required=True, metadata={"description": "Four digits."})
    name = String(required=True)


class District(Answer):
    id = UUID(required=True)
    name = String(required=True)


class School(Answer):
    id = UUID(required=True)
    school_unit_code = String(
        required=True, attribute="code", allow_none=True, metadata={"description": "Eight digits."}
    )
    name = String(required=True)
    owner = Enum(OwnerType, by_value=True, required=True, attribute="owner_type", allow_none=True)
    district_id = UUID(required=True, allow_none=True)


class SchoolYear(Answer):
    id = UUID(required=True)
    name = String(required=True)
    starts_on = Date(required=True)
    ends_on = Date(required=True)
    grade_scheme = Enum(GradeScheme, by_value=True, required=True)


class Programme(Answer):
    id = UUID(required=True)
    code = String(required=True)
    name = String(required=True)


class SchoolClass(Answer):
    id = UUID(required=True)
    name = String(required=True)
    grade = String(required=True)
    pupils = Integer(required=True, metadata={"description": "A head count. No pupil is named anywhere."})
    school_id = UUID(required=True)
    school_unit_code = String(required=True, attribute="code", allow_none=True)
    school = String(required=True)


class Figures(Answer):
    """Each expected lesson is exactly one of the six states, held to not planned; they add up to `lessons_expected`."""

    classes_expected = Integer(required=True)
    classes_taking = Integer(required=True, metadata={"description": "With leaders and a plan, begun or not."})
    classes_started = Integer(required=True)
    classes_completed = Integer(required=True)
    pupils_expected = Integer(required=True)
    pupils_reached = Integer(required=True)
    lessons_expected = Integer(required=True)
    held = Integer(required=True)
    partly_held = Integer(required=True)
    not_held = Integer(required=True)
    overdue = Integer(required=True)
    not_yet_due = Integer(required=True)
    not_planned = Integer(required=True)
    share_held = Float(required=True, allow_none=True, metadata={"description": "null where no lesson is expected."})


class SchoolCoverage(Answer):
    school_id = UUID(required=True, attribute="id")
    school_unit_code = String(required=True, attribute="code", allow_none=True)
    school = String(required=True, attribute="name")
    district_id = UUID(required=True, allow_none=True)
    district = String(required=True, allow_none=True)
    figures = Nested(Figures, required=True)


class ClassCoverage(Answer):
    class_id = UUID(required=True, attribute="id")
    name = String(required=True)
    grade = String(required=True)
    figures = Nested(Figures, required=True)


class Problem(Schema):
    """RFC 9457. `errors` stands in a 422: for each parameter why it was refused. `reference` in a 500: the log's."""

    type = String(required=True, metadata={"format": "uri-reference"})
    title = String(required=True)
    status = Integer(required=True)
    detail = String(required=True)
    instance = String(required=True, metadata={"format": "uri-reference"})
    errors = Dict(keys=String(), values=List(String()))
    reference = String()


def page_of(row: type[Answer], *, total: bool = False) -> Schema:
    """Return the schema of a page of such rows."""
    fields: dict[str, Field[Any]] = {
        "data": List(Nested(row), required=True),
        "next": String(
            required=True,
            allow_none=True,
            metadata={"format": "uri-reference", "description": "The address of the next page; null on the last."},
        ),
    }
    if total:
        fields["total"] = Nested(Figures, required=True, metadata={"description": "Of all pages together."})
    return Schema.from_dict(fields, name=f"{row.__name__}Page")()
