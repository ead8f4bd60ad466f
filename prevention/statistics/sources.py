"""Where the answers come from: a folder with the files as they were fetched, or the service itself."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial

from prevention.organisations.register.answers import Answer
from prevention.organisations.register.sources import Folder, Service, SourceFault, source_of

FORM = "gr"  # compulsory school: the other forms have measures of their own


@dataclass(frozen=True, slots=True)
class Source:
    """What a school's statistics are read from. Without a code its name does not say which school it is about."""

    name: str
    code: str | None
    read: Callable[[], Answer | None]


def sources_at(place: str, schools: Iterable[str]) -> list[Source]:
    """Return what there is to read: all files of a folder, or the service's answer about each of the schools.

    :raises SourceFault: for a place that holds none.
    """
    found = source_of(place)
    return of_service(found, schools) if isinstance(found, Service) else of_folder(found)


def of_service(service: Service, schools: Iterable[str]) -> list[Source]:
    addresses = {code: f"{service.base}/school-units/{code}/statistics/{FORM}" for code in sorted(schools)}
    return [Source(address, code, partial(service.fetch, address)) for code, address in addresses.items()]


def of_folder(folder: Folder) -> list[Source]:
    """Return each file, named `12345678_gr.json`, in the folder itself or in `statistics` below it."""
    below = folder.path / "statistics"
    paths = sorted((below if below.is_dir() else folder.path).glob("*.json"))
    named = [(path, re.fullmatch(rf"([0-9]{{8}})_{FORM}", path.stem)) for path in paths]
    if not any(name for _path, name in named):
        raise SourceFault(f"{folder.path} holds no statistics of schools ({FORM}: 12345678_{FORM}.json).")
    return [
        Source(path.relative_to(folder.path).as_posix(), name[1] if name else None, partial(folder.read, path))
        for path, name in named
    ]
