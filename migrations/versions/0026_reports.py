"""Reports that were asked for, and those that are made every month."""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

KINDS = ("school", "municipality", "council")
FORMATS = ("pdf", "archive", "xlsx", "csv")
ABOUT_A_SCHOOL = "(kind = 'school') = (school_id IS NOT NULL)"
NOT_MADE = sa.text("made_at IS NULL")


def one_of(name: str, values: tuple[str, ...]) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, length=40, create_constraint=True)


def what() -> list[sa.Column[object]]:
    return [
        sa.Column("asked", sa.String(length=120), nullable=False),
        sa.Column("kind", one_of("report_kind", KINDS), nullable=False),
        sa.Column("format", one_of("report_format", FORMATS), nullable=False),
        sa.Column("school_id", sa.Uuid(), nullable=True),
    ]


def belongs(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}"))


def upgrade() -> None:
    op.create_table(
        "report",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("municipality_id", sa.Uuid(), nullable=False),
        sa.Column("asked_by_id", sa.Uuid(), nullable=False),
        *what(),
        sa.Column("school_year_id", sa.Uuid(), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("job_id", sa.Uuid(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("size", sa.Integer(), nullable=True),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.CheckConstraint(ABOUT_A_SCHOOL, name=op.f("ck_report_about_a_school")),
        sa.CheckConstraint("(made_at IS NULL) = (content IS NULL)", name=op.f("ck_report_made_with_content")),
        belongs("report", "municipality_id", "municipality"),
        belongs("report", "asked_by_id", "person"),
        belongs("report", "school_id", "agency"),
        belongs("report", "school_year_id", "school_year"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report")),
    )
    op.create_index(op.f("ix_report_municipality_id"), "report", ["municipality_id"])
    op.create_index(op.f("ix_report_expires_at"), "report", ["expires_at"])
    op.create_index("ix_report_asked_by_id_asked_at", "report", ["asked_by_id", "asked_at"])
    op.create_index(
        "uq_report_asked_by_id_asked",
        "report",
        ["asked_by_id", "asked"],
        unique=True,
        sqlite_where=NOT_MADE,
        postgresql_where=NOT_MADE,
    )
    op.create_table(
        "report_schedule",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("municipality_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        *what(),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("next_on", sa.Date(), nullable=False),
        sa.CheckConstraint(ABOUT_A_SCHOOL, name=op.f("ck_report_schedule_about_a_school")),
        sa.CheckConstraint("day BETWEEN 1 AND 28", name=op.f("ck_report_schedule_in_every_month")),
        belongs("report_schedule", "municipality_id", "municipality"),
        belongs("report_schedule", "person_id", "person"),
        belongs("report_schedule", "school_id", "agency"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_schedule")),
        sa.UniqueConstraint("person_id", "asked", name=op.f("uq_report_schedule_person_id_asked")),
    )
    op.create_index(op.f("ix_report_schedule_municipality_id"), "report_schedule", ["municipality_id"])
    op.create_index(op.f("ix_report_schedule_next_on"), "report_schedule", ["next_on"])


def downgrade() -> None:
    op.drop_table("report_schedule")
    op.drop_table("report")
