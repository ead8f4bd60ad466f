"""A filter that stands in the address with the school year by its name, as people share it: `?school_year=2026/27`."""

from collections.abc import Sequence

from prevention import clock
from prevention.fields import Filter, OneOf, choices_of
from prevention.formats import lazy_gettext

from .models import SchoolYear


class YearFilter(Filter):
    school_year = OneOf(lazy_gettext("School year"))

    def choose(self, years: Sequence[SchoolYear]) -> SchoolYear | None:
        """Return the year asked for, else the one that holds today, else the next, else the latest.

        `years` stand as `school_years` returns them, the latest first.
        """
        today = clock.today()
        current = next((year for year in reversed(years) if today <= year.ends_on), years[0] if years else None)
        chosen = next((year for year in years if year.name == self.school_year.data), current)
        self.school_year.choices = choices_of((year.name, year.name) for year in years)
        self.school_year.data = chosen.name if chosen else ""
        return chosen
