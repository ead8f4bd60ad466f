"""Pages of surveys: the results of the municipality or a school, what is entered for a class, and the questions."""

from collections.abc import Sequence

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from prevention import clock
from prevention.access.guard import requires
from prevention.access.kinds import AgencyKind
from prevention.access.permissions import Permission
from prevention.classes.models import Participation
from prevention.formats import gettext
from prevention.organisations.models import Agency
from prevention.organisations.own_school import address_above, to_own_school
from prevention.programmes.models import Programme
from prevention.quality.filters import asked_for

from . import actions, queries, results, words
from .data import Question
from .forms import QuestionForm, ResultsFilter, SurveyForm, survey_form
from .models import Occasion, SurveyQuestion

surveys = Blueprint("surveys", __name__)


@surveys.get("/surveys")
@requires(Permission.COVERAGE_READ)
def overview() -> ResponseReturnValue:
    return to_own_school(**asked_for()) or results_page(None)


@surveys.get("/surveys/schools/<uuid:agency>")
@requires(Permission.COVERAGE_READ, one=Agency, kind=AgencyKind.SCHOOL)
def school(agency: Agency) -> str:
    return results_page(agency)


def results_page(school: Agency | None) -> str:
    actor, form = current_user.actor, ResultsFilter(request.args)
    choice = form.choose_for(actor)
    year, programme = choice.year, choice.programme
    questions = queries.questions_of(programme.id, include_retired=True) if programme else []
    question = form.choose_question(questions)
    rows: Sequence[results.ClassResult] = ()
    if (chosen := choice.chosen) and questions:
        rows = queries.results(actor, chosen, school.id if school else None)
    return render_template(
        "surveys/results.html",
        school=school,
        form=form,
        year=year,
        programme=programme,
        totals=totals(questions, rows),
        question=question,
        places=places(school, question, rows),
        left_out=words.left_out(results.total(row for row in rows if question and row.question_id == question.id)),
        counts=counts(question, rows) if year and year.ends_on < clock.today() else {},
        kept=asked_for(),
        may_manage=actor.may(Permission.PROGRAMME_MANAGE),
        above=address_above(**asked_for()) if school else None,
        words=words,
    )


def totals(questions: Sequence[Question], rows: Sequence[results.ClassResult]) -> list[tuple[Question, results.Pair]]:
    """Return the questions that are asked, and those asked no more that were answered."""
    both = [(one, results.total(row for row in rows if row.question_id == one.id)) for one in questions]
    answered = {row.question_id for row in rows}
    return [(one, pair) for one, pair in both if not one.retired or one.id in answered]


def places(school: Agency | None, one: Question | None, rows: Sequence[results.ClassResult]) -> list[results.Place]:
    these = [row for row in rows if one and row.question_id == one.id]
    return results.by_class(these) if school else results.by_school(these)


def counts(one: Question | None, rows: Sequence[results.ClassResult]) -> dict[Occasion, tuple[int, ...]]:
    these = [row for row in rows if one and row.question_id == one.id]
    found = {occasion: results.counts_shown(these, occasion) for occasion in Occasion}
    return {occasion: shown for occasion, shown in found.items() if shown}


@surveys.get("/participations/<uuid:participation>/survey")
@requires(Permission.SURVEY_WRITE, one=Participation)
def of_class(participation: Participation) -> str:
    about = queries.of_class(participation)
    return class_page(participation, survey_form(queries.questions_of(participation.programme_id), about.pupils))


@surveys.post("/participations/<uuid:participation>/survey")
@requires(Permission.SURVEY_WRITE, one=Participation)
def enter(participation: Participation) -> ResponseReturnValue:
    about = queries.of_class(participation)
    form = survey_form(queries.questions_of(participation.programme_id), about.pupils)
    occasion = Occasion.AFTER if request.args.get("occasion") == Occasion.AFTER else Occasion.BEFORE
    told = form.told()
    if told is None:
        return class_page(participation, form), 422
    actions.enter(current_user.actor, participation, occasion, told)
    flash(gettext("The answers are saved."), "success")
    return redirect(url_for(".of_class", participation=participation.id), 303)


def class_page(participation: Participation, form: SurveyForm) -> str:
    entered = queries.entered(participation)
    first = Occasion.AFTER if any(one.occasion is Occasion.BEFORE for one in entered) else Occasion.BEFORE
    asked = request.args.get("occasion")
    return render_template(
        "surveys/of_class.html",
        participation=participation,
        about=queries.of_class(participation),
        form=form,
        entered=entered,
        occasion=Occasion(asked) if asked in set(Occasion) else first,
        words=words,
    )


@surveys.get("/programmes/<uuid:programme>/questions")
@requires(Permission.PROGRAMME_READ, one=Programme)
def questions(programme: Programme) -> str:
    return questions_page(programme, QuestionForm())


@surveys.post("/programmes/<uuid:programme>/questions")
@requires(Permission.PROGRAMME_MANAGE, one=Programme)
def add_question(programme: Programme) -> ResponseReturnValue:
    form = QuestionForm()
    if not form.validate_on_submit():
        return questions_page(programme, form), 422
    actions.add_question(current_user.actor, programme, form.told())
    flash(gettext("The question is added."), "success")
    return redirect(url_for(".questions", programme=programme.id), 303)


@surveys.post("/survey-questions/<uuid:survey_question>/retire")
@requires(Permission.PROGRAMME_MANAGE, one=SurveyQuestion)
def retire_question(survey_question: SurveyQuestion) -> ResponseReturnValue:
    actions.retire_question(current_user.actor, survey_question)
    flash(gettext("The question is asked no more. What was answered stays."), "success")
    return redirect(url_for(".questions", programme=survey_question.programme_id), 303)


def questions_page(programme: Programme, form: QuestionForm) -> str:
    return render_template(
        "surveys/questions.html",
        programme=programme,
        form=form,
        questions=queries.questions_of(programme.id, include_retired=True),
        may_manage=current_user.actor.may(Permission.PROGRAMME_MANAGE),
    )
