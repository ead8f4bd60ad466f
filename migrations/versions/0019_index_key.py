"""The key of a municipality's search hashes is nobody's to delete: no record points at it, and all are found by it."""

from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    delete_where("made_by_id = app_person() AND id <> municipality_id")


def delete_where(condition: str) -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute(f"ALTER POLICY data_key_delete ON data_key USING ({condition})")


def downgrade() -> None:
    delete_where("made_by_id = app_person()")
