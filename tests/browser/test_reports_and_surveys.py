"""Reports from the asking to the file, and a survey from its questions to its answers: full pages, read by axe."""

from collections.abc import Callable

import pytest
from flask import Flask

from prevention.extensions import db
from prevention.jobs import runner
from tests.reports.rows import add_report
from tests.world import World

from .journey import Words, words_in
from .visitor import Visitor

Visit = Callable[..., Visitor]
looks = pytest.mark.parametrize(("device", "language", "scheme"), [("phone", "sv", "light"), ("desktop", "en", "dark")])
QUESTION = "Jag säger ifrån när någon är elak."


def come(visit: Visit, device: str, language: str, scheme: str) -> Visitor:
    visitor = visit(device, language)
    visitor.page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    return visitor


@looks
def test_a_report_is_looked_at_asked_for_and_had_every_month(
    device: str, language: str, scheme: str, visit: Visit, live_app: Flask, live_world: World
) -> None:
    w, town = words_in(language), live_world.town
    visitor = come(visit, device, language, scheme).sign_in(live_world.coverage_administrator)
    visitor.open("/reports").reads(w("You have no report yet"))
    fill_in_checklist(visitor, w, live_world)

    visitor.open(f"/reports/schools/{town.school}")
    visitor.reads(w("How the programmes are carried out"), w("Readiness"), w("Class by class"))
    unfold(visitor, w("What the figures mean"))
    visitor.look()

    unfold(visitor, w("Every month"))
    visitor.fill(w("Day of the month"), "31").press(w("Have it every month"))
    visitor.reads(w("Write a number between %(least)s and %(most)s.", least=1, most=28))
    visitor.fill(w("Day of the month"), "3").press(w("Have it every month"))

    visitor.open(f"/reports/schools/{town.school}")
    visitor.page.locator("select[name=format]").first.select_option("csv")
    visitor.press(w("Make the report")).reads(w("The report is being made"))
    with live_app.app_context():
        while runner.run_next():
            pass
        failed = add_report(town, live_world.coverage_administrator, town.school, content=None)
        db.session.commit()
    visitor.open(visitor.page.url).reads(w("The report is ready"))
    visitor.open(f"/reports/{failed}").reads(w("The report could not be made"))
    visitor.open("/reports").reads(w("Next time") if device == "desktop" else w("Turn off"))
    unfold(visitor, w("Turn off"))
    visitor.look()


def fill_in_checklist(visitor: Visitor, w: Words, world: World) -> None:
    visitor.open(f"/readiness/schools/{world.town.school}")
    visitor.fill(w("Trained leaders"), "2").press(w("Save the checklist"))


def unfold(visitor: Visitor, summary: str) -> None:
    visitor.page.locator("summary").get_by_text(summary, exact=True).first.click()


@looks
def test_questions_are_written_and_a_class_answers(
    device: str, language: str, scheme: str, visit: Visit, live_world: World
) -> None:
    w, town = words_in(language), live_world.town
    visitor = come(visit, device, language, scheme).sign_in(live_world.coverage_administrator)
    visitor.open(f"/programmes/{town.mvp}/questions").reads(w("No questions yet"))
    visitor.press(w("Add")).reads(w("Write the question."))
    for text in (QUESTION, "Jag skrattar inte åt elaka skämt."):
        visitor.fill(w("Question or index"), text).press(w("Add"))
    unfold(visitor, w("Ask no more"))
    visitor.look()

    visitor.sign_in(live_world.teacher).open(f"/participations/{live_world.class_7a.participation}/survey")
    unfold(visitor, w("Only the mean is known"))
    visitor.look()
    visitor.press(w("Save the answers")).reads(w("Enter the answers to at least one question."))
    for answer, count in enumerate(("2", "3", "5", "6", "4"), 1):
        visitor.fill(w("Answered %(answer)s", answer=answer), count)
    visitor.press(w("Save the answers")).reads(w("The answers are saved."))

    visitor.sign_in(live_world.coverage_administrator).open(f"/surveys/schools/{town.school}")
    visitor.reads(w("All questions"))
