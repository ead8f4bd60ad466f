"""Row-level security that an inbox of thousands can afford.

What a person holds is asked by functions in plpgsql, which keep their plan where those in sql make it anew each time.
And rows of a case ask for their own case alone: as a set (`IN`, and `EXISTS` too, which PostgreSQL turns into one)
every case of the unit was read for each statement.
"""

from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

FUNCTIONS = {
    "app_agencies(roles text[]) RETURNS uuid[]": """
        SELECT coalesce(array_agg(held.agency_id), '{}') FROM role_assignment held
        JOIN person ON person.id = held.person_id AND person.deactivated_at IS NULL
        WHERE held.person_id = app_person() AND held.ended_at IS NULL AND held.role = ANY (roles)
    """,
    "app_duty() RETURNS uuid[]": """
        SELECT coalesce(array_agg(agency_id), '{}') FROM duty
        WHERE person_id = app_person() AND app_today() BETWEEN starts_on AND ends_on
    """,
    "app_named() RETURNS uuid[]": """
        SELECT coalesce(array_agg(agency_id), '{}') FROM named_handler WHERE person_id = app_person()
    """,
    "app_broken_glass() RETURNS uuid[]": """
        SELECT coalesce(array_agg(case_id), '{}') FROM emergency_access
        WHERE person_id = app_person() AND expires_at > app_now()
    """,
    "app_offered() RETURNS uuid[]": """
        SELECT coalesce(array_agg(case_id), '{}') FROM case_offer WHERE to_id = app_person() AND answered_at IS NULL
    """,
}
BY_SET = "EXISTS (SELECT FROM case_file WHERE case_file.id = case_id)"
BY_ONE = "(SELECT true FROM case_file WHERE case_file.id = case_id)"
POLICIES = {  # table: the condition to read it, with the place of the question about the case as %s
    "case_step": "%s",
    "case_token": "%s",
    "case_deadline": "%s",
    "information_request": "app_wrote(referral_id) OR %s",
}
RIGHTS = "STABLE SECURITY DEFINER SET search_path = public, pg_temp"


def upgrade() -> None:
    if op.get_bind().dialect.name != "postgresql":
        return
    for signature, body in FUNCTIONS.items():
        define(signature, "plpgsql", f"BEGIN RETURN ({body}); END")
    ask(BY_ONE)


def define(signature: str, language: str, body: str) -> None:
    op.execute(f"CREATE OR REPLACE FUNCTION {signature} LANGUAGE {language} {RIGHTS} AS $$ {body} $$")


def ask(question: str) -> None:
    for table, condition in POLICIES.items():
        op.execute(f"ALTER POLICY {table}_select ON {table} USING ({condition.replace('%s', question)})")


def downgrade() -> None:
    if op.get_bind().dialect.name != "postgresql":
        return
    ask(BY_SET)
    for signature, body in FUNCTIONS.items():
        define(signature, "sql", body)
