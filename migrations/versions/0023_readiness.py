"""Readiness: the steps that come with the application, and what schools answer."""

import uuid
from datetime import date

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

STEPS = (
    (
        "anchoring_talk",
        "Förankringssamtal med skolledningen",
        "Samordnaren träffar rektor, elevhälsan och andra nyckelpersoner före starten.",
        "yes_no",
        1,
    ),
    (
        "staff_half_day",
        "Kunskapshalvdag för all personal",
        "Alla som arbetar på skolan, före första lektionen.",
        "yes_no",
        1,
    ),
    (
        "trained_leaders",
        "Utbildade ledare",
        "Personer med programmets ledarutbildning. Räkna den som leder två klasser två gånger.",
        "leaders",
        1,
    ),
    (
        "supervision",
        "Handledning för ledarna",
        "Tillfällen under läsåret då ledarna träffade en handledare.",
        "count",
        3,
    ),
)


def upgrade() -> None:
    steps = op.create_table(
        "readiness_step",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("municipality_id", sa.Uuid(), nullable=True),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("hint", sa.String(length=300), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "yes_no", "count", "leaders", name="step_kind", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column("wanted", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.CheckConstraint("wanted > 0", name=op.f("ck_readiness_step_wanted_positive")),
        sa.ForeignKeyConstraint(
            ["municipality_id"], ["municipality.id"], name=op.f("fk_readiness_step_municipality_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_readiness_step")),
        sa.UniqueConstraint(
            "municipality_id", "code", "valid_from", name=op.f("uq_readiness_step_municipality_id_code_valid_from")
        ),
    )
    op.create_index(op.f("ix_readiness_step_municipality_id"), "readiness_step", ["municipality_id"])
    op.create_table(
        "readiness",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("municipality_id", sa.Uuid(), nullable=False),
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("school_year_id", sa.Uuid(), nullable=False),
        sa.Column("note", sa.String(length=300), nullable=True),
        sa.Column("filled_in_by_id", sa.Uuid(), nullable=False),
        sa.Column("filled_in_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["filled_in_by_id"], ["person.id"], name=op.f("fk_readiness_filled_in_by_id")),
        sa.ForeignKeyConstraint(["municipality_id"], ["municipality.id"], name=op.f("fk_readiness_municipality_id")),
        sa.ForeignKeyConstraint(["school_id"], ["agency.id"], name=op.f("fk_readiness_school_id")),
        sa.ForeignKeyConstraint(["school_year_id"], ["school_year.id"], name=op.f("fk_readiness_school_year_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_readiness")),
        sa.UniqueConstraint("school_id", "school_year_id", name=op.f("uq_readiness_school_id_school_year_id")),
    )
    op.create_index(op.f("ix_readiness_municipality_id"), "readiness", ["municipality_id"])
    op.create_index(op.f("ix_readiness_school_year_id"), "readiness", ["school_year_id"])
    op.create_table(
        "readiness_answer",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("municipality_id", sa.Uuid(), nullable=False),
        sa.Column("readiness_id", sa.Uuid(), nullable=False),
        sa.Column("step_id", sa.Uuid(), nullable=False),
        sa.Column("programme_id", sa.Uuid(), nullable=True),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.CheckConstraint("value >= 0 AND value <= 500", name=op.f("ck_readiness_answer_value_plausible")),
        sa.ForeignKeyConstraint(
            ["municipality_id"], ["municipality.id"], name=op.f("fk_readiness_answer_municipality_id")
        ),
        sa.ForeignKeyConstraint(["programme_id"], ["programme.id"], name=op.f("fk_readiness_answer_programme_id")),
        sa.ForeignKeyConstraint(
            ["readiness_id"], ["readiness.id"], name=op.f("fk_readiness_answer_readiness_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["step_id"], ["readiness_step.id"], name=op.f("fk_readiness_answer_step_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_readiness_answer")),
    )
    op.create_index(op.f("ix_readiness_answer_municipality_id"), "readiness_answer", ["municipality_id"])
    for name, columns, condition in (
        ("step", ["readiness_id", "step_id"], "programme_id IS NULL"),
        ("programme", ["readiness_id", "step_id", "programme_id"], "programme_id IS NOT NULL"),
    ):
        op.create_index(
            f"uq_readiness_answer_{name}",
            "readiness_answer",
            columns,
            unique=True,
            sqlite_where=sa.text(condition),
            postgresql_where=sa.text(condition),
        )
    op.bulk_insert(
        steps,
        [
            {
                "id": uuid.uuid4(),
                "municipality_id": None,
                "code": code,
                "title": title,
                "hint": hint,
                "kind": kind,
                "wanted": wanted,
                "place": place,
                "valid_from": date(2014, 1, 1),
                "valid_to": None,
            }
            for place, (code, title, hint, kind, wanted) in enumerate(STEPS, 1)
        ],
    )


def downgrade() -> None:
    op.drop_table("readiness_answer")
    op.drop_table("readiness")
    op.drop_table("readiness_step")
