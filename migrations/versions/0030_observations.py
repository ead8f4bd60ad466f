"""Observations: what a second rater saw of a sample of lessons."""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "observation",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("municipality_id", sa.Uuid(), nullable=False),
        sa.Column("participation_id", sa.Uuid(), nullable=False),
        sa.Column("lesson_id", sa.Uuid(), nullable=False),
        sa.Column("observer_id", sa.Uuid(), nullable=False),
        sa.Column("asked_by_id", sa.Uuid(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("observed_on", sa.Date(), nullable=True),
        sa.Column("minutes", sa.Integer(), nullable=True),
        sa.Column("leaders_present", sa.Integer(), nullable=True),
        sa.Column("delivered_as_planned", sa.Boolean(), nullable=True),
        sa.Column("engagement", sa.Integer(), nullable=True),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("(written_at IS NULL) = (observed_on IS NULL)", name=op.f("ck_observation_written_has_day")),
        sa.CheckConstraint("engagement >= 1 AND engagement <= 5", name=op.f("ck_observation_engagement_one_to_five")),
        sa.CheckConstraint("leaders_present >= 0", name=op.f("ck_observation_leaders_present_not_negative")),
        sa.CheckConstraint("minutes > 0 AND minutes <= 600", name=op.f("ck_observation_minutes_plausible")),
        sa.ForeignKeyConstraint(["asked_by_id"], ["person.id"], name=op.f("fk_observation_asked_by_id")),
        sa.ForeignKeyConstraint(["lesson_id"], ["lesson.id"], name=op.f("fk_observation_lesson_id")),
        sa.ForeignKeyConstraint(["municipality_id"], ["municipality.id"], name=op.f("fk_observation_municipality_id")),
        sa.ForeignKeyConstraint(["observer_id"], ["person.id"], name=op.f("fk_observation_observer_id")),
        sa.ForeignKeyConstraint(
            ["participation_id"], ["participation.id"], name=op.f("fk_observation_participation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_observation")),
        sa.UniqueConstraint("participation_id", "lesson_id", name=op.f("uq_observation_participation_id_lesson_id")),
    )
    op.create_index(op.f("ix_observation_municipality_id"), "observation", ["municipality_id"])
    op.create_index(op.f("ix_observation_observer_id"), "observation", ["observer_id"])


def downgrade() -> None:
    op.drop_table("observation")
