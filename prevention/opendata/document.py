"""The JSON: rows under stable names, with what they mean in both languages, so that it can be read on its own."""

import json
from collections.abc import Iterable
from functools import cache, lru_cache
from operator import attrgetter
from typing import Any

from flask_babel import LazyString

from prevention.formats import speaking
from prevention.suppression import SMALLEST

from . import words
from .queries import Publication, PublishedRow

VERSION = 1  # a field that goes or changes its meaning makes it 2; one that is added does not
LANGUAGES = ("sv", "en")
NAMES = PublishedRow.__slots__
values_of = attrgetter(*NAMES)


def as_json(publication: Publication, rows: Iterable[PublishedRow]) -> bytes:
    """Return the document with these rows. It differs only where the figures do."""
    publisher = publication.publisher
    document = {
        "version": VERSION,
        "municipality": {"code": publisher.code, "name": publisher.name},
        "counted_on": publication.counted_on.isoformat(),
        "school_years": publisher.scope.value,
        "smallest": SMALLEST,
    }
    parts = (written(document)[:-1], around()[1:-1], f'"rows":[{",".join(map(written_row, rows))}]}}')
    return ",".join(parts).encode()


@lru_cache(8192)
def written_row(row: PublishedRow) -> str:
    """Write a row; few differ from one answer to the next."""
    return written(dict(zip(NAMES, values_of(row), strict=True)))


def written(thing: dict[str, Any]) -> str:
    return json.dumps(thing, ensure_ascii=False, separators=(",", ":"))


@cache
def around() -> str:
    """Return what is the same in every document, written as an object of its own."""
    fields = [
        {"name": one.name, "type": one.type, "title": in_both(one.title), "description": in_both(one.meaning)}
        for one in words.FIELDS
    ]
    return written(
        {
            "title": in_both(words.TITLE),
            "licence": {"name": words.LICENCE, "url": words.LICENCE_URL},
            "hiding": in_both(words.HIDING),
            "fields": fields,
        }
    )


def in_both(text: LazyString) -> dict[str, str]:
    told = {}
    for language in LANGUAGES:
        with speaking(language):
            told[language] = str(text)
    return told
