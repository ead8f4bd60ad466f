"""The list of classes, the page of one, and classes added or changed by hand."""

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from prevention import clock
from prevention.access.guard import requires
from prevention.access.permissions import Permission
from prevention.classes import roster
from prevention.classes.actions import SessionsLogged
from prevention.classes.class_page import class_page
from prevention.classes.filters import class_filter
from prevention.classes.form_queries import name_of_class
from prevention.classes.forms import ClassFilterForm, ClassForm, NewClassForm
from prevention.classes.models import SchoolClass
from prevention.classes.queries import ClassFilter
from prevention.classes.queries import class_list as list_classes
from prevention.classes.words import class_in_words, in_words, progress_in_words
from prevention.formats import gettext as _
from prevention.organisations.queries import current_school_year, school_years, schools
from prevention.paging import pager

from .blueprint import classes


@classes.get("/classes")
@requires(Permission.CLASS_READ)
def class_list() -> str:
    actor = current_user.actor
    form, chosen = class_filter(actor, request.args, clock.today())
    page = list_classes(actor, chosen)
    return render_template(
        "classes/class_list.html",
        form=form,
        page=page,
        pager=pager(page.before, page.after),
        may_manage=actor.may(Permission.CLASS_MANAGE),
        plan_url=plan_url(form, chosen),
        progress_in_words=progress_in_words,
    )


def plan_url(form: ClassFilterForm, chosen: ClassFilter) -> str | None:
    """Return where to plan a whole school: the one chosen, or the only one there is to choose."""
    offered = [choice.value for choice in form.school.choices if choice.value]
    school = chosen.school_id or (offered[0] if len(offered) == 1 else None)
    if not school or not current_user.actor.may(Permission.PLAN_MANAGE):
        return None
    return url_for("classes.school_plans", agency=school, school_year=chosen.school_year_id)


@classes.get("/classes/<uuid:school_class>")
@requires(Permission.CLASS_READ, one=SchoolClass)
def show_class(school_class: SchoolClass) -> str:
    page = class_page(current_user.actor, school_class)
    return render_template(
        "classes/show_class.html",
        school_class=school_class,
        page=page,
        about=class_in_words(school_class.grade, school_class.pupils, page.school_year),
        programmes=in_words(page.programmes),
    )


@classes.get("/classes/new")
@requires(Permission.CLASS_MANAGE)
def new_class() -> str:
    form = new_class_form()
    current = current_school_year(current_user.actor.municipality_id)
    form.school_year.data = request.args.get("school_year") or (str(current.id) if current else None)
    form.school.data = request.args.get("school")
    return render_template("classes/new_class.html", form=form)


@classes.post("/classes/new")
@requires(Permission.CLASS_MANAGE)
def add_class() -> ResponseReturnValue:
    form = new_class_form()
    if form.validate_on_submit():
        try:
            school, year = UUID(form.school.data), UUID(form.school_year.data)
            added = roster.add_class(current_user.actor, school, year, form.to_data())
        except roster.ClassExists:
            form.name.errors = [_("The school has a class with that name this school year.")]
        else:
            flash(_("The class is added."), "success")
            return redirect(url_for("classes.show_class", school_class=added.id), 303)
    return render_template("classes/new_class.html", form=form), 422


def new_class_form() -> NewClassForm:
    form = NewClassForm()
    form.offer(
        ((school.id, school.name) for school in schools(current_user.actor, Permission.CLASS_MANAGE)),
        ((year.id, year.name) for year in school_years(current_user.actor)),
    )
    return form


@classes.get("/classes/<uuid:school_class>/edit")
@requires(Permission.CLASS_MANAGE, one=SchoolClass)
def edit_class(school_class: SchoolClass) -> str:
    return edit_page(ClassForm(obj=school_class), school_class)


@classes.post("/classes/<uuid:school_class>/edit")
@requires(Permission.CLASS_MANAGE, one=SchoolClass)
def change_class(school_class: SchoolClass) -> ResponseReturnValue:
    form = ClassForm()
    if form.validate_on_submit():
        try:
            roster.change_class(current_user.actor, school_class, form.to_data())
        except roster.ClassExists:
            form.name.errors = [_("The school has a class with that name this school year.")]
        else:
            flash(_("The class is changed."), "success")
            return redirect(url_for("classes.show_class", school_class=school_class.id), 303)
    return edit_page(form, school_class), 422


def edit_page(form: ClassForm, school_class: SchoolClass) -> str:
    return render_template("classes/edit_class.html", form=form, of=name_of_class(school_class.id))


@classes.post("/classes/<uuid:school_class>/remove")
@requires(Permission.CLASS_MANAGE, one=SchoolClass)
def remove_class(school_class: SchoolClass) -> ResponseReturnValue:
    here = school_class.id
    try:
        roster.remove_class(current_user.actor, school_class)
    except SessionsLogged:
        flash(_("The class has logged sessions, and so it stays. What was held is never deleted."), "warning")
        return redirect(url_for("classes.show_class", school_class=here), 303)
    flash(_("The class is removed."), "success")
    return redirect(url_for("classes.class_list"), 303)
