"""The JSON: rows under stable names, with what they mean in both languages, so that it can be read on its own."""

import json
from collections.abc import Iterable
from dataclasses import asdict
from functools import cache
from typing import Any

from flask_babel import LazyString

from prevention.formats import speaking
from prevention.suppression import SMALLEST

from . import words
from .queries import Publication, PublishedRow

VERSION = 1  # a field that goes or changes its meaning makes it 2; one that is added does not
LANGUAGES = ("sv", "en")


def as_json(publication: Publication, rows: Iterable[PublishedRow]) -> bytes:
    """Return the document with these rows. It differs only where the figures do."""
    publisher = publication.publisher
    document = {
        "version": VERSION,
        "municipality": {"code": publisher.code, "name": publisher.name},
        "counted_on": publication.counted_on.isoformat(),
        "school_years": publisher.scope.value,
        "smallest": SMALLEST,
        **around(),
        "rows": [asdict(row) for row in rows],
    }
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()


@cache
def around() -> dict[str, Any]:
    """Return what is the same in every document."""
    fields = [
        {"name": one.name, "type": one.type, "title": in_both(one.title), "description": in_both(one.meaning)}
        for one in words.FIELDS
    ]
    return {
        "title": in_both(words.TITLE),
        "licence": {"name": words.LICENCE, "url": words.LICENCE_URL},
        "hiding": in_both(words.HIDING),
        "fields": fields,
    }


def in_both(text: LazyString) -> dict[str, str]:
    told = {}
    for language in LANGUAGES:
        with speaking(language):
            told[language] = str(text)
    return told
