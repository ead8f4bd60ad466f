"""For each model that stands in an address: the row of one's own school, of another school, of another municipality."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import select

from prevention.accounts.models import RoleAssignment
from prevention.database import acting_as
from prevention.extensions import db
from prevention.referrals.models import Attachment
from tests.api.giving import give_token
from tests.observations.asking import of_the_cast
from tests.reports.rows import add_report, add_schedule
from tests.retention.runs import add_run
from tests.surveys.classes import of_the_cast as survey_questions
from tests.town import Town
from tests.world import ClassInProgramme, World

NAMED = {"filename": "css/app.css", "code": "9901"}  # what stands in addresses beside ids


@dataclass(frozen=True)
class Objects:
    own: uuid.UUID
    other_school: uuid.UUID  # where a model has no school: the same as `own`
    other_municipality: uuid.UUID
    other_kind: uuid.UUID | None = None  # of agencies: one that is no school, in one's own municipality


def objects_of(world: World) -> dict[str, Objects]:
    """Return the rows by table name, or by endpoint where a page shows others of the same table."""
    classes = (world.class_7a, world.class_7c, world.class_7d)
    return {name: of_classes(name, classes) for name in ("school_class", "participation")} | {
        "planned_session": Objects(*(one.planned_sessions[1] for one in classes)),
        "session_log": Objects(*(one.log for one in classes)),
        "agency": Objects(world.town.school, world.town.other_school, world.other_town.school, world.town.police),
        "programme": of_towns("mvp", world),
        "curriculum_version": of_towns("curriculum", world),
        "school_year": of_towns("school_year", world),
        "district": of_towns("district", world),
        "municipality": of_towns("municipality", world),
        "coverage_target": of_towns("target", world),
        "referral": Objects(world.messages.taken, world.messages.arrived, world.other_messages.taken),
        "referrals.write": of_messages("draft", world),
        "referrals.files": of_messages("draft", world),
        "attachment": of_messages("file", world),
        "cases.download_file": of_case_files(world),
        "information_request": of_messages("question", world),
        "case_file": Objects(world.messages.taken_case, world.messages.taken_case, world.other_messages.taken_case),
        "consent": of_messages("consent", world),
        "handover": of_messages("handover", world),
        "cooperation_group": of_messages("group", world),
        "person": Objects(world.nobody, world.nobody, world.nobody_b),
        "duty": Objects(world.messages.duty, world.messages.duty, world.other_messages.duty),
        "role_assignment": of_people("principal_elsewhere", world),
        "weeding_run": of_runs(world),
        "survey_question": of_questions(world),
        "observation": Objects(*of_the_cast(world)),
        "api_token": of_tokens(world),
        "report": of_principals(add_report, world),
        "report_schedule": of_principals(add_schedule, world),
    }


def of_classes(name: str, classes: tuple[ClassInProgramme, ...]) -> Objects:
    return Objects(*(getattr(one, name) for one in classes))


def of_people(name: str, world: World) -> Objects:
    """Return the role that this person holds, and that their twin holds."""

    def row(person: uuid.UUID) -> uuid.UUID:
        return db.session.scalars(select(RoleAssignment.id).where(RoleAssignment.person_id == person)).one()

    own = row(getattr(world, name))
    return Objects(own, own, row(getattr(world, f"{name}_b")))


def of_messages(name: str, world: World) -> Objects:
    here: uuid.UUID = getattr(world.messages, name)
    return Objects(here, here, getattr(world.other_messages, name))


def of_tokens(world: World) -> Objects:
    here, elsewhere = world.town, world.other_town
    at = ((here, here.school), (here, here.other_school), (elsewhere, elsewhere.school))
    return Objects(*(give_token(town, agency).id for town, agency in at))


def of_case_files(world: World) -> Objects:
    """Return the receivers' copies of files, each in a case that somebody holds."""

    def row(case: uuid.UUID, lead: uuid.UUID) -> uuid.UUID:
        with acting_as(lead):
            return db.session.scalars(select(Attachment.id).where(Attachment.case_id == case)).one()

    own = row(world.messages.taken_case, world.social_services_lead)
    return Objects(own, own, row(world.other_messages.taken_case, world.social_services_lead_b))


def of_runs(world: World) -> Objects:
    own = add_run(world.town.municipality)
    return Objects(own, own, add_run(world.other_town.municipality))


def of_principals(add: Callable[[Town, uuid.UUID, uuid.UUID], uuid.UUID], world: World) -> Objects:
    """Return what each principal has of their own school."""
    return Objects(
        add(world.town, world.principal, world.town.school),
        add(world.town, world.principal_elsewhere, world.town.other_school),
        add(world.other_town, world.principal_b, world.other_town.school),
    )


def of_questions(world: World) -> Objects:
    own, other = survey_questions(world)
    return Objects(own, own, other)


def of_towns(name: str, world: World) -> Objects:
    def row(town: Town) -> uuid.UUID:
        key: uuid.UUID = getattr(town, name)
        return key

    return Objects(row(world.town), row(world.town), row(world.other_town))
