"""Every way that figures leave the application, each read back as rows: lessons expected and the six states."""

import json
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from flask import Flask

from tests.api.giving import Given, ask
from tests.client import PageClient

from .reading import Rows, api_rows, csv_rows, page_rows, page_total, pdf_rows, xlsx_rows
from .towns import Built, Town

Filter = Mapping[str, str]
SCHOOLS, CLASSES = "Skolor, lägst täckning först", "Klasser, lägst täckning först"
WHOLE: Filter = {}


@dataclass(frozen=True)
class Place:
    """What is asked about: the municipality, a district, or a school, whose rows are its classes."""

    level: str
    schools: tuple[int, ...]  # their places in the town's list
    id: uuid.UUID | None = None

    @property
    def address(self) -> str:
        return f"/coverage/{self.level}s/{self.id}" if self.id else "/coverage"

    @property
    def by_class(self) -> bool:
        return self.level == "school"


@dataclass(frozen=True)
class Reader:
    """Who reads: signed in, by token, and on the command line, all of the same municipality."""

    app: Flask
    client: PageClient
    here: Built
    token: Given

    def page(self, place: Place, narrowed: Filter) -> Rows:
        text = self.get(place, narrowed).get_data(as_text=True)
        return {**page_rows(text, CLASSES if place.by_class else SCHOOLS), **page_total(text)}

    def csv(self, place: Place, narrowed: Filter) -> Rows:
        return csv_rows(self.file(place, narrowed, "csv"), "Klass" if place.by_class else "Skola")

    def xlsx(self, place: Place, narrowed: Filter) -> Rows:
        return xlsx_rows(self.file(place, narrowed, "xlsx"), "Klass" if place.by_class else "Skola")

    def pdf(self, place: Place, narrowed: Filter) -> Rows:
        return pdf_rows(self.file(place, narrowed, "pdf"))

    def api(self, place: Place, narrowed: Filter) -> Rows:
        path = f"/schools/{place.id}/coverage" if place.by_class else "/coverage"
        of_place = {"district": str(place.id)} if place.level == "district" else {}
        answer = ask(self.client, path, self.token, school_year="2026/27", programme="serien", **narrowed, **of_place)
        assert answer.status_code == 200, answer.text
        return api_rows(answer.json, "name" if place.by_class else "school")

    def command_line(self, place: Place, narrowed: Filter) -> Rows:
        """Tell of schools alone, and of all of them: it knows no class and no filter."""
        assert not place.by_class
        assert not narrowed
        asked = ["coverage", "--school-year", "2026/27", "--programme", "serien", "--municipality", "7701", "--json"]
        told: list[dict[str, Any]] = json.loads(self.app.test_cli_runner().invoke(args=asked).output)
        names = {f"Skola {number + 1}" for number in place.schools}
        return {one["school"]: tuple(one["lessons"].values()) for one in told if one["school"] in names}

    def file(self, place: Place, narrowed: Filter, kind: str) -> bytes:
        return bytes(self.get(place, {**narrowed, "format": kind}).data)

    def get(self, place: Place, asked: Filter) -> Any:
        return self.client.get(place.address, query_string={"programme": "serien", **asked})


Outlet = Callable[[Reader, Place, Filter], Rows]
QUICK: Mapping[str, Outlet] = {"page": Reader.page, "csv": Reader.csv, "xlsx": Reader.xlsx, "api": Reader.api}
ALL: Mapping[str, Outlet] = {**QUICK, "pdf": Reader.pdf, "command line": Reader.command_line}


def places(town: Town, here: Built) -> list[Place]:
    everywhere = tuple(range(len(town.schools)))
    districts = [
        Place("district", tuple(place for place in everywhere if town.schools[place].district == number), key)
        for number, key in enumerate(here.districts)
    ]
    schools = [Place("school", (place,), key) for place, key in enumerate(here.schools)]
    return [Place("municipality", everywhere), *districts, *schools]
