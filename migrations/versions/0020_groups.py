"""Groups around a young person: the plan, who takes part, and who sees which row.

Who takes part sees the rows of the group while it runs and its consent stands, and no row of the case. The policies
follow 0009, 0015 and 0017: what would ask a table whose own policy asks back is a function that runs as the owner, in
plpgsql, and a row asks for its own case alone.
"""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

TAKING_PART = "ARRAY['teacher', 'principal', 'social_worker', 'rescue_officer', 'police_liaison']"

FUNCTIONS = {
    "app_my_groups() RETURNS uuid[]": f"""
        SELECT coalesce(array_agg(cooperation_group.id), '{{}}') FROM cooperation_group
        JOIN group_member ON group_member.group_id = cooperation_group.id
        WHERE group_member.person_id = app_person() AND group_member.left_at IS NULL
        AND group_member.agency_id = ANY (app_agencies({TAKING_PART}))
        AND cooperation_group.ended_at IS NULL AND cooperation_group.until >= app_today()
        AND app_consent_stands(cooperation_group.consent_id)
    """,
}
MINE = "= ANY ((SELECT app_my_groups())::uuid[])"
OF_CASE = "(SELECT true FROM case_file WHERE case_file.id = case_id)"
HELD_CASE = "EXISTS (SELECT FROM case_file WHERE case_file.id = case_id AND assigned_to_id = app_person())"
OF_GROUP = "(SELECT true FROM cooperation_group WHERE cooperation_group.id = group_id)"
ANSWERED_FOR = """
    EXISTS (
        SELECT FROM case_file WHERE case_file.id = case_id AND (
            assigned_to_id = app_person()
            OR agency_id = ANY ((SELECT app_agencies(ARRAY['social_services_lead']))::uuid[])
        )
    )
"""
LED = """
    EXISTS (
        SELECT FROM cooperation_group JOIN case_file ON case_file.id = cooperation_group.case_id
        WHERE cooperation_group.id = group_id AND case_file.assigned_to_id = app_person()
    )
"""
OWN = f"""
    group_id {MINE} AND EXISTS (
        SELECT FROM group_member WHERE group_member.id = member_id AND group_member.person_id = app_person()
    )
"""
POLICIES = {
    "cooperation_group": {
        "SELECT": f"id {MINE} OR {OF_CASE}",
        "INSERT": f"started_by_id = app_person() AND {HELD_CASE}",
        "UPDATE": (ANSWERED_FOR, ANSWERED_FOR),
    },
    "group_member": {"SELECT": OF_GROUP, "INSERT": LED, "UPDATE": (LED, LED)},
    "commitment": {"SELECT": OF_GROUP, "INSERT": LED, "UPDATE": (f"{LED} OR {OWN}", f"{LED} OR {OWN}")},
    "group_meeting": {"SELECT": OF_GROUP, "INSERT": LED, "UPDATE": (LED, LED)},
}
MAY_CHANGE = {  # everything else of a row is as it was written
    "cooperation_group": "ended_at, end_reason",
    "group_member": "left_at",
    "commitment": "done_at, done_by_id",
    "group_meeting": "held_on, content",
}
FIXED = "group_id, member_id, due_on, added_at, client_id, data_key_id, content"


def upgrade() -> None:
    op.create_table(
        "cooperation_group",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("municipality_id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("consent_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("sspf", "sig", name="group_kind", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("reference", sa.String(length=12), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("is_protected", sa.Boolean(), nullable=False),
        sa.Column("started_by_id", sa.Uuid(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "end_reason",
            sa.Enum(
                "done",
                "consent_withdrawn",
                "consent_expired",
                name="end_reason",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("data_key_id", sa.Uuid(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case_file.id"], name=op.f("fk_cooperation_group_case_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["consent_id"], ["consent.id"], name=op.f("fk_cooperation_group_consent_id")),
        sa.ForeignKeyConstraint(["data_key_id"], ["data_key.id"], name=op.f("fk_cooperation_group_data_key_id")),
        sa.ForeignKeyConstraint(
            ["municipality_id"], ["municipality.id"], name=op.f("fk_cooperation_group_municipality_id")
        ),
        sa.ForeignKeyConstraint(["started_by_id"], ["person.id"], name=op.f("fk_cooperation_group_started_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cooperation_group")),
        sa.UniqueConstraint("reference", name=op.f("uq_cooperation_group_reference")),
    )
    with op.batch_alter_table("cooperation_group", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_cooperation_group_consent_id"), ["consent_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_cooperation_group_data_key_id"), ["data_key_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_cooperation_group_municipality_id"), ["municipality_id"], unique=False)
        batch_op.create_index("uq_cooperation_group_case_id_client_id", ["case_id", "client_id"], unique=True)

    op.create_table(
        "group_meeting",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("municipality_id", sa.Uuid(), nullable=False),
        sa.Column("group_id", sa.Uuid(), nullable=False),
        sa.Column("planned_on", sa.Date(), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=True),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("data_key_id", sa.Uuid(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(["data_key_id"], ["data_key.id"], name=op.f("fk_group_meeting_data_key_id")),
        sa.ForeignKeyConstraint(
            ["group_id"], ["cooperation_group.id"], name=op.f("fk_group_meeting_group_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["municipality_id"], ["municipality.id"], name=op.f("fk_group_meeting_municipality_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_group_meeting")),
    )
    with op.batch_alter_table("group_meeting", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_group_meeting_data_key_id"), ["data_key_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_group_meeting_municipality_id"), ["municipality_id"], unique=False)
        batch_op.create_index("uq_group_meeting_group_id_client_id", ["group_id", "client_id"], unique=True)

    op.create_table(
        "group_member",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("municipality_id", sa.Uuid(), nullable=False),
        sa.Column("group_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "convener",
                "contact",
                "participant",
                name="member_role",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("joined_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("left_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_group_member_agency_id")),
        sa.ForeignKeyConstraint(
            ["group_id"], ["cooperation_group.id"], name=op.f("fk_group_member_group_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["municipality_id"], ["municipality.id"], name=op.f("fk_group_member_municipality_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_group_member_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_group_member")),
    )
    with op.batch_alter_table("group_member", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_group_member_municipality_id"), ["municipality_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_group_member_person_id"), ["person_id"], unique=False)
        batch_op.create_index(
            "uq_group_member_takes_part_once",
            ["group_id", "person_id"],
            unique=True,
            sqlite_where=sa.text("left_at IS NULL"),
            postgresql_where=sa.text("left_at IS NULL"),
        )

    op.create_table(
        "commitment",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("municipality_id", sa.Uuid(), nullable=False),
        sa.Column("group_id", sa.Uuid(), nullable=False),
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_by_id", sa.Uuid(), nullable=True),
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("data_key_id", sa.Uuid(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(["data_key_id"], ["data_key.id"], name=op.f("fk_commitment_data_key_id")),
        sa.ForeignKeyConstraint(["done_by_id"], ["person.id"], name=op.f("fk_commitment_done_by_id")),
        sa.ForeignKeyConstraint(
            ["group_id"], ["cooperation_group.id"], name=op.f("fk_commitment_group_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["group_member.id"], name=op.f("fk_commitment_member_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["municipality_id"], ["municipality.id"], name=op.f("fk_commitment_municipality_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_commitment")),
    )
    with op.batch_alter_table("commitment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_commitment_data_key_id"), ["data_key_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_commitment_member_id"), ["member_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_commitment_municipality_id"), ["municipality_id"], unique=False)
        batch_op.create_index("uq_commitment_group_id_client_id", ["group_id", "client_id"], unique=True)

    if op.get_bind().dialect.name == "postgresql":
        fix_terms_postgresql()
        secure_rows()
    else:
        fix_commitments_sqlite()


def fix_terms_postgresql() -> None:
    """Let nobody change what was promised, only that it is done: a policy cannot tell columns apart."""
    for table, columns in MAY_CHANGE.items():
        op.execute(f"REVOKE UPDATE ON {table} FROM prevention_runtime")
        op.execute(f"GRANT UPDATE ({columns}) ON {table} TO prevention_runtime")


def fix_commitments_sqlite() -> None:
    op.execute(f"""
        CREATE TRIGGER commitment_terms_fixed BEFORE UPDATE OF {FIXED} ON commitment
        BEGIN SELECT RAISE(ABORT, 'commitment is fixed'); END
    """)


def secure_rows() -> None:
    for signature, body in FUNCTIONS.items():
        op.execute(
            f"CREATE FUNCTION {signature} LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp"
            f" AS $$ BEGIN RETURN ({body}); END $$"
        )
    for table, policies in POLICIES.items():
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        for act, condition in policies.items():
            op.execute(policy(table, act, condition))


def policy(table: str, act: str, condition: str | tuple[str, str]) -> str:
    using, check = condition if isinstance(condition, tuple) else (condition, condition)
    using = f" USING ({using})" if act != "INSERT" else ""
    check = f" WITH CHECK ({check})" if act in {"INSERT", "UPDATE"} else ""
    return f"CREATE POLICY {table}_{act.lower()} ON {table} FOR {act} TO PUBLIC{using}{check}"


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        for table, policies in POLICIES.items():
            for act in policies:
                op.execute(f"DROP POLICY {table}_{act.lower()} ON {table}")
        for signature in reversed(FUNCTIONS):
            op.execute(f"DROP FUNCTION {signature.partition(' RETURNS')[0]}")
    with op.batch_alter_table("commitment", schema=None) as batch_op:
        batch_op.drop_index("uq_commitment_group_id_client_id")
        batch_op.drop_index(batch_op.f("ix_commitment_municipality_id"))
        batch_op.drop_index(batch_op.f("ix_commitment_member_id"))
        batch_op.drop_index(batch_op.f("ix_commitment_data_key_id"))

    op.drop_table("commitment")
    with op.batch_alter_table("group_member", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_group_member_takes_part_once",
            sqlite_where=sa.text("left_at IS NULL"),
            postgresql_where=sa.text("left_at IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_group_member_person_id"))
        batch_op.drop_index(batch_op.f("ix_group_member_municipality_id"))

    op.drop_table("group_member")
    with op.batch_alter_table("group_meeting", schema=None) as batch_op:
        batch_op.drop_index("uq_group_meeting_group_id_client_id")
        batch_op.drop_index(batch_op.f("ix_group_meeting_municipality_id"))
        batch_op.drop_index(batch_op.f("ix_group_meeting_data_key_id"))

    op.drop_table("group_meeting")
    with op.batch_alter_table("cooperation_group", schema=None) as batch_op:
        batch_op.drop_index("uq_cooperation_group_case_id_client_id")
        batch_op.drop_index(batch_op.f("ix_cooperation_group_municipality_id"))
        batch_op.drop_index(batch_op.f("ix_cooperation_group_data_key_id"))
        batch_op.drop_index(batch_op.f("ix_cooperation_group_consent_id"))

    op.drop_table("cooperation_group")
