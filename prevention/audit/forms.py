from wtforms import IntegerField, SelectField
from wtforms.validators import Optional

from prevention.fields import Filter
from prevention.formats import lazy_gettext


class TrailFilter(Filter):
    event = SelectField(lazy_gettext("Kind of event"), validate_choice=False)
    before = IntegerField(validators=[Optional()])
