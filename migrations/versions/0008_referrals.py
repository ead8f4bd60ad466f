"""Referrals: sealed messages, the receiver's cases, duty and clocks."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "data_key",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("municipality_id", sa.Uuid(), nullable=False),
        sa.Column("wrapped", sa.LargeBinary(), nullable=True),
        sa.Column("made_by_id", sa.Uuid(), nullable=True),
        sa.Column("destroyed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["municipality_id"], ["municipality.id"], name=op.f("fk_data_key_municipality_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_data_key")),
    )
    with op.batch_alter_table("data_key", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_data_key_municipality_id"), ["municipality_id"], unique=False)

    op.create_table(
        "deadline_rule",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("municipality_id", sa.Uuid(), nullable=True),
        sa.Column(
            "kind",
            sa.Enum(
                "protection",
                "preliminary",
                "inquiry",
                "feedback",
                name="deadline_kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("amount", sa.Integer(), nullable=False),
        sa.Column("unit", sa.String(length=5), nullable=False),
        sa.Column("law", sa.String(length=120), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.CheckConstraint("unit IN ('day', 'month')", name=op.f("ck_deadline_rule_unit")),
        sa.ForeignKeyConstraint(
            ["municipality_id"], ["municipality.id"], name=op.f("fk_deadline_rule_municipality_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deadline_rule")),
    )
    with op.batch_alter_table("deadline_rule", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_deadline_rule_municipality_id"), ["municipality_id"], unique=False)

    op.create_table(
        "case_file",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("municipality_id", sa.Uuid(), nullable=False),
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("sender_agency_id", sa.Uuid(), nullable=False),
        sa.Column("referral_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.String(length=12), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "concern", "consultation", name="referral_kind", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column(
            "status",
            sa.Enum(
                "received",
                "taken",
                "protection_assessed",
                "inquiry",
                "not_opened",
                "already_ongoing",
                "closed",
                name="case_status",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "urgency",
            sa.Enum("acute", "soon", "normal", name="urgency", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("urgency_rank", sa.Integer(), nullable=False),
        sa.Column("is_protected", sa.Boolean(), nullable=False),
        sa.Column("is_on_hold", sa.Boolean(), nullable=False),
        sa.Column("assigned_to_id", sa.Uuid(), nullable=True),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("data_key_id", sa.Uuid(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_case_file_agency_id")),
        sa.ForeignKeyConstraint(["assigned_to_id"], ["person.id"], name=op.f("fk_case_file_assigned_to_id")),
        sa.ForeignKeyConstraint(["data_key_id"], ["data_key.id"], name=op.f("fk_case_file_data_key_id")),
        sa.ForeignKeyConstraint(["municipality_id"], ["municipality.id"], name=op.f("fk_case_file_municipality_id")),
        sa.ForeignKeyConstraint(["sender_agency_id"], ["agency.id"], name=op.f("fk_case_file_sender_agency_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_file")),
        sa.UniqueConstraint("number", name=op.f("uq_case_file_number")),
    )
    with op.batch_alter_table("case_file", schema=None) as batch_op:
        batch_op.create_index("ix_case_file_assigned_to_id", ["assigned_to_id", "status"], unique=False)
        batch_op.create_index(batch_op.f("ix_case_file_data_key_id"), ["data_key_id"], unique=False)
        batch_op.create_index(
            "ix_case_file_inbox", ["agency_id", "status", "urgency_rank", "received_at", "id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_case_file_municipality_id"), ["municipality_id"], unique=False)
        batch_op.create_index("uq_case_file_referral_id", ["referral_id"], unique=True)

    op.create_table(
        "duty",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("municipality_id", sa.Uuid(), nullable=False),
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("is_deputy", sa.Boolean(), nullable=False),
        sa.CheckConstraint("starts_on <= ends_on", name=op.f("ck_duty_starts_before_end")),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_duty_agency_id")),
        sa.ForeignKeyConstraint(["municipality_id"], ["municipality.id"], name=op.f("fk_duty_municipality_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_duty_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duty")),
    )
    with op.batch_alter_table("duty", schema=None) as batch_op:
        batch_op.create_index("ix_duty_agency_id_ends_on", ["agency_id", "ends_on"], unique=False)
        batch_op.create_index(batch_op.f("ix_duty_municipality_id"), ["municipality_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_duty_person_id"), ["person_id"], unique=False)

    op.create_table(
        "named_handler",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("municipality_id", sa.Uuid(), nullable=False),
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_named_handler_agency_id")),
        sa.ForeignKeyConstraint(
            ["municipality_id"], ["municipality.id"], name=op.f("fk_named_handler_municipality_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_named_handler_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_named_handler")),
    )
    with op.batch_alter_table("named_handler", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_named_handler_municipality_id"), ["municipality_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_named_handler_person_id"), ["person_id"], unique=False)
        batch_op.create_index("uq_named_handler_agency_id_person_id", ["agency_id", "person_id"], unique=True)

    op.create_table(
        "referral",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("municipality_id", sa.Uuid(), nullable=False),
        sa.Column("sender_agency_id", sa.Uuid(), nullable=False),
        sa.Column("receiver_agency_id", sa.Uuid(), nullable=True),
        sa.Column("author_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "concern", "consultation", name="referral_kind", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column(
            "status",
            sa.Enum("draft", "sent", name="referral_status", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("reference", sa.String(length=12), nullable=True),
        sa.Column("is_protected", sa.Boolean(), nullable=False),
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("data_key_id", sa.Uuid(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("(status = 'draft') = (reference IS NULL)", name=op.f("ck_referral_sent_has_reference")),
        sa.CheckConstraint("(status = 'draft') = (sent_at IS NULL)", name=op.f("ck_referral_sent_has_time")),
        sa.ForeignKeyConstraint(["author_id"], ["person.id"], name=op.f("fk_referral_author_id")),
        sa.ForeignKeyConstraint(["data_key_id"], ["data_key.id"], name=op.f("fk_referral_data_key_id")),
        sa.ForeignKeyConstraint(["municipality_id"], ["municipality.id"], name=op.f("fk_referral_municipality_id")),
        sa.ForeignKeyConstraint(["receiver_agency_id"], ["agency.id"], name=op.f("fk_referral_receiver_agency_id")),
        sa.ForeignKeyConstraint(["sender_agency_id"], ["agency.id"], name=op.f("fk_referral_sender_agency_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_referral")),
        sa.UniqueConstraint("author_id", "client_id", name=op.f("uq_referral_author_id_client_id")),
        sa.UniqueConstraint("reference", name=op.f("uq_referral_reference")),
    )
    with op.batch_alter_table("referral", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_referral_data_key_id"), ["data_key_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_referral_municipality_id"), ["municipality_id"], unique=False)
        batch_op.create_index("ix_referral_sender_agency_id_sent_at", ["sender_agency_id", "sent_at"], unique=False)

    op.create_table(
        "referral_setting",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("municipality_id", sa.Uuid(), nullable=False),
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("tells_head", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_referral_setting_agency_id")),
        sa.ForeignKeyConstraint(
            ["municipality_id"], ["municipality.id"], name=op.f("fk_referral_setting_municipality_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_referral_setting")),
        sa.UniqueConstraint("agency_id", name=op.f("uq_referral_setting_agency_id")),
    )
    with op.batch_alter_table("referral_setting", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_referral_setting_municipality_id"), ["municipality_id"], unique=False)

    op.create_table(
        "attachment",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("municipality_id", sa.Uuid(), nullable=False),
        sa.Column("referral_id", sa.Uuid(), nullable=True),
        sa.Column("case_id", sa.Uuid(), nullable=True),
        sa.Column("media_type", sa.String(length=80), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("scanned", sa.Boolean(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=True),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("data_key_id", sa.Uuid(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.CheckConstraint("(referral_id IS NULL) <> (case_id IS NULL)", name=op.f("ck_attachment_of_one")),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_attachment_case_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["data_key_id"], ["data_key.id"], name=op.f("fk_attachment_data_key_id")),
        sa.ForeignKeyConstraint(["municipality_id"], ["municipality.id"], name=op.f("fk_attachment_municipality_id")),
        sa.ForeignKeyConstraint(
            ["referral_id"], ["referral.id"], name=op.f("fk_attachment_referral_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attachment")),
    )
    with op.batch_alter_table("attachment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_attachment_case_id"), ["case_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_attachment_data_key_id"), ["data_key_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_attachment_municipality_id"), ["municipality_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_attachment_referral_id"), ["referral_id"], unique=False)

    op.create_table(
        "case_deadline",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("municipality_id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "protection",
                "preliminary",
                "inquiry",
                "feedback",
                name="deadline_kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("law", sa.String(length=120), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("met_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reminded", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case_file.id"], name=op.f("fk_case_deadline_case_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["municipality_id"], ["municipality.id"], name=op.f("fk_case_deadline_municipality_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_deadline")),
    )
    with op.batch_alter_table("case_deadline", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_case_deadline_municipality_id"), ["municipality_id"], unique=False)
        batch_op.create_index(
            "ix_case_deadline_open",
            ["due_on", "case_id"],
            unique=False,
            sqlite_where=sa.text("met_at IS NULL"),
            postgresql_where=sa.text("met_at IS NULL"),
        )
        batch_op.create_index("uq_case_deadline_case_id_kind", ["case_id", "kind", "set_at"], unique=True)

    op.create_table(
        "case_offer",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("municipality_id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("to_id", sa.Uuid(), nullable=False),
        sa.Column("by_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("accepted", sa.Boolean(), nullable=True),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_case_offer_by_id")),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_case_offer_case_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["municipality_id"], ["municipality.id"], name=op.f("fk_case_offer_municipality_id")),
        sa.ForeignKeyConstraint(["to_id"], ["person.id"], name=op.f("fk_case_offer_to_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_offer")),
    )
    with op.batch_alter_table("case_offer", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_case_offer_case_id"), ["case_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_case_offer_municipality_id"), ["municipality_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_case_offer_to_id"), ["to_id"], unique=False)
        batch_op.create_index(
            "uq_case_offer_open",
            ["case_id"],
            unique=True,
            sqlite_where=sa.text("answered_at IS NULL"),
            postgresql_where=sa.text("answered_at IS NULL"),
        )

    op.create_table(
        "case_step",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("municipality_id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "take",
                "assign",
                "offer",
                "accept",
                "decline",
                "assess_protection",
                "assess",
                "open_inquiry",
                "do_not_open",
                "join_ongoing",
                "give_feedback",
                "close",
                "reopen",
                "change_urgency",
                "note",
                "ask_sender",
                "sender_answered",
                "break_glass",
                "hold",
                "release",
                name="step_kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("by_id", sa.Uuid(), nullable=False),
        sa.Column("to_id", sa.Uuid(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("data_key_id", sa.Uuid(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_case_step_by_id")),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_case_step_case_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["data_key_id"], ["data_key.id"], name=op.f("fk_case_step_data_key_id")),
        sa.ForeignKeyConstraint(["municipality_id"], ["municipality.id"], name=op.f("fk_case_step_municipality_id")),
        sa.ForeignKeyConstraint(["to_id"], ["person.id"], name=op.f("fk_case_step_to_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_step")),
    )
    with op.batch_alter_table("case_step", schema=None) as batch_op:
        batch_op.create_index("ix_case_step_case_id_at", ["case_id", "at"], unique=False)
        batch_op.create_index(batch_op.f("ix_case_step_data_key_id"), ["data_key_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_case_step_municipality_id"), ["municipality_id"], unique=False)

    op.create_table(
        "case_token",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("municipality_id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=6), nullable=False),
        sa.Column("token", sa.LargeBinary(length=32), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_case_token_case_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["municipality_id"], ["municipality.id"], name=op.f("fk_case_token_municipality_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_token")),
    )
    with op.batch_alter_table("case_token", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_case_token_case_id"), ["case_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_case_token_municipality_id"), ["municipality_id"], unique=False)
        batch_op.create_index("ix_case_token_token", ["token"], unique=False)

    op.create_table(
        "emergency_access",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("municipality_id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("data_key_id", sa.Uuid(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case_file.id"], name=op.f("fk_emergency_access_case_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["data_key_id"], ["data_key.id"], name=op.f("fk_emergency_access_data_key_id")),
        sa.ForeignKeyConstraint(
            ["municipality_id"], ["municipality.id"], name=op.f("fk_emergency_access_municipality_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_emergency_access_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_emergency_access")),
    )
    with op.batch_alter_table("emergency_access", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_emergency_access_case_id"), ["case_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_emergency_access_data_key_id"), ["data_key_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_emergency_access_municipality_id"), ["municipality_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_emergency_access_person_id"), ["person_id"], unique=False)

    op.create_table(
        "information_request",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("municipality_id", sa.Uuid(), nullable=False),
        sa.Column("referral_id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("data_key_id", sa.Uuid(), nullable=False),
        sa.Column("question", sa.LargeBinary(), nullable=True),
        sa.Column("answer", sa.LargeBinary(), nullable=True),
        sa.Column("asked_by_id", sa.Uuid(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_by_id", sa.Uuid(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["answered_by_id"], ["person.id"], name=op.f("fk_information_request_answered_by_id")),
        sa.ForeignKeyConstraint(["asked_by_id"], ["person.id"], name=op.f("fk_information_request_asked_by_id")),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_information_request_case_id")),
        sa.ForeignKeyConstraint(["data_key_id"], ["data_key.id"], name=op.f("fk_information_request_data_key_id")),
        sa.ForeignKeyConstraint(
            ["municipality_id"], ["municipality.id"], name=op.f("fk_information_request_municipality_id")
        ),
        sa.ForeignKeyConstraint(["referral_id"], ["referral.id"], name=op.f("fk_information_request_referral_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_information_request")),
    )
    with op.batch_alter_table("information_request", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_information_request_case_id"), ["case_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_information_request_data_key_id"), ["data_key_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_information_request_municipality_id"), ["municipality_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_information_request_referral_id"), ["referral_id"], unique=False)

    op.create_table(
        "status_event",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("municipality_id", sa.Uuid(), nullable=False),
        sa.Column("referral_id", sa.Uuid(), nullable=False),
        sa.Column(
            "code",
            sa.Enum(
                "sent",
                "received",
                "opened",
                "not_opened",
                "already_ongoing",
                "feedback_given",
                name="status_code",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["municipality_id"], ["municipality.id"], name=op.f("fk_status_event_municipality_id")),
        sa.ForeignKeyConstraint(
            ["referral_id"], ["referral.id"], name=op.f("fk_status_event_referral_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_status_event")),
    )
    with op.batch_alter_table("status_event", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_status_event_municipality_id"), ["municipality_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_status_event_referral_id"), ["referral_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("status_event", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_status_event_referral_id"))
        batch_op.drop_index(batch_op.f("ix_status_event_municipality_id"))

    op.drop_table("status_event")
    with op.batch_alter_table("information_request", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_information_request_referral_id"))
        batch_op.drop_index(batch_op.f("ix_information_request_municipality_id"))
        batch_op.drop_index(batch_op.f("ix_information_request_data_key_id"))
        batch_op.drop_index(batch_op.f("ix_information_request_case_id"))

    op.drop_table("information_request")
    with op.batch_alter_table("emergency_access", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_emergency_access_person_id"))
        batch_op.drop_index(batch_op.f("ix_emergency_access_municipality_id"))
        batch_op.drop_index(batch_op.f("ix_emergency_access_data_key_id"))
        batch_op.drop_index(batch_op.f("ix_emergency_access_case_id"))

    op.drop_table("emergency_access")
    with op.batch_alter_table("case_token", schema=None) as batch_op:
        batch_op.drop_index("ix_case_token_token")
        batch_op.drop_index(batch_op.f("ix_case_token_municipality_id"))
        batch_op.drop_index(batch_op.f("ix_case_token_case_id"))

    op.drop_table("case_token")
    with op.batch_alter_table("case_step", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_case_step_municipality_id"))
        batch_op.drop_index(batch_op.f("ix_case_step_data_key_id"))
        batch_op.drop_index("ix_case_step_case_id_at")

    op.drop_table("case_step")
    with op.batch_alter_table("case_offer", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_case_offer_open",
            sqlite_where=sa.text("answered_at IS NULL"),
            postgresql_where=sa.text("answered_at IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_case_offer_to_id"))
        batch_op.drop_index(batch_op.f("ix_case_offer_municipality_id"))
        batch_op.drop_index(batch_op.f("ix_case_offer_case_id"))

    op.drop_table("case_offer")
    with op.batch_alter_table("case_deadline", schema=None) as batch_op:
        batch_op.drop_index("uq_case_deadline_case_id_kind")
        batch_op.drop_index(
            "ix_case_deadline_open", sqlite_where=sa.text("met_at IS NULL"), postgresql_where=sa.text("met_at IS NULL")
        )
        batch_op.drop_index(batch_op.f("ix_case_deadline_municipality_id"))

    op.drop_table("case_deadline")
    with op.batch_alter_table("attachment", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_attachment_referral_id"))
        batch_op.drop_index(batch_op.f("ix_attachment_municipality_id"))
        batch_op.drop_index(batch_op.f("ix_attachment_data_key_id"))
        batch_op.drop_index(batch_op.f("ix_attachment_case_id"))

    op.drop_table("attachment")
    with op.batch_alter_table("referral_setting", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_referral_setting_municipality_id"))

    op.drop_table("referral_setting")
    with op.batch_alter_table("referral", schema=None) as batch_op:
        batch_op.drop_index("ix_referral_sender_agency_id_sent_at")
        batch_op.drop_index(batch_op.f("ix_referral_municipality_id"))
        batch_op.drop_index(batch_op.f("ix_referral_data_key_id"))

    op.drop_table("referral")
    with op.batch_alter_table("named_handler", schema=None) as batch_op:
        batch_op.drop_index("uq_named_handler_agency_id_person_id")
        batch_op.drop_index(batch_op.f("ix_named_handler_person_id"))
        batch_op.drop_index(batch_op.f("ix_named_handler_municipality_id"))

    op.drop_table("named_handler")
    with op.batch_alter_table("duty", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_duty_person_id"))
        batch_op.drop_index(batch_op.f("ix_duty_municipality_id"))
        batch_op.drop_index("ix_duty_agency_id_ends_on")

    op.drop_table("duty")
    with op.batch_alter_table("case_file", schema=None) as batch_op:
        batch_op.drop_index("uq_case_file_referral_id")
        batch_op.drop_index(batch_op.f("ix_case_file_municipality_id"))
        batch_op.drop_index("ix_case_file_inbox")
        batch_op.drop_index(batch_op.f("ix_case_file_data_key_id"))
        batch_op.drop_index("ix_case_file_assigned_to_id")

    op.drop_table("case_file")
    with op.batch_alter_table("deadline_rule", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_deadline_rule_municipality_id"))

    op.drop_table("deadline_rule")
    with op.batch_alter_table("data_key", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_data_key_municipality_id"))

    op.drop_table("data_key")
