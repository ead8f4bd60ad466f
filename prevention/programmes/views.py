from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from prevention.access.guard import requires
from prevention.access.permissions import Permission
from prevention.formats import gettext

from . import actions, edition_queries, queries
from . import edition_views as _editions  # noqa: F401  their pages stand on the same blueprint
from . import target_views as _targets  # noqa: F401  as above
from .blueprint import programmes
from .forms import ChangedProgrammeForm, NewProgrammeForm
from .models import Programme

__all__ = ["programmes"]


@programmes.get("/programmes")
@requires(Permission.PROGRAMME_READ)
def programme_list() -> str:
    return render_template("programmes/programme_list.html", catalogue=queries.catalogue(current_user.actor))


@programmes.post("/programmes/catalogue")
@requires(Permission.PROGRAMME_MANAGE)
def load_catalogue() -> ResponseReturnValue:
    actor = current_user.actor
    loaded = actions.load_catalogue(queries.municipality_of(actor), actor)
    added = loaded.programmes + loaded.editions
    flash(
        gettext("The catalogue was loaded.") if added else gettext("You have all of the catalogue already."), "success"
    )
    return redirect(url_for("programmes.programme_list"), 303)


@programmes.get("/programmes/new")
@requires(Permission.PROGRAMME_MANAGE)
def new_programme() -> str:
    return render_template("programmes/new_programme.html", form=NewProgrammeForm())


@programmes.post("/programmes")
@requires(Permission.PROGRAMME_MANAGE)
def add_programme() -> ResponseReturnValue:
    form = NewProgrammeForm()
    if form.validate():
        try:
            programme = actions.add_programme(
                current_user.actor, form.programme_data(), form.mode(), form.lessons.data or 0
            )
        except actions.ProgrammeExists:
            form.say_name_is_taken()
        else:
            flash(gettext("The programme %(name)s was added.", name=programme.name), "success")
            return redirect(url_for("programmes.show_programme", programme=programme.id), 303)
    return render_template("programmes/new_programme.html", form=form), 422


@programmes.get("/programmes/<uuid:programme>")
@requires(Permission.PROGRAMME_READ, one=Programme)
def show_programme(programme: Programme) -> str:
    return render_template(
        "programmes/programme.html",
        programme=programme,
        editions=edition_queries.editions_of(current_user.actor, programme),
        may_manage=current_user.actor.may(Permission.PROGRAMME_MANAGE),
    )


@programmes.get("/programmes/<uuid:programme>/edit")
@requires(Permission.PROGRAMME_MANAGE, one=Programme)
def edit_programme(programme: Programme) -> str:
    form = ChangedProgrammeForm(programme, relied_on=actions.is_relied_on(programme))
    return render_template("programmes/edit_programme.html", programme=programme, form=form)


@programmes.post("/programmes/<uuid:programme>")
@requires(Permission.PROGRAMME_MANAGE, one=Programme)
def change_programme(programme: Programme) -> ResponseReturnValue:
    form = ChangedProgrammeForm(programme, relied_on=actions.is_relied_on(programme))
    if form.validate():
        try:
            actions.change_programme(current_user.actor, programme, form.programme_data(), form.mode())
        except actions.ProgrammeExists:
            form.say_name_is_taken()
        else:
            flash(gettext("Saved."), "success")
            return redirect(url_for("programmes.show_programme", programme=programme.id), 303)
    return render_template("programmes/edit_programme.html", programme=programme, form=form), 422


@programmes.post("/programmes/<uuid:programme>/retire")
@requires(Permission.PROGRAMME_MANAGE, one=Programme)
def retire_programme(programme: Programme) -> ResponseReturnValue:
    actions.retire_programme(current_user.actor, programme)
    flash(gettext("%(name)s is no longer in use.", name=programme.name), "success")
    return redirect(url_for("programmes.show_programme", programme=programme.id), 303)


@programmes.post("/programmes/<uuid:programme>/take-up")
@requires(Permission.PROGRAMME_MANAGE, one=Programme)
def take_up_again(programme: Programme) -> ResponseReturnValue:
    actions.take_up_again(current_user.actor, programme)
    flash(gettext("%(name)s is in use again.", name=programme.name), "success")
    return redirect(url_for("programmes.show_programme", programme=programme.id), 303)
