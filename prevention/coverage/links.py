"""The addresses a page leads to. Each keeps the filter; those of rows are made from one pattern, not one by one."""

import uuid
from datetime import date
from functools import cached_property
from typing import Any

from flask import request, url_for

from prevention.access.actor import Actor
from prevention.access.permissions import Permission
from prevention.fields import as_id

from .places import Level
from .reports import Report

FILTER = ("school_year", "programme", "stage", "owner", "district", "school", "grade")
ANY = uuid.UUID(int=0)
ANY_ID = str(ANY)


def filter_kept() -> dict[str, Any]:
    """Return the filter as it stands in the address, and nothing else that stands there."""
    return {name: request.args[name] for name in FILTER if request.args.get(name)}


class Links:
    def __init__(self, report: Report, actor: Actor) -> None:
        self.report = report
        self.actor = actor
        self.kept = filter_kept()

    def here(self, **changes: str) -> str:
        """Return this page with something else chosen."""
        assert request.endpoint  # noqa: S101  a page is being shown
        ids = {name: row.id for name, row in (request.view_args or {}).items()}
        return url_for(request.endpoint, **ids, **(self.decided | changes))

    @cached_property
    def any_rows(self) -> str:
        """Return the classes behind a figure, once `&show=…` is added. What else decides the figure is named."""
        return url_for("coverage.class_rows", **self.named)

    @property
    def overview(self) -> str:
        """Return the overview with the filter of a list behind it, as far as the overview has one."""
        kept = {name: value for name, value in self.named.items() if name not in {"school", "grade"}}
        if school := self.kept.get("school"):
            return url_for("coverage.school", agency=as_id(school) or ANY, **kept)
        return url_for("coverage.overview", **kept)

    def of_school_since(self, school: uuid.UUID, day: date) -> str:
        rows = url_for("coverage.class_rows", **self.named | {"school": ANY_ID})
        return f"{rows.replace(ANY_ID, str(school))}&show=held_since&since={day.isoformat()}"

    def since(self, day: date) -> str:
        return f"{self.any_rows}&show=held_since&since={day.isoformat()}"

    @property
    def changes(self) -> str:
        return url_for("coverage.changes", **self.named)

    @cached_property
    def named(self) -> dict[str, Any]:
        """Return the filter, with the place of the page in it."""
        place = self.report.place
        return self.decided if place.level is Level.MUNICIPALITY else self.decided | {place.level.value: str(place.id)}

    @cached_property
    def decided(self) -> dict[str, Any]:
        """Return the filter, with the year and the programme that are shown: another place might choose others."""
        report = self.report
        year = {"school_year": report.year.name} if report.year else {}
        programme = {"programme": report.programme.code} if report.programme and report.programme.code else {}
        return self.kept | year | programme

    @property
    def address(self) -> tuple[str, tuple[tuple[str, str], ...]]:
        """Return what all addresses of the page are made from: the page and its filter."""
        return request.path, tuple(self.kept.items())

    @property
    def without_filter(self) -> str:
        return request.path

    @property
    def classes(self) -> str | None:
        return url_for("classes.class_list") if self.actor.may(Permission.CLASS_MANAGE) else None

    @property
    def targets(self) -> str | None:
        return url_for("programmes.programme_list") if self.actor.may(Permission.PROGRAMME_MANAGE) else None

    def of_row(self, key: uuid.UUID) -> str:
        return self.row_pattern.replace(ANY_ID, str(key))

    def of_district(self, key: uuid.UUID) -> str:
        return self.district_pattern.replace(ANY_ID, str(key))

    @cached_property
    def row_pattern(self) -> str:
        if self.report.place.level is Level.SCHOOL:
            return url_for("classes.show_class", school_class=ANY)
        return url_for("coverage.school", agency=ANY, **self.decided_without("owner", "district"))

    @cached_property
    def district_pattern(self) -> str:
        return url_for("coverage.district", district=ANY, **self.decided_without("district"))

    def decided_without(self, *names: str) -> dict[str, Any]:
        return {name: value for name, value in self.decided.items() if name not in names}
