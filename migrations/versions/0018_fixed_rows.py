"""Row-level security of writing: seeing a secret row is not yet a right to change it.

Who broke the glass reads and nothing else; who holds a case speaks to its sender; what was answered, withdrawn or ended
stays so; and columns that no step changes cannot be changed by the login of the pages.
"""

from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

SCHOOL_STAFF = "ARRAY['teacher', 'principal']"
SOCIAL_SERVICES = "ARRAY['social_worker', 'social_services_lead']"
LEAD = "ARRAY['social_services_lead']"
RECEIVERS = "ARRAY['rescue_officer', 'police_liaison', 'principal']"
RIGHTS = "STABLE SECURITY DEFINER SET search_path = public, pg_temp"

LEADS = f"agency_id = ANY ((SELECT app_agencies({LEAD}))::uuid[])"
ARRIVED = """
    status = 'received' AND (
        NOT is_protected AND agency_id = ANY ((SELECT app_duty())::uuid[])
        OR is_protected AND agency_id = ANY ((SELECT app_named())::uuid[])
    )
"""
HANDLES = f"""
    {LEADS} OR agency_id = ANY ((SELECT app_agencies({SOCIAL_SERVICES}))::uuid[]) AND (
        assigned_to_id = (SELECT app_person()) OR id = ANY ((SELECT app_offered())::uuid[]) OR {ARRIVED}
    )
"""
OPENS = f"""
    agency_id = ANY (app_agencies({SOCIAL_SERVICES})) AND (
        assigned_to_id = app_person() OR id = ANY (app_offered()) OR {ARRIVED}
        OR NOT is_protected AND ({LEADS} OR id = ANY (app_broken_glass()))
    )
"""
OF_CASE = "(SELECT true FROM case_file WHERE case_file.id = case_id)"
HELD = "EXISTS (SELECT FROM case_file WHERE case_file.id = case_id AND assigned_to_id = app_person())"
HANDLED = f"EXISTS (SELECT FROM case_file WHERE case_file.id = case_id AND ({HANDLES}))"
ANSWERED_FOR = f"""
    EXISTS (SELECT FROM case_file WHERE case_file.id = case_id AND (assigned_to_id = app_person() OR {LEADS}))
"""
OFFER = f"to_id = app_person() OR {ANSWERED_FOR}"
HANDOVER = f"receiver_agency_id = ANY (app_agencies({RECEIVERS})) OR {ANSWERED_FOR}"
DRAFT = "referral_id IN (SELECT id FROM referral WHERE author_id = app_person() AND status = 'draft')"

POLICIES = {  # (table, act): the condition before and after it
    ("case_file", "UPDATE"): (HANDLES, f"agency_id = ANY (app_agencies({SOCIAL_SERVICES}))"),
    ("case_offer", "INSERT"): (None, f"by_id = app_person() AND answered_at IS NULL AND {HELD}"),
    ("case_offer", "UPDATE"): (f"answered_at IS NULL AND ({OFFER})", f"answered_at IS NOT NULL AND ({OFFER})"),
    ("case_step", "INSERT"): (
        None,
        f"""
            by_id = app_person() AND (
                {HANDLED} OR kind = 'break_glass' AND {OF_CASE} OR kind = 'sender_answered' AND app_sent(case_id)
            )
        """,
    ),
    ("case_token", "INSERT"): (None, "app_sent(case_id)"),
    ("case_deadline", "INSERT"): (None, f"app_sent(case_id) OR {ANSWERED_FOR}"),
    ("case_deadline", "UPDATE"): (ANSWERED_FOR, ANSWERED_FOR),
    ("status_event", "INSERT"): (
        None,
        """
            app_wrote(referral_id) AND code IN ('sent', 'received')
            OR referral_id IN (SELECT referral_id FROM case_file WHERE assigned_to_id = app_person())
        """,
    ),
    ("information_request", "INSERT"): (
        None,
        """
            asked_by_id = app_person() AND EXISTS (
                SELECT FROM case_file WHERE case_file.id = case_id AND assigned_to_id = app_person()
                AND case_file.referral_id = information_request.referral_id
            )
        """,
    ),
    ("attachment", "INSERT"): (None, f"{DRAFT} OR app_sent(case_id)"),
    ("emergency_access", "INSERT"): (
        None,
        """
            person_id = app_person() AND app_may_break(case_id) AND expires_at <= opened_at + interval '1 hour'
            AND opened_at <= app_now() + interval '5 minutes'
        """,  # the transaction began when app_now() says, and a password takes a while to check
    ),
    ("consent", "UPDATE"): (ANSWERED_FOR, ANSWERED_FOR),
    ("handover", "UPDATE"): (HANDOVER, HANDOVER),
    ("handover_event", "INSERT"): (
        None,
        f"EXISTS (SELECT FROM handover WHERE handover.id = handover_id AND ({HANDOVER}))",
    ),
}
MAY_CHANGE = {  # what a step changes; everything else of a row is as it was written
    "case_file": "status, urgency, urgency_rank, is_protected, is_on_hold, assigned_to_id, closed_at, updated_at,"
    " content",
    "case_offer": "answered_at, accepted",
    "information_request": "answer, answered_by_id, answered_at",
    "consent": "withdrawn_at, expiry_told_at",
}
ENDS = {  # table: (column, what cannot be undone)
    "case_file": ("is_protected", "OLD.is_protected AND NOT NEW.is_protected"),
    "consent": ("withdrawn_at", "OLD.withdrawn_at IS NOT NULL"),
    "handover": ("status", "OLD.status NOT IN ('waiting', 'accepted')"),
}
FUNCTIONS = {
    "app_wrote(message uuid) RETURNS boolean": f"""
        SELECT EXISTS (
            SELECT FROM referral WHERE id = message AND author_id = app_person()
            AND sender_agency_id = ANY (app_agencies({SCHOOL_STAFF}))
        )
    """,
    "app_other_open(of_case uuid) RETURNS TABLE (number varchar, holder_id uuid)": f"""
        SELECT other.number, other.assigned_to_id FROM (
            SELECT * FROM case_file WHERE id = of_case AND ({OPENS})
        ) here
        JOIN case_token mine ON mine.case_id = here.id AND mine.kind = 'number'
        JOIN case_token theirs ON theirs.token = mine.token AND theirs.kind = 'number'
        JOIN case_file other ON other.id = theirs.case_id
        WHERE other.id <> here.id AND other.status <> 'closed'
        AND other.agency_id = here.agency_id AND NOT other.is_protected
        ORDER BY other.number
    """,
}

BY_SET = "case_id IN (SELECT id FROM case_file)"
BY_EXISTS = "EXISTS (SELECT FROM case_file WHERE case_file.id = case_id)"
PARTY = f"{BY_EXISTS} OR receiver_agency_id = ANY ((SELECT app_agencies({RECEIVERS}))::uuid[])"
SEES_CASE = f"""
    {HANDLES} OR agency_id = ANY ((SELECT app_agencies({SOCIAL_SERVICES}))::uuid[])
    AND NOT is_protected AND id = ANY ((SELECT app_broken_glass())::uuid[])
"""
POLICIES_BEFORE = {
    ("case_file", "UPDATE"): (SEES_CASE, f"agency_id = ANY (app_agencies({SOCIAL_SERVICES}))"),
    ("case_offer", "INSERT"): (None, f"by_id = app_person() AND {BY_SET}"),
    ("case_offer", "UPDATE"): (f"to_id = app_person() OR {BY_SET}", f"to_id = app_person() OR {BY_SET}"),
    ("case_step", "INSERT"): (None, f"by_id = app_person() AND ({BY_SET} OR app_sent(case_id))"),
    ("case_token", "INSERT"): (None, f"app_sent(case_id) OR {BY_SET}"),
    ("case_deadline", "INSERT"): (None, f"app_sent(case_id) OR {BY_SET}"),
    ("case_deadline", "UPDATE"): (BY_SET, BY_SET),
    ("status_event", "INSERT"): (
        None,
        "app_wrote(referral_id) OR referral_id IN (SELECT referral_id FROM case_file)",
    ),
    ("information_request", "INSERT"): (None, BY_SET),
    ("attachment", "INSERT"): (None, "app_wrote(referral_id) OR app_sent(case_id)"),
    ("emergency_access", "INSERT"): (None, "person_id = app_person() AND app_may_break(case_id)"),
    ("consent", "UPDATE"): (BY_EXISTS, BY_EXISTS),
    ("handover", "UPDATE"): (PARTY, PARTY),
    ("handover_event", "INSERT"): (None, "EXISTS (SELECT FROM handover WHERE handover.id = handover_id)"),
}
FUNCTIONS_BEFORE = {
    "app_wrote(message uuid) RETURNS boolean": """
        SELECT EXISTS (SELECT FROM referral WHERE id = message AND author_id = app_person())
    """,
    "app_other_open(of_case uuid) RETURNS TABLE (number varchar, holder_id uuid)": f"""
        SELECT other.number, other.assigned_to_id FROM case_file here
        JOIN case_token mine ON mine.case_id = here.id AND mine.kind = 'number'
        JOIN case_token theirs ON theirs.token = mine.token AND theirs.kind = 'number'
        JOIN case_file other ON other.id = theirs.case_id
        WHERE here.id = of_case AND other.id <> here.id AND other.status <> 'closed'
        AND other.agency_id = here.agency_id AND NOT other.is_protected
        AND here.agency_id = ANY (app_agencies({SOCIAL_SERVICES}))
        ORDER BY other.number
    """,
}


def upgrade() -> None:
    if op.get_bind().dialect.name != "postgresql":
        return
    put(FUNCTIONS, POLICIES)
    for table, columns in MAY_CHANGE.items():
        op.execute(f"REVOKE UPDATE ON {table} FROM prevention_runtime")
        op.execute(f"GRANT UPDATE ({columns}) ON {table} TO prevention_runtime")
    for table, (column, condition) in ENDS.items():
        op.execute(f"""
            CREATE TRIGGER {table}_{column}_final BEFORE UPDATE OF {column} ON {table}
            FOR EACH ROW WHEN (OLD.{column} IS DISTINCT FROM NEW.{column} AND {condition}) EXECUTE FUNCTION is_fixed()
        """)


def put(functions: dict[str, str], policies: dict[tuple[str, str], tuple[str | None, str]]) -> None:
    for signature, body in functions.items():
        op.execute(f"CREATE OR REPLACE FUNCTION {signature} LANGUAGE sql {RIGHTS} AS $$ {body} $$")
    for (table, act), (before, after) in policies.items():
        using = f" USING ({before})" if before else ""
        op.execute(f"ALTER POLICY {table}_{act.lower()} ON {table}{using} WITH CHECK ({after})")


def downgrade() -> None:
    if op.get_bind().dialect.name != "postgresql":
        return
    for table, (column, _condition) in ENDS.items():
        op.execute(f"DROP TRIGGER {table}_{column}_final ON {table}")
    for table, columns in MAY_CHANGE.items():
        op.execute(f"REVOKE UPDATE ({columns}) ON {table} FROM prevention_runtime")
        op.execute(f"GRANT UPDATE ON {table} TO prevention_runtime")
    put(FUNCTIONS_BEFORE, POLICIES_BEFORE)
