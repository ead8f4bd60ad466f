"""Parse and check: what a class answered, and the questions themselves."""

from collections.abc import Iterator, Sequence
from typing import Any

from flask_wtf import FlaskForm
from wtforms.validators import InputRequired, Optional, ValidationError

from prevention.fields import Between, DecimalNumber, OneOf, WholeNumber, choices_of, line
from prevention.formats import gettext, lazy_gettext
from prevention.quality.filters import ProgrammeFilter
from prevention.suppression import SMALLEST

from .data import Answers, Question, QuestionData, answers_of, mean_of_class

SCALES = ("1-5", "1-4", "1-10", "0-10")  # of two answers the mean would tell how many gave each


class QuestionForm(FlaskForm):
    text = line(lazy_gettext("Question or index"), 200, missing=lazy_gettext("Write the question."))
    scale = OneOf(
        lazy_gettext("Scale"),
        [InputRequired(lazy_gettext("Choose a scale."))],
        choices=choices_of((one, one.replace("-", "–")) for one in SCALES),
        default=SCALES[0],
    )

    def told(self) -> QuestionData:
        lowest, highest = self.scale.data.split("-")
        return QuestionData(self.text.data, int(lowest), int(highest))


class ResultsFilter(ProgrammeFilter):
    question = OneOf(lazy_gettext("Question"))

    def choose_question(self, offered: Sequence[Question]) -> Question | None:
        """Return the question asked for, else the first."""
        self.question.choices = choices_of((one.number, one.text) for one in offered)
        first = offered[0] if offered else None
        chosen = next((one for one in offered if str(one.number) == self.question.data), first)
        self.question.data = str(chosen.number) if chosen else ""
        return chosen


class SurveyForm(FlaskForm):
    """For each question: how many gave each answer, or how many answered and their mean. Made by `survey_form`."""

    questions: Sequence[Question] = ()
    pupils = 0

    def told(self) -> list[Answers] | None:
        """Return what was typed; None where something does not add up, with a sentence at its field."""
        if not self.validate_on_submit():
            return None
        told = []
        for question in self.questions:
            try:
                told += list(self.answers_to(question))
            except ValidationError as fault:
                self[f"answers-{question.number}"].errors = [str(fault)]
        if any(field.errors for field in self):
            return None
        if not told:
            self.form_errors.append(gettext("Enter the answers to at least one question."))
        return told or None

    def answers_to(self, question: Question) -> Iterator[Answers]:
        """Yield the answers to a question, or nothing where nothing was typed.

        :raises ValidationError: with what does not add up.
        """
        counts = [self[key].data for key in keys_of(question)]
        answers, mean = self[f"answers-{question.number}"].data, self[f"mean-{question.number}"].data
        if any(count is not None for count in counts):
            given = tuple(count or 0 for count in counts)
            self.check(sum(given))
            if answers not in (None, sum(given)):
                raise ValidationError(
                    gettext("The answers add up to %(sum)s. Correct them, or leave this empty.", sum=sum(given))
                )
            yield answers_of(question, given)
        elif answers is not None:
            self.check(answers)
            if answers >= SMALLEST and mean is None:
                raise ValidationError(gettext("Write the mean too, or how many gave each answer."))
            if mean is not None and not question.lowest <= mean <= question.highest:
                raise ValidationError(
                    gettext("The mean is between %(low)s and %(high)s.", low=question.lowest, high=question.highest)
                )
            yield mean_of_class(question, answers, mean)
        elif mean is not None:
            raise ValidationError(gettext("Write how many answered."))

    def check(self, answers: int) -> None:
        if answers > self.pupils:
            raise ValidationError(gettext("The class has %(number)s pupils. Is your number right?", number=self.pupils))


def survey_form(questions: Sequence[Question], pupils: int) -> SurveyForm:
    """Return the form of these questions. It is never filled in beforehand: what stands is not shown again."""
    fields = dict(field for question in questions for field in fields_of(question))
    kind: Any = type("SurveyFormOfQuestions", (SurveyForm,), fields)
    form: SurveyForm = kind()
    form.questions, form.pupils = questions, pupils
    return form


def fields_of(question: Question) -> Iterator[tuple[str, object]]:
    few = [Optional(), Between(0, 500)]
    for answer, key in zip(question.scale, keys_of(question), strict=True):
        yield key, WholeNumber(gettext("Answered %(answer)s", answer=answer), few)
    yield f"answers-{question.number}", WholeNumber(gettext("How many answered"), few)
    yield f"mean-{question.number}", DecimalNumber(gettext("Mean"), [Optional()])


def keys_of(question: Question) -> list[str]:
    return [f"count-{question.number}-{answer}" for answer in question.scale]
