"""Every read of surveys."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from prevention.access.actor import Actor
from prevention.access.permissions import Permission
from prevention.access.rules import allowed
from prevention.accounts.models import Person
from prevention.classes.models import Participation, SchoolClass
from prevention.extensions import db
from prevention.organisations.models import Agency
from prevention.programmes.models import Programme
from prevention.quality.queries import Chosen

from .data import Question
from .models import Occasion, SurveyQuestion, SurveyResult
from .results import ClassResult


@dataclass(frozen=True, slots=True)
class Entered:
    """That an occasion of a class was entered: when last, and by whom."""

    occasion: Occasion
    at: datetime
    by: str


@dataclass(frozen=True, slots=True)
class OfClass:
    """The class that a survey is entered for."""

    class_id: uuid.UUID
    class_name: str
    school: str
    programme: str
    pupils: int


def questions_of(programme_id: uuid.UUID, include_retired: bool = False) -> list[Question]:
    """Return the questions of a programme by number. They are no secret within a municipality."""
    columns = (SurveyQuestion.id, SurveyQuestion.number, SurveyQuestion.text)
    scale = (SurveyQuestion.lowest, SurveyQuestion.highest, SurveyQuestion.retired_at.is_not(None))
    query = select(*columns, *scale).where(SurveyQuestion.programme_id == programme_id)
    if not include_retired:
        query = query.where(SurveyQuestion.retired_at.is_(None))
    return [Question(*row) for row in db.session.execute(query.order_by(SurveyQuestion.number, SurveyQuestion.id))]


def results(actor: Actor, chosen: Chosen, school_id: uuid.UUID | None = None) -> list[ClassResult]:
    """Return the results of the classes whose coverage the actor may see. Only `results.py` says what is shown."""
    query = (
        select(
            Participation.school_id,
            Agency.name,
            SchoolClass.id,
            SchoolClass.name,
            SurveyResult.question_id,
            SurveyResult.occasion,
            SurveyResult.answers,
            SurveyResult.mean,
            SurveyResult.counts,
        )
        .join(Participation, Participation.id == SurveyResult.participation_id)
        .join(SchoolClass, SchoolClass.id == Participation.school_class_id)
        .join(Agency, Agency.id == Participation.school_id)
        .where(
            allowed(Participation, Permission.COVERAGE_READ, actor),
            Participation.municipality_id == actor.municipality_id,
            Participation.school_year_id == chosen.school_year_id,
            Participation.programme_id == chosen.programme_id,
        )
    )
    if school_id:
        query = query.where(Participation.school_id == school_id)
    return [ClassResult(*row) for row in db.session.execute(query)]


def entered(participation: Participation) -> list[Entered]:
    """Return the occasions that are entered for a class, before stands before after. No figures."""
    query = (
        select(SurveyResult.occasion, SurveyResult.entered_at, Person.name)
        .join(Person, Person.id == SurveyResult.entered_by_id)
        .where(SurveyResult.participation_id == participation.id)
        .order_by(SurveyResult.entered_at)
    )
    latest = {occasion: Entered(occasion, at, name) for occasion, at, name in db.session.execute(query)}
    return [latest[occasion] for occasion in Occasion if occasion in latest]


def of_class(participation: Participation) -> OfClass:
    """Return what the page of a class is about. The participation was checked by the guard."""
    query = (
        select(SchoolClass.id, SchoolClass.name, Agency.name, Programme.name, SchoolClass.pupils)
        .select_from(Participation)
        .join(SchoolClass, SchoolClass.id == Participation.school_class_id)
        .join(Agency, Agency.id == Participation.school_id)
        .join(Programme, Programme.id == Participation.programme_id)
        .where(Participation.id == participation.id)
    )
    return OfClass(*db.session.execute(query).one())


def next_number(programme_id: uuid.UUID) -> int:
    query = select(func.coalesce(func.max(SurveyQuestion.number), 0) + 1)
    return db.session.scalars(query.where(SurveyQuestion.programme_id == programme_id)).one()
