"""What the page of a case shows of hand-overs and consents, and what the forms of sending offer."""

import uuid
from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, SQLColumnExpression, String, bindparam, cast, exists, func, or_, select

from prevention import clock
from prevention.access.actor import Actor
from prevention.access.permissions import Permission
from prevention.cases.models import CaseFile, CaseStatus
from prevention.extensions import db
from prevention.formats import day
from prevention.organisations.models import Agency
from prevention.referrals.models import ReferralKind
from prevention.sealing.models import DataKey
from prevention.sealing.safe import opened
from prevention.together import Question, Rows, ask_together

from .checks import RECEIVING_KINDS, deciders, may_end
from .codes import PURPOSES, Field
from .consents import names_of
from .copying import age_of, content_in, values_of
from .data import CardRow, CaseCard, Choices, ConsentData, ConsentRow, EventRow, Receiver, Row
from .grounds import grounds
from .models import Consent, Handover, HandoverEvent
from .queries import row_query
from .words import EVENT, GIVER, OUTCOME, PURPOSE, fields_in_words, state


def digits(ids: SQLColumnExpression[Any]) -> ColumnElement[str]:
    """Return ids as text without hyphens: PostgreSQL writes a UUID with them, SQLite without."""
    return func.replace(cast(ids, String), "-", "", type_=String)


THIS: ColumnElement[uuid.UUID] = bindparam("case_id")
HANDOVERS = Question(  # the hand-overs of a case, latest first, a row for each event of theirs
    row_query()
    .add_columns(HandoverEvent.kind, HandoverEvent.day)
    .outerjoin(HandoverEvent, HandoverEvent.handover_id == Handover.id)
    .where(Handover.case_id == THIS),
    (Handover.sent_at.desc(), Handover.id, HandoverEvent.day, HandoverEvent.at, HandoverEvent.id),
)
CONSENTS = Question(
    select(
        Consent.id,
        Consent.given_by,
        Consent.agency_ids,
        Consent.fields,
        Consent.given_on,
        Consent.until,
        Consent.withdrawn_at,
    ).where(Consent.case_id == THIS),
    (Consent.until.desc(), Consent.id),
)
COVERED = Question(  # whom the consents of a case name
    select(Agency.id, Agency.name).where(
        exists().where(
            Consent.case_id == THIS,
            Consent.municipality_id == Agency.municipality_id,
            digits(Consent.agency_ids).contains(digits(Agency.id)),
        )
    ),
    (Agency.id,),
)
AGREED = {"consents": CONSENTS, "covered": COVERED}
KEY = Question(select(DataKey.id, DataKey.wrapped).where(DataKey.id == bindparam("key")), (DataKey.id,))


def case_card(actor: Actor, case: CaseFile, handovers: Rows, consents: list[ConsentRow]) -> CaseCard:
    """Return the card: `handovers` are the answer to `HANDOVERS`. It holds no sealed text."""
    return CaseCard(
        case_id=case.id,
        rows=[card_row(row, events) for row, events in with_events(handovers)],
        consents=consents,
        may_hand_over=may_hand_over(actor, case),
        may_end=may_end(actor, case),
    )


def with_events(handovers: Rows) -> list[tuple[Row, list[EventRow]]]:
    found: dict[uuid.UUID, tuple[Row, list[EventRow]]] = {}
    for *row, kind, day_of in handovers:
        _row, events = found.setdefault(row[0], (Row(*row), []))
        events.append(EventRow(kind, day_of))
    return list(found.values())


def card_row(row: Row, events: list[EventRow]) -> CardRow:
    came_to = f": {OUTCOME[row.outcome]}" if row.outcome else ""
    what = f"{PURPOSE[row.purpose]}, {row.receiver}{came_to}"
    return CardRow(row.id, row.reference, state(row), what, [f"{EVENT[one.kind]} {day(one.day)}" for one in events])


def may_hand_over(actor: Actor, case: CaseFile) -> bool:
    """Tell whether they hold the case, it is open, and it is about somebody."""
    holds = actor.may(Permission.HANDOVER_SEND) and case.assigned_to_id == actor.person_id
    return holds and case.status is not CaseStatus.CLOSED and case.kind is ReferralKind.CONCERN


def consents_of(case: CaseFile) -> list[ConsentRow]:
    found = ask_together(AGREED, {"case_id": case.id})
    return consent_rows(found["consents"], found["covered"])


def consent_rows(consents: Rows, covered: Rows) -> list[ConsentRow]:
    """Put names to whom consents name: the answers to `CONSENTS` and `COVERED`."""
    names = {str(key): name for key, name in covered}
    return [as_row(row, names) for row in consents]


def as_row(row: tuple[Any, ...], names: Mapping[str, str]) -> ConsentRow:
    key, given_by, agency_ids, fields, given_on, until, withdrawn_at = row
    return ConsentRow(
        id=key,
        given_by=given_by,
        giver=GIVER[given_by],
        to=", ".join(sorted(names[one] for one in agency_ids if one in names)),
        scope=fields_in_words([Field(one) for one in fields]),
        given_on=given_on,
        until=until,
        withdrawn_at=withdrawn_at,
        in_force=withdrawn_at is None and until >= clock.today(),
        covers=frozenset(map(uuid.UUID, agency_ids)),
    )


def choices(case: CaseFile, to: Receiver) -> Choices:
    """Return what can be chosen from, once the receiver is: what they do, what the case says, and what the rules allow.

    It opens the case's copy of the message. Whoever shows it records that.
    """
    told = ask_together({"key": KEY} | AGREED, {"key": case.data_key_id, "case_id": case.id})
    content = content_in(opened(*told["key"][0]), case)
    age, agreed = age_of(content), consent_rows(told["consents"], told["covered"])
    consents = [one for one in agreed if one.in_force]
    found = grounds(case, to, age, consents)
    return Choices(
        to=to,
        purposes=[purpose for purpose, kind in PURPOSES.items() if kind is to.kind],
        grounds=found.offered,
        refused=found.refused,
        has_consent=bool(consents),
        deciders=deciders(case),
        values=values_of(content),
        age=age,
    )


def receivers(case: CaseFile) -> list[tuple[uuid.UUID, str]]:
    return [(one.id, one.name) for one in receiving(case)]


def receiving(case: CaseFile) -> list[Receiver]:
    """Return the agencies of the municipality that something can be handed over to, by kind and name."""
    query = select(Agency.id, Agency.name, Agency.kind).where(
        Agency.municipality_id == case.municipality_id,
        Agency.kind.in_(RECEIVING_KINDS),
        or_(Agency.active_to.is_(None), Agency.active_to >= clock.today()),
    )
    found = [Receiver(*row) for row in db.session.execute(query)]
    return sorted(found, key=lambda one: (RECEIVING_KINDS.index(one.kind), one.name, str(one.id)))


def as_written(consent: Consent) -> ConsentData:
    """Return a consent as the form shows it, to be renewed. Whoever shows it records that."""
    return ConsentData(
        given_by=consent.given_by,
        names=names_of(consent),
        agency_ids=tuple(uuid.UUID(one) for one in consent.agency_ids),
        fields=frozenset(Field(one) for one in consent.fields),
        given_on=clock.today(),
        until=consent.until,
    )


def case_of(consent: Consent) -> CaseFile:
    return db.session.get_one(CaseFile, consent.case_id)
