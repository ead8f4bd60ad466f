"""Coverage sums: what is counted from targets, plans and outcomes, kept beside them; filled for what is there."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

KEYS = ["municipality_id", "school_year_id", "programme_id", "school_id", "grade"]
COUNTS = (
    *("classes", "taking", "started", "completed", "pupils", "reached"),
    *("held", "partly_held", "not_held", "open", "not_planned", "outside"),
)


def upgrade() -> None:
    op.create_table(
        "coverage_sum",
        sa.Column("municipality_id", sa.Uuid(), nullable=False),
        sa.Column("school_year_id", sa.Uuid(), nullable=False),
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("grade", sa.String(length=4), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in COUNTS),
        sa.CheckConstraint("classes > 0 OR outside > 0", name=op.f("ck_coverage_sum_about_something")),
        sa.ForeignKeyConstraint(["municipality_id"], ["municipality.id"], name=op.f("fk_coverage_sum_municipality_id")),
        sa.ForeignKeyConstraint(["school_year_id"], ["school_year.id"], name=op.f("fk_coverage_sum_school_year_id")),
        sa.ForeignKeyConstraint(["programme_id"], ["programme.id"], name=op.f("fk_coverage_sum_programme_id")),
        sa.ForeignKeyConstraint(["school_id"], ["agency.id"], name=op.f("fk_coverage_sum_school_id")),
        sa.PrimaryKeyConstraint(*KEYS, name=op.f("pk_coverage_sum")),
        sqlite_with_rowid=False,
        comment="For each programme and grade of a school: what its classes are expected to do, and how far they are.",
    )
    op.create_table(
        "coverage_day",
        sa.Column("municipality_id", sa.Uuid(), nullable=False),
        sa.Column("school_year_id", sa.Uuid(), nullable=False),
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("grade", sa.String(length=4), nullable=False),
        sa.Column("planned_on", sa.Date(), nullable=False),
        sa.Column("lessons", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            KEYS, [f"coverage_sum.{name}" for name in KEYS], name="fk_coverage_day_sum", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint(*KEYS, "planned_on", name=op.f("pk_coverage_day")),
        sqlite_with_rowid=False,
        comment="The open lessons of a sum by their planned day: which are overdue depends on the day they are read.",
    )
    for statement in (EXPECTED, OUTSIDE, DAYS):
        op.execute(statement)


EXPECTED = """
    INSERT INTO coverage_sum
    SELECT municipality_id, school_year_id, programme_id, school_id, grade, count(*), sum(taking),
        sum(CASE WHEN started THEN 1 ELSE 0 END), sum(CASE WHEN done THEN 1 ELSE 0 END),
        sum(pupils), sum(CASE WHEN started THEN pupils ELSE 0 END),
        sum(held), sum(partly_held), sum(not_held), sum(open_lessons), sum(not_planned), 0
    FROM (
        SELECT expected.municipality_id, expected.school_year_id, expected.programme_id, expected.school_id,
            expected.grade, expected.pupils,
            CASE WHEN p.id IS NULL THEN 0 ELSE 1 END AS taking,
            coalesce(n.held + n.partly_held > 0, FALSE)
                OR (e.id IS NOT NULL AND e.lessons_expected IS NULL AND coalesce(p.status = 'running', FALSE))
                AS started,
            coalesce(n.not_held + n.open_lessons + n.not_planned = 0, FALSE) AS done,
            coalesce(n.held, 0) AS held, coalesce(n.partly_held, 0) AS partly_held,
            coalesce(n.not_held, 0) AS not_held, coalesce(n.open_lessons, 0) AS open_lessons,
            coalesce(n.not_planned, e.lessons_expected, 0) AS not_planned
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
                count(CASE WHEN outcome IS NULL AND planned_on IS NULL THEN 1 END) AS not_planned
            FROM planned_session GROUP BY participation_id
        ) AS n ON n.participation_id = p.id AND e.lessons_expected IS NOT NULL
    ) AS line
    GROUP BY municipality_id, school_year_id, programme_id, school_id, grade
"""
OUTSIDE = """
    INSERT INTO coverage_sum
    SELECT p.municipality_id, p.school_year_id, p.programme_id, p.school_id, c.grade,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, count(*)
    FROM participation p JOIN school_class c ON c.id = p.school_class_id
    WHERE NOT EXISTS (
        SELECT 1 FROM coverage_target t WHERE t.programme_id = p.programme_id AND t.school_year_id = c.school_year_id
            AND t.grade = c.grade AND (t.school_id IS NULL OR t.school_id = c.school_id)
    )
    GROUP BY p.municipality_id, p.school_year_id, p.programme_id, p.school_id, c.grade
"""
DAYS = """
    INSERT INTO coverage_day
    SELECT s.municipality_id, s.school_year_id, s.programme_id, s.school_id, s.grade, l.planned_on, count(*)
    FROM participation p
    JOIN curriculum_version e ON e.id = p.curriculum_version_id AND e.lessons_expected IS NOT NULL
    JOIN school_class c ON c.id = p.school_class_id
    JOIN planned_session l ON l.participation_id = p.id AND l.outcome IS NULL AND l.planned_on IS NOT NULL
    JOIN coverage_sum s ON s.municipality_id = p.municipality_id AND s.school_year_id = p.school_year_id
        AND s.programme_id = p.programme_id AND s.school_id = p.school_id AND s.grade = c.grade AND s.classes > 0
    GROUP BY s.municipality_id, s.school_year_id, s.programme_id, s.school_id, s.grade, l.planned_on
"""


def downgrade() -> None:
    op.drop_table("coverage_day")
    op.drop_table("coverage_sum")
