from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from wtforms import IntegerField, SelectField
from wtforms.validators import Optional


class TrailFilter(FlaskForm):
    class Meta:
        csrf = False  # a filter lives in the address

    event = SelectField(lazy_gettext("Kind of event"), validate_choice=False)
    before = IntegerField(validators=[Optional()])
