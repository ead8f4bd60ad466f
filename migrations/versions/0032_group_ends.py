"""Row-level security of groups, once more: what has ended stays ended, and only those the consent covers are let in."""

from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None

HELD_CASE = "EXISTS (SELECT FROM case_file WHERE case_file.id = case_id AND assigned_to_id = app_person())"
LED = """
    EXISTS (
        SELECT FROM cooperation_group JOIN case_file ON case_file.id = cooperation_group.case_id
        WHERE cooperation_group.id = group_id AND case_file.assigned_to_id = app_person()
    )
"""
CONSENTED = """
    EXISTS (
        SELECT FROM consent WHERE consent.id = consent_id AND consent.case_id = cooperation_group.case_id
        AND consent.until >= cooperation_group.until AND consent.withdrawn_at IS NULL
    )
"""
COVERED = """
    EXISTS (
        SELECT FROM cooperation_group JOIN case_file ON case_file.id = cooperation_group.case_id
        JOIN consent ON consent.id = cooperation_group.consent_id
        WHERE cooperation_group.id = group_id AND cooperation_group.ended_at IS NULL
        AND case_file.assigned_to_id = app_person() AND (
            group_member.agency_id = case_file.agency_id
            OR consent.agency_ids::jsonb @> to_jsonb(group_member.agency_id::text)
        )
    )
"""
TAKES_PART = """
    EXISTS (
        SELECT FROM group_member WHERE group_member.id = member_id AND group_member.group_id = commitment.group_id
        AND group_member.left_at IS NULL
    )
"""
OF_GROUPS = {  # table: who adds a row, and who added one before
    "cooperation_group": (
        f"started_by_id = app_person() AND {HELD_CASE} AND {CONSENTED}",
        f"started_by_id = app_person() AND {HELD_CASE}",
    ),
    "group_member": (COVERED, LED),
    "commitment": (f"done_at IS NULL AND {LED} AND {TAKES_PART}", LED),
}
ENDS = {"cooperation_group": "ended_at", "group_member": "left_at", "commitment": "done_at"}


def upgrade() -> None:
    if op.get_bind().dialect.name != "postgresql":
        return
    for table, (condition, _before) in OF_GROUPS.items():
        op.execute(f"ALTER POLICY {table}_insert ON {table} WITH CHECK ({condition})")
    for table, column in ENDS.items():
        op.execute(f"""
            CREATE TRIGGER {table}_{column}_final BEFORE UPDATE OF {column} ON {table}
            FOR EACH ROW WHEN (OLD.{column} IS NOT NULL AND OLD.{column} IS DISTINCT FROM NEW.{column})
            EXECUTE FUNCTION is_fixed()
        """)


def downgrade() -> None:
    if op.get_bind().dialect.name != "postgresql":
        return
    for table, column in ENDS.items():
        op.execute(f"DROP TRIGGER {table}_{column}_final ON {table}")
    for table, (_condition, before) in OF_GROUPS.items():
        op.execute(f"ALTER POLICY {table}_insert ON {table} WITH CHECK ({before})")
