"""Surveys before and after, as counts and means of a class."""

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "survey_question",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("municipality_id", sa.Uuid(), nullable=False),
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(length=200), nullable=False),
        sa.Column("lowest", sa.Integer(), nullable=False),
        sa.Column("highest", sa.Integer(), nullable=False),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "lowest >= 0 AND highest > lowest AND highest - lowest <= 10",
            name=op.f("ck_survey_question_scale_plausible"),
        ),
        sa.ForeignKeyConstraint(
            ["municipality_id"], ["municipality.id"], name=op.f("fk_survey_question_municipality_id")
        ),
        sa.ForeignKeyConstraint(["programme_id"], ["programme.id"], name=op.f("fk_survey_question_programme_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_survey_question")),
        sa.UniqueConstraint("programme_id", "number", name=op.f("uq_survey_question_programme_id_number")),
    )
    op.create_index(op.f("ix_survey_question_municipality_id"), "survey_question", ["municipality_id"])
    op.create_table(
        "survey_result",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("municipality_id", sa.Uuid(), nullable=False),
        sa.Column("participation_id", sa.Uuid(), nullable=False),
        sa.Column("question_id", sa.Uuid(), nullable=False),
        sa.Column(
            "occasion",
            sa.Enum("before", "after", name="occasion", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("answers", sa.Integer(), nullable=False),
        sa.Column("mean", sa.Double(), nullable=True),
        sa.Column("counts", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("entered_by_id", sa.Uuid(), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("answers >= 0 AND answers <= 500", name=op.f("ck_survey_result_answers_plausible")),
        sa.CheckConstraint("(answers >= 5) = (mean IS NOT NULL)", name=op.f("ck_survey_result_mean_of_five")),
        sa.CheckConstraint("answers >= 5 OR counts IS NULL", name=op.f("ck_survey_result_counts_of_five")),
        sa.ForeignKeyConstraint(["entered_by_id"], ["person.id"], name=op.f("fk_survey_result_entered_by_id")),
        sa.ForeignKeyConstraint(
            ["municipality_id"], ["municipality.id"], name=op.f("fk_survey_result_municipality_id")
        ),
        sa.ForeignKeyConstraint(
            ["participation_id"], ["participation.id"], name=op.f("fk_survey_result_participation_id")
        ),
        sa.ForeignKeyConstraint(["question_id"], ["survey_question.id"], name=op.f("fk_survey_result_question_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_survey_result")),
        sa.UniqueConstraint(
            "participation_id",
            "question_id",
            "occasion",
            name=op.f("uq_survey_result_participation_id_question_id_occasion"),
        ),
    )
    op.create_index(op.f("ix_survey_result_municipality_id"), "survey_result", ["municipality_id"])
    op.create_index(op.f("ix_survey_result_question_id"), "survey_result", ["question_id"])


def downgrade() -> None:
    op.drop_table("survey_result")
    op.drop_table("survey_question")
