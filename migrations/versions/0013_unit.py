"""The unit: log reviews, and what is told of cases that the asker may not read: to the ladder, to break the glass."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

SOCIAL_SERVICES = "ARRAY['social_worker', 'social_services_lead']"
NOBODY_ACTS = "app_person() IS NULL"  # the worker
FUNCTIONS = {
    "app_waiting_clocks(today date, top integer) RETURNS TABLE (id uuid, case_id uuid, number varchar,"
    " assigned_to_id uuid, agency_id uuid, is_protected boolean, set_at timestamptz, due_on date, reminded integer)": (
        "STABLE",
        f"""
        SELECT clock.id, clock.case_id, here.number, here.assigned_to_id, here.agency_id, here.is_protected,
            clock.set_at, clock.due_on, clock.reminded
        FROM case_deadline clock JOIN case_file here ON here.id = clock.case_id
        WHERE clock.met_at IS NULL AND clock.due_on <= today AND clock.reminded < top AND here.status <> 'closed'
        AND {NOBODY_ACTS}
        ORDER BY clock.due_on, clock.id
        """,
    ),
    "app_note_rung(of_clock uuid, taken integer) RETURNS boolean": (
        "VOLATILE",
        f"""
        UPDATE case_deadline SET reminded = taken
        WHERE id = of_clock AND reminded < taken AND met_at IS NULL AND {NOBODY_ACTS}
        RETURNING true
        """,
    ),
    "app_case_to_break(wanted text) RETURNS TABLE (id uuid, data_key_id uuid)": (
        "STABLE",
        f"""
        SELECT id, data_key_id FROM case_file
        WHERE number = wanted AND NOT is_protected AND agency_id = ANY (app_agencies({SOCIAL_SERVICES}))
        """,
    ),
}


def upgrade() -> None:
    op.create_table(
        "log_review",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("municipality_id", sa.Uuid(), nullable=False),
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column(
            "remark",
            sa.Enum(
                "nothing",
                "asked",
                "incident",
                name="review_remark",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("by_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("starts_on <= ends_on", name=op.f("ck_log_review_starts_before_end")),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_log_review_agency_id")),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_log_review_by_id")),
        sa.ForeignKeyConstraint(["municipality_id"], ["municipality.id"], name=op.f("fk_log_review_municipality_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_log_review")),
    )
    with op.batch_alter_table("log_review", schema=None) as batch_op:
        batch_op.create_index("ix_log_review_agency_id_ends_on", ["agency_id", "ends_on"], unique=False)
        batch_op.create_index(batch_op.f("ix_log_review_municipality_id"), ["municipality_id"], unique=False)
    if op.get_bind().dialect.name == "postgresql":
        for signature, (kind, body) in FUNCTIONS.items():
            rights = f"{kind} SECURITY DEFINER SET search_path = public, pg_temp"
            op.execute(f"CREATE FUNCTION {signature} LANGUAGE sql {rights} AS $$ {body} $$")


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        for signature in reversed(FUNCTIONS):
            op.execute(f"DROP FUNCTION {signature.partition(' RETURNS')[0]}")
    with op.batch_alter_table("log_review", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_log_review_municipality_id"))
        batch_op.drop_index("ix_log_review_agency_id_ends_on")
    op.drop_table("log_review")
