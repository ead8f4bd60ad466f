"""The filter of the pages: it stands in the address, in words people can read and share."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import request

from prevention.access.actor import Actor
from prevention.fields import OneOf, choices_of
from prevention.formats import lazy_gettext
from prevention.organisations.models import SchoolYear
from prevention.organisations.queries import school_years
from prevention.organisations.year_filter import YearFilter

from .queries import Chosen, ProgrammeTaken, programmes_taken


@dataclass(frozen=True, slots=True)
class Choice:
    """What a page is of; the programme is None in a year in which no class takes one."""

    year: SchoolYear | None
    programme: ProgrammeTaken | None

    @property
    def chosen(self) -> Chosen | None:
        return Chosen(self.year.id, self.programme.id) if self.year and self.programme else None


class ProgrammeFilter(YearFilter):
    programme = OneOf(lazy_gettext("Programme"))

    def choose_for(self, actor: Actor) -> Choice:
        """Return the year and programme asked for, among those that the actor reads about."""
        year = self.choose(school_years(actor))
        return Choice(year, self.choose_programme(programmes_taken(actor, year.id) if year else ()))

    def choose_programme(self, offered: Sequence[ProgrammeTaken]) -> ProgrammeTaken | None:
        """Return the programme asked for, else the one with most lessons, as coverage does."""
        self.programme.choices = choices_of((one.code, one.name) for one in offered)
        most = offered[0] if offered else None
        chosen = next((one for one in offered if one.code == self.programme.data), most)
        self.programme.data = chosen.code if chosen else ""
        return chosen


def asked_for() -> dict[str, Any]:
    """Return the choice as it stands in the address, for the next address."""
    return {name: request.args[name] for name in ("school_year", "programme") if request.args.get(name)}
