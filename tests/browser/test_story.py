"""The whole story on real pages: from an empty database to a printed coverage report, in both languages."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask

from .journey import Words, words_in
from .visitor import Visitor

Visit = Callable[..., Visitor]
REGISTER = Path(__file__).parents[1] / "organisations" / "register"
PASSWORD = "tre gula paraplyer"
CLASSES = """skolenhetskod;läsår;klass;årskurs;elever
99030102;2026/27;7A;7;24
99030102;2026/27;7B;7;22,0
"""


@pytest.mark.parametrize("language", ["sv", "en"])
def test_from_the_register_to_the_report(language: str, visit: Visit, live_app: Flask, tmp_path: Path) -> None:
    w = words_in(language)
    link = found_the_municipality(live_app)

    admin = visit("desktop", language)
    choose_password(admin, link, w)
    administrator = visit("desktop", language)
    choose_password(administrator, invite(admin, w, "Cecilia Ek", "coverage_administrator"), w)
    teacher = visit("phone", language)
    choose_password(teacher, invite(admin, w, "Tove Lind", "teacher"), w)

    set_the_target(administrator, w)
    import_the_classes(administrator, w, tmp_path)
    plan_the_classes(administrator, w)
    log_a_session(teacher, w)
    read_coverage(administrator, w)


def found_the_municipality(app: Flask) -> str:
    """Import the schools and make the first administrator on the command line; return the one-time link."""
    run = app.test_cli_runner().invoke
    assert '"rejected": 0' in run(args=["schools", "import", str(REGISTER), "--json"]).output
    wanted = "people add sanna@example.org --name Sanna --role system_administrator --municipality 9903"
    made = run(args=wanted.split())
    assert made.exit_code == 0, made.output
    found = re.search(r"/invitation/\S+", made.output)
    assert found
    return found.group()


def choose_password(visitor: Visitor, link: str, w: Words) -> None:
    visitor.put_session({"language": visitor.language})
    visitor.open(link)
    visitor.fill(w("New password"), PASSWORD).fill(w("New password again"), PASSWORD)
    visitor.press(w("Save and sign in"))


def invite(admin: Visitor, w: Words, name: str, role: str) -> str:
    """Invite somebody on the page and return the link that is shown to copy."""
    admin.open("/people").press(w("Invite somebody"), "link")
    admin.fill(w("Name"), name).fill(w("E-mail address"), f"{name.split(maxsplit=1)[0].lower()}@example.org")
    admin.choose(w("Role"), role)
    admin.choose(w("Held at"), label=re.compile("Cederskolan" if role == "teacher" else "kommun"))
    admin.press(w("Invite"))
    return admin.page.get_by_label(w("One-time link")).input_value()


def set_the_target(administrator: Visitor, w: Words) -> None:
    administrator.open("/programmes").press(w("Targets"), "link").press(w("Set targets"), "link")
    administrator.choose(w("Programme"), label="MVP högstadiet")
    administrator.page.get_by_role("checkbox", name=re.compile(r"7$")).check()
    administrator.press(w("Set targets"))


def import_the_classes(administrator: Visitor, w: Words, folder: Path) -> None:
    roster = folder / "klasser.csv"
    roster.write_text(CLASSES.replace(";24", ";många"), "utf-8")
    administrator.open("/classes").press(w("Import classes"), "link")
    administrator.page.get_by_label(w("File with classes")).set_input_files(roster)
    administrator.press(w("Show what it changes")).reads("många")
    roster.write_text(CLASSES, "utf-8")
    administrator.page.get_by_label(w("File with classes")).set_input_files(roster)
    administrator.press(w("Show what it changes")).reads("7B")
    administrator.press(w("Import"))


def plan_the_classes(administrator: Visitor, w: Words) -> None:
    """Let 7A begin today with its leader, and the rest of the school by one form."""
    administrator.open("/classes").press("7A", "link")
    administrator.press(w("Let the class take a programme"), "link")
    administrator.choose(w("Programme"), label="MVP högstadiet")
    administrator.fill(w("First lesson"), "2026-11-18")
    administrator.page.get_by_label("Tove Lind").check()
    administrator.press(w("Save the plan"))
    administrator.open("/classes").choose(w("School"), label="Cederskolan")
    administrator.page.get_by_role("button", name=w("Show"), exact=True).click()
    administrator.press(w("Plan the whole school"), "link")
    administrator.fill(w("First week"), "2026-11-23").press(w("Make the plans"))


def log_a_session(teacher: Visitor, w: Words) -> None:
    """Three taps: one pupil fewer, held as planned."""
    teacher.open("/my-sessions")
    teacher.page.get_by_role("button", name=w("One fewer: %(label)s", label=w("Pupils present"))).first.click()
    teacher.press(w("Held as planned")).reads(w("Undo"))


def read_coverage(administrator: Visitor, w: Words) -> None:
    administrator.open("/coverage").reads("Cederskolan")
    administrator.press("Cederskolan", "link").reads("7A", "7B")
    with administrator.page.expect_download() as report:
        administrator.page.get_by_role("link", name="PDF").click()
    assert Path(report.value.path()).read_bytes().startswith(b"%PDF-")
