"""The people of the municipality: the list, an invitation, and what each role may do."""

import uuid

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from prevention.access.guard import requires
from prevention.access.permissions import Permission
from prevention.access.roles import ROLES
from prevention.accounts import actions, letters, queries
from prevention.accounts.forms import InviteForm, PeopleSearch, add_error
from prevention.accounts.words import KINDS, STATES
from prevention.paging import pager

from .blueprint import accounts


@accounts.get("/people")
@requires(Permission.PEOPLE_READ)
def people_list() -> str:
    form = PeopleSearch(request.args)
    words = form.q.data or ""
    page = queries.people(current_user.actor, words, one_id("before"), one_id("after"))
    return render_template(
        "accounts/people_list.html",
        form=form,
        page=page,
        pager=pager(page.before, page.after),
        words=words,
        states=STATES,
    )


@accounts.get("/people/new")
@requires(Permission.PEOPLE_MANAGE)
def new_person() -> str:
    return invite_page(InviteForm(queries.agencies_to_hold_roles_at(current_user.actor)))


@accounts.post("/people")
@requires(Permission.PEOPLE_MANAGE)
def invite() -> ResponseReturnValue:
    actor = current_user.actor
    form = InviteForm(queries.agencies_to_hold_roles_at(actor))
    if not form.validate():
        return invite_page(form), 422
    newcomer = actions.Newcomer(form.email.data, form.name.data, form.chosen_role, form.chosen_agency)
    try:
        person, link = actions.invite(actor, newcomer)
    except actions.EmailTaken as taken:
        add_error(form.email, taken.sentence)
        return invite_page(form), 422
    except actions.HeldElsewhere as elsewhere:
        add_error(form.agency, elsewhere.sentence)
        return invite_page(form), 422
    letters.deliver(actor, person, link)
    return redirect(url_for("accounts.show_person", person=person.id), 303)


@accounts.get("/people/roles")
@requires(Permission.PEOPLE_READ)
def roles() -> str:
    return render_template("accounts/roles.html", roles=ROLES, kinds=KINDS, permissions=Permission)


def invite_page(form: InviteForm) -> str:
    return render_template("accounts/invite.html", form=form)


def one_id(name: str) -> uuid.UUID | None:
    return request.args.get(name, type=uuid.UUID)
