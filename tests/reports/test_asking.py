"""From asking to the file: made once, in the background, told by mail, kept for its time, for who asked alone."""

import json
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from prevention import clock, pdf
from prevention.accounts.models import Person, RoleAssignment
from prevention.audit.models import AuditEvent
from prevention.extensions import db
from prevention.jobs import actions as job_actions
from prevention.jobs.models import Job
from prevention.reports import handlers
from prevention.reports.models import Report
from tests.client import PageClient
from tests.postbox import Postbox
from tests.world import World

from .asking import ask, file_of, of_municipality, of_school
from .rows import PDF, add_report

Run = Callable[[], None]


def reports() -> int:
    return db.session.scalar(select(func.count()).select_from(Report)) or 0


def told(event: str) -> list[AuditEvent]:
    return list(db.session.scalars(select(AuditEvent).where(AuditEvent.event == event).order_by(AuditEvent.number)))


def test_it_waits_is_made_and_is_downloaded(administrator: PageClient, world: World, run_jobs: Run) -> None:
    page = ask(administrator, of_municipality(world.town.municipality))
    assert "Den väntar på sin tur sedan 18 november 2026 kl. 10:00" in administrator.get(page).text
    run_jobs()
    assert "Rapporten är klar" in administrator.get(page).text
    file = administrator.post(f"{page}/download")
    assert file.headers["Content-Disposition"] == "attachment; filename=kommunrapport-2026-27.csv"
    assert file.headers["Cache-Control"].startswith("no-store") or "private" in file.headers["Cache-Control"]
    assert "7A" in file.data.decode("utf-8-sig")


def test_asking_twice_does_not_make_it_twice(administrator: PageClient, world: World, run_jobs: Run) -> None:
    address = of_municipality(world.town.municipality)
    assert ask(administrator, address) == ask(administrator, address)
    assert (reports(), db.session.scalar(select(func.count()).where(Job.kind == "reports.make"))) == (1, 1)
    assert ask(administrator, address, "xlsx") != ask(administrator, address)
    run_jobs()
    ask(administrator, address)
    assert reports() == 3  # the first is made: who asks again wants today's figures


def test_what_was_asked_and_downloaded_stands_in_the_trail(
    administrator: PageClient, world: World, run_jobs: Run
) -> None:
    file_of(administrator, run_jobs, of_school(world.town.school), "csv")
    (asked,), (made,), (downloaded,) = (told(f"report.{what}") for what in ("asked", "made", "downloaded"))
    assert (asked.actor_id, downloaded.actor_id, made.actor_id) == (world.coverage_administrator,) * 2 + (None,)
    assert asked.details["school_id"] == str(world.town.school)
    assert downloaded.details == {"kind": "school", "format": "csv"}
    assert made.details["size"] > 100


def test_what_is_not_made_is_not_downloaded(administrator: PageClient, world: World) -> None:
    page = ask(administrator, of_municipality(world.town.municipality))
    assert administrator.post(f"{page}/download").status_code == 303
    assert told("report.downloaded") == []


def test_the_link_comes_by_mail_and_nothing_of_the_content(
    administrator: PageClient, world: World, run_jobs: Run, postbox: Postbox
) -> None:
    page = ask(administrator, of_municipality(world.town.municipality))
    run_jobs()
    ((to, message),) = postbox.letters
    assert to == ["coverage_administrator@9901.example"]
    assert message["Subject"] == "Din rapport är klar"
    text = message.get_content()
    assert f"https://almkoping.example{page}" in text
    assert "2026-12-18" in text
    assert not any(word in text for word in ("7A", "norra", "lektion"))


def test_without_a_mail_server_nothing_is_queued(administrator: PageClient, world: World, run_jobs: Run) -> None:
    ask(administrator, of_municipality(world.town.municipality))
    run_jobs()
    assert db.session.scalars(select(Job).where(Job.kind == "mail")).all() == []


def test_one_that_fails_says_so_and_is_tried_again(
    administrator: PageClient, world: World, run_jobs: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_given: object) -> bytes:
        raise pdf.NotPrinted("A long document ended with -9.")

    page = ask(administrator, of_municipality(world.town.municipality))
    with monkeypatch.context() as patch:
        patch.setattr(handlers, "make_file", fail)
        run_jobs()
    shown = administrator.get(page).text
    assert "Rapporten gick inte att ta fram" in shown
    assert "Försök igen" in shown
    assert "Gick inte att ta fram" in administrator.get("/reports").text
    for _click in range(2):
        assert administrator.post(f"{page}/again").status_code == 303
    assert db.session.scalar(select(func.count()).where(Job.kind == "reports.make")) == 2
    run_jobs()
    assert "Rapporten är klar" in administrator.get(page).text


def test_asking_anew_for_one_that_failed_starts_that_one(
    administrator: PageClient, world: World, run_jobs: Run
) -> None:
    page = ask(administrator, of_municipality(world.town.municipality))
    db.session.execute(update(Job).values(failed_at=clock.now()))
    assert ask(administrator, of_municipality(world.town.municipality)) == page
    run_jobs()
    assert "Rapporten är klar" in administrator.get(page).text


def test_what_was_away_is_tried_again_by_itself(administrator: PageClient, world: World) -> None:
    page = ask(administrator, of_municipality(world.town.municipality))
    db.session.execute(update(Job).values(last_error="OperationalError", run_at=clock.now() + timedelta(minutes=5)))
    assert "nästa gång 18 november 2026 kl. 10:05" in administrator.get(page).text


def test_how_many_schools_are_done_is_told(administrator: PageClient, world: World, run_jobs: Run) -> None:
    """The page is looked at from inside the job, each time it tells how far it is."""
    seen: list[str] = []
    page = ask(administrator, of_municipality(world.town.municipality), "pdf")
    progress = job_actions.progress

    def look(done: int, of: int) -> None:
        progress(done, of)
        seen.append(administrator.get(page).text)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(handlers, "progress", look)
        run_jobs()
    assert "0 av 2 skolor" in seen[0]
    assert "2 av 2 skolor" in seen[-1]
    assert 'hx-trigger="every 2s"' in seen[0]
    assert "Titta igen" in seen[0]


def test_a_report_is_for_who_asked(administrator: PageClient, world: World) -> None:
    report = add_report(world.town, world.principal, world.town.school)
    assert administrator.get(f"/reports/{report}").status_code == 404
    assert administrator.post(f"/reports/{report}/download").status_code == 404
    assert administrator.sign_in(world.principal).post(f"/reports/{report}/download").data == PDF


def test_the_rule_is_asked_again_at_each_download(principal: PageClient, world: World) -> None:
    report = add_report(world.town, world.principal, world.town.school)
    assert principal.post(f"/reports/{report}/download").status_code == 200
    db.session.execute(
        update(RoleAssignment)
        .where(RoleAssignment.person_id == world.principal)
        .values(agency_id=world.town.other_school)
    )
    assert principal.post(f"/reports/{report}/download").status_code == 404


def test_who_lost_their_role_gets_no_report(administrator: PageClient, world: World, run_jobs: Run) -> None:
    ask(administrator, of_municipality(world.town.municipality))
    db.session.execute(
        update(RoleAssignment)
        .where(RoleAssignment.person_id == world.coverage_administrator)
        .values(ended_at=clock.now())
    )
    run_jobs()
    assert db.session.scalars(select(Job.last_error).where(Job.kind == "reports.make")).one() == "MayNoLonger"
    assert told("report.made") == []


def test_a_closed_account_gets_no_report(administrator: PageClient, world: World, run_jobs: Run) -> None:
    ask(administrator, of_municipality(world.town.municipality))
    db.session.get_one(Person, world.coverage_administrator).deactivated_at = clock.now()
    db.session.commit()
    run_jobs()
    assert db.session.scalars(select(Job.last_error).where(Job.kind == "reports.make")).one() == "MayNoLonger"


def test_it_is_gone_when_its_time_is_over(principal: PageClient, world: World, now: Callable[..., None]) -> None:
    report = add_report(world.town, world.principal, world.town.school)
    kept = add_report(world.town, world.principal, world.town.school)
    db.session.execute(update(Report).where(Report.id == report).values(expires_at=clock.now()))
    assert principal.get(f"/reports/{report}").status_code == 404
    handlers.sweep({})
    assert list(db.session.scalars(select(Report.id))) == [kept]


@pytest.mark.parametrize("data", [{"format": "exe"}, {}, {"format": "csv", "school_year": "1999/00"}])
def test_what_is_not_on_the_list_is_not_made(administrator: PageClient, world: World, data: dict[str, str]) -> None:
    response = administrator.post(of_municipality(world.town.municipality), data=data)
    assert response.status_code == 422
    assert reports() == 0


def test_a_table_for_the_council_cannot_be_asked_for(administrator: PageClient, world: World) -> None:
    address = f"/reports/council/{world.town.municipality}"
    assert administrator.post(address, data={"format": "xlsx", "school_year": "2026/27"}).status_code == 422


def test_only_a_school_has_a_school_report(administrator: PageClient, world: World) -> None:
    for address in ("", "/monthly"):
        assert administrator.post(of_school(world.town.police) + address).status_code == 404
    assert administrator.get(of_school(world.town.police)).status_code == 404


def test_a_job_holds_an_id_and_no_content(administrator: PageClient, world: World) -> None:
    ask(administrator, of_municipality(world.town.municipality))
    arguments = db.session.scalars(select(Job.arguments).where(Job.kind == "reports.make")).one()
    assert json.loads(json.dumps(arguments)).keys() == {"report_id"}
