"""Logbook: what was held, and every correction."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "session_log",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("municipality_id", sa.Uuid(), nullable=False),
        sa.Column("participation_id", sa.Uuid(), nullable=False),
        sa.Column("lesson_id", sa.Uuid(), nullable=True),
        sa.Column(
            "status",
            sa.Enum(
                "held",
                "partly_held",
                "not_held",
                "moved",
                name="session_status",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("moved_to", sa.Date(), nullable=True),
        sa.Column(
            "reason",
            sa.Enum(
                "leader_absent",
                "class_away",
                "timetable",
                "no_room",
                "short_of_time",
                "incident",
                "other",
                name="reason",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("minutes", sa.Integer(), nullable=True),
        sa.Column("leaders_present", sa.Integer(), nullable=True),
        sa.Column("pupils_present", sa.Integer(), nullable=True),
        sa.Column(
            "grouping",
            sa.Enum(
                "whole_class",
                "half_mixed",
                "half_by_gender",
                name="grouping",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("delivered_as_planned", sa.Boolean(), nullable=True),
        sa.Column("engagement", sa.Integer(), nullable=True),
        sa.Column("note", sa.String(length=500), nullable=True),
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("logged_by_id", sa.Uuid(), nullable=False),
        sa.Column("logged_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("replaces_id", sa.Uuid(), nullable=True),
        sa.Column("superseded_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("status <> 'moved' OR moved_to IS NOT NULL", name=op.f("ck_session_log_moved_has_new_day")),
        sa.CheckConstraint("engagement >= 1 AND engagement <= 5", name=op.f("ck_session_log_engagement_one_to_five")),
        sa.CheckConstraint("leaders_present >= 0", name=op.f("ck_session_log_leaders_present_not_negative")),
        sa.CheckConstraint("minutes > 0 AND minutes <= 600", name=op.f("ck_session_log_minutes_plausible")),
        sa.CheckConstraint("pupils_present >= 0", name=op.f("ck_session_log_pupils_present_not_negative")),
        sa.ForeignKeyConstraint(["lesson_id"], ["lesson.id"], name=op.f("fk_session_log_lesson_id")),
        sa.ForeignKeyConstraint(["logged_by_id"], ["person.id"], name=op.f("fk_session_log_logged_by_id")),
        sa.ForeignKeyConstraint(["municipality_id"], ["municipality.id"], name=op.f("fk_session_log_municipality_id")),
        sa.ForeignKeyConstraint(
            ["participation_id"], ["participation.id"], name=op.f("fk_session_log_participation_id")
        ),
        sa.ForeignKeyConstraint(["replaces_id"], ["session_log.id"], name=op.f("fk_session_log_replaces_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_session_log")),
        sa.UniqueConstraint("participation_id", "client_id", name=op.f("uq_session_log_participation_id_client_id")),
    )
    with op.batch_alter_table("session_log", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_session_log_municipality_id"), ["municipality_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_session_log_participation_id"), ["participation_id"], unique=False)
        batch_op.create_index(
            "uq_session_log_lesson_in_force",
            ["participation_id", "lesson_id"],
            unique=True,
            sqlite_where=sa.text("superseded_at IS NULL AND status <> 'moved'"),
            postgresql_where=sa.text("superseded_at IS NULL AND status <> 'moved'"),
        )


def downgrade() -> None:
    with op.batch_alter_table("session_log", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_session_log_lesson_in_force",
            sqlite_where=sa.text("superseded_at IS NULL AND status <> 'moved'"),
            postgresql_where=sa.text("superseded_at IS NULL AND status <> 'moved'"),
        )
        batch_op.drop_index(batch_op.f("ix_session_log_participation_id"))
        batch_op.drop_index(batch_op.f("ix_session_log_municipality_id"))

    op.drop_table("session_log")
