"""Which report, as which file, and on which day of the month."""

from collections.abc import Iterable

from flask_babel import LazyString
from flask_wtf import FlaskForm
from wtforms.validators import InputRequired

from prevention.fields import Between, Filter, OneOf, WholeNumber, choices_of
from prevention.formats import lazy_gettext

from .models import ReportFormat

Pairs = Iterable[tuple[object, object]]
LAST_DAY = 28  # every month has it


class YearForm(Filter):
    school_year = OneOf(lazy_gettext("School year"))

    def offer(self, names: Iterable[str], chosen: str) -> None:
        self.school_year.choices = choices_of((name, name) for name in names)
        self.school_year.data = chosen


class SchoolForm(Filter):
    school = OneOf(lazy_gettext("School"))

    def offer(self, schools: Pairs) -> None:
        self.school.choices = choices_of(schools)


class AskForm(FlaskForm):
    school_year = OneOf(lazy_gettext("School year"))
    format = OneOf(lazy_gettext("File"), [InputRequired(lazy_gettext("Choose the kind of file."))])

    def offer(self, years: Iterable[str], formats: Iterable[tuple[ReportFormat, LazyString]]) -> None:
        self.school_year.choices = choices_of((name, name) for name in years)
        self.format.choices = choices_of(formats)


class MonthlyForm(FlaskForm):
    """Its ids begin with `monthly-`: it stands beside the form that asks at once."""

    format = OneOf(lazy_gettext("File"), [InputRequired(lazy_gettext("Choose the kind of file."))], id="monthly-format")
    day = WholeNumber(
        lazy_gettext("Day of the month"),
        [InputRequired(lazy_gettext("Write the day of the month.")), Between(1, LAST_DAY)],
        id="monthly-day",
    )

    def offer(self, formats: Iterable[tuple[ReportFormat, LazyString]]) -> None:
        self.format.choices = choices_of(formats)
