"""Where answers come from: a folder with the files as they were fetched, or the service itself."""

import re
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterable, Iterator
from http.client import HTTPException
from pathlib import Path
from typing import Protocol

from .answers import Answer, Fault, count_of, object_of

PAGE_SIZE = 100  # the service answers 404 to 500 a page
MOST_PAGES = 200
MOST_BYTES = 20_000_000
TIMEOUT_SECONDS = 20
MEDIA_TYPE = "application/vnd.skolverket.plannededucations.api.v4.hal+json"  # it answers 406 to plain JSON


class SourceFault(Exception):
    """The source cannot be read at all; the message says what to do."""


class Source(Protocol):
    def lists(self) -> Iterator[list[Answer]]:
        """Yield the pages of each list."""

    def details(self, code: str) -> Answer | None:
        """Return a unit's own answer, or nothing where there is none."""

    def stray_details(self, codes: frozenset[str]) -> Iterator[tuple[str, Answer]]:
        """Yield (code in the name, answer) of details that no list asks for."""


def source_of(place: str, municipality_codes: Iterable[str] = ()) -> "Folder | Service":
    """Return the folder or the service that `place` names.

    :raises SourceFault: for neither.
    """
    if place.startswith(("http://", "https://")):
        return Service(place, tuple(municipality_codes))
    if not Path(place).is_dir():
        raise SourceFault(f"{place} is neither a folder nor an address that begins with https://.")
    return Folder(Path(place))


class Folder:
    """List pages `school-units_<list>_page<n>.json` and details `school-units/<code>.json`."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def lists(self) -> Iterator[list[Answer]]:
        pages: dict[str, list[Answer]] = {}
        for path in sorted(self.path.glob("school-units_*.json")):
            pages.setdefault(re.sub(r"_page[0-9]+$", "", path.stem), []).append(self.read(path))
        if not pages:
            raise SourceFault(f"{self.path} holds no list of schools (school-units_….json).")
        yield from pages.values()

    def details(self, code: str) -> Answer | None:
        path = self.path / "school-units" / f"{code}.json"
        return self.read(path) if path.is_file() else None

    def stray_details(self, codes: frozenset[str]) -> Iterator[tuple[str, Answer]]:
        for path in sorted((self.path / "school-units").glob("*.json")):
            if path.stem not in codes:
                yield path.stem, self.read(path)

    def read(self, path: Path) -> Answer:
        try:
            return Answer(path.relative_to(self.path).as_posix(), path.read_bytes())
        except OSError as error:
            raise SourceFault(f"{path} cannot be read: {error.strerror}.") from None


class Service:
    """The API. Without municipality codes it is asked for the whole country."""

    def __init__(self, base: str, municipality_codes: tuple[str, ...]) -> None:
        base = base.rstrip("/")
        self.base = base if base.endswith("/v4") else f"{base}/v4"
        self.municipality_codes = municipality_codes

    def lists(self) -> Iterator[list[Answer]]:
        for code in self.municipality_codes or ("",):
            first = self.page(code, 0)
            yield [first, *(self.page(code, number) for number in range(1, pages_of(first)))]

    def page(self, municipality_code: str, number: int) -> Answer:
        address = f"{self.base}/school-units?size={PAGE_SIZE}&page={number}"
        if municipality_code:
            address += f"&geographicalAreaCode={urllib.parse.quote(municipality_code)}"
        answer = self.fetch(address)
        if answer is None:
            raise SourceFault(f"{address} does not exist. Give the address that stands before /v4.")
        return answer

    def details(self, code: str) -> Answer | None:
        return self.fetch(f"{self.base}/school-units/{code}")

    def stray_details(self, codes: frozenset[str]) -> Iterator[tuple[str, Answer]]:  # noqa: ARG002
        yield from ()

    def fetch(self, address: str) -> Answer | None:
        """Return what the service answers, or nothing for 404.

        :raises SourceFault: where it does not answer as it should.
        """
        request = urllib.request.Request(address, headers={"Accept": MEDIA_TYPE})  # noqa: S310  http(s) by source_of
        try:
            with urllib.request.urlopen(request, timeout=TIMEOUT_SECONDS) as response:  # noqa: S310
                content = response.read(MOST_BYTES + 1)
        except urllib.error.HTTPError as error:
            error.close()
            if error.code == 404:
                return None
            raise SourceFault(f"{address} answers {error.code} {error.reason}. Try again later.") from None
        except (OSError, HTTPException, ValueError) as error:
            reason = getattr(error, "reason", error)
            raise SourceFault(f"{address} cannot be reached: {reason}. Nothing was changed.") from None
        if len(content) > MOST_BYTES:
            raise SourceFault(f"{address} answers with more than {MOST_BYTES} bytes.")
        return Answer(address, content)


def pages_of(first: Answer) -> int:
    """Return how many pages a list has. One where that cannot be read: its reader tells what is wrong."""
    try:
        return min(count_of(object_of(first.body(), "page"), "totalPages"), MOST_PAGES)
    except Fault:
        return 1
