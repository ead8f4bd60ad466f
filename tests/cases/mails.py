"""What went through the SMTP server, in words of the cast; and that no word of a case was among it."""

import uuid

from sqlalchemy import select

from prevention.accounts.models import Person
from prevention.cases.models import CaseFile
from prevention.database import acting_as
from prevention.extensions import db
from prevention.jobs import runner
from tests.postbox import Postbox
from tests.world import World

SECRETS = ("Kim", "Exempelsson", "Robin", "Påhittad", "Sam ", "20130101", "TF01", "tryggt", "skola", "Talat", "070-000")


def run_worker() -> None:
    runner.queue_periodic()
    while runner.run_next():
        pass


def take_letters(box: Postbox) -> list[tuple[str, str, str]]:
    """Return (to whom in the cast, subject, text) of each letter and empty the box; none tells a word of a case."""
    names = {row.email: row.email.partition("@")[0] for row in db.session.scalars(select(Person))}
    found = [(names[to[0]], str(message["Subject"]), str(message.get_content())) for to, message in box.letters]
    for _to, subject, text in found:
        assert not [secret for secret in SECRETS if secret in subject + text]
    box.letters.clear()
    return sorted(found)


def told(box: Postbox) -> list[str]:
    return [who for who, _subject, _text in take_letters(box)]


def number_of(world: World, case: uuid.UUID) -> str:
    with acting_as(world.social_services_lead):
        return db.session.scalars(select(CaseFile.number).where(CaseFile.id == case)).one()
