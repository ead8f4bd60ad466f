"""What the schools of the demo have done around their programmes: the further a school is, the more of it."""

import random
import uuid
from collections.abc import Mapping, Sequence
from datetime import timedelta

from sqlalchemy import insert, select

from prevention import clock
from prevention.extensions import db
from prevention.organisations.models import SchoolYear
from prevention.readiness.models import Readiness, ReadinessAnswer, ReadinessStep, StepKind

from .classes import Taking
from .paces import BEHIND, COMPLETED, HARDLY_STARTED, LATER, NOBODY_YET, ON_PLAN, Pace
from .people import ADMINISTRATOR, People
from .places import SCHOOLS, School

PAIR = 2
DONE: Mapping[Pace, float] = {COMPLETED: 1.0, ON_PLAN: 0.8, BEHIND: 0.45, LATER: 0.3}
SILENT = {HARDLY_STARTED, NOBODY_YET}  # whose schools have stated nothing
NOTES = ("Halvdagen är flyttad till våren.", "Två ledare går utbildningen i vår.", None, None)


def add_readiness(
    year: SchoolYear,
    takings: Sequence[Taking],
    agencies: Mapping[str, uuid.UUID],
    people: People,
) -> None:
    """Fill in the checklists of a year, but for schools that are silent."""
    rng = random.Random(year.name)  # noqa: S311  of its own, so that the lessons of the demo stay as they were
    steps = list(db.session.scalars(select(ReadinessStep).order_by(ReadinessStep.place)))
    lists, answers = [], []
    for school in (school for school in SCHOOLS if school.pace not in SILENT):
        row = {
            "id": uuid.uuid4(),
            "municipality_id": year.municipality_id,
            "school_id": agencies[school.name],
            "school_year_id": year.id,
            "note": rng.choice(NOTES),
            "filled_in_by_id": people.cast[ADMINISTRATOR.name],
            "filled_in_at": clock.now() - timedelta(days=rng.randint(5, 60)),
        }
        lists.append(row)
        for step in steps:
            answers += answers_to(step, school, takings, row, rng)
    db.session.execute(insert(Readiness), lists)
    db.session.execute(insert(ReadinessAnswer), answers)


def answers_to(
    step: ReadinessStep, school: School, takings: Sequence[Taking], row: Mapping[str, object], rng: random.Random
) -> list[dict[str, object]]:
    of = {"municipality_id": row["municipality_id"], "readiness_id": row["id"], "step_id": step.id}
    share = DONE[school.pace]
    if step.kind is StepKind.LEADERS:
        needed = needed_at(school, takings)
        return [
            {**of, "programme_id": programme, "value": round(count * min(1.0, share + rng.random() / 5))}
            for programme, count in needed.items()
        ]
    if rng.random() > share + 0.25:
        return []
    value = round(step.wanted * share) if step.kind is StepKind.COUNT else int(rng.random() < share)
    return [{**of, "programme_id": None, "value": value}]


def needed_at(school: School, takings: Sequence[Taking]) -> dict[uuid.UUID, int]:
    found: dict[uuid.UUID, int] = {}
    for taking in takings:
        if taking.of.school is school and taking.edition.leaders >= PAIR:
            programme = taking.edition.programme_id
            found[programme] = found.get(programme, 0) + taking.edition.leaders
    return found
