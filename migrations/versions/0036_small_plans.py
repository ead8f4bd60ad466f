"""Who may see a case is asked in the order of how often it is the reason, and of rows beside it by a function.

Each policy that names `case_file` brought the whole of its policy into every plan, and those brought each other's: to
get such a plan ready took longer than to run it.
"""

from alembic import op

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None

AT_UNIT = "agency_id = ANY ((SELECT app_agencies(ARRAY['social_worker', 'social_services_lead']))::uuid[])"
LEADS = "agency_id = ANY ((SELECT app_agencies(ARRAY['social_services_lead']))::uuid[])"
OWN = "assigned_to_id = (SELECT app_person()) OR id = ANY ((SELECT app_offered())::uuid[])"
ARRIVED = """
    status = 'received' AND (
        NOT is_protected AND agency_id = ANY ((SELECT app_duty())::uuid[])
        OR is_protected AND agency_id = ANY ((SELECT app_named())::uuid[])
    )
"""
BROKEN = "NOT is_protected AND id = ANY ((SELECT app_broken_glass())::uuid[])"
OWN_FIRST = f"{AT_UNIT} AND ({OWN} OR {ARRIVED} OR {BROKEN}) OR {LEADS}"
LEADS_FIRST = f"{LEADS} OR {AT_UNIT} AND ({OWN} OR {ARRIVED}) OR {AT_UNIT} AND {BROKEN}"
FOR_ONESELF = {  # table: whose row it is besides that of who sees the case
    "case_offer": "to_id = (SELECT app_person())",
    "emergency_access": "person_id = (SELECT app_person())",
    "information_request": "app_wrote(referral_id)",
}
OF_CASE = {
    "case_offer": "case_id IN (SELECT id FROM case_file)",
    "emergency_access": "case_id IN (SELECT id FROM case_file)",
    "information_request": "(SELECT true FROM case_file WHERE case_file.id = case_id)",
}


def upgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute(f"""
            CREATE FUNCTION app_sees(of_case uuid) RETURNS boolean
            LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
                BEGIN RETURN EXISTS (SELECT FROM case_file WHERE id = of_case AND ({OWN_FIRST})); END
            $$
        """)
        set_policies(OWN_FIRST, dict.fromkeys(OF_CASE, "app_sees(case_id)"))


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        set_policies(LEADS_FIRST, OF_CASE)
        op.execute("DROP FUNCTION app_sees(uuid)")


def set_policies(sees_case: str, of_case: dict[str, str]) -> None:
    op.execute(f"ALTER POLICY case_file_select ON case_file USING ({sees_case})")
    for table, own in FOR_ONESELF.items():
        op.execute(f"ALTER POLICY {table}_select ON {table} USING ({own} OR {of_case[table]})")
