"""Taking a step: one address each, all the same way. What is typed comes back where it could not be taken."""

from collections.abc import Callable

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from prevention.access.guard import keep_changes, requires
from prevention.cases import words
from prevention.cases.actions import AlreadyDone, NotHolder, SenderNotTold
from prevention.cases.asking import SenderGone
from prevention.cases.forms import StepForm
from prevention.cases.models import CaseFile, StepKind
from prevention.cases.queries import Done, name_of
from prevention.formats import gettext as _

from .blueprint import cases
from .show import case_shown, empty_form, note_holder, offer_colleagues
from .ways import LIST, Way


def step_view(way: Way) -> Callable[[CaseFile], ResponseReturnValue]:
    def take(case_file: CaseFile) -> ResponseReturnValue:
        form = empty_form(way, case_file, sent=True)
        if way.only not in {None, case_file.kind} or not form.validate_on_submit():
            return came_back(case_file, way, form)
        try:
            way.act(current_user.actor, case_file, form)
        except AlreadyDone as first:
            return came_back(case_file, way, form, said_of(first.step))
        except NotHolder:
            return came_back(case_file, way, form, _("This step is for the one who holds the case."))
        except SenderNotTold:
            return came_back(case_file, way, form, _("Give feedback to the sender first. Then the case can be closed."))
        except SenderGone:
            return came_back(case_file, way, form, _("The sender's copy is weeded. Contact the school instead."))
        return done(case_file, way)

    return take


def came_back(case: CaseFile, way: Way, form: StepForm, why: str | None = None) -> ResponseReturnValue:
    """Show the case with what was typed. It shows what is sealed, so that reading is kept on record.

    Who was told `why` has seen who holds the case now, and may go on from there.
    """
    offer_colleagues(form, case)
    if why:
        note_holder(form, case)
    page = case_shown(case, way, form, why)
    keep_changes()
    return page, 409 if why else 422


def said_of(first: Done | None) -> str:
    return words.was_first(first, name_of(first.by_id)) if first else _("The case stands elsewhere by now.")


def done(case: CaseFile, way: Way) -> ResponseReturnValue:
    """Go back to the case, or to one's own where it has gone out of sight."""
    flash(str(way.said), "success")
    if StepKind.DECLINE in way.steps:
        return redirect(url_for("cases.my_cases"), 303)
    return redirect(url_for("cases.show_case", case_file=case.id), 303)


for each in LIST:
    guarded = requires(each.permission, one=CaseFile)(step_view(each))
    cases.add_url_rule(f"/cases/<uuid:case_file>/{each.name}", each.name, guarded, methods=["POST"])
