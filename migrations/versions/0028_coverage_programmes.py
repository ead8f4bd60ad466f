"""A programme's sums over all schools and grades, for the nation; and the open lessons by day, found by the day."""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

KEYS = ["municipality_id", "school_year_id", "programme_id"]
COUNTS = (
    *("classes", "taking", "started", "completed", "pupils", "reached"),
    *("held", "partly_held", "not_held", "open", "not_planned", "outside"),
)
BY_DAY = "ix_coverage_day_by_day"


def upgrade() -> None:
    op.create_table(
        "coverage_programme",
        *(sa.Column(name, sa.Uuid(), nullable=False) for name in KEYS),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in COUNTS),
        sa.ForeignKeyConstraint(
            ["municipality_id"], ["municipality.id"], name=op.f("fk_coverage_programme_municipality_id")
        ),
        sa.ForeignKeyConstraint(
            ["school_year_id"], ["school_year.id"], name=op.f("fk_coverage_programme_school_year_id")
        ),
        sa.ForeignKeyConstraint(["programme_id"], ["programme.id"], name=op.f("fk_coverage_programme_programme_id")),
        sa.PrimaryKeyConstraint(*KEYS, name=op.f("pk_coverage_programme")),
        sqlite_with_rowid=False,
        comment="A programme over all schools and grades of a year: what the nation is added up from.",
    )
    keys, sums = ", ".join(KEYS), ", ".join(f"sum({name})" for name in COUNTS)
    op.execute(f"INSERT INTO coverage_programme SELECT {keys}, {sums} FROM coverage_sum GROUP BY {keys}")
    op.create_index(BY_DAY, "coverage_day", [*KEYS[:2], "planned_on", "programme_id", "lessons"])


def downgrade() -> None:
    op.drop_index(BY_DAY, "coverage_day")
    op.drop_table("coverage_programme")
