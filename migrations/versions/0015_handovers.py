"""Hand-overs to other authorities: grounds and rules as data, consents, what was disclosed, and who sees which row.

The policies follow 0009: what would ask a table whose own policy asks back is a function that runs as the owner.
"""

import uuid
from datetime import date

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

RECEIVERS = "ARRAY['rescue_officer', 'police_liaison', 'principal']"
SOCIAL_SERVICES = "ARRAY['social_worker', 'social_services_lead']"

FUNCTIONS = {
    "app_consent_stands(wanted uuid) RETURNS boolean": """
        SELECT wanted IS NULL OR EXISTS (
            SELECT FROM consent WHERE id = wanted AND withdrawn_at IS NULL AND until >= app_today()
        )
    """,
    "app_open_handovers() RETURNS uuid[]": f"""
        SELECT coalesce(array_agg(handover.id), '{{}}') FROM handover
        JOIN legal_basis ON legal_basis.id = handover.basis_id
        WHERE receiver_agency_id = ANY (app_agencies({RECEIVERS}))
        AND status IN ('waiting', 'accepted') AND until >= app_today()
        AND (legal_basis.valid_to IS NULL OR legal_basis.valid_to >= app_today())
        AND app_consent_stands(consent_id)
    """,
    "app_handover_holder(wanted uuid) RETURNS uuid": f"""
        SELECT case_file.assigned_to_id FROM handover JOIN case_file ON case_file.id = handover.case_id
        WHERE handover.id = wanted AND (
            handover.receiver_agency_id = ANY (app_agencies({RECEIVERS}))
            OR handover.sender_agency_id = ANY (app_agencies({SOCIAL_SERVICES}))
        )
    """,
    "app_keeper_of(of_case uuid) RETURNS uuid": """
        SELECT coalesce((
            SELECT held.person_id FROM role_assignment held
            JOIN person ON person.id = held.person_id AND person.deactivated_at IS NULL
            WHERE held.agency_id = case_file.agency_id AND held.role = 'social_services_lead' AND held.ended_at IS NULL
            ORDER BY held.granted_at, held.id LIMIT 1
        ), assigned_to_id) FROM case_file WHERE id = of_case AND app_person() IS NULL
    """,
    "app_ended_handovers(today date) RETURNS TABLE (id uuid, keeper_id uuid)": """
        SELECT id, app_keeper_of(case_id) FROM handover
        WHERE app_person() IS NULL AND status IN ('waiting', 'accepted') AND until < today
        ORDER BY id
    """,
    "app_ended_consents(today date) RETURNS TABLE (id uuid, keeper_id uuid)": """
        SELECT id, app_keeper_of(case_id) FROM consent
        WHERE app_person() IS NULL AND withdrawn_at IS NULL AND expiry_told_at IS NULL AND until < today
        ORDER BY id
    """,
}

OF_CASE = "EXISTS (SELECT FROM case_file WHERE case_file.id = case_id)"
HELD_CASE = "EXISTS (SELECT FROM case_file WHERE case_file.id = case_id AND assigned_to_id = app_person())"
PARTY = f"{OF_CASE} OR receiver_agency_id = ANY ((SELECT app_agencies({RECEIVERS}))::uuid[])"
OF_HANDOVER = "EXISTS (SELECT FROM handover WHERE handover.id = handover_id)"
RUNNING = "handover_id = ANY ((SELECT app_open_handovers())::uuid[])"
KEPT_COPY = """
    EXISTS (
        SELECT FROM handover JOIN case_file ON case_file.id = handover.case_id
        WHERE handover.id = handover_id AND (NOT case_file.is_protected OR assigned_to_id = app_person())
    )
"""

POLICIES = {
    "consent": {
        "SELECT": OF_CASE,
        "INSERT": f"recorded_by_id = app_person() AND {HELD_CASE}",
        "UPDATE": (OF_CASE, OF_CASE),
    },
    "handover": {
        "SELECT": PARTY,
        "INSERT": f"sent_by_id = app_person() AND {HELD_CASE}",
        "UPDATE": (PARTY, PARTY),
    },
    "handover_copy": {
        "SELECT": f"{RUNNING} OR {KEPT_COPY}",
        "INSERT": f"handover_id IN (SELECT id FROM handover WHERE sent_by_id = app_person() AND {HELD_CASE})",
    },
    "handover_contact": {"SELECT": RUNNING, "INSERT": f"by_id = app_person() AND {RUNNING}"},
    "handover_event": {"SELECT": OF_HANDOVER, "INSERT": OF_HANDOVER},
    "disclosure_receipt": {"SELECT": OF_CASE, "INSERT": f"disclosed_by_id = app_person() AND {HELD_CASE}"},
}
FIXED = (
    "case_id, reference, sender_agency_id, receiver_agency_id, purpose, basis_id, consent_id, decided_by_id,"
    " sent_by_id, sent_at, until, is_protected, client_id"
)

BASES = (  # code, title, law, needs consent, from: secrecy that is lifted, or the provision that lifts it
    (
        "osl_26_1",
        "Det står klart att ingen lider men av att uppgiften lämnas",
        "OSL (2009:400) 26 kap. 1 §",
        False,
        date(2009, 6, 30),
    ),
    (
        "osl_23_2",
        "Elevhälsans och skolans sekretess hindrar inte",
        "OSL (2009:400) 23 kap. 2 §",
        False,
        date(2009, 6, 30),
    ),
    (
        "osl_25_1",
        "Hälso- och sjukvårdens sekretess hindrar inte",
        "OSL (2009:400) 25 kap. 1 §",
        False,
        date(2009, 6, 30),
    ),
    (
        "osl_10_1",
        "Samtycke från den som uppgifterna rör",
        "OSL (2009:400) 10 kap. 1 § och 12 kap. 2 §",
        True,
        date(2009, 6, 30),
    ),
    ("osl_10_2", "Nödvändigt för den egna verksamheten", "OSL (2009:400) 10 kap. 2 §", False, date(2009, 6, 30)),
    ("osl_10_28", "Uppgiftsskyldighet enligt lag", "OSL (2009:400) 10 kap. 28 §", False, date(2009, 6, 30)),
    (
        "osl_10_18a",
        "Förebygga brott av den som är under 21 år",
        "OSL (2009:400) 10 kap. 18 a §",
        False,
        date(2013, 3, 1),
    ),
    (
        "osl_26_9",
        "Socialtjänst och hälso- och sjukvård om den som är under 18 år",
        "OSL (2009:400) 26 kap. 9 § och 25 kap. 12 §",
        False,
        date(2009, 6, 30),
    ),
    (
        "osl_10_15a",
        "Förebygga eller utreda brott, efter avvägning",
        "OSL (2009:400) 10 kap. 15 a §",
        False,
        date(2025, 12, 1),
    ),
    (
        "law_2025_170_6",
        "Kommunens uppgiftsskyldighet till brottsbekämpande myndigheter",
        "Lag (2025:170) 6 §",
        False,
        date(2025, 4, 1),
    ),
    ("law_2025_170_7", "Rektors uppgiftslämnande till Polismyndigheten", "Lag (2025:170) 7 §", False, date(2025, 4, 1)),
    (
        "school_act_6a_10",
        "Rektors anmälan av misstänkt brott i anslutning till skolan",
        "Skollagen (2010:800) 6 a kap. 10 §",
        False,
        date(2025, 7, 1),
    ),
    (
        "school_act_29_13",
        "Samverkan på initiativ av socialnämnden",
        "Skollagen (2010:800) 29 kap. 13 §",
        False,
        date(2011, 7, 1),
    ),
)

INCIDENT = {"fields": ["own_text"]}
CONTACT_AND_INCIDENT = {"fields": ["name", "age", "guardians", "own_text"]}
OSL_26_1 = "OSL (2009:400) 26 kap. 1 §"
CONSENT = "OSL (2009:400) 10 kap. 1 § och 12 kap. 2 §"
SINCE_2009, SINCE_2025 = date(2009, 6, 30), date(2025, 4, 1)
NO, YES = False, True

# sender, receiver, ground (None: any other), allowed, by which law, since when, what is said, and the limits
ROUTES = (
    (
        "social_services",
        "rescue_service",
        None,
        NO,
        OSL_26_1,
        SINCE_2009,
        "Till räddningstjänsten behövs samtycke, och då lämnas bara kontaktuppgifter och det som rör branden. "
        "Utan samtycke lämnas bara det som inte pekar ut någon.",
        {},
    ),
    (
        "social_services",
        "rescue_service",
        "osl_10_1",
        YES,
        CONSENT,
        SINCE_2009,
        "Till räddningstjänsten lämnas med vårdnadshavarens samtycke bara kontaktuppgifter och det som rör "
        "branden, ingenting annat från socialtjänsten.",
        {"given_by": "guardian"} | CONTACT_AND_INCIDENT,
    ),
    (
        "social_services",
        "rescue_service",
        "osl_26_1",
        YES,
        OSL_26_1,
        SINCE_2009,
        "Utan samtycke lämnas till räddningstjänsten bara det som inte pekar ut någon.",
        INCIDENT,
    ),
    (
        "social_services",
        "police",
        None,
        NO,
        OSL_26_1,
        SINCE_2009,
        "Till polisen lämnar socialtjänsten uppgifter bara med vårdnadshavarens samtycke, eller om den som är "
        "under 21 år för att förebygga brott (10 kap. 18 a §).",
        {},
    ),
    (
        "social_services",
        "police",
        "osl_10_1",
        YES,
        CONSENT,
        SINCE_2009,
        "Till polisen räcker samtycke bara om vårdnadshavaren har gett det.",
        {"given_by": "guardian"},
    ),
    (
        "social_services",
        "police",
        "osl_10_18a",
        YES,
        "OSL (2009:400) 10 kap. 18 a §",
        date(2013, 3, 1),
        "10 kap. 18 a § gäller den som är under 21 år, vid risk för framtida brott, när uppgiften kan bidra "
        "till att förebygga det och det inte är olämpligt med hänsyn till planerat stöd. Inte ett visst "
        "begånget brott.",
        {"max_age": 20},
    ),
    (
        "social_services",
        "police",
        "law_2025_170_6",
        NO,
        "Lag (2025:170) 8 §",
        SINCE_2025,
        "Lagen om uppgiftsskyldighet bryter inte socialtjänstens sekretess: 8 § undantar 26 kap. OSL.",
        {},
    ),
    (
        "social_services",
        "police",
        "osl_10_15a",
        NO,
        "OSL (2009:400) 10 kap. 15 a §",
        date(2025, 12, 1),
        "Kommunen har inte bestämt att 10 kap. 15 a § får användas här: viss sekretess är undantagen. Välj en "
        "annan grund.",
        {},
    ),
    (
        "social_services",
        "school",
        None,
        NO,
        OSL_26_1,
        SINCE_2009,
        "Till en skola lämnar socialtjänsten uppgifter med samtycke, eller det som är nödvändigt för den egna "
        "utredningen.",
        {},
    ),
    (
        "social_services",
        "school",
        "osl_10_1",
        YES,
        CONSENT,
        SINCE_2009,
        "Till en skola lämnas uppgifter med samtycke.",
        {},
    ),
    (
        "social_services",
        "school",
        "osl_10_2",
        YES,
        "OSL (2009:400) 10 kap. 2 §",
        SINCE_2009,
        "Utan samtycke lämnas till en skola bara vem det gäller och det som är nödvändigt för socialtjänstens "
        "eget arbete.",
        {"fields": ["name", "grade", "own_text"]},
    ),
    (
        "school",
        "police",
        None,
        NO,
        "Lag (2025:170) 7 §",
        SINCE_2025,
        "Det är rektorn som bestämmer om uppgifter lämnas till polisen, efter en avvägning. Tala med rektorn.",
        {},
    ),
    (
        "school",
        "police",
        "law_2025_170_7",
        YES,
        "Lag (2025:170) 7 §",
        SINCE_2025,
        "Rektorn får lämna uppgifter till Polismyndigheten på begäran eller på eget initiativ, efter en avvägning.",
        {"sender_role": "principal"},
    ),
    (
        "school",
        "rescue_service",
        None,
        NO,
        "OSL (2009:400) 23 kap. 2 §",
        SINCE_2009,
        "Räddningstjänsten är en annan myndighet: vårdnadshavaren kan själv ta kontakt, eller så går det "
        "genom socialtjänsten. Lämna inga personuppgifter.",
        {},
    ),
    (
        "school",
        "social_services",
        "osl_10_28",
        YES,
        "SoL (2025:400) 19 kap. 1 §",
        date(2025, 7, 1),
        "Den som arbetar i skolan ska genast anmäla oro för ett barn till socialnämnden. Ingen behöver godkänna det.",
        {},
    ),
)


def upgrade() -> None:
    op.create_table(
        "legal_basis",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("law", sa.String(length=120), nullable=False),
        sa.Column("needs_consent", sa.Boolean(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_legal_basis")),
        sa.UniqueConstraint("code", "valid_from", name=op.f("uq_legal_basis_code_valid_from")),
    )
    op.create_table(
        "disclosure_route",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("municipality_id", sa.Uuid(), nullable=True),
        sa.Column(
            "sender_kind",
            sa.Enum(
                "municipality",
                "school",
                "social_services",
                "rescue_service",
                "police",
                "field_team",
                "other",
                name="agency_kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "sender_role",
            sa.Enum(
                "teacher",
                "principal",
                "programme_leader",
                "social_worker",
                "social_services_lead",
                "rescue_officer",
                "police_liaison",
                "coverage_administrator",
                "system_administrator",
                "auditor",
                name="role",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column(
            "receiver_kind",
            sa.Enum(
                "municipality",
                "school",
                "social_services",
                "rescue_service",
                "police",
                "field_team",
                "other",
                name="receiver_kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("basis_code", sa.String(length=40), nullable=True),
        sa.Column("allowed", sa.Boolean(), nullable=False),
        sa.Column("max_age", sa.Integer(), nullable=True),
        sa.Column(
            "given_by",
            sa.Enum(
                "guardian",
                "young_person",
                "both",
                name="consent_giver",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("fields", sa.JSON(), nullable=True),
        sa.Column("sentence", sa.String(length=400), nullable=False),
        sa.Column("law", sa.String(length=120), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["municipality_id"], ["municipality.id"], name=op.f("fk_disclosure_route_municipality_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_disclosure_route")),
    )
    with op.batch_alter_table("disclosure_route", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_disclosure_route_municipality_id"), ["municipality_id"], unique=False)

    op.create_table(
        "disclosure_receipt",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("municipality_id", sa.Uuid(), nullable=False),
        sa.Column("handover_id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("reference", sa.String(length=12), nullable=False),
        sa.Column("sender_agency_id", sa.Uuid(), nullable=False),
        sa.Column("receiver_agency_id", sa.Uuid(), nullable=False),
        sa.Column(
            "purpose",
            sa.Enum(
                "fire_talk",
                "youth_group",
                "prevent_crime",
                "concern_talk",
                "school_support",
                name="purpose",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.Column("basis_code", sa.String(length=40), nullable=False),
        sa.Column("basis_title", sa.String(length=200), nullable=False),
        sa.Column("basis_law", sa.String(length=120), nullable=False),
        sa.Column("rule", sa.String(length=400), nullable=False),
        sa.Column("consent_id", sa.Uuid(), nullable=True),
        sa.Column("decided_by_id", sa.Uuid(), nullable=False),
        sa.Column("disclosed_by_id", sa.Uuid(), nullable=False),
        sa.Column("disclosed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("data_key_id", sa.Uuid(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(["data_key_id"], ["data_key.id"], name=op.f("fk_disclosure_receipt_data_key_id")),
        sa.ForeignKeyConstraint(["decided_by_id"], ["person.id"], name=op.f("fk_disclosure_receipt_decided_by_id")),
        sa.ForeignKeyConstraint(["disclosed_by_id"], ["person.id"], name=op.f("fk_disclosure_receipt_disclosed_by_id")),
        sa.ForeignKeyConstraint(
            ["municipality_id"], ["municipality.id"], name=op.f("fk_disclosure_receipt_municipality_id")
        ),
        sa.ForeignKeyConstraint(
            ["receiver_agency_id"], ["agency.id"], name=op.f("fk_disclosure_receipt_receiver_agency_id")
        ),
        sa.ForeignKeyConstraint(
            ["sender_agency_id"], ["agency.id"], name=op.f("fk_disclosure_receipt_sender_agency_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_disclosure_receipt")),
        sa.UniqueConstraint("handover_id", name=op.f("uq_disclosure_receipt_handover_id")),
    )
    with op.batch_alter_table("disclosure_receipt", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_disclosure_receipt_case_id"), ["case_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_disclosure_receipt_data_key_id"), ["data_key_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_disclosure_receipt_municipality_id"), ["municipality_id"], unique=False)

    op.create_table(
        "consent",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("municipality_id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column(
            "given_by",
            sa.Enum(
                "guardian",
                "young_person",
                "both",
                name="consent_giver",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("agency_ids", sa.JSON(), nullable=False),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.Column("given_on", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("renews_id", sa.Uuid(), nullable=True),
        sa.Column("recorded_by_id", sa.Uuid(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("expiry_told_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("data_key_id", sa.Uuid(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.CheckConstraint("given_on <= until", name=op.f("ck_consent_given_before_end")),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_consent_case_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["data_key_id"], ["data_key.id"], name=op.f("fk_consent_data_key_id")),
        sa.ForeignKeyConstraint(["municipality_id"], ["municipality.id"], name=op.f("fk_consent_municipality_id")),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["person.id"], name=op.f("fk_consent_recorded_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consent")),
    )
    with op.batch_alter_table("consent", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_consent_case_id"), ["case_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_consent_data_key_id"), ["data_key_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_consent_municipality_id"), ["municipality_id"], unique=False)

    op.create_table(
        "handover",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("municipality_id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("reference", sa.String(length=12), nullable=False),
        sa.Column("sender_agency_id", sa.Uuid(), nullable=False),
        sa.Column("receiver_agency_id", sa.Uuid(), nullable=False),
        sa.Column(
            "purpose",
            sa.Enum(
                "fire_talk",
                "youth_group",
                "prevent_crime",
                "concern_talk",
                "school_support",
                name="purpose",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "status",
            sa.Enum(
                "waiting",
                "accepted",
                "declined",
                "reported",
                "withdrawn",
                "consent_ended",
                "expired",
                name="handover_status",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("basis_id", sa.Uuid(), nullable=False),
        sa.Column("consent_id", sa.Uuid(), nullable=True),
        sa.Column("decided_by_id", sa.Uuid(), nullable=False),
        sa.Column("sent_by_id", sa.Uuid(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("is_protected", sa.Boolean(), nullable=False),
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("answered_by_id", sa.Uuid(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "decline_reason",
            sa.Enum(
                "no_capacity",
                "wrong_receiver",
                "not_suitable",
                "conflict_of_interest",
                name="decline_reason",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column(
            "outcome",
            sa.Enum(
                "talk_held",
                "joined",
                "completed",
                "support_begun",
                "other_measure",
                "family_declined",
                "not_reached",
                "needs_other_support",
                name="outcome",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["answered_by_id"], ["person.id"], name=op.f("fk_handover_answered_by_id")),
        sa.ForeignKeyConstraint(["basis_id"], ["legal_basis.id"], name=op.f("fk_handover_basis_id")),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_handover_case_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["consent_id"], ["consent.id"], name=op.f("fk_handover_consent_id")),
        sa.ForeignKeyConstraint(["decided_by_id"], ["person.id"], name=op.f("fk_handover_decided_by_id")),
        sa.ForeignKeyConstraint(["municipality_id"], ["municipality.id"], name=op.f("fk_handover_municipality_id")),
        sa.ForeignKeyConstraint(["receiver_agency_id"], ["agency.id"], name=op.f("fk_handover_receiver_agency_id")),
        sa.ForeignKeyConstraint(["sender_agency_id"], ["agency.id"], name=op.f("fk_handover_sender_agency_id")),
        sa.ForeignKeyConstraint(["sent_by_id"], ["person.id"], name=op.f("fk_handover_sent_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handover")),
        sa.UniqueConstraint("reference", name=op.f("uq_handover_reference")),
    )
    with op.batch_alter_table("handover", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_handover_consent_id"), ["consent_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_handover_municipality_id"), ["municipality_id"], unique=False)
        batch_op.create_index("ix_handover_receiver_agency_id_sent_at", ["receiver_agency_id", "sent_at"], unique=False)
        batch_op.create_index("uq_handover_case_id_client_id", ["case_id", "client_id"], unique=True)

    op.create_table(
        "handover_contact",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("municipality_id", sa.Uuid(), nullable=False),
        sa.Column("handover_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "phone",
                "meeting",
                "home_visit",
                "no_answer",
                name="contact_kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("by_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("data_key_id", sa.Uuid(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_handover_contact_by_id")),
        sa.ForeignKeyConstraint(["data_key_id"], ["data_key.id"], name=op.f("fk_handover_contact_data_key_id")),
        sa.ForeignKeyConstraint(
            ["handover_id"], ["handover.id"], name=op.f("fk_handover_contact_handover_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["municipality_id"], ["municipality.id"], name=op.f("fk_handover_contact_municipality_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handover_contact")),
    )
    with op.batch_alter_table("handover_contact", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_handover_contact_data_key_id"), ["data_key_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_handover_contact_handover_id"), ["handover_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_handover_contact_municipality_id"), ["municipality_id"], unique=False)

    op.create_table(
        "handover_copy",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("municipality_id", sa.Uuid(), nullable=False),
        sa.Column("handover_id", sa.Uuid(), nullable=False),
        sa.Column("data_key_id", sa.Uuid(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(["data_key_id"], ["data_key.id"], name=op.f("fk_handover_copy_data_key_id")),
        sa.ForeignKeyConstraint(
            ["handover_id"], ["handover.id"], name=op.f("fk_handover_copy_handover_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["municipality_id"], ["municipality.id"], name=op.f("fk_handover_copy_municipality_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handover_copy")),
        sa.UniqueConstraint("handover_id", name=op.f("uq_handover_copy_handover_id")),
    )
    with op.batch_alter_table("handover_copy", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_handover_copy_data_key_id"), ["data_key_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_handover_copy_municipality_id"), ["municipality_id"], unique=False)

    op.create_table(
        "handover_event",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("municipality_id", sa.Uuid(), nullable=False),
        sa.Column("handover_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "sent",
                "accepted",
                "declined",
                "contact",
                "reported",
                "withdrawn",
                "consent_ended",
                "expired",
                name="event_kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["handover_id"], ["handover.id"], name=op.f("fk_handover_event_handover_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["municipality_id"], ["municipality.id"], name=op.f("fk_handover_event_municipality_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handover_event")),
    )
    with op.batch_alter_table("handover_event", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_handover_event_handover_id"), ["handover_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_handover_event_municipality_id"), ["municipality_id"], unique=False)

    add_rows()
    if op.get_bind().dialect.name == "postgresql":
        fix_what_is_sent_postgresql()
        secure_rows()
    else:
        fix_what_is_sent_sqlite()


def add_rows() -> None:
    """Add the grounds and the general rules. A municipality's own are added beside them."""
    keys = ("code", "title", "law", "needs_consent", "valid_from")
    op.bulk_insert(of("legal_basis", *keys), [row(keys, basis) for basis in BASES])
    keys = ("sender_kind", "receiver_kind", "basis_code", "allowed", "law", "valid_from", "sentence")
    none: dict[str, object] = dict.fromkeys(("sender_role", "max_age", "given_by", "fields"))
    rules = [row(keys, route[:-1]) | none | route[-1] for route in ROUTES]
    op.bulk_insert(of("disclosure_route", *keys, *none), rules)


def of(table: str, *keys: str) -> sa.TableClause:
    types = {"valid_from": sa.Date(), "fields": sa.JSON(none_as_null=True), "allowed": sa.Boolean()}
    types |= {"needs_consent": sa.Boolean(), "max_age": sa.Integer()}
    return sa.table(table, sa.column("id", sa.Uuid()), *(sa.column(key, types.get(key, sa.String())) for key in keys))


def row(keys: tuple[str, ...], values: tuple[object, ...]) -> dict[str, object]:
    return {"id": uuid.uuid4()} | dict(zip(keys, values, strict=True))


def fix_what_is_sent_postgresql() -> None:
    """Let nobody change a receipt, nor the terms of a hand-over: a policy cannot tell columns apart."""
    op.execute("REVOKE UPDATE, DELETE, TRUNCATE ON disclosure_receipt FROM prevention_runtime")
    op.execute("""
        CREATE FUNCTION is_fixed() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION '% is fixed', TG_TABLE_NAME; END $$
    """)
    op.execute("""
        CREATE TRIGGER disclosure_receipt_insert_only BEFORE UPDATE OR DELETE OR TRUNCATE ON disclosure_receipt
        FOR EACH STATEMENT EXECUTE FUNCTION is_fixed()
    """)
    op.execute(f"""
        CREATE TRIGGER handover_terms_fixed BEFORE UPDATE OF {FIXED} ON handover
        FOR EACH STATEMENT EXECUTE FUNCTION is_fixed()
    """)


def fix_what_is_sent_sqlite() -> None:
    for act in ("UPDATE", "DELETE"):
        op.execute(f"""
            CREATE TRIGGER disclosure_receipt_no_{act.lower()} BEFORE {act} ON disclosure_receipt
            BEGIN SELECT RAISE(ABORT, 'disclosure_receipt is fixed'); END
        """)
    op.execute(f"""
        CREATE TRIGGER handover_terms_fixed BEFORE UPDATE OF {FIXED} ON handover
        BEGIN SELECT RAISE(ABORT, 'handover is fixed'); END
    """)


def secure_rows() -> None:
    for signature, body in FUNCTIONS.items():
        op.execute(
            f"CREATE FUNCTION {signature} LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp"
            f" AS $$ {body} $$"
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
    with op.batch_alter_table("handover_event", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_handover_event_municipality_id"))
        batch_op.drop_index(batch_op.f("ix_handover_event_handover_id"))

    op.drop_table("handover_event")
    with op.batch_alter_table("handover_copy", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_handover_copy_municipality_id"))
        batch_op.drop_index(batch_op.f("ix_handover_copy_data_key_id"))

    op.drop_table("handover_copy")
    with op.batch_alter_table("handover_contact", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_handover_contact_municipality_id"))
        batch_op.drop_index(batch_op.f("ix_handover_contact_handover_id"))
        batch_op.drop_index(batch_op.f("ix_handover_contact_data_key_id"))

    op.drop_table("handover_contact")
    with op.batch_alter_table("handover", schema=None) as batch_op:
        batch_op.drop_index("uq_handover_case_id_client_id")
        batch_op.drop_index("ix_handover_receiver_agency_id_sent_at")
        batch_op.drop_index(batch_op.f("ix_handover_municipality_id"))
        batch_op.drop_index(batch_op.f("ix_handover_consent_id"))

    op.drop_table("handover")
    with op.batch_alter_table("consent", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_consent_municipality_id"))
        batch_op.drop_index(batch_op.f("ix_consent_data_key_id"))
        batch_op.drop_index(batch_op.f("ix_consent_case_id"))

    op.drop_table("consent")
    with op.batch_alter_table("disclosure_receipt", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_disclosure_receipt_municipality_id"))
        batch_op.drop_index(batch_op.f("ix_disclosure_receipt_data_key_id"))
        batch_op.drop_index(batch_op.f("ix_disclosure_receipt_case_id"))

    op.drop_table("disclosure_receipt")
    with op.batch_alter_table("disclosure_route", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_disclosure_route_municipality_id"))

    op.drop_table("disclosure_route")
    op.drop_table("legal_basis")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION is_fixed()")
