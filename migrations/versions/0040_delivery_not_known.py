"""How a programme is delivered may not be known yet: of four in the catalogue it was guessed."""

import sqlalchemy as sa
from alembic import op

revision = "0040"
down_revision = "0039"
branch_labels = None
depends_on = None


def upgrade() -> None:
    let(nullable=True)


def downgrade() -> None:
    op.execute("UPDATE programme SET delivery_mode = 'continuous' WHERE delivery_mode IS NULL")
    let(nullable=False)


def let(*, nullable: bool) -> None:
    with op.batch_alter_table("programme") as batch_op:
        batch_op.alter_column("delivery_mode", existing_type=sa.String(length=40), nullable=nullable)
