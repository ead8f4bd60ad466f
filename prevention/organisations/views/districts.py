from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from prevention.access.guard import requires
from prevention.formats import gettext

from .. import actions, queries
from ..actions import DistrictExists
from ..forms import DistrictForm
from ..models import District
from .blueprint import MANAGE, READ, may_manage, organisations


@organisations.get("/organisation/districts")
@requires(READ)
def district_list() -> str:
    return districts_page(DistrictForm())


@organisations.post("/organisation/districts")
@requires(MANAGE)
def add_district() -> ResponseReturnValue:
    form = DistrictForm()
    if form.validate():
        try:
            actions.add_district(current_user.actor, form.name.data)
        except DistrictExists:
            form.name.errors = [name_is_taken()]
    if form.errors:
        return districts_page(form), 422
    flash(gettext("The district is added. Open a school to put it in the district."), "success")
    return redirect(url_for(".district_list"), 303)


def districts_page(form: DistrictForm) -> str:
    lines = queries.districts(current_user.actor, READ)
    return render_template("organisations/district_list.html", districts=lines, form=form, may_manage=may_manage())


@organisations.get("/organisation/districts/<uuid:district>")
@requires(MANAGE, one=District)
def edit_district(district: District) -> str:
    return render_template("organisations/edit_district.html", district=district, form=DistrictForm(obj=district))


@organisations.post("/organisation/districts/<uuid:district>")
@requires(MANAGE, one=District)
def rename_district(district: District) -> ResponseReturnValue:
    form = DistrictForm()
    if form.validate():
        try:
            actions.rename_district(current_user.actor, district, form.name.data)
        except DistrictExists:
            form.name.errors = [name_is_taken()]
    if form.errors:
        return render_template("organisations/edit_district.html", district=district, form=form), 422
    flash(gettext("The district has its new name."), "success")
    return redirect(url_for(".district_list"), 303)


def name_is_taken() -> str:
    return str(gettext("There is a district with this name already. Choose another name."))
