from flask_wtf import FlaskForm
from wtforms import IntegerField, SelectField
from wtforms.validators import Optional

from prevention.formats import lazy_gettext


class TrailFilter(FlaskForm):
    class Meta:  # noqa: D106
        csrf = False  # a filter lives in the address

    event = SelectField(lazy_gettext("Kind of event"), validate_choice=False)
    before = IntegerField(validators=[Optional()])
