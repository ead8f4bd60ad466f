"""Retention: how long records are kept, as data, and the protocol of what was weeded; all three insert only."""

import uuid
from datetime import UTC, date, datetime

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

KINDS = ("draft", "sent_referral", "case_not_opened", "case_with_inquiry", "handover", "audit_event")
TABLES = ("retention_rule", "weeding_run", "weeding_line")
GENERAL = (  # what no law settles stands as the municipality's own to set, and its note says so
    ("draft", 90, "day", False, "Kommunens egen regel", "Utkast som ingen har rört. Sätt tiden i era egna regler."),
    (
        "sent_referral",
        5,
        "year",
        False,
        "Kommunens dokumenthanteringsplan",
        "Skolans eget exemplar. Ingen lag säger hur länge: sätt tiden enligt er plan.",
    ),
    (
        "case_not_opened",
        5,
        "year",
        True,
        "Kommunens dokumenthanteringsplan; urval enligt 2025:468 13 kap. 1 §",
        "Anmälan utan utredning. Fem år är vanligt: sätt tiden enligt er plan.",
    ),
    (
        "case_with_inquiry",
        5,
        "year",
        True,
        "Personakt, fem år efter sista anteckningen; urval enligt 2025:468 13 kap. 1 §",
        "Sedan 15 januari 2026 bevaras vissa handlingar om barn till 30 år efter födelsen: "
        "spärra sådana ärenden mot gallring.",
    ),
    (
        "handover",
        5,
        "year",
        True,
        "Kommunens dokumenthanteringsplan; urval enligt 2025:468 13 kap. 1 §",
        "Överlämnade uppgifter följer ärendet. Sätt tiden enligt er plan.",
    ),
    (
        "audit_event",
        None,
        "year",
        False,
        "SoLPuL (2001:454) 10 §: åtkomst dokumenteras",
        "Loggen är en obruten kedja och gallras inte. Den har inget innehåll om den unga.",
    ),
)


def record_kind() -> sa.Enum:
    return sa.Enum(*KINDS, name="record_kind", native_enum=False, create_constraint=True, length=40)


def upgrade() -> None:
    op.create_table(
        "retention_rule",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("municipality_id", sa.Uuid(), nullable=True),
        sa.Column("kind", record_kind(), nullable=False),
        sa.Column("amount", sa.Integer(), nullable=True),
        sa.Column("unit", sa.String(length=4), nullable=False),
        sa.Column("keeps_research", sa.Boolean(), nullable=False),
        sa.Column("law", sa.String(length=160), nullable=False),
        sa.Column("note", sa.String(length=300), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("unit IN ('day', 'year')", name=op.f("ck_retention_rule_unit")),
        sa.ForeignKeyConstraint(
            ["municipality_id"], ["municipality.id"], name=op.f("fk_retention_rule_municipality_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_retention_rule")),
    )
    op.create_index(op.f("ix_retention_rule_municipality_id"), "retention_rule", ["municipality_id"])
    op.create_table(
        "weeding_run",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("municipality_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        *(
            sa.Column(name, sa.Integer(), nullable=False)
            for name in ("weeded", "kept_on_hold", "kept_for_research", "kept_birth_day_unknown", "kept_needed")
        ),
        sa.ForeignKeyConstraint(["municipality_id"], ["municipality.id"], name=op.f("fk_weeding_run_municipality_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_weeding_run")),
    )
    op.create_index(op.f("ix_weeding_run_municipality_id"), "weeding_run", ["municipality_id"])
    op.create_table(
        "weeding_line",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("municipality_id", sa.Uuid(), nullable=False),
        sa.Column("run_id", sa.Uuid(), nullable=False),
        sa.Column("rule_id", sa.Uuid(), nullable=False),
        sa.Column("kind", record_kind(), nullable=False),
        sa.Column("table_name", sa.String(length=40), nullable=False),
        sa.Column("record_id", sa.Uuid(), nullable=False),
        sa.Column("reference", sa.String(length=12), nullable=True),
        sa.Column("last_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["municipality_id"], ["municipality.id"], name=op.f("fk_weeding_line_municipality_id")),
        sa.ForeignKeyConstraint(["run_id"], ["weeding_run.id"], name=op.f("fk_weeding_line_run_id")),
        sa.ForeignKeyConstraint(["rule_id"], ["retention_rule.id"], name=op.f("fk_weeding_line_rule_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_weeding_line")),
    )
    op.create_index(op.f("ix_weeding_line_municipality_id"), "weeding_line", ["municipality_id"])
    op.create_index("ix_weeding_line_run_id", "weeding_line", ["run_id", "kind", "id"])
    add_rules()
    forbid_changes()


def add_rules() -> None:
    table = sa.table(
        "retention_rule",
        sa.column("id", sa.Uuid()),
        *(sa.column(name) for name in ("kind", "amount", "unit", "keeps_research", "law", "note")),
        sa.column("valid_from", sa.Date()),
        sa.column("created_at", sa.DateTime(timezone=True)),
    )
    keys = ("kind", "amount", "unit", "keeps_research", "law", "note")
    since = {"valid_from": date(2025, 7, 1), "created_at": datetime.now(UTC)}
    op.bulk_insert(table, [{"id": uuid.uuid4()} | dict(zip(keys, rule, strict=True)) | since for rule in GENERAL])


def forbid_changes() -> None:
    """Only the owner adds to them, and nobody changes what stands."""
    if op.get_bind().dialect.name != "postgresql":
        for table in TABLES:
            for act in ("UPDATE", "DELETE"):
                op.execute(f"""
                    CREATE TRIGGER {table}_no_{act.lower()} BEFORE {act} ON {table}
                    BEGIN SELECT RAISE(ABORT, '{table} is insert only'); END
                """)
        return
    op.execute("""
        CREATE FUNCTION is_insert_only() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION '% is insert only', TG_TABLE_NAME; END $$
    """)
    for table in TABLES:
        op.execute(f"REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON {table} FROM prevention_runtime")
        op.execute(f"""
            CREATE TRIGGER {table}_insert_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}
            FOR EACH STATEMENT EXECUTE FUNCTION is_insert_only()
        """)


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION is_insert_only()")
