from wtforms import IntegerField, SelectField
from wtforms.validators import Optional

from prevention.fields import Filter
from prevention.formats import lazy_gettext

LAST_NUMBER = 2**63 - 1  # that the database can hold


def number_of_row(number: int | None) -> int | None:
    return number if number and 0 < number <= LAST_NUMBER else None


class TrailFilter(Filter):
    event = SelectField(lazy_gettext("Kind of event"), validate_choice=False)
    before = IntegerField(validators=[Optional()], filters=[number_of_row])
