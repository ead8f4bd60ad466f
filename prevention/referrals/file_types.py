"""Which kind of file it is, by its content: a name can say anything."""

import io
import re
import zipfile

PDF, JPEG, PNG = "application/pdf", "image/jpeg", "image/png"
TEXT = "text/plain"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
BEGINNINGS = {b"%PDF-": PDF, b"\xff\xd8\xff": JPEG, b"\x89PNG\r\n\x1a\n": PNG}
ENDINGS = {PDF: (".pdf",), JPEG: (".jpg", ".jpeg"), PNG: (".png",), TEXT: (".txt",), DOCX: (".docx",)}
ENDING = re.compile(r"\.(?=[0-9]*[a-z])[a-z0-9]{1,8}$")  # `.pdf`; not the end of "2026.11"
PARTS_OF_DOCX = {"[Content_Types].xml", "word/document.xml"}
CONTROLS = set(range(32)) - {9, 10, 12, 13} | {127}


def type_of(body: bytes) -> str | None:
    """Return the media type of one of the five kinds that are taken, None for every other."""
    for beginning, kind in BEGINNINGS.items():
        if body.startswith(beginning):
            return kind
    if body.startswith(b"PK"):
        return DOCX if is_docx(body) else None
    return TEXT if is_text(body) else None


def is_docx(body: bytes) -> bool:
    """Tell whether it is a document of Word without macros. Nothing is unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as parts:
            names = set(parts.namelist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        return False
    return names >= PARTS_OF_DOCX and not any(name.lower().endswith("vbaproject.bin") for name in names)


def is_text(body: bytes) -> bool:
    """Tell whether it is text as Windows or anybody else writes it."""
    if not body or CONTROLS & set(body):
        return False
    for encoding in ("utf-8", "cp1252"):
        try:
            body.decode(encoding)
        except UnicodeDecodeError:
            continue
        return True
    return False


def ending_against(name: str, kind: str) -> str | None:
    """Return the ending of a name that says another type than the content; None for a fitting one, or none."""
    found = ENDING.search(name.lower())
    return found[0] if found and found[0] not in ENDINGS[kind] else None


def named(name: str, kind: str) -> str:
    """Return the name with an ending that fits the content."""
    endings = ENDINGS[kind]
    return name if name.lower().endswith(endings) else name + endings[0]
