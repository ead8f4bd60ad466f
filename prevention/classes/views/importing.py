"""Importing a roster: choose a file, look at what it would do, confirm."""

from collections.abc import Mapping, Sequence

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from prevention.access.guard import requires
from prevention.access.permissions import Permission
from prevention.classes.forms import ConfirmImportForm, ImportForm
from prevention.classes.importing.columns import BadHeading, Column, titles_with_codes
from prevention.classes.importing.reading import NotReadable
from prevention.classes.importing.roster_file import MOST_ROWS_IN_FORM, RosterFile, Row, few_rows, open_roster
from prevention.classes.importing.sealing import SealBroken, seal, unseal
from prevention.classes.importing.storing import FaultyRoster, ImportReport, import_roster, preview_roster
from prevention.classes.plan_words import import_in_words
from prevention.formats import gettext as _

from .blueprint import classes


@classes.get("/classes/import")
@classes.get("/classes/import/confirm", alias=True)
@requires(Permission.CLASS_MANAGE)
def import_classes() -> str:
    return import_page(ImportForm())


@classes.post("/classes/import")
@requires(Permission.CLASS_MANAGE)
def preview_import() -> ResponseReturnValue:
    form = ImportForm()
    if form.validate_on_submit():
        try:
            roster = open_roster(form.file.data.stream)
            rows = few_rows(roster.rows)
        except (NotReadable, BadHeading) as fault:
            form.file.errors = [str(fault)]
        else:
            report = preview_roster(current_user.actor.municipality_id, rows)
            if report.faults:
                return import_page(form, report, roster.headings), 422
            return preview_page(report, rows, roster)
    return import_page(form), 422


@classes.post("/classes/import/confirm")
@requires(Permission.CLASS_MANAGE)
def confirm_import() -> ResponseReturnValue:
    actor, form = current_user.actor, ConfirmImportForm()
    if not form.validate_on_submit():
        return import_page(ImportForm()), 422
    try:
        rows = unseal(actor.person_id, form.rows.data)
        report = import_roster(actor, actor.municipality_id, rows)
    except SealBroken:
        flash(_("The preview is too old. Choose the file again."), "warning")
        return import_page(ImportForm()), 422
    except FaultyRoster as faulty:
        return import_page(ImportForm(), faulty.report), 422
    flash(import_in_words(report), "success")
    return redirect(url_for("classes.class_list"), 303)


def import_page(
    form: ImportForm, report: ImportReport | None = None, headings: Mapping[Column, str] | None = None
) -> str:
    """Show the form, with the faults of a file; without its own headings, since it is gone after the preview."""
    headings = headings or titles_with_codes()
    return render_template(
        "classes/import_classes.html", form=form, report=report, headings=headings, most=MOST_ROWS_IN_FORM
    )


def preview_page(report: ImportReport, rows: Sequence[Row], roster: RosterFile) -> str:
    form = ConfirmImportForm(formdata=None, rows=seal(current_user.actor.person_id, rows))
    return render_template(
        "classes/preview_import.html", form=form, report=report, roster=roster, headings=roster.headings
    )
