"""The form for the plans of a whole school: a start, and a weekday for each class."""

from collections.abc import Mapping, Sequence
from datetime import date

from flask_wtf import FlaskForm
from wtforms.validators import InputRequired

from prevention.fields import Day, OneOf, choices_of
from prevention.formats import gettext, lazy_gettext
from prevention.organisations.models import SchoolYear

from .forms import WEEKDAYS, outside
from .school_plans import Waiting


class SchoolPlansForm(FlaskForm):
    """One start for all, and a weekday for each class; its fields are made by `school_plans_form`."""

    starts_on = Day(lazy_gettext("First week"), validators=[InputRequired(lazy_gettext("Choose the first week."))])

    def suggest(self, start: date, days: Mapping[str, int]) -> None:
        self.starts_on.data = start
        for key, weekday in days.items():
            self[key].data = str(weekday)

    def day_of(self, row: Waiting) -> int | None:
        """Return the weekday chosen for the class, or None where it shall not begin now."""
        chosen = self[row.key].data
        return int(chosen) if chosen in map(str, range(len(WEEKDAYS))) else None

    def fits(self, year: SchoolYear) -> bool:
        """Check the form against the school year."""
        sound = bool(self.validate_on_submit())
        start = self.starts_on.data
        if start and not year.starts_on <= start <= year.ends_on:
            self.starts_on.errors = [outside(year.starts_on, year.ends_on)]
            return False
        return sound


def school_plans_form(rows: Sequence[Waiting]) -> SchoolPlansForm:
    """Return the form with a field for each class that is waiting."""
    days = choices_of(enumerate(WEEKDAYS), gettext("Not now"))
    fields = {
        row.key: OneOf(
            gettext("Weekday of %(class)s, %(programme)s", **{"class": row.class_name, "programme": row.programme}),
            choices=days,
        )
        for row in rows
    }
    form: SchoolPlansForm = type("SchoolPlansFormOfRows", (SchoolPlansForm,), fields)()
    return form
