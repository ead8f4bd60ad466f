"""The blueprint that the pages of programmes, editions and targets stand on."""

from flask import Blueprint

from prevention.organisations.grades import grade_title, grades_title

from . import words

programmes = Blueprint("programmes", __name__)


@programmes.context_processor
def words_of_programmes() -> dict[str, object]:
    return {
        "grade_title": grade_title,
        "grades_title": grades_title,
        "modes": words.MODES,
        "levels": words.LEVELS,
        "audiences": words.AUDIENCES,
    }
