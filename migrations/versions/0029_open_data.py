"""What a municipality publishes as open data."""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "open_data_setting",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("municipality_id", sa.Uuid(), nullable=False),
        sa.Column(
            "scope",
            sa.Enum("none", "over", "all", name="scope", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["municipality_id"], ["municipality.id"], name=op.f("fk_open_data_setting_municipality_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_open_data_setting")),
        sa.UniqueConstraint("municipality_id", name=op.f("uq_open_data_setting_municipality_id")),
    )
    with op.batch_alter_table("open_data_setting", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_open_data_setting_municipality_id"), ["municipality_id"], unique=False)


def downgrade() -> None:
    op.drop_table("open_data_setting")
