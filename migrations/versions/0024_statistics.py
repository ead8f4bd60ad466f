"""Skolverket's statistics about each school, as they stand in the source."""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "statistic_value",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("municipality_id", sa.Uuid(), nullable=False),
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("measure", sa.String(length=80), nullable=False),
        sa.Column("period", sa.String(length=7), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "exact",
                "about",
                "suppressed",
                "missing",
                "excluded",
                name="value_kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("number", sa.Double(), nullable=True),
        sa.Column("text", sa.String(length=20), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(number IS NOT NULL) = (kind IN ('exact', 'about'))", name=op.f("ck_statistic_value_number_by_kind")
        ),
        sa.ForeignKeyConstraint(
            ["municipality_id"], ["municipality.id"], name=op.f("fk_statistic_value_municipality_id")
        ),
        sa.ForeignKeyConstraint(["school_id"], ["agency.id"], name=op.f("fk_statistic_value_school_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_statistic_value")),
        sa.UniqueConstraint("school_id", "measure", "period", name=op.f("uq_statistic_value_school_id_measure_period")),
    )
    with op.batch_alter_table("statistic_value", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_statistic_value_municipality_id"), ["municipality_id"], unique=False)
        batch_op.create_index(
            "ix_statistic_value_municipality_id_measure_period",
            ["municipality_id", "measure", "period"],
            unique=False,
        )


def downgrade() -> None:
    op.drop_table("statistic_value")
