"""What people type about districts, agencies, school years and breaks."""

import uuid
from collections.abc import Iterable
from datetime import timedelta

from flask_wtf import FlaskForm
from wtforms.validators import InputRequired, Optional, ValidationError

from prevention.access.kinds import AgencyKind
from prevention.fields import Day, Filter, OneOf, choices_of, line
from prevention.formats import gettext, lazy_gettext

from .grades import Stage, scheme_on
from .models import OwnerType
from .proposals import BreakData, SchoolYearData, proposed_year, year_of
from .queries import SchoolFilter
from .words import KINDS, OWNERS
from .year_actions import YearDates

SHORTEST_YEAR, LONGEST_YEAR = timedelta(days=150), timedelta(days=370)
NO_DISTRICT = "none"


class DistrictForm(FlaskForm):
    name = line(lazy_gettext("Name"), 120, lazy_gettext("Write the name of the district."))


class PlaceForm(FlaskForm):
    district = OneOf(lazy_gettext("District"))

    def offer(self, districts: Iterable[tuple[str, str]]) -> None:
        self.district.choices = choices_of(districts, gettext("No district"))

    def chosen(self) -> uuid.UUID | None:
        return uuid.UUID(self.district.data) if self.district.data else None


class KindOfAgency(FlaskForm):
    """Stands before the name: errors are told in the order in which fields are written."""

    kind = OneOf(
        lazy_gettext("Kind"),
        [InputRequired(lazy_gettext("Choose what kind of agency it is."))],
        choices=choices_of(KINDS.items(), lazy_gettext("Choose a kind")),
    )


class AgencyNameForm(FlaskForm):
    name = line(lazy_gettext("Name"), 200, lazy_gettext("Write the name of the agency."))

    def say_name_is_taken(self) -> None:
        self.name.errors = [gettext("There is an agency of this kind with this name already. Choose another name.")]


class SocialServicesForm(AgencyNameForm):
    emergency_phone = line(lazy_gettext("Phone number at any hour"), 40)


class AgencyForm(KindOfAgency, AgencyNameForm):
    def chosen_kind(self) -> AgencyKind:
        return AgencyKind(self.kind.data)


class YearForm(FlaskForm):
    starts_on = Day(lazy_gettext("First day"), [InputRequired(lazy_gettext("Write the first day of the school year."))])
    ends_on = Day(lazy_gettext("Last day"), [InputRequired(lazy_gettext("Write the last day of the school year."))])

    def validate_ends_on(self, field: Day) -> None:
        if self.starts_on.data is None or field.data is None:
            return
        if not SHORTEST_YEAR <= field.data - self.starts_on.data <= LONGEST_YEAR:
            raise ValidationError(gettext("A school year is five to twelve months long. Check both days."))

    def to_data(self, municipality_code: str) -> SchoolYearData:
        """Return the year with the usual breaks; its name and grades follow from the first day."""
        first, last = self.starts_on.data, self.ends_on.data
        usual = proposed_year(year_of(first), municipality_code)
        return SchoolYearData(usual.name, first, last, scheme_on(first), usual.breaks)

    def to_dates(self) -> YearDates:
        return YearDates(self.starts_on.data, self.ends_on.data)


class ChangedYearForm(YearForm):
    """The dates of a year that is there: it keeps its name, so it keeps its autumn."""

    def keep_name(self, name: str) -> None:
        self.kept_name = name

    def validate_starts_on(self, field: Day) -> None:
        if field.data and str(year_of(field.data)) != self.kept_name[:4]:
            name, year = self.kept_name, self.kept_name[:4]
            raise ValidationError(
                gettext("The school year %(name)s begins in the autumn of %(year)s.", name=name, year=year)
            )


class BreakForm(FlaskForm):
    name = line(lazy_gettext("Name"), 80, lazy_gettext("Write what the break is called."))
    starts_on = Day(lazy_gettext("First day"), [InputRequired(lazy_gettext("Write the first day of the break."))])
    ends_on = Day(lazy_gettext("Last day"), [Optional()])

    def validate_ends_on(self, field: Day) -> None:
        if field.data and self.starts_on.data and field.data < self.starts_on.data:
            raise ValidationError(gettext("The last day is before the first. Change one of them."))

    def to_data(self) -> BreakData:
        """Return the break; without a last day it is a single day."""
        first = self.starts_on.data
        return BreakData(str(self.name.data), first, self.ends_on.data or first)


class SchoolFilterForm(Filter):
    owner = OneOf(lazy_gettext("Owner"), choices=choices_of(OWNERS.items(), lazy_gettext("All owners")))
    stage = OneOf(
        lazy_gettext("Stage"), choices=choices_of(((one, one.title) for one in Stage), lazy_gettext("All stages"))
    )
    district = OneOf(lazy_gettext("District"))

    def offer(self, districts: Iterable[tuple[str, str]]) -> None:
        self.district.choices = choices_of(
            [(NO_DISTRICT, gettext("No district")), *districts], gettext("All districts")
        )

    def to_filter(self) -> SchoolFilter:
        """Return what to show; what is not on a list is left out, since an address can hold anything."""
        self.validate()
        known = {field.name: field.data for field in self if field.data and not field.errors}
        return SchoolFilter(
            owner=OwnerType(known["owner"]) if "owner" in known else None,
            stage=Stage(known["stage"]) if "stage" in known else None,
            district=known.get("district"),
        )
