"""Who opens a case is told in one question what there is beside it: under the policies it took as long as the rest."""

from alembic import op

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None

SOCIAL_SERVICES = "ARRAY['social_worker', 'social_services_lead']"
LEAD = "ARRAY['social_services_lead']"
OPENS = f"""
    agency_id = ANY (app_agencies({SOCIAL_SERVICES})) AND (
        assigned_to_id = app_person() OR id = ANY (app_offered()) OR status = 'received' AND (
            NOT is_protected AND agency_id = ANY (app_duty()) OR is_protected AND agency_id = ANY (app_named())
        )
        OR NOT is_protected AND (agency_id = ANY (app_agencies({LEAD})) OR id = ANY (app_broken_glass()))
    )
"""
OF_CASE = ("attachment", "handover", "consent", "cooperation_group")


def upgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        there_is = ", ".join(f"EXISTS (SELECT FROM {table} WHERE case_id = here.id)" for table in OF_CASE)
        op.execute(f"""
            CREATE FUNCTION app_beside(of_case uuid)
            RETURNS TABLE (files boolean, handovers boolean, consents boolean, groups boolean, others boolean)
            LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
                #variable_conflict use_column
                BEGIN RETURN QUERY SELECT {there_is}, EXISTS (SELECT FROM app_other_open(here.id))
                FROM (SELECT id FROM case_file WHERE id = of_case AND ({OPENS})) here; END
            $$
        """)


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION app_beside(uuid)")
