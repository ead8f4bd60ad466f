"""Programmes: the catalogue, its editions and targets."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "programme",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("municipality_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("family", sa.String(length=60), nullable=True),
        sa.Column(
            "delivery_mode",
            sa.Enum(
                "lesson_series",
                "station_series",
                "continuous",
                "course",
                "individual",
                "one_off",
                name="delivery_mode",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "level",
            sa.Enum(
                "universal",
                "selective",
                "indicated",
                name="prevention_level",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("owner", sa.String(length=120), nullable=True),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("suggested_grades", sa.String(length=60), nullable=True),
        sa.Column("leaders_expected", sa.Integer(), nullable=False),
        sa.Column("peer_mentors", sa.Boolean(), nullable=False),
        sa.Column("catalogue", sa.Boolean(), nullable=False),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["municipality_id"], ["municipality.id"], name=op.f("fk_programme_municipality_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_programme")),
        sa.UniqueConstraint("municipality_id", "code", name=op.f("uq_programme_municipality_id_code")),
    )
    with op.batch_alter_table("programme", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_programme_municipality_id"), ["municipality_id"], unique=False)

    op.create_table(
        "curriculum_version",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("municipality_id", sa.Uuid(), nullable=False),
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("edition", sa.String(length=60), nullable=False),
        sa.Column("lessons_expected", sa.Integer(), nullable=True),
        sa.Column("minutes", sa.Integer(), nullable=True),
        sa.Column("source", sa.String(length=200), nullable=True),
        sa.Column("is_current", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("lessons_expected > 0", name=op.f("ck_curriculum_version_lessons_expected_positive")),
        sa.ForeignKeyConstraint(
            ["municipality_id"], ["municipality.id"], name=op.f("fk_curriculum_version_municipality_id")
        ),
        sa.ForeignKeyConstraint(["programme_id"], ["programme.id"], name=op.f("fk_curriculum_version_programme_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_curriculum_version")),
        sa.UniqueConstraint("programme_id", "edition", name=op.f("uq_curriculum_version_programme_id_edition")),
    )
    with op.batch_alter_table("curriculum_version", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_curriculum_version_municipality_id"), ["municipality_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_curriculum_version_programme_id"), ["programme_id"], unique=False)
        batch_op.create_index(
            "uq_curriculum_version_one_current",
            ["programme_id"],
            unique=True,
            sqlite_where=sa.text("is_current"),
            postgresql_where=sa.text("is_current"),
        )

    op.create_table(
        "coverage_target",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("municipality_id", sa.Uuid(), nullable=False),
        sa.Column("school_year_id", sa.Uuid(), nullable=False),
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("school_id", sa.Uuid(), nullable=True),
        sa.Column("grade", sa.String(length=4), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["municipality_id"], ["municipality.id"], name=op.f("fk_coverage_target_municipality_id")
        ),
        sa.ForeignKeyConstraint(["programme_id"], ["programme.id"], name=op.f("fk_coverage_target_programme_id")),
        sa.ForeignKeyConstraint(["school_id"], ["agency.id"], name=op.f("fk_coverage_target_school_id")),
        sa.ForeignKeyConstraint(["school_year_id"], ["school_year.id"], name=op.f("fk_coverage_target_school_year_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_coverage_target")),
    )
    with op.batch_alter_table("coverage_target", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_coverage_target_municipality_id"), ["municipality_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_coverage_target_programme_id"), ["programme_id"], unique=False)
        batch_op.create_index(
            "uq_coverage_target_everywhere",
            ["school_year_id", "programme_id", "grade"],
            unique=True,
            sqlite_where=sa.text("school_id IS NULL"),
            postgresql_where=sa.text("school_id IS NULL"),
        )
        batch_op.create_index(
            "uq_coverage_target_school",
            ["school_year_id", "programme_id", "school_id", "grade"],
            unique=True,
            sqlite_where=sa.text("school_id IS NOT NULL"),
            postgresql_where=sa.text("school_id IS NOT NULL"),
        )

    op.create_table(
        "lesson",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("municipality_id", sa.Uuid(), nullable=False),
        sa.Column("curriculum_version_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=160), nullable=True),
        sa.Column(
            "audience",
            sa.Enum(
                "pupils", "staff", "guardians", name="audience", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column("core", sa.Boolean(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=True),
        sa.CheckConstraint("number > 0", name=op.f("ck_lesson_number_positive")),
        sa.ForeignKeyConstraint(
            ["curriculum_version_id"], ["curriculum_version.id"], name=op.f("fk_lesson_curriculum_version_id")
        ),
        sa.ForeignKeyConstraint(["municipality_id"], ["municipality.id"], name=op.f("fk_lesson_municipality_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lesson")),
        sa.UniqueConstraint("curriculum_version_id", "number", name=op.f("uq_lesson_curriculum_version_id_number")),
    )
    with op.batch_alter_table("lesson", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_lesson_curriculum_version_id"), ["curriculum_version_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_lesson_municipality_id"), ["municipality_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("lesson", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_lesson_municipality_id"))
        batch_op.drop_index(batch_op.f("ix_lesson_curriculum_version_id"))

    op.drop_table("lesson")
    with op.batch_alter_table("coverage_target", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_coverage_target_school",
            sqlite_where=sa.text("school_id IS NOT NULL"),
            postgresql_where=sa.text("school_id IS NOT NULL"),
        )
        batch_op.drop_index(
            "uq_coverage_target_everywhere",
            sqlite_where=sa.text("school_id IS NULL"),
            postgresql_where=sa.text("school_id IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_coverage_target_programme_id"))
        batch_op.drop_index(batch_op.f("ix_coverage_target_municipality_id"))

    op.drop_table("coverage_target")
    with op.batch_alter_table("curriculum_version", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_curriculum_version_one_current",
            sqlite_where=sa.text("is_current"),
            postgresql_where=sa.text("is_current"),
        )
        batch_op.drop_index(batch_op.f("ix_curriculum_version_programme_id"))
        batch_op.drop_index(batch_op.f("ix_curriculum_version_municipality_id"))

    op.drop_table("curriculum_version")
    with op.batch_alter_table("programme", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_programme_municipality_id"))

    op.drop_table("programme")
