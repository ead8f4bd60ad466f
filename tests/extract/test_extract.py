"""The register extract: all about one number and nothing about another, secretly written, and told in the trail."""

import json
import stat
import uuid
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask
from flask_sqlalchemy.session import Session
from sqlalchemy import select
from sqlalchemy.orm import scoped_session

from prevention import clock
from prevention.audit.models import AuditEvent
from prevention.audit.verify import verify
from prevention.cases.models import CaseFile
from prevention.database import acting_as
from prevention.extract import gathering
from prevention.extract.parts import Record, Subject
from prevention.referrals.actions import begin_draft, save_draft, send_referral
from prevention.referrals.models import Attachment, Referral, ReferralKind
from prevention.sealing.safe import safe_of
from tests.handovers.giving import the_handover
from tests.messages import concern
from tests.retention.records import INQUIRED, old_case
from tests.town import actor_of
from tests.world import World

NUMBER = "20120304TF02"
Make = Callable[..., Result]


@pytest.fixture
def make(app: Flask, owner_session: scoped_session[Session], tmp_path: Path) -> Make:
    def run(*more: str, number: str = NUMBER, out: str = "extract.json", typed: str = "") -> Result:
        args = ["referrals", "extract", "--subject", number, "--municipality", "9901", "--out", str(tmp_path / out)]
        return app.test_cli_runner().invoke(args=[*args, *more], input=typed)

    return run


def written(tmp_path: Path) -> tuple[dict[str, object], str]:
    text = (tmp_path / "extract.json").read_text()
    return json.loads(text), text


def test_it_holds_messages_cases_steps_and_drafts(
    make: Make, owner_session: scoped_session[Session], world: World, tmp_path: Path
) -> None:
    case = old_case(world, 0.1, NUMBER, INQUIRED)
    begin(world, NUMBER)
    result = make("--yes")
    assert result.exit_code == 0, result.output
    document, text = written(tmp_path)
    titles = [one["title"] for one in document["records"]]  # type: ignore[attr-defined]
    assert f"Ärende {case.number}" in titles
    assert "Utkast till orosanmälan" in titles
    assert text.count("Vad som skrevs") == len(INQUIRED)
    assert "Lämnad till" in text
    assert "Socialtjänsten Almköping" in text
    assert "Robin" not in text
    assert "Exempelsson" not in text.replace("Sam Exempelsson", "")


def begin(world: World, number: str, *, protected: bool = False) -> Referral:
    teacher = actor_of(world.teacher)
    with acting_as(teacher.person_id):
        draft = begin_draft(teacher, world.town.school, ReferralKind.CONCERN, uuid.uuid4())
        content = replace(concern("Kim Utdragsson"), personal_number=number, is_protected=protected)
        save_draft(draft, content, world.town.social_services)
    return draft


@pytest.mark.parametrize("typed", ["20120304-TF02", "120304TF02", " 20120304TF02 "])
def test_the_number_is_found_however_it_is_written(make: Make, world: World, tmp_path: Path, typed: str) -> None:
    case = old_case(world, 0.1, NUMBER)
    assert make("--yes", number=typed).exit_code == 0
    titles = [one["title"] for one in written(tmp_path)[0]["records"]]  # type: ignore[attr-defined]
    assert f"Ärende {case.number}" in titles
    assert any(title.startswith("Orosanmälan O-") for title in titles)


def test_it_tells_who_read_it_in_which_role(
    make: Make, owner_session: scoped_session[Session], world: World, tmp_path: Path
) -> None:
    case = old_case(world, 0.1, NUMBER)
    make("--yes")
    readers = written(tmp_path)[0]["readers"]
    mine = [one for one in readers if one["of"] == f"Ärende {case.number}"]  # type: ignore[attr-defined]
    assert ("Social Worker 9901", "Socialsekreterare") in {(one["who"], one["roles"]) for one in mine}
    assert all(one["at"] and one["what"] for one in mine)


def test_it_is_told_in_the_trail_without_the_number(
    make: Make, owner_session: scoped_session[Session], world: World
) -> None:
    case = old_case(world, 0.1, NUMBER).id
    make("--yes")
    rows = owner_session.scalars(select(AuditEvent).where(AuditEvent.event.like("extract.%"))).all()
    assert {row.event for row in rows} == {"extract.made", "extract.included"}
    assert case in {row.object_id for row in rows}
    assert not any(NUMBER in json.dumps(row.details) for row in rows)
    assert verify()[1] == []


def test_nobody_else_on_the_server_reads_the_file(make: Make, world: World, tmp_path: Path) -> None:
    old_case(world, 0.1, NUMBER)
    make("--yes")
    assert stat.S_IMODE((tmp_path / "extract.json").stat().st_mode) == 0o600
    again = make("--yes")
    assert again.exit_code == 1
    assert "is there already" in again.output


def test_it_asks_before_it_writes(
    make: Make, owner_session: scoped_session[Session], world: World, tmp_path: Path
) -> None:
    old_case(world, 0.1, NUMBER)
    assert make(typed="n\n").exit_code == 1
    assert list(tmp_path.iterdir()) == []
    assert owner_session.scalars(select(AuditEvent).where(AuditEvent.event.like("extract.%"))).all() == []
    assert make(typed="y\n").exit_code == 0


def test_a_protected_identity_takes_a_word_more(make: Make, world: World, tmp_path: Path) -> None:
    begin(world, NUMBER, protected=True)
    refused = make("--yes")
    assert refused.exit_code == 1
    assert "--protected" in refused.output
    assert list(tmp_path.iterdir()) == []
    assert make("--yes", "--protected").exit_code == 0
    assert written(tmp_path)[0]["protected"] is True


def test_files_are_in_it(make: Make, owner_session: scoped_session[Session], world: World, tmp_path: Path) -> None:
    draft = begin(world, NUMBER)
    safe, key = safe_of(draft.data_key_id), uuid.uuid4()
    owner_session.add(
        Attachment(
            id=key,
            municipality_id=draft.municipality_id,
            referral_id=draft.id,
            data_key_id=draft.data_key_id,
            media_type="text/plain",
            size=3,
            scanned=False,
            added_at=clock.now(),
            content=safe.seal("attachment", key, {"name": "lapp.txt"}),
            body=safe.seal_bytes("attachment", key, b"Hej", "body"),
        )
    )
    owner_session.flush()
    make("--yes")
    _document, text = written(tmp_path)
    assert '"lapp.txt"' in text
    assert '"SGVq"' in text


def test_another_room_adds_its_part(
    make: Make, owner_session: scoped_session[Session], world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = old_case(world, 0.1, NUMBER).id

    def handed_over(subject: Subject, case_ids: Sequence[uuid.UUID]) -> list[Record]:
        assert (subject.digits, case_ids) == ("120304TF02", [case])
        return [Record("handover", uuid.uuid4(), "Överlämning", clock.now(), [("Till", "Räddningstjänsten")])]

    monkeypatch.setattr(gathering, "PARTS", [handed_over])
    assert make("--yes").exit_code == 0
    assert "Räddningstjänsten" in written(tmp_path)[1]


def test_it_is_also_a_pdf(make: Make, world: World, tmp_path: Path) -> None:
    old_case(world, 0.1, NUMBER)
    assert make("--yes", out="extract.pdf").exit_code == 0
    assert (tmp_path / "extract.pdf").read_bytes().startswith(b"%PDF")


def test_nothing_kept_is_an_answer_too(make: Make, world: World, tmp_path: Path) -> None:
    assert make("--yes").exit_code == 0
    assert written(tmp_path)[0]["records"] == []


@pytest.mark.parametrize(
    ("number", "out", "says"),
    [
        ("", "extract.json", "no personal"),
        ("-- ", "extract.json", "no personal"),
        (NUMBER, "extract.docx", "neither .pdf nor .json"),
    ],
)
def test_what_makes_no_sense_is_told(
    make: Make, world: World, tmp_path: Path, number: str, out: str, says: str
) -> None:
    result = make("--yes", number=number, out=out)
    assert result.exit_code == 1
    assert says in result.output
    assert list(tmp_path.iterdir()) == []


def test_the_other_municipality_is_left_out(
    make: Make, owner_session: scoped_session[Session], world: World, tmp_path: Path
) -> None:
    teacher = actor_of(world.teacher_b)
    with acting_as(teacher.person_id):
        draft = begin_draft(teacher, world.other_town.school, ReferralKind.CONCERN, uuid.uuid4())
        save_draft(draft, replace(concern("Kim B"), personal_number=NUMBER), world.other_town.social_services)
        send_referral(teacher, draft)
    assert owner_session.scalars(select(CaseFile).where(CaseFile.referral_id == draft.id)).one()
    make("--yes")
    assert written(tmp_path)[0]["records"] == []


def test_hand_overs_are_in_it_with_their_grounds(
    make: Make, owner_session: scoped_session[Session], world: World, tmp_path: Path
) -> None:
    handover = the_handover(world)
    assert make("--yes", number="20130101TF01").exit_code == 0
    document, _text = written(tmp_path)
    records = document["records"]
    (record,) = [one for one in records if one["title"] == f"Överlämning {handover.reference}"]  # type: ignore[attr-defined]
    names = [fact["name"] for fact in record["facts"]]
    assert {"Lämnad till", "Stöd", "Avvägning"} <= set(names)
