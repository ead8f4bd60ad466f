"""Cases: rows of a case are asked for one by one, and what a handler must know of rows they may not read."""

from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

SOCIAL_SERVICES = "ARRAY['social_worker', 'social_services_lead']"
FUNCTIONS = {
    "app_last_step(of_case uuid) RETURNS TABLE (id uuid, kind varchar, by_id uuid, at timestamptz)": f"""
        SELECT step.id, step.kind, step.by_id, step.at FROM case_step step JOIN case_file ON case_file.id = step.case_id
        WHERE case_file.id = of_case AND agency_id = ANY (app_agencies({SOCIAL_SERVICES}))
        AND (
            NOT is_protected OR assigned_to_id = app_person() OR agency_id = ANY (app_named())
            OR agency_id = ANY (app_agencies(ARRAY['social_services_lead']))
        )
        ORDER BY step.at DESC, step.id LIMIT 1
    """,
    "app_author_of(of_case uuid) RETURNS TABLE (author_id uuid, reference varchar)": """
        SELECT referral.author_id, referral.reference FROM case_file
        JOIN referral ON referral.id = case_file.referral_id
        WHERE case_file.id = of_case AND case_file.assigned_to_id = app_person()
    """,
}
BY_SET = "case_id IN (SELECT id FROM case_file)"
BY_ONE = "EXISTS (SELECT FROM case_file WHERE case_file.id = case_id)"
POLICIES = {  # table: act: (before, after) with the place of the question about the case as %s
    "case_step": {"SELECT": "%s"},
    "case_token": {"SELECT": "%s"},
    "case_deadline": {"SELECT": "%s"},
    "information_request": {"SELECT": "app_wrote(referral_id) OR %s"},
}


def upgrade() -> None:
    if op.get_bind().dialect.name != "postgresql":
        return
    for signature, body in FUNCTIONS.items():
        rights = "STABLE SECURITY DEFINER SET search_path = public, pg_temp"
        op.execute(f"CREATE FUNCTION {signature} LANGUAGE sql {rights} AS $$ {body} $$")
    ask(BY_ONE)


def ask(question: str) -> None:
    for table, policies in POLICIES.items():
        for act, condition in policies.items():
            op.execute(f"ALTER POLICY {table}_{act.lower()} ON {table} USING ({condition.replace('%s', question)})")


def downgrade() -> None:
    if op.get_bind().dialect.name != "postgresql":
        return
    ask(BY_SET)
    for signature in reversed(FUNCTIONS):
        op.execute(f"DROP FUNCTION {signature.partition(' RETURNS')[0]}")
