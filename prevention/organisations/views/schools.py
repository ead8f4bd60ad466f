from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from prevention.access.guard import requires
from prevention.access.kinds import AgencyKind
from prevention.formats import gettext

from .. import actions, queries
from ..forms import PlaceForm, SchoolFilterForm
from ..grades import FORMS, grade_span
from ..models import Agency
from ..words import OWNERS
from .blueprint import MANAGE, READ, may_manage, organisations


@organisations.get("/organisation")
@requires(READ)
def school_list() -> str:
    actor = current_user.actor
    form = SchoolFilterForm(request.args)
    form.offer(queries.district_choices(actor, READ))
    lines = queries.school_lines(actor, form.to_filter())
    shown = [line for line in lines if not line.closed_on]
    closed = [line for line in lines if line.closed_on]
    filtered = any(request.args.get(field.name) for field in form)
    return render_template(
        "organisations/school_list.html", form=form, schools=shown, closed=closed, owners=OWNERS, filtered=filtered
    )


@organisations.get("/organisation/schools/<uuid:agency>")
@requires(READ, one=Agency, kind=AgencyKind.SCHOOL)
def show_school(agency: Agency) -> str:
    return school_page(agency, PlaceForm(district=str(agency.district_id or "")))


@organisations.post("/organisation/schools/<uuid:agency>/district")
@requires(MANAGE, one=Agency, kind=AgencyKind.SCHOOL)
def place_school(agency: Agency) -> ResponseReturnValue:
    form = PlaceForm()
    form.offer(queries.district_choices(current_user.actor, MANAGE))
    if not form.validate():
        return school_page(agency, form), 422
    actions.place_school(current_user.actor, agency, form.chosen())
    flash(gettext("The school's district is saved."), "success")
    return redirect(url_for(".show_school", agency=agency.id), 303)


def school_page(agency: Agency, form: PlaceForm) -> str:
    choices = queries.district_choices(current_user.actor, READ)
    form.offer(choices)
    offers = [(FORMS[str(offer["form"])], grade_span(offer["grades"])) for offer in agency.offers]
    return render_template(
        "organisations/show_school.html",
        school=agency,
        form=form,
        district=dict(choices).get(str(agency.district_id)),
        offers=offers,
        owners=OWNERS,
        may_manage=may_manage(),
    )
