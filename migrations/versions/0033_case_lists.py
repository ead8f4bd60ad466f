"""What a list of cases tells of each stands ready: the clock that runs out first, and the age, sealed by itself.

A case that came before has no age in lists; on its page it stands as ever.
"""

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None

KIND = """
    VARCHAR(40) CONSTRAINT ck_case_file_next_due_kind
    CHECK (next_due_kind IN ('protection', 'preliminary', 'inquiry', 'feedback'))
"""
NEXT = """
    (SELECT {column} FROM case_deadline WHERE case_id = case_file.id AND met_at IS NULL ORDER BY due_on, kind LIMIT 1)
"""


def upgrade() -> None:
    op.add_column("case_file", sa.Column("age", sa.LargeBinary(), nullable=True))
    op.add_column("case_file", sa.Column("next_due_on", sa.Date(), nullable=True))
    op.execute(f"ALTER TABLE case_file ADD COLUMN next_due_kind {KIND}")
    if op.get_bind().dialect.name != "postgresql":
        fill()
        return
    for table in ("case_file", "case_deadline"):
        op.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
    fill()
    for table in ("case_file", "case_deadline"):
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
    op.execute("GRANT UPDATE (next_due_on, next_due_kind) ON case_file TO prevention_runtime")


def fill() -> None:
    for column, of_clock in (("next_due_on", "due_on"), ("next_due_kind", "kind")):
        op.execute(f"UPDATE case_file SET {column} = {NEXT.format(column=of_clock)}")


def downgrade() -> None:
    for column in ("next_due_kind", "next_due_on", "age"):
        op.execute(f"ALTER TABLE case_file DROP COLUMN {column}")
