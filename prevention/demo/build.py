"""Building the demo: everything in memory first, then a few bulk inserts, so that it takes seconds."""

import random
from collections.abc import Callable
from dataclasses import asdict, dataclass

from sqlalchemy import exists, insert, select

from prevention import clock
from prevention.access.kinds import AgencyKind
from prevention.audit.record import event, record
from prevention.classes.models import Participation, ParticipationLeader, PlannedSession
from prevention.coverage.sums import Scope, recount
from prevention.extensions import db
from prevention.logbook.models import SessionLog
from prevention.opendata.models import OpenDataSetting
from prevention.opendata.models import Scope as Published
from prevention.organisations.actions import found_municipality
from prevention.organisations.models import Municipality

from .classes import Choosing, Taking, add_classes
from .emergency import add_emergency
from .groups import add_group
from .handovers import add_handovers
from .messages import add_messages
from .observations import add_observations
from .offers import add_targets, current_editions, offers_of
from .people import add_people
from .places import BIG_SCHOOL, CODE, NAME, SCHOOLS, add_agencies, add_school_years
from .readiness import add_readiness
from .results import add_results
from .sessions import Story, story_of
from .surveys import add_questions, add_surveys
from .systems import add_systems
from .unit import add_unit

DEMO_BUILT = event("demo.built", "schools", "people", "classes", "participations", "logs")
SEED = 9990


@dataclass(frozen=True, slots=True)
class Built:
    """What stands now, in numbers."""

    schools: int
    people: int
    classes: int
    participations: int
    logs: int


def is_built() -> bool:
    return bool(db.session.scalar(select(exists().where(Municipality.code == CODE))))


def build(say: Callable[[str], None]) -> Built:
    """Add the invented municipality, the same one for the same day. Records one event for all of it."""
    rng = random.Random(SEED)  # noqa: S311  nothing here is secret
    municipality = found_municipality(CODE, NAME)
    agencies = add_agencies(municipality)
    add_results(municipality.id, agencies)
    db.session.add(OpenDataSetting(municipality_id=municipality.id, scope=Published.ALL))
    people = add_people(municipality.id, agencies, rng)
    say(f"{len(SCHOOLS)} schools, {people.count} people")
    add_unit(municipality.id, agencies[AgencyKind.SOCIAL_SERVICES], people.cast)
    sent = add_messages(people.cast, agencies[BIG_SCHOOL.name], agencies[AgencyKind.SOCIAL_SERVICES])
    add_emergency(people.cast)
    say(f"{sent} messages to the social services, and a draft")
    add_handovers(people.cast, agencies)
    say("three hand-overs from social services: one done, one waiting, one closed with its consent")
    add_group(people.cast, agencies)
    say("a group around one young person, with school and police")
    say(f"{add_systems(people.cast, agencies)} other systems that read figures, one of them stopped")
    editions = current_editions(municipality.id)
    questions = add_questions(municipality.id, editions)
    classes = participations = logs = 0
    for year, last_year in zip(add_school_years(municipality), (True, False), strict=True):
        offers = offers_of(last_year)
        add_targets(year, offers, editions, agencies)
        in_year = add_classes(year, agencies, rng)
        takings = list(Choosing(year, last_year, editions, people, rng).takings(in_year, offers))
        stories = [story_of(taking, clock.today(), rng) for taking in takings]
        insert_all(takings, stories)
        add_surveys(questions, takings, stories, editions)
        add_observations(takings, stories, people)
        add_readiness(year, takings, agencies, people)
        say(f"{year.name}: {len(in_year)} classes, {len(takings)} of them take a programme")
        classes, participations = classes + len(in_year), participations + len(takings)
        logs += sum(len(story.logs) for story in stories)
    built = Built(len(SCHOOLS), people.count, classes, participations, logs)
    record(None, DEMO_BUILT, municipality, **asdict(built))
    recount(Scope(municipality.id))
    return built


def insert_all(takings: list[Taking], stories: list[Story]) -> None:
    pairs = list(zip(takings, stories, strict=True))
    leaders = [(taking, person) for taking in takings for person in taking.leaders]
    db.session.execute(insert(Participation), [participation_row(taking, story) for taking, story in pairs])
    db.session.execute(
        insert(ParticipationLeader),
        [
            {"municipality_id": one.year.municipality_id, "participation_id": one.id, "person_id": person}
            for one, person in leaders
        ],
    )
    db.session.execute(insert(PlannedSession), [row for story in stories for row in story.planned])
    db.session.execute(insert(SessionLog), [row for story in stories for row in story.logs])


def participation_row(taking: Taking, story: Story) -> dict[str, object]:
    days = [row["planned_on"] for row in story.planned if row["planned_on"]]
    stopped = taking.pace.held_before_stop is not None
    return {
        "id": taking.id,
        "municipality_id": taking.year.municipality_id,
        "school_class_id": taking.of.id,
        "school_id": taking.of.school_id,
        "school_year_id": taking.year.id,
        "programme_id": taking.edition.programme_id,
        "curriculum_version_id": taking.edition.id,
        "status": story.status,
        "starts_on": min(days, default=None),
        "weekday": taking.weekday if days else None,
        "room": taking.room,
        "peer_mentors": taking.peer_mentors,
        "broken_off_reason": "Läraren slutade och ingen ny ledare fanns." if stopped else None,
    }
