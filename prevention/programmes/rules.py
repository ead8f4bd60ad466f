"""Who may touch which programmes: those of one's municipality."""

from sqlalchemy import ColumnElement

from prevention.access.actor import Actor
from prevention.access.permissions import Permission
from prevention.access.rules import in_municipality, rule

from .models import CoverageTarget, CurriculumVersion, Lesson, Programme


@rule(Programme)
def programme(actor: Actor, permission: Permission) -> ColumnElement[bool]:
    return in_municipality(actor, permission, Programme.municipality_id)


@rule(CurriculumVersion)
def curriculum_version(actor: Actor, permission: Permission) -> ColumnElement[bool]:
    return in_municipality(actor, permission, CurriculumVersion.municipality_id)


@rule(Lesson)
def lesson(actor: Actor, permission: Permission) -> ColumnElement[bool]:
    return in_municipality(actor, permission, Lesson.municipality_id)


@rule(CoverageTarget)
def coverage_target(actor: Actor, permission: Permission) -> ColumnElement[bool]:
    return in_municipality(actor, permission, CoverageTarget.municipality_id)
