"""Who may touch which surveys: the questions of one's municipality, the results of the classes one may touch."""

from sqlalchemy import ColumnElement, select

from prevention.access.actor import Actor
from prevention.access.permissions import Permission
from prevention.access.rules import allowed, in_municipality, rule
from prevention.classes.models import Participation

from .models import SurveyQuestion, SurveyResult


@rule(SurveyQuestion)
def survey_question(actor: Actor, permission: Permission) -> ColumnElement[bool]:
    return in_municipality(actor, permission, SurveyQuestion.municipality_id)


@rule(SurveyResult)
def survey_result(actor: Actor, permission: Permission) -> ColumnElement[bool]:
    return SurveyResult.participation_id.in_(select(Participation.id).where(allowed(Participation, permission, actor)))
