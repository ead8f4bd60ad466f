"""Drafts know which open page wrote each step, programme leaders take part in groups, and closed agencies open nothing.

And the glass is broken by a number too: the question is put as a keyed hash, like every search.
"""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

TAKING_PART = ("teacher", "principal", "social_worker", "rescue_officer", "police_liaison")
SOCIAL_SERVICES = "ARRAY['social_worker', 'social_services_lead']"
RIGHTS = "STABLE SECURITY DEFINER SET search_path = public, pg_temp"
OPEN = """
    JOIN agency ON agency.id = held.agency_id AND (agency.active_to IS NULL OR agency.active_to >= app_today())
"""
TO_BREAK = "app_case_to_break_by(wanted bytea)"


def upgrade() -> None:
    op.add_column("referral", sa.Column("written_by", sa.JSON(), nullable=False, server_default=sa.text("'{}'")))
    if op.get_bind().dialect.name == "postgresql":
        let_take_part((*TAKING_PART, "programme_leader"))
        hold_at(OPEN)
        op.execute(f"""
            CREATE FUNCTION {TO_BREAK} RETURNS TABLE (id uuid, data_key_id uuid) LANGUAGE sql {RIGHTS} AS $$
                SELECT here.id, here.data_key_id FROM case_file here
                JOIN case_token ON case_token.case_id = here.id AND case_token.kind = 'number'
                WHERE case_token.token = wanted AND NOT here.is_protected
                AND here.agency_id = ANY (app_agencies({SOCIAL_SERVICES}))
                ORDER BY here.status = 'closed', here.received_at DESC, here.id
                LIMIT 1
            $$
        """)


def let_take_part(roles: tuple[str, ...]) -> None:
    """Write the question which groups somebody takes part in anew, as 0020 put it."""
    held = ", ".join(f"'{role}'" for role in roles)
    op.execute(f"""
        CREATE OR REPLACE FUNCTION app_my_groups() RETURNS uuid[] LANGUAGE plpgsql {RIGHTS} AS $$ BEGIN RETURN (
            SELECT coalesce(array_agg(cooperation_group.id), '{{}}') FROM cooperation_group
            JOIN group_member ON group_member.group_id = cooperation_group.id
            WHERE group_member.person_id = app_person() AND group_member.left_at IS NULL
            AND group_member.agency_id = ANY (app_agencies(ARRAY[{held}]))
            AND cooperation_group.ended_at IS NULL AND cooperation_group.until >= app_today()
            AND app_consent_stands(cooperation_group.consent_id)
        ); END $$
    """)


def hold_at(agencies: str) -> None:
    """Write the question where somebody holds a role anew, as 0017 put it, of the agencies that the join leaves."""
    op.execute(f"""
        CREATE OR REPLACE FUNCTION app_agencies(roles text[]) RETURNS uuid[] LANGUAGE plpgsql {RIGHTS}
        AS $$ BEGIN RETURN (
            SELECT coalesce(array_agg(held.agency_id), '{{}}') FROM role_assignment held
            JOIN person ON person.id = held.person_id AND person.deactivated_at IS NULL
            {agencies}
            WHERE held.person_id = app_person() AND held.ended_at IS NULL AND held.role = ANY (roles)
        ); END $$
    """)


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute(f"DROP FUNCTION {TO_BREAK}")
        let_take_part(TAKING_PART)
        hold_at("")
    op.drop_column("referral", "written_by")
