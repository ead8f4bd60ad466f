"""Coverage by class and by the day a lesson was held, kept beside the sums; filled for what is there."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

KEYS = ["municipality_id", "school_year_id", "programme_id", "school_id", "grade"]
COUNTS = (
    *("taking", "started", "completed", "pupils", "reached"),
    *("held", "partly_held", "not_held", "open", "not_planned", "broken_off"),
)


def keys() -> list[sa.Column[object]]:
    ids = [sa.Column(name, sa.Uuid(), nullable=False) for name in KEYS[:-1]]
    return [*ids, sa.Column("grade", sa.String(length=4), nullable=False)]


def upgrade() -> None:
    op.create_table(
        "coverage_class",
        *keys(),
        sa.Column("school_class_id", sa.Uuid(), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in COUNTS),
        sa.Column("weekday", sa.Integer(), nullable=True),
        sa.Column("first_open_on", sa.Date(), nullable=True),
        sa.Column("last_open_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["municipality_id"], ["municipality.id"], name=op.f("fk_coverage_class_municipality_id")
        ),
        sa.ForeignKeyConstraint(["school_year_id"], ["school_year.id"], name=op.f("fk_coverage_class_school_year_id")),
        sa.ForeignKeyConstraint(["programme_id"], ["programme.id"], name=op.f("fk_coverage_class_programme_id")),
        sa.ForeignKeyConstraint(["school_id"], ["agency.id"], name=op.f("fk_coverage_class_school_id")),
        sa.ForeignKeyConstraint(
            ["school_class_id"],
            ["school_class.id"],
            name=op.f("fk_coverage_class_school_class_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint(*KEYS, "school_class_id", name=op.f("pk_coverage_class")),
        sqlite_with_rowid=False,
        comment="Each class that is expected to take a programme: how far it is, and what tells when it will be done.",
    )
    op.create_index("ix_coverage_class_school_class", "coverage_class", ["school_class_id"])
    op.create_table(
        "coverage_held",
        *keys(),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("lessons", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            KEYS, [f"coverage_sum.{name}" for name in KEYS], name="fk_coverage_held_sum", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint(*KEYS, "held_on", name=op.f("pk_coverage_held")),
        sqlite_with_rowid=False,
        comment="The held lessons of a sum by the day they were held: what has changed since, and a month at a time.",
    )
    op.create_index("ix_coverage_held_by_day", "coverage_held", [*KEYS[:3], "held_on", "lessons"])
    op.execute(CLASSES)
    op.execute(HELD)


CLASSES = """
    INSERT INTO coverage_class
    SELECT expected.municipality_id, expected.school_year_id, expected.programme_id, expected.school_id,
        expected.grade, expected.id,
        CASE WHEN p.id IS NULL THEN 0 ELSE 1 END,
        CASE WHEN began.yes THEN 1 ELSE 0 END,
        CASE WHEN n.not_held + n.open_lessons + n.not_planned = 0 THEN 1 ELSE 0 END,
        expected.pupils,
        CASE WHEN began.yes THEN expected.pupils ELSE 0 END,
        coalesce(n.held, 0), coalesce(n.partly_held, 0), coalesce(n.not_held, 0), coalesce(n.open_lessons, 0),
        coalesce(n.not_planned, e.lessons_expected, 0),
        CASE WHEN p.status = 'broken_off' THEN 1 ELSE 0 END,
        p.weekday, n.first_open_on, n.last_open_on
    FROM (
        SELECT DISTINCT c.municipality_id, c.school_year_id, t.programme_id, c.school_id, c.grade, c.pupils, c.id
        FROM school_class c JOIN coverage_target t ON t.school_year_id = c.school_year_id AND t.grade = c.grade
            AND (t.school_id IS NULL OR t.school_id = c.school_id)
    ) AS expected
    LEFT JOIN participation p ON p.school_class_id = expected.id AND p.programme_id = expected.programme_id
    LEFT JOIN curriculum_version e ON e.programme_id = expected.programme_id
        AND (e.id = p.curriculum_version_id OR (p.id IS NULL AND e.is_current))
    LEFT JOIN (
        SELECT participation_id,
            count(CASE WHEN outcome = 'held' THEN 1 END) AS held,
            count(CASE WHEN outcome = 'partly_held' THEN 1 END) AS partly_held,
            count(CASE WHEN outcome = 'not_held' THEN 1 END) AS not_held,
            count(CASE WHEN outcome IS NULL AND planned_on IS NOT NULL THEN 1 END) AS open_lessons,
            count(CASE WHEN outcome IS NULL AND planned_on IS NULL THEN 1 END) AS not_planned,
            min(CASE WHEN outcome IS NULL THEN planned_on END) AS first_open_on,
            max(CASE WHEN outcome IS NULL THEN planned_on END) AS last_open_on
        FROM planned_session GROUP BY participation_id
    ) AS n ON n.participation_id = p.id AND e.lessons_expected IS NOT NULL
    LEFT JOIN (
        SELECT q.id, (coalesce(d.done, 0) > 0 AND v.lessons_expected IS NOT NULL)
            OR (v.lessons_expected IS NULL AND q.status = 'running') AS yes
        FROM participation q
        JOIN curriculum_version v ON v.id = q.curriculum_version_id
        LEFT JOIN (
            SELECT participation_id, count(*) AS done FROM planned_session
            WHERE outcome IN ('held', 'partly_held') GROUP BY participation_id
        ) AS d ON d.participation_id = q.id
    ) AS began ON began.id = p.id
"""
HELD = """
    INSERT INTO coverage_held
    SELECT s.municipality_id, s.school_year_id, s.programme_id, s.school_id, s.grade, l.held_on, count(*)
    FROM participation p
    JOIN curriculum_version e ON e.id = p.curriculum_version_id AND e.lessons_expected IS NOT NULL
    JOIN school_class c ON c.id = p.school_class_id
    JOIN planned_session t ON t.participation_id = p.id AND t.outcome = 'held'
    JOIN session_log l ON l.participation_id = p.id AND l.lesson_id = t.lesson_id
        AND l.superseded_at IS NULL AND l.status <> 'moved'
    JOIN coverage_sum s ON s.municipality_id = p.municipality_id AND s.school_year_id = p.school_year_id
        AND s.programme_id = p.programme_id AND s.school_id = p.school_id AND s.grade = c.grade AND s.classes > 0
    GROUP BY s.municipality_id, s.school_year_id, s.programme_id, s.school_id, s.grade, l.held_on
"""


def downgrade() -> None:
    op.drop_table("coverage_held")
    op.drop_table("coverage_class")
