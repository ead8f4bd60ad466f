"""What the list of classes shows, read from the address. What is not on offer there is passed over, not an error."""

from datetime import date

from werkzeug.datastructures import MultiDict

from prevention.access.actor import Actor
from prevention.access.permissions import Permission
from prevention.fields import OneOf, as_id, choices_of
from prevention.formats import gettext
from prevention.organisations.grades import GRADES_OF, grade_title
from prevention.organisations.models import GradeScheme
from prevention.organisations.queries import school_years, schools

from .forms import ClassFilterForm
from .queries import ClassFilter


def class_filter(actor: Actor, address: MultiDict[str, str], today: date) -> tuple[ClassFilterForm, ClassFilter]:
    """Return the form with its choices, and what is chosen: the year that holds today unless another is."""
    form = ClassFilterForm(address)
    offered = schools(actor, Permission.CLASS_READ, include_closed=True)
    form.school.choices = choices_of(((one.id, one.name) for one in offered), gettext("All schools"))
    year = form.choose(school_years(actor), today)
    scheme = year.grade_scheme if year else GradeScheme.F_TO_9
    form.grade.choices = choices_of(((grade, grade_title(grade)) for grade in GRADES_OF[scheme]), gettext("All grades"))
    return form, ClassFilter(
        year.id if year else None,
        as_id(on_offer(form.school)),
        on_offer(form.grade),
        after=as_id(address.get("after")),
        before=as_id(address.get("before")),
    )


def on_offer(field: OneOf) -> str | None:
    """Return what is chosen, where it is one of the choices; else let the field fall back to all."""
    if field.data not in {choice.value for choice in field.choices}:
        field.data = ""
    return field.data or None
