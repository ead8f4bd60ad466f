"""The server is killed at every statement of sending in turn: it is sent whole or not at all, and again is safe."""

import os
import uuid
from collections.abc import Callable
from functools import partial

import pytest
from flask import Flask
from sqlalchemy import Engine, PoolProxiedConnection, event, func, select

from prevention.audit.models import AuditEvent
from prevention.audit.verify import verify
from prevention.cases.models import CaseDeadline, CaseFile, CaseToken
from prevention.database import acting_as
from prevention.extensions import db
from prevention.jobs.models import Job
from prevention.referrals.models import Attachment, Referral, StatusEvent
from prevention.sealing.models import DataKey
from tests.client import PageClient
from tests.world import World

from .test_files import add
from .writer import send, write_all

KILLED = 9
MOST = 200


def test_killed_at_any_statement_it_is_sent_whole_or_not_at_all(own_app: tuple[Flask, World]) -> None:
    app, world = own_app
    draft = written(app, world)
    before = standing(app, world, draft)
    assert before["sent"] == before["case"] == before["told"] == 0
    for number in range(1, MOST):
        ended = in_a_child(app, world, draft, partial(kill_at, number))
        if ended != KILLED:
            break
        assert standing(app, world, draft) == before, f"half of it stayed after statement {number}"
    assert (ended, number > 20) == (0, True)
    whole = standing(app, world, draft)
    assert (whole["sent"], whole["case"], whole["told"], whole["clock"], whole["status"]) == (1, 1, 1, 3, 2)
    assert again(app, world, draft) == f"/referrals/{draft}"
    assert standing(app, world, draft) == whole, "sent again, something came twice"


@pytest.mark.parametrize("stays", [False, True], ids=["before", "after"])
def test_killed_around_the_commit_sending_again_is_safe(own_app: tuple[Flask, World], stays: bool) -> None:
    app, world = own_app
    draft = written(app, world)
    before = standing(app, world, draft)
    assert in_a_child(app, world, draft, partial(kill_around_commit, stays)) == KILLED
    struck = standing(app, world, draft)
    assert (struck == before) is not stays
    assert again(app, world, draft) == f"/referrals/{draft}"
    whole = standing(app, world, draft)
    assert (whole["sent"], whole["case"], whole["told"]) == (1, 1, 1)
    assert not stays or whole == struck


def written(app: Flask, world: World) -> uuid.UUID:
    """Let the teacher write all of a message, with a file, for a school whose head wants to be told."""
    with app.app_context():
        browser(app, world.principal).post("/referrals/settings", data={"schools": [str(world.town.school)]})
        client = browser(app, world.teacher)
        draft = write_all(client, world)
        add(client, draft, b"%PDF-1.7", "intyg.pdf")
        return draft


def browser(app: Flask, person: uuid.UUID) -> PageClient:
    client = app.test_client()
    assert isinstance(client, PageClient)
    client.sign_in(person)
    db.session.remove()  # on SQLite whoever looks outside a request keeps others from writing
    return client


def in_a_child(app: Flask, world: World, draft: uuid.UUID, strike: Callable[[Engine], None]) -> int:
    """Send in a process of its own, which `strike` lets die, and return how it ended: 0 for sent."""
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
    child = os.fork()
    if child == 0:
        with app.app_context():
            client = browser(app, world.teacher)
            strike(db.engine)
            os._exit(0 if send(client, draft).status_code == 303 else 1)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def kill_at(number: int, engine: Engine) -> None:
    left = [number]

    def count(*_given: object) -> None:
        left[0] -= 1
        if not left[0]:
            os._exit(KILLED)

    event.listen(engine, "before_cursor_execute", count)


def kill_around_commit(after: bool, engine: Engine) -> None:
    commit = engine.dialect.do_commit

    def struck(connection: PoolProxiedConnection) -> None:
        if after:
            commit(connection)
        os._exit(KILLED)

    engine.dialect.do_commit = struck  # type: ignore[method-assign, assignment]


def again(app: Flask, world: World, draft: uuid.UUID) -> str | None:
    with app.app_context():
        return send(browser(app, world.teacher), draft).location


def standing(app: Flask, world: World, draft: uuid.UUID) -> dict[str, int]:
    """Count every row that sending writes, as both sides see them."""
    with app.app_context():
        assert verify()[1] == []
        with acting_as(world.teacher):
            found = {
                "sent": count(Referral.id, Referral.id == draft, Referral.sent_at.is_not(None)),
                "status": count(StatusEvent.id, StatusEvent.referral_id == draft),
                "own file": count(Attachment.id, Attachment.referral_id == draft),
            }
        with acting_as(world.social_services_lead):
            case = select(CaseFile.id).where(CaseFile.referral_id == draft).scalar_subquery()
            found |= {
                "case": count(CaseFile.id, CaseFile.referral_id == draft),
                "clock": count(CaseDeadline.id, CaseDeadline.case_id == case),
                "token": count(CaseToken.id, CaseToken.case_id == case),
                "file": count(Attachment.id, Attachment.case_id == case),
                "key": count(DataKey.id),
            }
        found["told"] = count(AuditEvent.id, AuditEvent.event == "referral.sent", AuditEvent.object_id == draft)
        found["job"] = count(Job.id)
        db.session.remove()
    return found


def count(column: object, *which: object) -> int:
    return db.session.scalar(select(func.count(column)).where(*which)) or 0  # type: ignore[arg-type]
