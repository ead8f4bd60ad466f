"""Files of a draft: checked by content, searched by a real scanner on a socket, sealed, and read on record."""

import io
import uuid
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from prevention.audit.models import AuditEvent
from prevention.cases.models import CaseFile
from prevention.database import acting_as
from prevention.extensions import db
from prevention.referrals.models import Attachment
from prevention.sealing.safe import safe_of
from tests.client import PageClient
from tests.world import World

from .scanner import Confused, on_socket, on_tcp
from .writer import SEEN, begin, send, write_all

PDF, PNG, JPEG = b"%PDF-1.7\nhej", b"\x89PNG\r\n\x1a\nhej", b"\xff\xd8\xff\xe0hej"


@pytest.fixture
def teacher(client: PageClient, world: World) -> PageClient:
    return client.sign_in(world.teacher)


@pytest.fixture
def draft(teacher: PageClient, world: World) -> uuid.UUID:
    return write_all(teacher, world)


@pytest.fixture
def scanner(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with on_tcp() as place:
        monkeypatch.setitem(app.config, "CLAMD", place)
        yield


def docx(*more: str) -> bytes:
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w") as parts:
        for name in ("[Content_Types].xml", "word/document.xml", *more):
            parts.writestr(name, "<x/>")
    return body.getvalue()


def add(client: PageClient, draft: uuid.UUID, body: bytes, name: str = "bild") -> TestResponse:
    """Send a file as a browser does; the test client's own way leaves its spooled copy open."""
    head = f'--limit\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'.encode()
    page = f"/referrals/{draft}/files"
    return client.post(
        page,
        data=head + body + b"\r\n--limit--\r\n",
        content_type="multipart/form-data; boundary=limit",
        headers={"Referer": f"http://localhost{page}"},
    )


def files_in(world: World, draft: uuid.UUID) -> list[Attachment]:
    with acting_as(world.teacher):
        return list(db.session.scalars(select(Attachment).where(Attachment.referral_id == draft)))


@pytest.mark.parametrize(
    ("body", "name", "kind", "called"),
    [
        (PDF, "intyg.pdf", "application/pdf", "intyg.pdf"),
        (PNG, "skärmbild", "image/png", "skärmbild.png"),
        (JPEG, "foto.JPEG", "image/jpeg", "foto.JPEG"),
        ("Hej på dig".encode(), "brev 2026.11", "text/plain", "brev 2026.11.txt"),
        ("Hej på dig".encode("cp1252"), "C:\\Temp\\brev.txt", "text/plain", "brev.txt"),
        (docx(), "brev.docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "brev.docx"),
    ],
)
def test_what_it_is_is_seen_by_its_content(
    teacher: PageClient, world: World, draft: uuid.UUID, body: bytes, name: str, kind: str, called: str
) -> None:
    assert add(teacher, draft, body, name).status_code == 303
    (file,) = files_in(world, draft)
    assert (file.media_type, file.size, file.scanned) == (kind, len(body), False)
    assert body not in (file.body or b"")
    page = teacher.get(f"/referrals/{draft}/files").text
    assert called in page
    assert "inte genomsökt efter virus" in page
    answer = teacher.get(f"/referrals/files/{file.id}")
    assert answer.data == body
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert (answer.headers["X-Content-Type-Options"], answer.headers["Cache-Control"]) == ("nosniff", "no-store")
    read = select(func.count()).select_from(AuditEvent).where(AuditEvent.event == "attachment.read")
    assert db.session.scalar(read.where(AuditEvent.object_id == file.id)) == 1


@pytest.mark.parametrize(
    "body",
    [
        b"MZ\x90\0\x03program",
        b"\x7fELF\x02\x01",
        docx("word/vbaProject.bin"),
        b"PK\x03\x04not a zip",
        b"GIF89a\x01\0",
        b"\x81\x8d\x8f\x90",
        b"",
    ],
)
def test_another_kind_is_refused_whatever_it_is_called(teacher: PageClient, draft: uuid.UUID, body: bytes) -> None:
    refused = add(teacher, draft, body, "intyg.pdf")
    assert refused.status_code == 422
    assert "ds-validation-message" in refused.text


@pytest.mark.parametrize(
    ("body", "name", "right"),
    [("Hej på dig".encode(), "evil.exe", ".txt"), (PDF, "foto.jpg", ".pdf"), (docx(), "brev.doc", ".docx")],
)
def test_a_name_that_says_another_type_is_refused_with_what_to_do(
    teacher: PageClient, world: World, draft: uuid.UUID, body: bytes, name: str, right: str
) -> None:
    refused = add(teacher, draft, body, name)
    assert refused.status_code == 422
    assert f"Namnet slutar på .{name.split('.')[1]}, men filen innehåller något annat." in refused.text
    assert f"ett namn som slutar på {right}" in refused.text
    assert files_in(world, draft) == []
    assert SEEN in teacher.get(f"/referrals/{draft}/write?step=seen").text


def test_without_a_file_it_says_so(teacher: PageClient, draft: uuid.UUID) -> None:
    assert "inte är tom" in teacher.post(f"/referrals/{draft}/files").text


def test_eleven_megabytes_get_a_sentence_on_the_page(teacher: PageClient, world: World, draft: uuid.UUID) -> None:
    refused = add(teacher, draft, PDF + b"x" * 11_000_000, "stor.pdf")
    assert refused.status_code == 422
    assert "större än 10 MB" in refused.text
    assert files_in(world, draft) == []


def test_twenty_megabytes_get_a_page_that_leads_back_and_nothing_is_lost(
    teacher: PageClient, world: World, draft: uuid.UUID
) -> None:
    refused = add(teacher, draft, PDF + b"x" * 20_000_000, "stor.pdf")
    assert refused.status_code == 413
    assert f'href="/referrals/{draft}/files"' in refused.text
    assert SEEN in teacher.get(f"/referrals/{draft}/write?step=seen").text


def test_six_files_are_one_too_many(teacher: PageClient, world: World, draft: uuid.UUID) -> None:
    assert [add(teacher, draft, PDF).status_code for _ in range(6)] == [303] * 5 + [422]


def test_a_file_is_removed_from_a_draft_and_not_from_what_was_sent(
    teacher: PageClient, world: World, draft: uuid.UUID
) -> None:
    add(teacher, draft, PDF)
    add(teacher, draft, PNG)
    first, second = files_in(world, draft)
    teacher.post(f"/referrals/files/{first.id}/remove")
    assert [file.id for file in files_in(world, draft)] == [second.id]
    send(teacher, draft)
    assert teacher.post(f"/referrals/files/{second.id}/remove").location == f"/referrals/{draft}"
    assert len(files_in(world, draft)) == 1


def test_the_receiver_gets_its_own_copy(teacher: PageClient, world: World, draft: uuid.UUID) -> None:
    add(teacher, draft, PDF, "intyg.pdf")
    send(teacher, draft)
    with acting_as(world.social_services_lead):
        case = db.session.scalars(select(CaseFile).where(CaseFile.referral_id == draft)).one()
        copy = db.session.scalars(select(Attachment).where(Attachment.case_id == case.id)).one()
        safe = safe_of(case.data_key_id)
        assert safe.open_bytes("attachment", copy.id, copy.body or b"", "body") == PDF
        assert safe.open("attachment", copy.id, copy.content or b"") == {"name": "intyg.pdf"}


def test_nobody_else_opens_a_file_of_a_draft(client: PageClient, world: World, draft: uuid.UUID) -> None:
    add(client, draft, PDF)
    (file,) = files_in(world, draft)
    for person in (world.principal, world.teacher_elsewhere, world.teacher_b):
        assert client.sign_in(person).get(f"/referrals/files/{file.id}").status_code == 404


@pytest.mark.usefixtures("scanner")
def test_a_clean_file_is_marked_as_searched(teacher: PageClient, world: World, draft: uuid.UUID) -> None:
    add(teacher, draft, PDF + b"x" * 200_000)
    assert [file.scanned for file in files_in(world, draft)] == [True]
    assert "inte genomsökt" not in teacher.get(f"/referrals/{draft}/files").text


@pytest.mark.usefixtures("scanner")
def test_a_virus_is_refused(teacher: PageClient, world: World, draft: uuid.UUID) -> None:
    refused = add(teacher, draft, PDF + b"VIRUS")
    assert refused.status_code == 422
    assert "innehåller ett virus" in refused.text
    assert files_in(world, draft) == []


def test_a_scanner_on_a_socket_is_asked_too(
    teacher: PageClient, world: World, draft: uuid.UUID, app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with on_socket(tmp_path) as place:
        monkeypatch.setitem(app.config, "CLAMD", place)
        assert add(teacher, draft, PDF).status_code == 303
    assert [file.scanned for file in files_in(world, draft)] == [True]


def test_a_scanner_that_is_away_or_confused_lets_nothing_through(
    teacher: PageClient, world: World, draft: uuid.UUID, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    with on_tcp(Confused) as place:
        monkeypatch.setitem(app.config, "CLAMD", place)
        confused = add(teacher, draft, PDF)
    away = add(teacher, draft, PDF)
    for refused in (confused, away):
        assert refused.status_code == 422
        assert "Försök igen" in refused.text
    assert files_in(world, draft) == []


def test_the_page_of_files_is_reached_from_writing_with_what_was_typed(teacher: PageClient, world: World) -> None:
    draft = begin(teacher, world)
    answer = teacher.post(f"/referrals/{draft}/write?step=done", data={"done": "Talat", "go": "files"})
    assert answer.location == f"/referrals/{draft}/files"
    assert "Talat" in teacher.get(f"/referrals/{draft}/write?step=done").text
