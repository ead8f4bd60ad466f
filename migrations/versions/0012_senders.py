"""What senders need: the number to call at any hour, and whom to mail an answer in a case they cannot see."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

HOLDER = """
    CREATE FUNCTION app_question_holder(wanted uuid) RETURNS TABLE (person_id uuid, number varchar)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
        SELECT case_file.assigned_to_id, case_file.number
        FROM information_request JOIN case_file ON case_file.id = information_request.case_id
        WHERE information_request.id = wanted AND app_wrote(information_request.referral_id)
    $$
"""


def upgrade() -> None:
    op.add_column("agency", sa.Column("emergency_phone", sa.String(length=40), nullable=True))
    if op.get_bind().dialect.name == "postgresql":
        op.execute(HOLDER)


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION app_question_holder(uuid)")
    op.drop_column("agency", "emergency_phone")
