"""What people type about districts, agencies, school years and breaks."""

import uuid
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any

from flask_babel import LazyString
from flask_wtf import FlaskForm
from wtforms import DateField, SelectField, StringField
from wtforms.validators import DataRequired, InputRequired, Length, Optional, ValidationError

from prevention.access.kinds import AgencyKind
from prevention.formats import gettext, lazy_gettext

from .grades import Stage, scheme_on
from .models import OwnerType
from .proposals import BreakData, SchoolYearData, proposed_year, year_of
from .queries import SchoolFilter
from .words import KINDS, OWNERS
from .year_actions import YearDates

SHORTEST_YEAR, LONGEST_YEAR = timedelta(days=150), timedelta(days=370)
NO_DISTRICT = "none"


class Day(DateField):
    """A plain day, typed or picked."""

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        text = valuelist[0].strip() if valuelist else ""
        self.data = None
        if not text:
            return
        try:
            self.data = date.fromisoformat(text)
        except ValueError:
            raise ValueError(gettext("Write the day as year-month-day, for example 2026-11-18.")) from None

    def day(self) -> date:
        """Return the day of a field that was checked and is required."""
        if self.data is None:
            raise ValueError(f"{self.name} is empty: validate the form first.")
        return self.data


class OneOf(SelectField):
    """A choice from a list; anything else is not taken."""

    def __init__(self, label: LazyString, **options: Any) -> None:
        message = lazy_gettext("Choose one from the list.")
        super().__init__(label, default="", invalid_choice_message=message, **options)


def one_line(text: str | None) -> str:
    return " ".join((text or "").split())


def name_field(label: LazyString, missing: LazyString, longest: int) -> StringField:
    too_long = lazy_gettext("Write at most %(max)d characters.")
    return StringField(label, [DataRequired(missing), Length(max=longest, message=too_long)], [one_line])


def words_of(words: Any, first: LazyString) -> list[tuple[str, str]]:
    return [("", str(first)), *((key.value, str(word)) for key, word in words.items())]


class DistrictForm(FlaskForm):
    name = name_field(lazy_gettext("Name"), lazy_gettext("Write the name of the district."), 120)


class PlaceForm(FlaskForm):
    district = OneOf(lazy_gettext("District"))

    def offer(self, districts: Iterable[tuple[str, str]]) -> None:
        self.district.choices = [("", gettext("No district")), *districts]

    def chosen(self) -> uuid.UUID | None:
        return uuid.UUID(self.district.data) if self.district.data else None


class AgencyNameForm(FlaskForm):
    name = name_field(lazy_gettext("Name"), lazy_gettext("Write the name of the agency."), 200)


class AgencyForm(AgencyNameForm):
    kind = OneOf(
        lazy_gettext("Kind"),
        choices=lambda: words_of(KINDS, lazy_gettext("Choose a kind")),
        validators=[InputRequired(lazy_gettext("Choose what kind of agency it is."))],
    )

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
        first, last = self.starts_on.day(), self.ends_on.day()
        usual = proposed_year(year_of(first), municipality_code)
        return SchoolYearData(usual.name, first, last, scheme_on(first), usual.breaks)

    def to_dates(self) -> YearDates:
        return YearDates(self.starts_on.day(), self.ends_on.day())


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
    name = name_field(lazy_gettext("Name"), lazy_gettext("Write what the break is called."), 80)
    starts_on = Day(lazy_gettext("First day"), [InputRequired(lazy_gettext("Write the first day of the break."))])
    ends_on = Day(lazy_gettext("Last day"), [Optional()])

    def validate_ends_on(self, field: Day) -> None:
        if field.data and self.starts_on.data and field.data < self.starts_on.data:
            raise ValidationError(gettext("The last day is before the first. Change one of them."))

    def to_data(self) -> BreakData:
        """Return the break; without a last day it is a single day."""
        first = self.starts_on.day()
        return BreakData(str(self.name.data), first, self.ends_on.data or first)


class SchoolFilterForm(FlaskForm):
    class Meta:
        """A filter lives in the address, and changes nothing."""

        csrf = False

    owner = OneOf(lazy_gettext("Owner"), choices=lambda: words_of(OWNERS, lazy_gettext("All owners")))
    stage = OneOf(
        lazy_gettext("Stage"),
        choices=lambda: words_of({one: one.title for one in Stage}, lazy_gettext("All stages")),
    )
    district = OneOf(lazy_gettext("District"))

    def offer(self, districts: Iterable[tuple[str, str]]) -> None:
        first = [("", gettext("All districts")), (NO_DISTRICT, gettext("No district"))]
        self.district.choices = [*first, *districts]

    def to_filter(self) -> SchoolFilter:
        """Return what to show; what is not on a list is left out, since an address can hold anything."""
        self.validate()
        known = {field.name: field.data for field in self if field.data and not field.errors}
        return SchoolFilter(
            owner=OwnerType(known["owner"]) if "owner" in known else None,
            stage=Stage(known["stage"]) if "stage" in known else None,
            district=known.get("district"),
        )
