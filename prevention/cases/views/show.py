"""The page of a case as every view of this room shows it: with the form of a step, where one is open."""

from flask import render_template
from flask_login import current_user

from prevention import clock
from prevention.addresses import address_of_any
from prevention.cases import words
from prevention.cases.forms import AssignForm, StepForm
from prevention.cases.models import CaseFile
from prevention.cases.page import case_page
from prevention.cases.queries import colleagues
from prevention.referrals.words import STATUS as SENDER_WORDS

from .ways import Way, way_of, ways_open


def case_shown(case: CaseFile, way: Way | None = None, form: StepForm | None = None, late: str | None = None) -> str:
    """Show the case. `way` is the step whose form is open, `form` what came back with it and `late` why."""
    page = case_page(current_user.actor, case)
    ways = ways_open(page.steps, case.kind)
    if form is None and way and way in ways:
        form = empty_form(way, case)
    following = way_of(page.next_step, case.kind)
    return render_template(
        "cases/show_case.html",
        page=page,
        case=case,
        here=address_of_any("cases.show_case", "case_file") % case.id,
        way=way if form else None,
        form=form,
        late=late,
        following=following,
        others=[one for one in ways if one is not following],
        words=words,
        sender_words=SENDER_WORDS,
        today=clock.today(),
        cards=page.opened.cards if page.opened else None,
    )


def empty_form(way: Way, case: CaseFile, sent: bool = False) -> StepForm:
    """Return the form of a step. `sent` it may name the holder: the first of two clicks gave them the case."""
    form = way.form()
    offer_colleagues(form, case, with_holder=sent)
    if not sent:
        note_holder(form, case)
    return form


def offer_colleagues(form: StepForm, case: CaseFile, with_holder: bool = False) -> None:
    """Let the form list who can be given the case; its holder is read from an answer, and never offered."""
    if form.asks_colleague:
        form.offer(colleagues(case, with_holder))


def note_holder(form: StepForm, case: CaseFile) -> None:
    """Let the form say from whom a case is assigned."""
    if isinstance(form, AssignForm):
        form.from_.data = str(case.assigned_to_id or "")
