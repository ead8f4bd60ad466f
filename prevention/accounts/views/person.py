"""One person as an administrator sees them: roles, links, an open or a closed account."""

from collections.abc import Callable

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from prevention.access.guard import requires
from prevention.access.permissions import Permission
from prevention.accounts import actions, letters, queries
from prevention.accounts.forms import RoleForm, add_error
from prevention.accounts.models import Person, RoleAssignment
from prevention.accounts.words import STATES
from prevention.formats import gettext

from .blueprint import accounts


@accounts.get("/people/<uuid:person>")
@requires(Permission.PEOPLE_READ, one=Person)
def show_person(person: Person) -> str:
    return person_page(person)


@accounts.post("/people/<uuid:person>/roles")
@requires(Permission.PEOPLE_MANAGE, one=Person)
def give_role(person: Person) -> ResponseReturnValue:
    form = role_form()
    if not form.validate():
        return person_page(person, form), 422
    try:
        actions.give_role(current_user.actor, person, form.chosen_role, form.chosen_agency)
    except (actions.HeldElsewhere, actions.RoleHeldAlready) as refused:
        add_error(form.agency, refused.sentence)
        return person_page(person, form), 422
    except actions.Refused as refused:
        return refusal(person, refused)
    return done(person, gettext("The role is given."))


@accounts.post("/roles/<uuid:role_assignment>/end")
@requires(Permission.PEOPLE_MANAGE, one=RoleAssignment)
def end_role(role_assignment: RoleAssignment) -> ResponseReturnValue:
    person = queries.person_holding(current_user.actor, role_assignment)
    return changed(
        person, lambda: actions.end_role(current_user.actor, role_assignment), gettext("The role has ended.")
    )


@accounts.post("/people/<uuid:person>/link")
@requires(Permission.PEOPLE_MANAGE, one=Person)
def new_link(person: Person) -> ResponseReturnValue:
    try:
        link = actions.new_link(current_user.actor, person)
    except actions.Refused as refused:
        return refusal(person, refused)
    letters.deliver(current_user.actor, person, link)
    return redirect(url_for("accounts.show_person", person=person.id), 303)


@accounts.post("/people/<uuid:person>/deactivate")
@requires(Permission.PEOPLE_MANAGE, one=Person)
def deactivate(person: Person) -> ResponseReturnValue:
    return changed(
        person, lambda: actions.deactivate(current_user.actor, person), gettext("The account is deactivated.")
    )


@accounts.post("/people/<uuid:person>/reactivate")
@requires(Permission.PEOPLE_MANAGE, one=Person)
def reactivate(person: Person) -> ResponseReturnValue:
    return changed(
        person, lambda: actions.reactivate(current_user.actor, person), gettext("The account is active again.")
    )


def person_page(person: Person, form: RoleForm | None = None) -> str:
    actor = current_user.actor
    return render_template(
        "accounts/person.html",
        person=person,
        page=queries.person_page(person),
        form=form or role_form(),
        link=letters.link_to_show(person),
        states=STATES,
        may_change=actor.may(Permission.PEOPLE_MANAGE) and actor.person_id != person.id,
        oneself=actor.person_id == person.id,
    )


def role_form() -> RoleForm:
    return RoleForm(queries.agencies_to_hold_roles_at(current_user.actor))


def changed(person: Person, change: Callable[[], None], sentence: str) -> ResponseReturnValue:
    """Do it and say so, or say which rule forbids it."""
    try:
        change()
    except actions.Refused as refused:
        return refusal(person, refused)
    return done(person, sentence)


def refusal(person: Person, refused: actions.Refused) -> ResponseReturnValue:
    flash(str(refused.sentence), "danger")
    return person_page(person, RoleForm(queries.agencies_to_hold_roles_at(current_user.actor), formdata=None)), 422


def done(person: Person, sentence: str) -> ResponseReturnValue:
    flash(sentence, "success")
    return redirect(url_for("accounts.show_person", person=person.id), 303)
