"""An extract as a file: PDF to read, JSON to take along (with the files themselves)."""

import base64
import json
from collections.abc import Callable, Mapping
from pathlib import Path

from flask_babel import get_locale

from prevention.pdf import render_pdf

from .gathering import Extract
from .parts import Record


def pdf_file(extract: Extract) -> bytes:
    return render_pdf(
        "pdf/extract.html", extract=extract, municipality=extract.municipality, language=str(get_locale())
    )


def json_file(extract: Extract) -> bytes:
    document = {
        "number": extract.subject.number,
        "municipality": extract.municipality,
        "made_at": extract.made_at.isoformat(),
        "protected": extract.is_protected,
        "records": [as_object(one) for one in extract.records],
        "readers": [
            {"at": one.at.isoformat(), "who": one.who, "roles": one.roles, "what": one.what, "of": one.of}
            for one in extract.readers
        ],
    }
    return json.dumps(document, ensure_ascii=False, indent=1).encode()


def as_object(one: Record) -> dict[str, object]:
    return {
        "title": one.title,
        "at": one.at.isoformat(),
        "facts": [{"name": name, "text": text} for name, text in one.facts],
        "files": [
            {"name": file.name, "media_type": file.media_type, "base64": base64.b64encode(file.body).decode()}
            for file in one.files
        ],
    }


MAKERS: Mapping[str, Callable[[Extract], bytes]] = {".pdf": pdf_file, ".json": json_file}


def write_secretly(path: Path, content: bytes) -> None:
    """Write a new file that only its owner reads, from its first byte on.

    :raises FileExistsError: since one that is there may be readable for others.
    """
    path.touch(mode=0o600, exist_ok=False)
    path.write_bytes(content)
