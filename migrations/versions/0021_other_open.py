"""The question about other open cases keeps its plan, as those of 0017 do: it is asked whenever a case is opened."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

SIGNATURE = "app_other_open(of_case uuid) RETURNS TABLE (number varchar, holder_id uuid)"
RIGHTS = "STABLE SECURITY DEFINER SET search_path = public, pg_temp"
BEFORE, AFTER = "#variable_conflict use_column\nBEGIN RETURN QUERY ", "; END"


def upgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        define("plpgsql", BEFORE + body() + AFTER)


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        define("sql", body().removeprefix(BEFORE).removesuffix(AFTER))


def body() -> str:
    """Return what the function asks, as the migration before wrote it."""
    query = sa.text("SELECT prosrc FROM pg_proc WHERE proname = 'app_other_open'")
    return str(op.get_bind().scalar(query)).strip()


def define(language: str, asked: str) -> None:
    op.execute(f"CREATE OR REPLACE FUNCTION {SIGNATURE} LANGUAGE {language} {RIGHTS} AS $$ {asked} $$")
