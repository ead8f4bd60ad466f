"""Fence 4: row-level security on every secret table, and the legal deadlines.

No policy asks another table by itself where that table's own policy asks back: such questions are functions, which run
as the owner of the tables. The owner needs BYPASSRLS, since the tables force their policies on it too.
"""

import uuid
from datetime import date

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

SCHOOL_STAFF = "ARRAY['teacher', 'principal']"
SOCIAL_SERVICES = "ARRAY['social_worker', 'social_services_lead']"

FUNCTIONS = {
    "app_person() RETURNS uuid": "SELECT nullif(current_setting('app.user_id', true), '')::uuid",
    "app_now() RETURNS timestamptz": """
        SELECT coalesce(nullif(current_setting('app.now', true), '')::timestamptz, now())
    """,
    "app_today() RETURNS date": "SELECT (app_now() AT TIME ZONE 'Europe/Stockholm')::date",
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
    "app_wrote(message uuid) RETURNS boolean": """
        SELECT EXISTS (SELECT FROM referral WHERE id = message AND author_id = app_person())
    """,
    "app_sent(of_case uuid) RETURNS boolean": """
        SELECT EXISTS (
            SELECT FROM case_file JOIN referral ON referral.id = case_file.referral_id
            WHERE case_file.id = of_case AND referral.author_id = app_person()
        )
    """,
    "app_may_break(of_case uuid) RETURNS boolean": f"""
        SELECT EXISTS (
            SELECT FROM case_file
            WHERE id = of_case AND NOT is_protected AND agency_id = ANY (app_agencies({SOCIAL_SERVICES}))
        )
    """,
    "app_case_numbered(wanted text) RETURNS uuid": f"""
        SELECT id FROM case_file
        WHERE number = wanted AND NOT is_protected AND agency_id = ANY (app_agencies({SOCIAL_SERVICES}))
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
PLAIN = ("app_person", "app_now", "app_today")  # they read settings only, and run as who asks

SEES_REFERRAL = f"""
    author_id = (SELECT app_person()) AND sender_agency_id = ANY ((SELECT app_agencies({SCHOOL_STAFF}))::uuid[])
    OR status = 'sent' AND NOT is_protected
        AND sender_agency_id = ANY ((SELECT app_agencies(ARRAY['principal']))::uuid[])
"""
SEES_CASE = f"""
    agency_id = ANY ((SELECT app_agencies(ARRAY['social_services_lead']))::uuid[])
    OR agency_id = ANY ((SELECT app_agencies({SOCIAL_SERVICES}))::uuid[]) AND (
        assigned_to_id = (SELECT app_person()) OR id = ANY ((SELECT app_offered())::uuid[])
        OR status = 'received' AND NOT is_protected AND agency_id = ANY ((SELECT app_duty())::uuid[])
        OR status = 'received' AND is_protected AND agency_id = ANY ((SELECT app_named())::uuid[])
        OR NOT is_protected AND id = ANY ((SELECT app_broken_glass())::uuid[])
    )
"""
OF_CASE = "case_id IN (SELECT id FROM case_file)"
OF_REFERRAL = "referral_id IN (SELECT id FROM referral)"
SIGNED_IN = "(SELECT app_person()) IS NOT NULL"
DRAFT = "author_id = (SELECT app_person()) AND status = 'draft'"

POLICIES = {
    "data_key": {"SELECT": SIGNED_IN, "INSERT": "made_by_id = app_person()", "DELETE": "made_by_id = app_person()"},
    "referral": {
        "SELECT": SEES_REFERRAL,
        "INSERT": f"author_id = app_person() AND sender_agency_id = ANY (app_agencies({SCHOOL_STAFF}))",
        "UPDATE": (DRAFT, "author_id = app_person()"),
        "DELETE": DRAFT,
    },
    "status_event": {
        "SELECT": OF_REFERRAL,
        "INSERT": f"app_wrote(referral_id) OR referral_id IN ({'SELECT referral_id FROM case_file'})",
    },
    "attachment": {
        "SELECT": f"{OF_REFERRAL} OR {OF_CASE}",
        "INSERT": "app_wrote(referral_id) OR app_sent(case_id)",
        "DELETE": f"referral_id IN (SELECT id FROM referral WHERE {DRAFT})",
    },
    "information_request": {
        "SELECT": f"app_wrote(referral_id) OR {OF_CASE}",
        "INSERT": OF_CASE,
        "UPDATE": ("app_wrote(referral_id)", "app_wrote(referral_id)"),
    },
    "case_file": {
        "SELECT": SEES_CASE,
        "INSERT": "app_wrote(referral_id)",
        "UPDATE": (SEES_CASE, f"agency_id = ANY (app_agencies({SOCIAL_SERVICES}))"),
    },
    "case_offer": {
        "SELECT": f"to_id = (SELECT app_person()) OR {OF_CASE}",
        "INSERT": f"by_id = app_person() AND {OF_CASE}",
        "UPDATE": (f"to_id = (SELECT app_person()) OR {OF_CASE}", f"to_id = (SELECT app_person()) OR {OF_CASE}"),
    },
    "case_step": {"SELECT": OF_CASE, "INSERT": f"by_id = app_person() AND ({OF_CASE} OR app_sent(case_id))"},
    "case_token": {"SELECT": OF_CASE, "INSERT": f"app_sent(case_id) OR {OF_CASE}"},
    "case_deadline": {
        "SELECT": OF_CASE,
        "INSERT": f"app_sent(case_id) OR {OF_CASE}",
        "UPDATE": (OF_CASE, OF_CASE),
    },
    "emergency_access": {
        "SELECT": f"person_id = (SELECT app_person()) OR {OF_CASE}",
        "INSERT": "person_id = app_person() AND app_may_break(case_id)",
    },
}

DEADLINES = (  # general rules; the days of feedback are each municipality's to set
    ("protection", 0, "day", "SoL (2025:400), genast", date(2025, 7, 1)),
    ("preliminary", 14, "day", "SoL (2025:400), 14 dagar", date(2025, 7, 1)),
    ("inquiry", 4, "month", "SoL (2025:400) 20 kap., fyra månader", date(2025, 7, 1)),
    ("feedback", 14, "day", "Kommunens egen regel", date(2025, 7, 1)),
)


def upgrade() -> None:
    add_deadlines()
    if op.get_bind().dialect.name != "postgresql":
        return
    refuse_owner_without_bypass()
    for signature, body in FUNCTIONS.items():
        define(signature, body)
    for table, policies in POLICIES.items():
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        for act, condition in policies.items():
            op.execute(policy(table, act, condition))


def refuse_owner_without_bypass() -> None:
    may = op.get_bind().scalar(sa.text("SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user"))
    if not may:
        raise RuntimeError(
            "The owner of the tables must have BYPASSRLS, or migrations and dumps would see no secret row. "
            "As a superuser, run: ALTER ROLE <owner> BYPASSRLS"
        )


def define(signature: str, body: str) -> None:
    rights = "" if signature.startswith(PLAIN) else "SECURITY DEFINER SET search_path = public, pg_temp"
    op.execute(f"CREATE FUNCTION {signature} LANGUAGE sql STABLE {rights} AS $$ {body} $$")


def policy(table: str, act: str, condition: str | tuple[str, str]) -> str:
    using, check = condition if isinstance(condition, tuple) else (condition, condition)
    using = f" USING ({using})" if act != "INSERT" else ""
    check = f" WITH CHECK ({check})" if act in {"INSERT", "UPDATE"} else ""
    return f"CREATE POLICY {table}_{act.lower()} ON {table} FOR {act} TO PUBLIC{using}{check}"


def add_deadlines() -> None:
    table = sa.table(
        "deadline_rule",
        *(sa.column(name) for name in ("kind", "amount", "unit", "law")),
        sa.column("id", sa.Uuid()),
        sa.column("valid_from", sa.Date()),
    )
    keys = ("kind", "amount", "unit", "law", "valid_from")
    op.bulk_insert(table, [{"id": uuid.uuid4()} | dict(zip(keys, rule, strict=True)) for rule in DEADLINES])


def downgrade() -> None:
    op.execute("DELETE FROM deadline_rule")
    if op.get_bind().dialect.name != "postgresql":
        return
    for table, policies in POLICIES.items():
        for act in policies:
            op.execute(f"DROP POLICY {table}_{act.lower()} ON {table}")
        op.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY")
    for signature in reversed(FUNCTIONS):
        op.execute(f"DROP FUNCTION {signature.partition(' RETURNS')[0]}")
