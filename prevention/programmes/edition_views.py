"""Pages of editions and their lessons."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from prevention.access.guard import requires
from prevention.access.permissions import Permission
from prevention.formats import gettext

from . import edition_actions, edition_queries
from .blueprint import programmes
from .edition_forms import EditionForm, NewEditionForm
from .models import CurriculumVersion, Programme


@programmes.get("/programmes/<uuid:programme>/editions/new")
@requires(Permission.PROGRAMME_MANAGE, one=Programme)
def new_edition(programme: Programme) -> str:
    current = edition_queries.current_edition_of(current_user.actor, programme)
    copied = {"minutes": current.minutes, "source": current.source, "lessons": current.lessons} if current else {}
    form = NewEditionForm(data=copied)
    if not form.lessons.entries:
        form.add_rows()
    return page_of_new(programme, form)


@programmes.post("/programmes/<uuid:programme>/editions")
@requires(Permission.PROGRAMME_MANAGE, one=Programme)
def add_edition(programme: Programme) -> ResponseReturnValue:
    form = NewEditionForm()
    if form.more.data:
        form.add_rows()
        return page_of_new(programme, form)
    if form.validate():
        try:
            edition_actions.add_edition(current_user.actor, programme, form.new_edition_data())
        except edition_actions.EditionExists:
            form.say_edition_is_taken()
        else:
            flash(gettext("The edition %(name)s was added.", name=form.edition.data), "success")
            return redirect(url_for("programmes.show_programme", programme=programme.id), 303)
    return page_of_new(programme, form), 422


def page_of_new(programme: Programme, form: NewEditionForm) -> str:
    has_lessons = programme.delivery_mode in edition_actions.WITH_LESSONS
    return render_template("programmes/new_edition.html", programme=programme, form=form, has_lessons=has_lessons)


@programmes.get("/editions/<uuid:curriculum_version>/edit")
@requires(Permission.PROGRAMME_MANAGE, one=CurriculumVersion)
def edit_edition(curriculum_version: CurriculumVersion) -> str:
    programme, edition = edition_queries.edition_for_form(current_user.actor, curriculum_version)
    return page_of_edition(programme, edition, EditionForm(obj=edition))


@programmes.post("/editions/<uuid:curriculum_version>")
@requires(Permission.PROGRAMME_MANAGE, one=CurriculumVersion)
def change_edition(curriculum_version: CurriculumVersion) -> ResponseReturnValue:
    form = EditionForm()
    programme, edition = edition_queries.edition_for_form(current_user.actor, curriculum_version)
    if form.more.data:
        form.add_rows()
        return page_of_edition(programme, edition, form)
    if form.validate():
        try:
            edition_actions.change_edition(current_user.actor, curriculum_version, form.edition_data(edition.edition))
        except edition_actions.EditionInUse:
            form.say_edition_is_in_use()
        else:
            flash(gettext("Saved."), "success")
            return redirect(url_for("programmes.show_programme", programme=programme.id), 303)
    return page_of_edition(programme, edition, form), 422


def page_of_edition(programme: Programme, edition: edition_queries.EditionView, form: EditionForm) -> str:
    return render_template(
        "programmes/edit_edition.html",
        programme=programme,
        edition=edition,
        form=form,
        has_lessons=programme.delivery_mode in edition_actions.WITH_LESSONS,
        fixed=edition.classes > 0,
    )


@programmes.post("/editions/<uuid:curriculum_version>/current")
@requires(Permission.PROGRAMME_MANAGE, one=CurriculumVersion)
def make_current(curriculum_version: CurriculumVersion) -> ResponseReturnValue:
    edition_actions.make_current(current_user.actor, curriculum_version)
    flash(gettext("Classes that begin from now on take %(name)s.", name=curriculum_version.edition), "success")
    return redirect(url_for("programmes.show_programme", programme=curriculum_version.programme_id), 303)
